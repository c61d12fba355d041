import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { canonicalJson } from '../database/canonical-json.js';
import type { Tx } from '../database/database.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { isUuid } from '../http/fields.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { jsonOf } from '../http/shape.js';
import { Appointment } from '../people/appointment.entity.js';
import { Person } from '../people/person.entity.js';
import { addFact, findFact, firstTold } from '../reference/fact-store.js';
import { type MandateFact, mandateFaults } from '../reference/mandate-rules.js';
import { dayBefore } from '../reference/stated-fact.js';
import { type AddMandate, bodyShape, type CloseBody, mandateShape, type RegisterBody } from './body.dto.js';
import { Body } from './body.entity.js';

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
          // Made with its body: nobody can be given it, so nobody has to confirm it.
          confirmedAt: new Date(),
          recordedBy,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, bodyShape, 'bodies', id)) };
  }

  /**
   * Freezes a body, or names the one that carries on; a body that is succeeded is frozen too.
   * @throws Problem not_found, stale_version, move_not_allowed, permission_missing for the own body, breaks_a_rule.
   */
  async close(tx: Tx, id: string, expected: number, move: CloseBody): Promise<ShownRecord> {
    await tx.sql('select from bodies where id = $1 for update', [id]);
    const body = await tx.manager.findOneBy(Body, { id });
    if (!body) throw new Problem('not_found');
    refuseStale(expected, body.version);
    if (id === tx.actor.bodyId)
      throw new Problem('permission_missing', 'Nobody closes the body they act for; ask an administrator of another.');
    if (body.succeededById || (body.frozenAt && move.to === 'FROZEN'))
      throw new Problem('move_not_allowed', `This body is ${body.succeededById ? 'succeeded' : 'frozen'} already.`);
    const successorId = move.successorId?.toLowerCase() ?? null;
    refuseFaults(await closeFaults(tx, id, move.to, successorId));
    await tx.sql(
      `insert into body_transitions (body_id, id, to_state, successor_id, reason, recorded_by) values ($1, $2, $3, $4, $5, $6)`,
      [id, uuidv7(), move.to, successorId, move.reason, tx.actor.appointmentId],
    );
    const change = { frozenAt: body.frozenAt ?? new Date(), succeededById: successorId, version: body.version + 1 };
    await tx.manager.update(Body, { id }, change);
    return showRecord(tx, bodyShape, 'bodies', id);
  }

  /**
   * Stores a mandate of a body once, as a fact that can be corrected.
   * @throws Problem not_found for an unknown body, breaks_a_rule naming every fault, id_already_used.
   */
  async addMandate(tx: Tx, bodyId: string, request: AddMandate): Promise<ShownRecord & { created: boolean }> {
    const body = isUuid(bodyId)
      ? await tx.one<{ acronym: string }>('select acronym from bodies where id = $1', [bodyId])
      : null;
    if (!body) throw new Problem('not_found');
    const id = (request.id ?? uuidv7()).toLowerCase();
    const fact = mandateFact(id, body.acronym, request);
    const before = await findFact(tx, 'mandates', id, true);
    if (before && canonicalJson(await firstTold(tx, 'mandates', id)) !== canonicalJson(fact))
      throw new Problem('id_already_used');
    if (!before) {
      refuseFaults(renamed(await mandateFaults(tx, fact)));
      await addFact(tx, 'mandates', fact, id);
    }
    const shown = await tx.one<ShownRecord>(
      `select ${jsonOf(mandateShape)}::text as doc, m.version from ref.mandates m where m.code = $1 and m.superseded_at is null`,
      [id],
    );
    if (!shown) throw new Problem('not_found');
    return { created: !before, ...shown };
  }
}

async function closeFaults(tx: Tx, id: string, to: string, successorId: string | null): Promise<Fault[]> {
  const at = '/successorId';
  if ((to === 'SUCCEEDED') !== (successorId !== null))
    return [{ pointer: at, code: 'illegal_pair', detail: 'A successor is named with SUCCEEDED, and only with it.' }];
  if (!successorId) return [];
  if (successorId === id) return [{ pointer: at, code: 'succeeds_itself', detail: 'A body does not succeed itself.' }];
  const known = await tx.one<{ circle: boolean }>(
    `with recursive line (id) as (select succeeded_by_id from bodies where id = $1
       union select b.succeeded_by_id from bodies b join line on b.id = line.id where b.succeeded_by_id is not null)
     select coalesce((select bool_or(line.id = $2) from line), false) as circle from bodies where id = $1`,
    [successorId, id],
  );
  if (!known) return [{ pointer: at, code: 'unknown_reference', detail: 'There is no such body.' }];
  return known.circle ? [{ pointer: at, code: 'circle', detail: 'That body was succeeded by this one.' }] : [];
}

/** The request as a fact; its last day is the one before the exclusive end. */
function mandateFact(code: string, of: string, request: AddMandate): MandateFact {
  const { validFrom, validTo, endKind, knownUntil, regimeCode, basisOp, reviewDates, source } = request;
  const tasks = request.tasks?.map(({ code, paragraph, from, to }) => ({
    code,
    paragraph,
    ...(from ? { from } : {}),
    ...(to ? { to: dayBefore(to) } : {}),
  }));
  return {
    code,
    of,
    regime: regimeCode ?? null,
    from: validFrom,
    to: validTo ? dayBefore(validTo) : null,
    endKind,
    ...(knownUntil ? { knownUntil } : {}),
    basisOp: basisOp ?? null,
    ...(reviewDates ? { reviewDates } : {}),
    ...(tasks ? { tasks } : {}),
    source: source ?? 'entered over the API',
  };
}

/** The fields of this request are named as rights are; those of facts as periods are. */
const names: Record<string, string> = { '/from': '/validFrom', '/to': '/validTo', '/regime': '/regimeCode' };
const renamed = (faults: Fault[]) =>
  faults.map(fault => ({ ...fault, pointer: names[fault.pointer] ?? fault.pointer }));
