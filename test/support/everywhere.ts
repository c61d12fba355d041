import type { Database } from '../../src/database/database.js';
import type { World } from '../world.js';
import { actorOf } from './actors.js';

/** Every table with the columns of a case table. */
export async function caseTables(world: World): Promise<string[]> {
  const { rows } = await world.owner.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'recorded_xid'
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`,
  );
  return rows.map(row => row.name);
}

/** Tables in which somebody sees rows that hold a word anywhere, and how many: past the API, by the policies alone. */
export async function seenWith(world: World, who: string, word: string): Promise<Record<string, number>> {
  const db: Database = world.db;
  const seen: Record<string, number> = {};
  for (const table of await caseTables(world)) {
    const [row] = await db.read<{ n: number }>(
      actorOf(world, who),
      `select count(*)::int as n from ${table} t where to_jsonb(t)::text ilike '%' || $1 || '%'`,
      [word],
    );
    if (row && row.n > 0) seen[table] = row.n;
  }
  return seen;
}

/** Tables that hold rows of an inspection, found by whatever column names it, and how many somebody sees of each. */
export async function rowsOf(world: World, who: string | null, inspection: string): Promise<Record<string, number>> {
  const { rows: columns } = await world.owner.query<{ t: string; c: string }>(
    `select c.relname as t, a.attname as c from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attname in ('inspection_id', 'observation_id', 'subject_id')
        and exists (select from pg_attribute x where x.attrelid = c.oid and x.attname = 'recorded_xid')
      union all select 'inspections', 'id'`,
  );
  const { rows: lines } = await world.owner.query<{ id: string }>(
    'select id from observations where inspection_id = $1',
    [inspection],
  );
  const counts: Record<string, number> = {};
  for (const { t, c } of columns) {
    const text = `select count(*)::int as n from ${t} where ${c} = any ($1::uuid[])`;
    const ids = [inspection, ...lines.map(line => line.id)];
    const rows = who
      ? await world.db.read<{ n: number }>(actorOf(world, who), text, [ids])
      : (await world.owner.query<{ n: number }>(text, [ids])).rows;
    if (rows[0] && rows[0].n > 0) counts[t] = Math.max(counts[t] ?? 0, rows[0].n);
  }
  return counts;
}
