import type { FastifyReply, FastifyRequest } from 'fastify';
import { codesOf } from '../codes.js';
import type { Actor } from '../database/context.js';
import type { Database } from '../database/database.js';
import { isUuid } from './fields.js';
import type { QueryParameter } from './operation.js';
import { type Fault, Problem } from './problems.js';
import { jsonOf, type Shape } from './shape.js';
import { boundsOf, precisionOf } from './vague-date.js';

/** A filter of a list: its documentation and the SQL condition it makes; `$` stands for the value's placeholder. */
export interface Filter extends QueryParameter {
  where: string;
  read: (raw: string) => unknown;
}

/** What a list is made of. */
export interface ListSpec {
  shape: Shape;
  /** `from … ` with the shape's alias; row security is PostgreSQL's, the body condition is for its index. */
  from: string;
  /** Conditions that always hold; may use $1, the reader's body. */
  where?: string[];
  filters: Record<string, Filter>;
}

const bad = (detail: string): never => {
  throw new Problem('malformed_request', detail);
};

/** A filter on a code of a list; repeats mean any of. */
export const codeFilter = (list: string, where: string, doc: string): Filter => ({
  schema: { type: 'string', enum: [...codesOf(list).keys()] },
  doc,
  list: true,
  where,
  read: raw => (codesOf(list).has(raw) ? raw : bad(`Not a code of this list; see /api/v1/code-lists/${list}.`)),
});

/** A filter on a UUID. */
export const idFilter = (where: string, doc: string): Filter => ({
  schema: { type: 'string', format: 'uuid' },
  doc,
  where,
  read: raw => (isUuid(raw) ? raw : bad('Expected a UUID.')),
});

/** A filter on exact text; `read` may normalise it. */
export const textFilter = (where: string, doc: string, read: (raw: string) => unknown = raw => raw): Filter => ({
  schema: { type: 'string', maxLength: 200 },
  doc,
  where,
  read: raw =>
    raw.length > 0 && raw.length <= 200 && !raw.includes('\u0000') ? read(raw) : bad('Expected 1 to 200 characters.'),
});

/** A filter on a day, month or year: `from` takes its beginning, `to` is exclusive. */
export const dateFilter = (where: string, doc: string): Filter => ({
  schema: { type: 'string' },
  doc,
  where,
  read: raw => {
    const precision = precisionOf(raw);
    return precision ? boundsOf({ value: raw, precision }).from : bad('Expected a year, a month, a day or an instant.');
  },
});

/** A filter on a day, `YYYY-MM-DD`. */
export const dayFilter = (where: string, doc: string): Filter => ({
  schema: { type: 'string', format: 'date' },
  doc,
  where,
  read: raw => (precisionOf(raw) === 'DAY' ? raw : bad('Expected a day that exists, as YYYY-MM-DD.')),
});

/** What was in force on a day: half-open, and a first day that nobody knows excludes nothing. */
export const inForceFilter = (alias: string): Filter =>
  dayFilter(
    `(${alias}.valid_from is null or ${alias}.valid_from <= $::date) and (${alias}.valid_to is null or ${alias}.valid_to > $::date)`,
    'In force on that day; where the first day is not known, unless it had ended by then.',
  );

/** `bbox=west,south,east,north` on two columns. */
export const boxFilter = (lon: string, lat: string): Filter => ({
  schema: { type: 'string', pattern: '^-?[0-9.]+(,-?[0-9.]+){3}$' },
  doc: 'west,south,east,north in degrees',
  where: `(${lon} between ($::float8[])[1] and ($::float8[])[3] and ${lat} between ($::float8[])[2] and ($::float8[])[4])`,
  read: raw => {
    const numbers = raw.split(',').map(Number);
    const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = numbers;
    const onGlobe =
      numbers.length === 4 &&
      west >= -180 &&
      east <= 180 &&
      south >= -90 &&
      north <= 90 &&
      west <= east &&
      south <= north;
    return onGlobe ? numbers : bad('Expected west,south,east,north in degrees, west ≤ east, south ≤ north.');
  },
});

const common: Record<string, QueryParameter> = {
  limit: { schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 }, doc: 'Entries a page, 1 to 500.' },
  cursor: { schema: { type: 'string' }, doc: 'The `nextCursor` of the page before.' },
  count: { schema: { type: 'string', enum: ['exact', 'estimate'] }, doc: 'Adds `total`; an estimate stops at 10,000.' },
};

/** Of lists of what a body owns: another body's, where a read grant hands them over. */
const handedOver: Record<string, QueryParameter> = {
  ofBody: {
    schema: { type: 'string', format: 'uuid' },
    doc: 'The body whose records to list, where a read grant hands them over; the own one when absent.',
  },
};

/** True for a list of one body's rows; others say what they are by themselves. */
const isOfBody = (spec: ListSpec): boolean => (spec.where ?? []).some(part => /\bbody_id = \$1$/.test(part));

const parametersBeside = (spec: ListSpec) => (isOfBody(spec) ? { ...common, ...handedOver } : common);

/** The documented parameters of a list. */
export const listParameters = (spec: ListSpec): Record<string, QueryParameter> => ({
  ...parametersBeside(spec),
  ...spec.filters,
});

interface Page {
  doc: string;
  id: string;
  at: string;
}

/** A page as the reader gets it, and the ids on it for the read log. */
export interface ListResult {
  body: string;
  ids: string[];
  filters: string[];
  nextCursor: string | null;
}

/**
 * One page, newest recorded first, by keyset: stable while rows are added, as quick on the last page as on the first.
 * PostgreSQL builds the JSON of each row from the list's shape.
 * @throws Problem unknown_parameter or malformed_request, naming every fault.
 */
export async function listPage(
  db: Database,
  actor: Actor,
  spec: ListSpec,
  query: Record<string, unknown>,
  extra: unknown[] = [],
): Promise<ListResult> {
  const values: unknown[] = [actor.bodyId, ...extra];
  const where = [...(spec.where ?? [])];
  const faults: Fault[] = [];
  const strangers = Object.keys(query).filter(name => !(name in parametersBeside(spec)) && !(name in spec.filters));
  const repeated = Object.keys(query).filter(name => Array.isArray(query[name]) && !spec.filters[name]?.list);
  if (strangers.length + repeated.length > 0) {
    throw new Problem('unknown_parameter', undefined, [
      ...strangers.map(name => ({
        pointer: `?${name}`,
        code: 'unknown_parameter',
        detail: 'No such parameter; see the OpenAPI document.',
      })),
      ...repeated.map(name => ({
        pointer: `?${name}`,
        code: 'repeated_parameter',
        detail: 'This parameter may be given once.',
      })),
    ]);
  }
  const attempt = <T>(name: string, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      faults.push({ pointer: `?${name}`, code: 'bad_value', detail: error.detail });
      return undefined;
    }
  };
  for (const [name, filter] of Object.entries(spec.filters)) {
    const raw = query[name];
    if (raw === undefined) continue;
    const read = attempt(name, () =>
      filter.list ? [raw].flat().map(one => filter.read(String(one))) : filter.read(String(raw)),
    );
    values.push(read);
    where.push(filter.where.replaceAll('$', `$${values.length}`));
  }
  const ofBody = attempt('ofBody', () => readId(query.ofBody));
  if (ofBody) values[0] = ofBody;
  const limit = attempt('limit', () => readLimit(query.limit)) ?? 50;
  const cursor = attempt('cursor', () => readCursor(query.cursor));
  const counting = attempt('count', () => readCount(query.count));
  if (faults.length > 0) throw new Problem('malformed_request', undefined, faults);
  const alias = spec.shape.alias;
  const counted = [...where];
  const countedValues = [...values];
  if (cursor) {
    values.push(cursor.at, cursor.id);
    where.push(`(${alias}.recorded_at, ${alias}.id) < ($${values.length - 1}::timestamptz, $${values.length}::uuid)`);
  }
  const condition = (parts: string[]) => (parts.length > 0 ? `where ${parts.join(' and ')}` : '');
  const rows = await db.read<Page>(
    actor,
    `select ${jsonOf(spec.shape)}::text as doc, ${alias}.id, ${alias}.recorded_at::text as at ${spec.from}
     ${condition(where)} order by ${alias}.recorded_at desc, ${alias}.id desc limit ${limit + 1}`,
    values,
  );
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const nextCursor = last ? Buffer.from(`${last.at}|${last.id}`).toString('base64url') : null;
  let total = '';
  if (counting) {
    const cap = counting === 'estimate' ? ' limit 10000' : '';
    const [row] = await db.read<{ n: string }>(
      actor,
      `select count(*) as n from (select 1 ${spec.from} ${condition(counted)}${cap}) counted`,
      countedValues,
    );
    total = `,"total":${row?.n ?? 0}`;
  }
  return {
    body: `{"items":[${page.map(row => row.doc).join(',')}],"nextCursor":${JSON.stringify(nextCursor)}${total}}`,
    ids: page.map(row => row.id),
    filters: Object.keys(query).filter(name => name in spec.filters),
    nextCursor,
  };
}

function readLimit(raw: unknown): number {
  if (raw === undefined) return 50;
  const n = Number(raw);
  return Number.isInteger(n) && n >= 1 && n <= 500 && /^\d+$/.test(String(raw))
    ? n
    : bad('Expected a whole number from 1 to 500.');
}

function readId(raw: unknown): string | undefined {
  return raw === undefined || isUuid(raw) ? raw : bad('Expected a UUID.');
}

function readCount(raw: unknown): 'exact' | 'estimate' | undefined {
  return raw === undefined || raw === 'exact' || raw === 'estimate' ? raw : bad('Expected exact or estimate.');
}

function readCursor(raw: unknown): { at: string; id: string } | undefined {
  if (raw === undefined) return undefined;
  const [at = '', id = ''] = Buffer.from(String(raw), 'base64url').toString('utf8').split('|');
  return isUuid(id) &&
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/.test(at) &&
    !Number.isNaN(Date.parse(at.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')))
    ? { at, id }
    : bad('Not a cursor of this list.');
}

/** Sends a page with its RFC 8288 link to the next one. */
export function sendPage(request: FastifyRequest, reply: FastifyReply, page: ListResult): string {
  if (page.nextCursor) {
    const url = new URL(request.url, 'http://here');
    url.searchParams.set('cursor', page.nextCursor);
    void reply.header('link', `<${url.pathname}${url.search}>; rel="next"`);
  }
  return page.body;
}
