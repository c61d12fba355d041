import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { endOf } from './in-force.js';
import { Procedure, ProcedureVersion } from './procedure.entity.js';
import { type IssueVersion, versionShape, type WithdrawVersion } from './version.dto.js';

/** Putting versions in force one after the other, and withdrawing them. */
@Injectable()
export class VersionsService {
  /**
   * Stores a version once, under the protection of its procedure. Versions follow each other, so none overlap.
   * @throws Problem not_found, breaks_a_rule naming every fault, id_already_used.
   */
  async issue(
    tx: Tx,
    procedureId: string,
    { from, ...request }: IssueVersion,
    raw: object,
  ): Promise<ShownRecord & { created: boolean }> {
    const { bodyId } = tx.actor;
    // Two versions issued at once take turns, or each could follow the same one.
    const of = await tx.manager.findOne(Procedure, {
      where: { bodyId, id: procedureId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!of) throw new Problem('not_found');
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash({ ...raw, procedureId });
    const created = !(request.id && (await storedBefore(tx, 'procedure_versions', id, hash)));
    if (created) {
      const endsPrevious = request.endsPrevious ?? true;
      refuseFaults([...contentFaults(request), ...(await orderFaults(tx, procedureId, from, endsPrevious))]);
      const { classification, caveats, compartmentId } = of;
      await tx.insert(ProcedureVersion, [
        {
          ...request,
          id,
          classification,
          caveats,
          compartmentId,
          contentHash: hash,
          procedureId,
          validFrom: from,
          sha256: request.sha256?.toLowerCase() ?? null,
          endsPrevious,
        },
      ]);
    }
    return { created, ...(await showRecord(tx, versionShape, 'procedure_versions', id)) };
  }

  /**
   * Withdraws a version from a day on; said once.
   * @throws Problem not_found, stale_version, move_not_allowed, breaks_a_rule.
   */
  async withdraw(
    tx: Tx,
    procedureId: string,
    id: string,
    expected: number,
    { at, reason }: WithdrawVersion,
  ): Promise<ShownRecord> {
    const { bodyId, appointmentId } = tx.actor;
    const row = await tx.manager.findOne(ProcedureVersion, {
      where: { bodyId, id, procedureId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) throw new Problem('not_found');
    refuseStale(expected, row.version);
    if (row.withdrawnOn)
      throw new Problem(
        'move_not_allowed',
        `It was withdrawn from ${row.withdrawnOn} on.`,
        [],
        {},
        { availableTransitions: [] },
      );
    const ended = await tx.one<{ on: string | null }>(
      `select (${endOf('v')})::text as "on" from procedure_versions v where v.body_id = $1 and v.id = $2`,
      [bodyId, id],
    );
    const fault = (code: string, detail: string) => refuseFaults([{ pointer: '/at', code, detail }]);
    if (at < row.validFrom) fault('period_reversed', `It begins on ${row.validFrom} only.`);
    if (ended?.on && at >= ended.on) fault('not_in_force', `The next version ends it on ${ended.on} already.`);
    await tx.manager.update(
      ProcedureVersion,
      { bodyId, id },
      {
        withdrawnOn: at,
        withdrawnReason: reason,
        withdrawnBy: appointmentId,
        withdrawnAt: () => 'now()',
        version: row.version + 1,
      },
    );
    return showRecord(tx, versionShape, 'procedure_versions', id);
  }
}

function contentFaults({ text, url, documentTitle }: Omit<IssueVersion, 'from'>): Fault[] {
  const detail = 'Give its text, its address or the title of the document.';
  return text || url || documentTitle ? [] : [{ pointer: '', code: 'content_missing', detail }];
}

/** A version begins after the one it follows, and ends it unless that one has ended before. */
async function orderFaults(tx: Tx, procedureId: string, from: string, endsPrevious: boolean): Promise<Fault[]> {
  const before = await tx.one<{ label: string; valid_from: string; late: boolean; holds: boolean }>(
    `select label, valid_from::text, valid_from >= $3::date as late, coalesce(withdrawn_on > $3::date, true) as holds
       from procedure_versions where body_id = $1 and procedure_id = $2 order by valid_from desc limit 1`,
    [tx.actor.bodyId, procedureId, from],
  );
  if (!before) return [];
  if (before.late)
    return [
      {
        pointer: '/from',
        code: 'period_reversed',
        detail: `It follows version ${before.label}, in force from ${before.valid_from}, so it begins after that day.`,
      },
    ];
  return before.holds && !endsPrevious
    ? [
        {
          pointer: '/endsPrevious',
          code: 'previous_in_force',
          detail: `Version ${before.label} still holds by then: end it with this one, or withdraw it first.`,
        },
      ]
    : [];
}
