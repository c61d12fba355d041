import type { Tx } from '../database/database.js';
import type { Fault } from '../http/problems.js';
import type { Bounds } from '../http/vague-date.js';

/**
 * The day a version ends (exclusive), in SQL; null while it has no end. The next version of its procedure ends it, or
 * its withdrawal, whichever comes first.
 */
export const endOf = (version: string): string =>
  `least(${version}.withdrawn_on, (select min(later.valid_from) from procedure_versions later
     where later.body_id = ${version}.body_id and later.procedure_id = ${version}.procedure_id and later.valid_from > ${version}.valid_from))`;

/** Which version a record wants: one by its id, or whichever is in force for a subject. */
export interface Wish {
  named?: string | null;
  subject: string | null;
}

interface Found {
  id: string;
  holds: boolean;
  valid_from: string;
  valid_to: string | null;
}

const first = `($3::timestamptz at time zone 'UTC')::date`;
const last = `(($4::timestamptz - interval '1 millisecond') at time zone 'UTC')::date`;

/**
 * The version of a procedure that a record was made under (S/2017/1025 annex II paras 11 and 20), with one statement.
 * A version that is named must have been in force on some day that the (perhaps vague) date allows. Without a name it
 * is the one version, of all the own body's procedures with the subject, that was in force on every such day; none when
 * there are several, or when nobody knows the day.
 */
export async function versionInForce(
  tx: Tx,
  { named, subject }: Wish,
  { from, to }: Bounds,
  faults: Fault[],
): Promise<string | null> {
  const days = [from?.toISOString() ?? null, to?.toISOString() ?? null];
  if (!named) {
    if (!from) return null;
    const found = await tx.sql<{ id: string }>(
      `select v.id from procedures p join procedure_versions v on v.body_id = p.body_id and v.procedure_id = p.id
        where p.body_id = $1 and $2 = any (p.subjects) and v.valid_from <= ${first}
          and coalesce(${endOf('v')} > ${last}, true) limit 2`,
      [tx.actor.bodyId, subject, ...days],
    );
    return found.length === 1 ? (found[0]?.id ?? null) : null;
  }
  const version = await tx.one<Found>(
    `select v.id, v.valid_from::text, (${endOf('v')})::text as valid_to,
            ($3::timestamptz is null or (v.valid_from <= ${last} and coalesce(${endOf('v')} > ${first}, true))) as holds
       from procedure_versions v where v.body_id = $1 and v.id = $2`,
    [tx.actor.bodyId, named, ...days],
  );
  const refuse = (code: string, detail: string) => {
    faults.push({ pointer: '/procedureVersionId', code, detail });
    return null;
  };
  if (!version) return refuse('unknown_reference', 'There is no such record in your body.');
  return version.holds
    ? version.id
    : refuse(
        'not_in_force',
        `In force from ${version.valid_from} to ${version.valid_to ?? 'further notice'} (exclusive), not on that day.`,
      );
}
