import type { EntityMetadata } from 'typeorm';
import type { Asker } from './catalogue-rules.js';

/** Columns that only PostgreSQL writes and reads, so no entity has them. */
const databasesOwn = new Set(['recorded_xid']);

/** Columns an entity leaves out, each with its reason. */
export const leftOut: Record<string, string> = {};

const said = (type: string, array: boolean, nullable: boolean) =>
  `${type}${array ? '[]' : ''}${nullable ? ' null' : ''}`;

/** Every difference between the entities and their tables, as `table.column: what`. */
export async function columnFaults(asker: Asker, entities: EntityMetadata[]): Promise<string[]> {
  const faults: string[] = [];
  for (const entity of entities) {
    const { rows } = await asker.query<{ name: string; type: string; array: boolean; nullable: boolean }>(
      `select a.attname as name, format_type(coalesce(nullif(t.typelem, 0), t.oid), null) as type,
              t.typcategory = 'A' as array, not a.attnotnull as nullable
         from pg_attribute a join pg_type t on t.oid = a.atttypid
        where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped`,
      [entity.tablePath],
    );
    if (rows.length === 0) faults.push(`${entity.tableName}: no such table`);
    const table = new Map(rows.map(row => [row.name, said(short(row.type), row.array, row.nullable)]));
    for (const column of entity.columns) {
      const name = column.databaseName;
      const has = table.get(name);
      const type = typeof column.type === 'string' ? column.type : column.type.name;
      const says = said(short(type), column.isArray, column.isNullable);
      if (!has) faults.push(`${entity.tableName}.${name}: not in the table`);
      else if (has !== says) faults.push(`${entity.tableName}.${name}: entity ${says}, table ${has}`);
      table.delete(name);
    }
    for (const name of table.keys())
      if (!databasesOwn.has(name) && !(`${entity.tableName}.${name}` in leftOut))
        faults.push(`${entity.tableName}.${name}: not in the entity`);
  }
  return faults.sort();
}

const short = (type: string): string =>
  ({ 'timestamp with time zone': 'timestamptz', int: 'integer', float8: 'double precision' })[type] ?? type;
