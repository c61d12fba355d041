import type { Actor } from '../../src/database/context.js';
import type { World } from '../world.js';

/** A person of the cast as the door knows him or her, to ask PostgreSQL past the API. */
export function actorOf(world: World, who: string): Actor {
  const [, body = ''] = who.split('@');
  return {
    personId: world.id(who),
    appointmentId: world.appointmentIds.get(who) ?? '',
    bodyId: world.id(body),
    bodyAcronym: body,
    bodyKind: '',
    role: '',
    sessionId: null,
    requestId: 'test',
    purpose: null,
  };
}

/** One more person of the cast, with a passphrase; `role` must be one the kind of body has. */
export async function engage(world: World, who: string, role: string, clearance = 1): Promise<void> {
  const [name = '', body = ''] = who.split('@');
  const { rows } = await world.owner.query<{ person: string; appointment: string }>(
    `with p as (insert into people (id, email, name) values (uuidv7(), $1, $2) returning id),
          c as (insert into auth.credentials (person_id, password_hash)
                select p.id, k.password_hash from p, (select password_hash from auth.credentials limit 1) k),
          a as (insert into appointments (id, person_id, body_id, role, clearance, valid_from)
                select uuidv7(), p.id, $3, $4, $5, '2020-01-01' from p returning id)
     select p.id as person, a.id as appointment from p, a`,
    [`${name}@${body.toLowerCase()}.example`, `${name} ${body}`, world.id(body), role, clearance],
  );
  world.ids.set(who, rows[0]?.person ?? '');
  world.appointmentIds.set(who, rows[0]?.appointment ?? '');
}
