import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { isInFuture } from '../http/vague-date.js';
import { given } from '../http/validate.js';
import { AssessmentGap, NeedsAssessment } from './assessment.entity.js';
import { type AmendGap, gapShape, type RecordGap } from './gap.dto.js';

/** The gaps that an assessment found, and what became of each. */
@Injectable()
export class GapsService {
  /**
   * Stores a gap once, under the protection of its assessment: whoever reads `readyForEasing` has seen every gap.
   * @throws Problem not_found, breaks_a_rule naming every fault, id_already_used.
   */
  async record(
    tx: Tx,
    assessmentId: string,
    request: RecordGap,
    raw: object,
  ): Promise<ShownRecord & { created: boolean }> {
    const { bodyId } = tx.actor;
    const of = await tx.manager.findOne(NeedsAssessment, { where: { bodyId, id: assessmentId } });
    if (!of) throw new Problem('not_found');
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash({ ...raw, assessmentId });
    const created = !(request.id && (await storedBefore(tx, 'assessment_gaps', id, hash)));
    if (created) {
      const state = request.state ?? 'OPEN';
      refuseFaults([...stateFaults({ ...request, state }), ...(await activityFaults(tx, request.activityId))]);
      const { classification, caveats, compartmentId } = of;
      await tx.insert(AssessmentGap, [
        {
          ...request,
          id,
          classification,
          caveats,
          compartmentId,
          contentHash: hash,
          assessmentId,
          severity: request.severity ?? 'UNKNOWN',
          state,
        },
      ]);
    }
    return { created, ...(await showRecord(tx, gapShape, 'assessment_gaps', id)) };
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule. */
  async amend(tx: Tx, assessmentId: string, id: string, version: number, change: AmendGap): Promise<ShownRecord> {
    const { bodyId } = tx.actor;
    const row = await this.get(tx, assessmentId, id, true);
    refuseStale(version, row.version);
    refuseFaults([...stateFaults({ ...row, ...given(change) }), ...(await activityFaults(tx, change.activityId))]);
    await tx.manager.update(AssessmentGap, { bodyId, id }, { ...change, version: row.version + 1 });
    return showRecord(tx, gapShape, 'assessment_gaps', id);
  }

  /** @throws Problem not_found, also for a gap of another assessment. */
  async get(tx: Tx, assessmentId: string, id: string, toChange = false): Promise<AssessmentGap> {
    const row = await tx.manager.findOne(AssessmentGap, {
      where: { bodyId: tx.actor.bodyId, id, assessmentId },
      lock: toChange ? { mode: 'pessimistic_write' } : undefined,
    });
    if (!row) throw new Problem('not_found');
    return row;
  }
}

/** What is addressed was addressed on a day, which has come; nothing else was. */
function stateFaults({ state, addressedOn }: { state: string; addressedOn?: string | null }): Fault[] {
  const refuse = (code: string, detail: string) => [{ pointer: '/addressedOn', code, detail }];
  if ((state === 'ADDRESSED') !== Boolean(addressedOn))
    return refuse('illegal_pair', 'Required for ADDRESSED, and only for it.');
  return addressedOn && isInFuture({ value: addressedOn, precision: 'DAY' })
    ? refuse('date_in_future', 'This day is still to come.')
    : [];
}

async function activityFaults(tx: Tx, activityId: string | null | undefined): Promise<Fault[]> {
  if (!activityId) return [];
  const found = await tx.one('select from assistance_activities where body_id = $1 and id = $2', [
    tx.actor.bodyId,
    activityId,
  ]);
  const detail = 'There is no such record in your body.';
  return found ? [] : [{ pointer: '/activityId', code: 'unknown_reference', detail }];
}
