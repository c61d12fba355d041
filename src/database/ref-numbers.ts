import type { Tx } from './database.js';

/**
 * The next human reference number of the actor's body, such as `UNMIVA-BP-2026-0007`. It is taken beside the
 * transaction, so that recorders of one body do not wait for each other; a number whose record then fails stays unused.
 */
export async function nextRef(tx: Tx, kind: string, year: number): Promise<string> {
  const [counted] = await tx.aside<{ last: number }>(
    `insert into ref_counters (body_id, kind, year, last) values ($1, $2, $3, 1)
     on conflict on constraint ref_counters_pk do update set last = ref_counters.last + 1 returning last`,
    [tx.actor.bodyId, kind, year],
  );
  if (!counted) throw new Error('a counter always answers');
  return `${tx.actor.bodyAcronym}-${kind}-${year}-${String(counted.last).padStart(4, '0')}`;
}
