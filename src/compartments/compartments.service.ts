import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AlertsService } from '../alerts/alerts.service.js';
import type { Tx } from '../database/database.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { levelOf } from '../http/shape.js';
import { watchersOf } from './chiefs.js';
import {
  type AddCompartmentMember,
  type CloseCompartment,
  compartmentMemberShape,
  compartmentShape,
  type EndMembership,
  type MakeCompartment,
} from './compartment.dto.js';
import { Compartment } from './compartment.entity.js';
import { CompartmentMember } from './compartment-member.entity.js';

/** A client's clock may be this much behind when it says "now". */
const skewMs = 5 * 60_000;

type Stored = ShownRecord & { id: string; created: boolean };

/** Making and closing compartments, and putting people in and out. What lies inside is none of this room's business. */
@Injectable()
export class CompartmentsService {
  constructor(private readonly alerts: AlertsService) {}

  /** @throws Problem id_already_used. */
  async make(tx: Tx, request: MakeCompartment): Promise<Stored> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(request);
    const created = !(await storedBefore(tx, 'compartments', id, hash));
    if (created) {
      const { bodyId, appointmentId: recordedBy } = tx.actor;
      const { name, purpose } = request;
      await tx.insert(Compartment, [{ id, bodyId, recordedBy, name, purpose: purpose ?? null, contentHash: hash }]);
    }
    return { id, created, ...(await showRecord(tx, compartmentShape, 'compartments', id)) };
  }

  /** Its records stay with those who are inside. @throws Problem not_found, stale_version, move_not_allowed. */
  async close(tx: Tx, id: string, expected: number, move: CloseCompartment): Promise<ShownRecord> {
    const { bodyId, appointmentId: closedBy } = tx.actor;
    const row = await this.held(tx, id);
    refuseStale(expected, row.version);
    if (row.closedAt) throw new Problem('move_not_allowed', 'This compartment is closed. Legal moves: none.');
    const change = { closedAt: new Date(), closedBy, closeReason: move.reason, version: row.version + 1 };
    await tx.manager.update(Compartment, { bodyId, id }, change);
    return showRecord(tx, compartmentShape, 'compartments', id);
  }

  /**
   * Puts an appointment in; it reads from its next transaction on. A chief who goes in is reported to the other chiefs.
   * @throws Problem not_found, move_not_allowed when it is closed, breaks_a_rule, already_stored, id_already_used.
   */
  async add(tx: Tx, compartmentId: string, request: AddCompartmentMember): Promise<Stored> {
    const compartment = await this.held(tx, compartmentId);
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash({ ...request, compartmentId });
    const created = !(await storedBefore(tx, 'compartment_members', id, hash));
    if (created) {
      if (compartment.closedAt) throw new Problem('move_not_allowed', 'This compartment is closed.');
      const { bodyId, appointmentId: recordedBy, personId } = tx.actor;
      const person = await appointed(tx, request);
      const validFrom = request.validFrom ? new Date(request.validFrom) : await transactionTime(tx);
      await tx.insert(CompartmentMember, [
        {
          id,
          bodyId,
          recordedBy,
          compartmentId,
          appointmentId: request.appointmentId,
          validFrom,
          validTo: request.validTo ? new Date(request.validTo) : null,
          contentHash: hash,
        },
      ]);
      if (person === personId) await this.report(tx, compartmentId);
    }
    return { id, created, ...(await showRecord(tx, compartmentMemberShape, 'compartment_members', id)) };
  }

  /** Ends a membership now; one that has not begun never begins. @throws Problem not_found, stale_version, move_not_allowed. */
  async end(tx: Tx, compartmentId: string, id: string, expected: number, move: EndMembership): Promise<ShownRecord> {
    const { bodyId, appointmentId: endedBy } = tx.actor;
    const row = await tx.manager.findOne(CompartmentMember, {
      where: { bodyId, id, compartmentId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) throw new Problem('not_found');
    refuseStale(expected, row.version);
    const now = await transactionTime(tx);
    if (row.validTo && row.validTo <= now)
      throw new Problem('move_not_allowed', 'This membership has ended. Legal moves: none.');
    const validTo = new Date(Math.max(row.validFrom.getTime(), now.getTime()));
    const change = { validTo, endedBy, endReason: move.reason, version: row.version + 1 };
    await tx.manager.update(CompartmentMember, { bodyId, id }, change);
    return showRecord(tx, compartmentMemberShape, 'compartment_members', id);
  }

  private async held(tx: Tx, id: string): Promise<Compartment> {
    const { bodyId } = tx.actor;
    const row = await tx.manager.findOne(Compartment, { where: { bodyId, id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw new Problem('not_found');
    return row;
  }

  private report(tx: Tx, compartmentId: string): Promise<void> {
    return this.alerts.leave(tx, {
      kind: 'COMPARTMENT_SELF_ADDED',
      toRoles: watchersOf(tx.actor),
      title: 'A chief has put himself or herself into a compartment',
      detail: null,
      subjectKind: 'compartments',
      subjectId: compartmentId,
      classification: levelOf('CONFIDENTIAL'),
      caveats: [],
    });
  }
}

/** The moment by which rights are judged in this transaction; our own clock may differ from PostgreSQL's. */
async function transactionTime(tx: Tx): Promise<Date> {
  const row = await tx.one<{ now: Date }>(`select date_trunc('milliseconds', now()) as now`);
  if (!row) throw new Error('the clock always answers');
  return row.now;
}

/** The person who holds the appointment named. */
async function appointed(tx: Tx, request: AddCompartmentMember): Promise<string> {
  const faults: Fault[] = [];
  const { validFrom, validTo } = request;
  const row = await tx.one<{ person: string }>(
    `select person_id as person from appointments where body_id = $1 and id = $2 and (valid_to is null or valid_to > now())`,
    [tx.actor.bodyId, request.appointmentId],
  );
  if (!row)
    faults.push({
      pointer: '/appointmentId',
      code: 'unknown_reference',
      detail: 'Your body has no such appointment in force or to come.',
    });
  if (validFrom && new Date(validFrom).getTime() < Date.now() - skewMs)
    faults.push({ pointer: '/validFrom', code: 'period_reversed', detail: 'Rights cannot begin in the past.' });
  if (validTo && new Date(validTo) <= (validFrom ? new Date(validFrom) : new Date()))
    faults.push({ pointer: '/validTo', code: 'period_reversed', detail: 'The end is not after the beginning.' });
  refuseFaults(faults);
  return row?.person ?? '';
}
