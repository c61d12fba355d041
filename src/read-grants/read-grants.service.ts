import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { levelOf } from '../http/shape.js';
import { type GrantReading, type MoveReadGrant, readGrantShape } from './read-grant.dto.js';
import { ReadGrant } from './read-grant.entity.js';

/** Handing over what a closed body leaves behind, for reading only. When a grant takes effect is PostgreSQL's business. */
@Injectable()
export class ReadGrantsService {
  /** @throws Problem breaks_a_rule naming every fault, id_already_used. */
  async grant(tx: Tx, request: GrantReading): Promise<ShownRecord & { id: string; created: boolean }> {
    refuseFaults(await faultsOf(tx, request));
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(request);
    const created = !(await storedBefore(tx, 'read_grants', id, hash));
    if (created) {
      const { toBodyId, toAppointmentId, validFrom, validTo, reason } = request;
      await tx.insert(ReadGrant, [
        {
          id,
          bodyId: request.ofBodyId,
          toBodyId: toBodyId ?? null,
          toAppointmentId: toAppointmentId ?? null,
          clearance: levelOf(request.clearance),
          validFrom: validFrom ? new Date(validFrom) : new Date(),
          validTo: validTo ? new Date(validTo) : null,
          reason,
          grantedByPerson: tx.actor.personId,
          contentHash: hash,
          recordedBy: tx.actor.appointmentId,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, readGrantShape, 'read_grants', id)) };
  }

  /** @throws Problem not_found, stale_version, move_not_allowed, another_person_confirms, breaks_a_rule. */
  async move(tx: Tx, id: string, expected: number, move: MoveReadGrant): Promise<ShownRecord> {
    await tx.sql('select from read_grants where id = $1 for update', [id]);
    const row = await tx.manager.findOneBy(ReadGrant, { id });
    if (!row) throw new Problem('not_found');
    refuseStale(expected, row.version);
    const now = new Date();
    if (row.endedAt || (row.validTo && row.validTo <= now))
      throw new Problem('move_not_allowed', 'This grant has ended. Legal moves: none.');
    if (move.to === 'CONFIRMED' && row.confirmedAt)
      throw new Problem('move_not_allowed', 'This grant is confirmed. Legal moves: ENDED.');
    if (move.to === 'ENDED' && !move.reason)
      refuseFaults([{ pointer: '/reason', code: 'required', detail: 'ENDED needs a reason.' }]);
    const { personId, appointmentId } = tx.actor;
    const change =
      move.to === 'CONFIRMED'
        ? { confirmedAt: now, confirmedBy: appointmentId, confirmedByPerson: personId }
        : { endedAt: now, endedBy: appointmentId, endReason: move.reason ?? '' };
    await tx.manager.update(ReadGrant, { bodyId: row.bodyId, id }, { ...change, version: row.version + 1 });
    return showRecord(tx, readGrantShape, 'read_grants', id);
  }
}

async function faultsOf(tx: Tx, request: GrantReading): Promise<Fault[]> {
  const { ofBodyId, toBodyId, toAppointmentId, validFrom, validTo } = request;
  const found = await tx.one<{ of: boolean; body: boolean; appointment: boolean }>(
    `select exists (select from bodies where id = $1) as of, exists (select from bodies where id = $2) as body,
            exists (select from appointments where id = $3) as appointment`,
    [ofBodyId, toBodyId ?? null, toAppointmentId ?? null],
  );
  const faults: Fault[] = [];
  const unknown = (pointer: string) =>
    faults.push({ pointer, code: 'unknown_reference', detail: 'There is no such record.' });
  if (!found?.of) unknown('/ofBodyId');
  if (Boolean(toBodyId) === Boolean(toAppointmentId))
    faults.push({ pointer: '/toBodyId', code: 'illegal_pair', detail: 'Name a body or an appointment: exactly one.' });
  else if (toBodyId && !found?.body) unknown('/toBodyId');
  else if (toAppointmentId && !found?.appointment) unknown('/toAppointmentId');
  if (toBodyId && toBodyId.toLowerCase() === ofBodyId.toLowerCase())
    faults.push({ pointer: '/toBodyId', code: 'succeeds_itself', detail: 'A body reads its own without a grant.' });
  if (validTo && new Date(validTo) <= (validFrom ? new Date(validFrom) : new Date()))
    faults.push({ pointer: '/validTo', code: 'period_reversed', detail: 'The end is not after the beginning.' });
  return faults;
}
