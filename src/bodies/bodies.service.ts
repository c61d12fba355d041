import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { isUuid } from '../http/fields.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { Appointment } from '../people/appointment.entity.js';
import { Person } from '../people/person.entity.js';
import { type AddMandate, bodyShape, mandateShape, type RegisterBody } from './body.dto.js';
import { Body } from './body.entity.js';
import { Mandate } from './mandate.entity.js';

/** The clearance under which clocks and jobs act: confidential, as the packets they prepare. */
const systemClearance = 1;

/** Setting up bodies and their mandates. */
@Injectable()
export class BodiesService {
  /**
   * Stores a body once, with the SYSTEM person and appointment without which no clock or job of it could run.
   * @throws Problem id_already_used for other content under the id, breaks_a_rule for an unknown parent.
   */
  async register(tx: Tx, request: RegisterBody): Promise<ShownRecord & { id: string; created: boolean }> {
    const { id: wanted, ...fields } = request;
    const id = wanted ?? uuidv7();
    const hash = contentHash(request);
    const created = !(await storedBefore(tx, 'bodies', id, hash));
    if (created) {
      if (fields.parentId && !(await tx.one('select from bodies where id = $1', [fields.parentId])))
        refuseFaults([{ pointer: '/parentId', code: 'unknown_reference', detail: 'There is no such body.' }]);
      const recordedBy = tx.actor.appointmentId;
      const personId = uuidv7();
      await tx.insert(Body, [{ ...fields, fictional: fields.fictional ?? false, id, recordedBy, contentHash: hash }]);
      await tx.insert(Person, [{ id: personId, name: `System of ${fields.acronym}`, kind: 'SYSTEM', recordedBy }]);
      await tx.insert(Appointment, [
        {
          id: uuidv7(),
          personId,
          bodyId: id,
          role: 'SYSTEM',
          clearance: systemClearance,
          validFrom: new Date(),
          grantedBy: recordedBy,
          recordedBy,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, bodyShape, 'bodies', id)) };
  }

  /**
   * Stores a mandate of a body once.
   * @throws Problem not_found for an unknown body, breaks_a_rule naming every fault, id_already_used.
   */
  async addMandate(tx: Tx, bodyId: string, request: AddMandate): Promise<ShownRecord & { created: boolean }> {
    await this.mustExist(tx, bodyId);
    refuseFaults([...endFaults(request), ...(await this.referenceFaults(tx, request))]);
    const { id: wanted, ...fields } = request;
    const id = wanted ?? uuidv7();
    // Part of the content: the same id under another body is another mandate.
    const hash = contentHash({ ...fields, bodyId: bodyId.toLowerCase() });
    const created = !(await storedBefore(tx, 'mandates', id, hash));
    if (created)
      await tx.insert(Mandate, [{ ...fields, id, bodyId, recordedBy: tx.actor.appointmentId, contentHash: hash }]);
    return { created, ...(await showRecord(tx, mandateShape, 'mandates', id)) };
  }

  /** @throws Problem not_found. */
  private async mustExist(tx: Tx, bodyId: string): Promise<void> {
    if (!isUuid(bodyId) || !(await tx.one('select from bodies where id = $1', [bodyId])))
      throw new Problem('not_found');
  }

  private async referenceFaults(tx: Tx, { regimeCode, basisOp }: AddMandate): Promise<Fault[]> {
    const known = await tx.one<{ regime: boolean; paragraph: boolean }>(
      `select exists (select from ref.regimes where code = $1 and superseded_at is null) as regime,
              exists (select from ref.operative_paragraphs where id = $2 and superseded_at is null) as paragraph`,
      [regimeCode ?? null, basisOp ?? null],
    );
    const faults: Fault[] = [];
    if (regimeCode && !known?.regime)
      faults.push({ pointer: '/regimeCode', code: 'unknown_regime', detail: 'See GET /api/v1/regimes.' });
    if (basisOp && !known?.paragraph)
      faults.push({ pointer: '/basisOp', code: 'unknown_paragraph', detail: 'See GET /api/v1/resolutions.' });
    return faults;
  }
}

/** An end is stated in exactly one way. */
function endFaults({ validFrom, validTo, endKind, knownUntil }: AddMandate): Fault[] {
  const faults: Fault[] = [];
  if ((endKind === 'DATED') !== Boolean(validTo))
    faults.push({ pointer: '/validTo', code: 'illegal_pair', detail: 'Belongs to the endKind DATED, and only to it.' });
  if ((endKind === 'NOT_KNOWN_AFTER') !== Boolean(knownUntil))
    faults.push({
      pointer: '/knownUntil',
      code: 'illegal_pair',
      detail: 'Belongs to the endKind NOT_KNOWN_AFTER, and only to it.',
    });
  if (validTo && validTo <= validFrom)
    faults.push({ pointer: '/validTo', code: 'period_reversed', detail: 'The end is not after the beginning.' });
  return faults;
}
