import type { Actor } from '../database/context.js';
import type { Database } from '../database/database.js';
import type { Filter, ListResult } from '../http/lists.js';
import type { QueryParameter } from '../http/operation.js';
import { type Fault, Problem } from '../http/problems.js';
import { jsonOf, type Shape } from '../http/shape.js';
import { precisionOf } from '../http/vague-date.js';

/** A list of facts, in the order of their natural key: facts have no owner and no recorder, so no `(recorded_at, id)`. */
export interface ReferenceListSpec {
  shape: Shape;
  from: string;
  /** The key as SQL text; it names one fact among those in force. */
  key: string;
  filters: Record<string, Filter>;
}

const common: Record<string, QueryParameter> = {
  limit: { schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 }, doc: 'Entries a page, 1 to 500.' },
  cursor: { schema: { type: 'string' }, doc: 'The `nextCursor` of the page before.' },
  count: { schema: { type: 'string', enum: ['exact', 'estimate'] }, doc: 'Adds `total`, which is always exact here.' },
};

/** The documented parameters of a list of facts. */
export const referenceParameters = (spec: ReferenceListSpec): Record<string, QueryParameter> => ({
  ...common,
  ...spec.filters,
});

/** A filter on a day that exists. */
export const onDayFilter = (where: string, doc: string): Filter => ({
  schema: { type: 'string', format: 'date' },
  doc,
  where,
  read: raw => {
    if (precisionOf(raw) !== 'DAY')
      throw new Problem('malformed_request', 'Expected a day that exists, as YYYY-MM-DD.');
    return raw;
  },
});

/** Refuses parameters nobody knows, and repeats of what may be given once. */
export function refuseStrangers(query: Record<string, unknown>, known: Record<string, QueryParameter>): void {
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(query)) {
    const pointer = `?${name}`;
    if (!known[name]) faults.push({ pointer, code: 'unknown_parameter', detail: 'No such parameter.' });
    else if (Array.isArray(value) && !known[name].list)
      faults.push({ pointer, code: 'repeated_parameter', detail: 'This parameter may be given once.' });
  }
  if (faults.length > 0) throw new Problem('unknown_parameter', undefined, faults);
}

/**
 * One page of facts not superseded, by keyset on the natural key.
 * @throws Problem unknown_parameter or malformed_request, naming every fault.
 */
export async function referencePage(
  db: Database,
  actor: Actor,
  spec: ReferenceListSpec,
  query: Record<string, unknown>,
): Promise<ListResult> {
  refuseStrangers(query, referenceParameters(spec));
  const faults: Fault[] = [];
  const attempt = <T>(name: string, read: (raw: string) => T): T | undefined => {
    try {
      return query[name] === undefined ? undefined : read(String(query[name]));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      faults.push({ pointer: `?${name}`, code: 'bad_value', detail: error.detail });
      return undefined;
    }
  };
  const where = [`${spec.shape.alias}.superseded_at is null`];
  const values: unknown[] = [];
  for (const [name, filter] of Object.entries(spec.filters)) {
    if (query[name] === undefined) continue;
    values.push(
      attempt(name, raw => (filter.list ? [query[name]].flat().map(v => filter.read(String(v))) : filter.read(raw))),
    );
    where.push(filter.where.replaceAll('$', `$${values.length}`));
  }
  const limit = attempt('limit', readLimit) ?? 50;
  const after = attempt('cursor', readCursor);
  const counting = attempt('count', readCount);
  if (faults.length > 0) throw new Problem('malformed_request', undefined, faults);
  const counted = `select count(*) as n ${spec.from} where ${where.join(' and ')}`;
  const total = counting ? `,"total":${(await db.read<{ n: string }>(actor, counted, values))[0]?.n ?? 0}` : '';
  // Code points, not the database's collation: an order that no server setting changes.
  const key = `${spec.key} collate "C"`;
  if (after !== undefined) {
    values.push(after);
    where.push(`${key} > $${values.length}`);
  }
  const rows = await db.read<{ doc: string; key: string }>(
    actor,
    `select ${jsonOf(spec.shape)}::text as doc, ${spec.key} as key ${spec.from}
     where ${where.join(' and ')} order by ${key} limit ${limit + 1}`,
    values,
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const nextCursor = last ? Buffer.from(last.key).toString('base64url') : null;
  return {
    body: `{"items":[${page.map(row => row.doc).join(',')}],"nextCursor":${JSON.stringify(nextCursor)}${total}}`,
    ids: [],
    filters: [],
    nextCursor,
  };
}

function readLimit(raw: string): number {
  const n = Number(raw);
  if (!/^\d{1,3}$/.test(raw) || n < 1 || n > 500)
    throw new Problem('malformed_request', 'Expected a whole number from 1 to 500.');
  return n;
}

function readCursor(raw: string): string {
  const key = Buffer.from(raw, 'base64url').toString('utf8');
  // What this list gave out comes back unchanged; anything else is not its cursor.
  if (key === '' || key.includes('\u0000') || Buffer.from(key).toString('base64url') !== raw)
    throw new Problem('malformed_request', 'Not a cursor of this list.');
  return key;
}

function readCount(raw: string): true {
  if (raw !== 'exact' && raw !== 'estimate') throw new Problem('malformed_request', 'Expected exact or estimate.');
  return true;
}
