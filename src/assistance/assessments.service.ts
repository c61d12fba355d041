import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { stampFrom } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { isInFuture } from '../http/vague-date.js';
import { given } from '../http/validate.js';
import { type AmendAssessment, assessmentShape, type PlanAssessment } from './assessment.dto.js';
import { NeedsAssessment } from './assessment.entity.js';

/** Planning assessments of needs and saying what came of them. Their gaps are the gaps service's part. */
@Injectable()
export class AssessmentsService {
  /**
   * Stores an assessment once.
   * @throws Problem breaks_a_rule naming every fault, id_already_used.
   */
  async plan(tx: Tx, request: PlanAssessment, raw: object): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    const created = !(request.id && (await storedBefore(tx, 'needs_assessments', id, hash)));
    if (created) {
      refuseFaults([...dayFaults(request), ...(await reviewFaults(tx, request))]);
      const stamp = await stampFrom(tx, request);
      await tx.insert(NeedsAssessment, [
        {
          ...request,
          id,
          ...stamp,
          contentHash: hash,
          regimeCode: request.regime,
          standards: request.standards ?? [],
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, assessmentShape, 'needs_assessments', id)) };
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule. */
  async amend(tx: Tx, id: string, version: number, { regime, ...plain }: AmendAssessment): Promise<ShownRecord> {
    const { bodyId } = tx.actor;
    const row = await tx.manager.findOne(NeedsAssessment, {
      where: { bodyId, id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) throw new Problem('not_found');
    refuseStale(version, row.version);
    const after = { ...row, ...given(plain), regime: regime ?? row.regimeCode };
    const tied = after.regime !== row.regimeCode || after.reviewOn !== row.reviewOn;
    // Reviews that have moved since must not keep anyone from saying that the assessment was carried out.
    refuseFaults([...dayFaults(after), ...(tied ? await reviewFaults(tx, after) : [])]);
    await tx.manager.update(
      NeedsAssessment,
      { bodyId, id },
      { ...plain, regimeCode: regime, version: row.version + 1 },
    );
    return showRecord(tx, assessmentShape, 'needs_assessments', id);
  }
}

/** It comes before the review it is tied to, and is not carried out in the future. */
function dayFaults(days: { reviewOn: string; dueOn: string; carriedOutOn?: string | null }): Fault[] {
  const faults: Fault[] = [];
  if (days.dueOn >= days.reviewOn)
    faults.push({ pointer: '/dueOn', code: 'period_reversed', detail: 'It is due before the review, not on it.' });
  if (days.carriedOutOn && isInFuture({ value: days.carriedOutOn, precision: 'DAY' }))
    faults.push({ pointer: '/carriedOutOn', code: 'date_in_future', detail: 'This day is still to come.' });
  return faults;
}

/**
 * The review it is tied to is one that is known: of the regime, or of the own body's mandates under this regime or
 * under none. Where no review is known, any day will do, and stands as given.
 */
async function reviewFaults(tx: Tx, { regime, reviewOn }: { regime: string; reviewOn: string }): Promise<Fault[]> {
  const found = await tx.one<{ days: string[] }>(
    `select array(select d.day from (
              select jsonb_array_elements_text(coalesce(r.facts->'reviewDates', '[]')) as day
              union
              select unnest(m.review_dates)::text from ref.mandates m
               where m.subject = $2 and m.superseded_at is null and (m.regime_code is null or m.regime_code = $1)) d
            order by d.day) as days
       from ref.regimes r where r.code = $1 and r.superseded_at is null`,
    [regime, tx.actor.bodyAcronym],
  );
  if (!found) return [{ pointer: '/regime', code: 'unknown_regime', detail: 'No such regime; see /api/v1/regimes.' }];
  return found.days.length === 0 || found.days.includes(reviewOn)
    ? []
    : [
        {
          pointer: '/reviewOn',
          code: 'not_a_review_day',
          detail: `Reviews are known for ${found.days.join(', ')}; correct the regime or the mandate if there is another.`,
        },
      ];
}
