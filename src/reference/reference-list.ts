import type { Actor } from '../database/context.js';
import type { Database } from '../database/database.js';
import type { Filter, ListResult } from '../http/lists.js';
import type { QueryParameter } from '../http/operation.js';
import { type Fault, Problem } from '../http/problems.js';
import { jsonOf, type Shape } from '../http/shape.js';
import { precisionOf } from '../http/vague-date.js';

/**
 * A list of facts, in the order of their natural key: facts have no owner and no recorder, so no `(recorded_at, id)`.
 * Everything in it may use `asked.day`, the day asked for, and `asked.believed`, the instant as of which.
 */
export interface ReferenceListSpec {
  shape: Shape;
  /** What follows `asked` in FROM, beginning with a comma or a join; values of its own are bound from $3. */
  rows: string;
  /** The key as SQL text; it names one fact among those listed. */
  key: string;
  /** True on `asked.day` for what `on` leaves in the list; absent where the list takes no `on` and no `asOf`. */
  onDay?: string;
  filters: Record<string, Filter>;
}

/**
 * `asked`: $1 is the day asked for or null for today in UTC, $2 the instant as of which or null for now. Instants are
 * milliseconds outside and finer inside, so one means all of its millisecond: what was recorded "then" is believed.
 */
export const asked = `(select coalesce($1::date, (now() at time zone 'UTC')::date) as day,
  date_trunc('milliseconds', $2::timestamptz) + interval '999 microseconds' as believed) asked`;

/** True for the version of a fact that is believed, or was as of the instant asked for. */
export const believed = (alias: string): string =>
  `(${alias}.recorded_at <= coalesce(asked.believed, 'infinity')
    and (${alias}.superseded_at is null or ${alias}.superseded_at > asked.believed))`;

const paging: Record<string, QueryParameter> = {
  limit: { schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 }, doc: 'Entries a page, 1 to 500.' },
  cursor: { schema: { type: 'string' }, doc: 'The `nextCursor` of the page before.' },
  count: { schema: { type: 'string', enum: ['exact', 'estimate'] }, doc: 'Adds `total`, which is always exact here.' },
};

const asOf: QueryParameter = {
  schema: { type: 'string', format: 'date-time' },
  doc: 'What was believed at this instant, before later corrections.',
};

/** A filter on a day that exists, for whatever is asked of a day otherwise than facts are. */
export const onDayFilter = (where: string, doc: string): Filter => ({
  schema: { type: 'string', format: 'date' },
  doc,
  where,
  read: readDay,
});

/** What every single fact can be asked for. */
export const factParameters: Record<string, QueryParameter> = {
  on: {
    schema: { type: 'string', format: 'date' },
    doc: 'The day of which `standing` tells; today (UTC) when absent.',
  },
  asOf,
};

/** The documented parameters of a list of facts. */
export const referenceParameters = (spec: ReferenceListSpec): Record<string, QueryParameter> => ({
  ...paging,
  ...(spec.onDay
    ? {
        on: {
          schema: { type: 'string', format: 'date' },
          doc: 'Only what is in force that day, or is not known to have ended; `standing` tells of it.',
        },
        asOf,
      }
    : {}),
  ...spec.filters,
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

/** Reads parameters one by one and gathers what is wrong with them. */
class Reading {
  readonly faults: Fault[] = [];
  constructor(private readonly query: Record<string, unknown>) {}

  attempt<T>(name: string, read: (raw: string) => T): T | undefined {
    try {
      return this.query[name] === undefined ? undefined : read(String(this.query[name]));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.faults.push({ pointer: `?${name}`, code: 'bad_value', detail: error.detail });
      return undefined;
    }
  }

  /** The values of `asked`. */
  asked(): [string | null, string | null] {
    return [this.attempt('on', readDay) ?? null, this.attempt('asOf', readInstant) ?? null];
  }

  finish(): void {
    if (this.faults.length > 0) throw new Problem('malformed_request', undefined, this.faults);
  }
}

/** The day and the instant that a request for one fact names. @throws Problem unknown_parameter, malformed_request. */
export function askedOf(query: Record<string, unknown>): [string | null, string | null] {
  refuseStrangers(query, factParameters);
  const reading = new Reading(query);
  const values = reading.asked();
  reading.finish();
  return values;
}

/**
 * One page of facts as believed, by keyset on the natural key; `extra` is bound from $3 for what `rows` need.
 * @throws Problem unknown_parameter or malformed_request, naming every fault.
 */
export async function referencePage(
  db: Database,
  actor: Actor,
  spec: ReferenceListSpec,
  query: Record<string, unknown>,
  extra: unknown[] = [],
): Promise<ListResult> {
  refuseStrangers(query, referenceParameters(spec));
  const reading = new Reading(query);
  const values: unknown[] = [...reading.asked(), ...extra];
  const where = query.on !== undefined && spec.onDay ? [spec.onDay] : ['true'];
  for (const [name, filter] of Object.entries(spec.filters)) {
    if (query[name] === undefined) continue;
    values.push(
      reading.attempt(name, raw =>
        filter.list ? [query[name]].flat().map(v => filter.read(String(v))) : filter.read(raw),
      ),
    );
    where.push(filter.where.replaceAll('$', `$${values.length}`));
  }
  const limit = reading.attempt('limit', readLimit) ?? 50;
  const after = reading.attempt('cursor', readCursor);
  const counting = reading.attempt('count', readCount);
  reading.finish();
  const from = `from ${asked} ${spec.rows}`;
  const counted = `select count(*) as n ${from} where ${where.join(' and ')}`;
  const total = counting ? `,"total":${(await db.read<{ n: string }>(actor, counted, values))[0]?.n ?? 0}` : '';
  // Code points, not the database's collation: an order that no server setting changes.
  const key = `${spec.key} collate "C"`;
  if (after !== undefined) {
    values.push(after);
    where.push(`${key} > $${values.length}`);
  }
  const rows = await db.read<{ doc: string; key: string }>(
    actor,
    `select ${jsonOf(spec.shape)}::text as doc, ${spec.key} as key ${from}
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

function readDay(raw: string): string {
  if (precisionOf(raw) !== 'DAY') throw new Problem('malformed_request', 'Expected a day that exists, as YYYY-MM-DD.');
  return raw;
}

function readInstant(raw: string): string {
  if (precisionOf(raw) !== 'MINUTE')
    throw new Problem('malformed_request', 'Expected an instant such as 2026-01-31T08:00:00Z.');
  return raw;
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
