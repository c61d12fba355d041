import type { Tx } from '../database/database.js';
import { isUuid } from '../http/fields.js';
import type { Fault } from '../http/problems.js';

/** Somebody with a sign-in in the own body, or anybody else by name as written. */
export interface Named {
  personId?: string | null;
  name?: string | null;
}

/** Adds faults where not exactly one of the two is given, or the person never held a post in the actor's body. */
export async function checkNamed(tx: Tx, { personId, name }: Named, faults: Fault[]): Promise<void> {
  if (Boolean(personId) === Boolean(name)) {
    faults.push({
      pointer: '/personId',
      code: 'illegal_pair',
      detail: 'Name a person by personId, or anybody else by name: exactly one of the two.',
    });
  } else if (isUuid(personId)) {
    const known = await tx.one(
      `select from appointments a join people p on p.id = a.person_id
        where a.body_id = $1 and a.person_id = $2 and p.kind = 'HUMAN' limit 1`,
      [tx.actor.bodyId, personId],
    );
    if (!known)
      faults.push({ pointer: '/personId', code: 'unknown_reference', detail: 'Your body has no such person.' });
  }
}
