import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { isUuid } from '../http/fields.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { levelOf } from '../http/shape.js';
import { Appointment } from './appointment.entity.js';
import { appointmentShape, type GrantAppointment, type MoveAppointment } from './person.dto.js';
import { roleFits, rolesOfBodies } from './roles-of-bodies.js';

/** A client's clock may be this much behind when it says "now". */
const skewMs = 5 * 60_000;

/** Granting, confirming and ending appointments. */
@Injectable()
export class AppointmentsService {
  /**
   * Stores an appointment once; it is only proposed until another administrator confirms it.
   * @throws Problem permission_missing for one's own, breaks_a_rule naming every fault, id_already_used.
   */
  async grant(tx: Tx, request: GrantAppointment): Promise<ShownRecord & { id: string; created: boolean }> {
    if (request.personId.toLowerCase() === tx.actor.personId)
      throw new Problem('permission_missing', 'Nobody grants an appointment to themselves; ask another administrator.');
    // Grants to one person take turns: the constraint against overlaps would have them wait for each other in a ring.
    await tx.sql('select from people where id = $1 for update', [request.personId]);
    refuseFaults(await this.faultsOf(tx, request));
    const { id: wanted, clearance, validFrom, validTo, ...fields } = request;
    const id = wanted ?? uuidv7();
    const hash = contentHash(request);
    const created = !(await storedBefore(tx, 'appointments', id, hash));
    if (created) {
      const by = tx.actor.appointmentId;
      await tx.insert(Appointment, [
        {
          ...fields,
          id,
          clearance: levelOf(clearance),
          validFrom: new Date(validFrom),
          validTo: validTo ? new Date(validTo) : null,
          grantedBy: by,
          recordedBy: by,
          contentHash: hash,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, appointmentShape, 'appointments', id)) };
  }

  /**
   * Confirms or ends an appointment.
   * @throws Problem not_found, stale_version, permission_missing, two_persons_needed, move_not_allowed, breaks_a_rule.
   */
  async move(tx: Tx, id: string, expected: number, request: MoveAppointment): Promise<ShownRecord> {
    if (!isUuid(id)) throw new Problem('not_found');
    await tx.sql('select from appointments where id = $1 for update', [id]);
    const appointment = await tx.manager.findOneBy(Appointment, { id });
    if (!appointment) throw new Problem('not_found');
    refuseStale(expected, appointment.version);
    if (appointment.personId === tx.actor.personId)
      throw new Problem('permission_missing', 'Nobody moves an appointment of their own; ask another administrator.');
    if (appointment.role === 'SYSTEM')
      throw new Problem('permission_missing', 'The appointment of the system lasts as long as its body.');
    if (appointment.validTo && appointment.validTo <= new Date())
      throw new Problem('move_not_allowed', 'This appointment has ended. Legal moves: none.');
    await (request.to === 'CONFIRMED' ? this.confirm(tx, appointment) : this.end(tx, appointment, request));
    return showRecord(tx, appointmentShape, 'appointments', id);
  }

  /** That it is another person than the granter is judged by PostgreSQL, which knows who holds which appointment. */
  private async confirm(tx: Tx, { id, version, confirmedAt }: Appointment): Promise<void> {
    if (confirmedAt) throw new Problem('move_not_allowed', 'This appointment is confirmed. Legal moves: ENDED.');
    const confirmedBy = tx.actor.appointmentId;
    await tx.manager.update(Appointment, { id }, { confirmedAt: new Date(), confirmedBy, version: version + 1 });
  }

  /**
   * Ends it now or later, never in the past and never later than it would have ended. One that has not begun ends at
   * its beginning: it never gives rights.
   */
  private async end(tx: Tx, appointment: Appointment, request: MoveAppointment): Promise<void> {
    const { id, validFrom, validTo } = appointment;
    if (request.reason === undefined || request.reason === null)
      refuseFaults([{ pointer: '/reason', code: 'required', detail: 'This field is required.' }]);
    const now = new Date();
    const at = request.at ? new Date(request.at) : now;
    const faults: Fault[] = [];
    if (at.getTime() < now.getTime() - skewMs)
      faults.push({ pointer: '/at', code: 'period_reversed', detail: 'Rights cannot be ended in the past.' });
    if (validTo && at > validTo)
      faults.push({ pointer: '/at', code: 'period_reversed', detail: 'It ends before that already.' });
    refuseFaults(faults);
    const endsAt = new Date(Math.max(at.getTime(), now.getTime(), validFrom.getTime()));
    await tx.manager.update(Appointment, { id }, { validTo: endsAt, version: appointment.version + 1 });
    await tx.sql(
      `insert into appointment_ends (id, body_id, appointment_id, ends_at, reason, recorded_by) values ($1, $2, $3, $4, $5, $6)`,
      [uuidv7(), appointment.bodyId, id, endsAt, request.reason, tx.actor.appointmentId],
    );
  }

  private async faultsOf(tx: Tx, request: GrantAppointment): Promise<Fault[]> {
    const found = await tx.one<{ body: string | null; person: string | null }>(
      `select (select kind from bodies where id = $1) as body, (select kind from people where id = $2) as person`,
      [request.bodyId, request.personId],
    );
    const faults: Fault[] = [];
    if (!found?.body) faults.push({ pointer: '/bodyId', code: 'unknown_reference', detail: 'There is no such body.' });
    else if (!roleFits(request.role, found.body)) {
      const legal = rolesOfBodies[found.body as keyof typeof rolesOfBodies].join(', ');
      faults.push({ pointer: '/role', code: 'illegal_pair', detail: `A body of kind ${found.body} has: ${legal}.` });
    }
    if (found?.person !== 'HUMAN')
      faults.push({ pointer: '/personId', code: 'unknown_reference', detail: 'There is no such person.' });
    if (request.validTo && new Date(request.validTo) <= new Date(request.validFrom))
      faults.push({ pointer: '/validTo', code: 'period_reversed', detail: 'The end is not after the beginning.' });
    return faults;
  }
}
