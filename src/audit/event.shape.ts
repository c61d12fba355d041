import { dateFilter, type Filter, idFilter, textFilter } from '../http/lists.js';
import type { QueryParameter } from '../http/operation.js';
import { Problem } from '../http/problems.js';
import { instant, integer, shape, text, texts, uuid } from '../http/shape.js';

const uuids = (doc: string) => ({
  schema: { type: 'array' as const, items: { type: 'string' as const, format: 'uuid' }, description: doc },
});
const exactInstant = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
const hashesDoc =
  'SHA-256 of each row, 64 hexadecimal digits a row, in the order of `objectIds`; null where there is none.';

/** One entry of the trail: who did what to which record, when. Ids, names of columns and hashes; never what a record says. */
export const eventShape = shape('AuditEvent', 'l', {
  id: integer(),
  position: integer({
    sql: 'l.pos',
    nullable: true,
    doc: 'Its place in the tree; null until it is sealed, within seconds.',
  }),
  at: { schema: { type: 'string', format: 'date-time' }, sql: exactInstant('l.at') },
  transaction: text({ sql: 'l.xid::text', doc: 'The database transaction that it is part of.' }),
  bodyId: uuid({ nullable: true }),
  personId: uuid({ nullable: true }),
  appointmentId: uuid({ nullable: true }),
  action: text({
    doc: 'INSERT, UPDATE or DELETE of rows; READ, DOWNLOAD, REFUSED; SIGN_IN, SIGN_IN_FAILED, SIGN_OUT.',
  }),
  objectKind: text({ doc: 'The table that was changed, or the operation that was called.' }),
  objectIds: { ...uuids('The records.'), sql: 'l.object_ids' },
  fields: texts({ doc: 'Columns that changed, or filters that a read used; never a value.' }),
  oldHashes: text({ sql: `encode(l.old_hashes, 'hex')`, nullable: true, doc: hashesDoc }),
  newHashes: text({ sql: `encode(l.new_hashes, 'hex')`, nullable: true, doc: hashesDoc }),
  request: text({ nullable: true, doc: 'The request that did it; every answer names its own in X-Request-Id.' }),
  purpose: text({ nullable: true, doc: 'The purpose that the caller stated in X-Access-Purpose.' }),
  leafHash: text({
    sql: `encode(l.leaf_hash, 'hex')`,
    doc: 'SHA-256 of a zero byte and all of the above but the position.',
  }),
});

/** The same as a line of a bundle, under the names by which verify.mjs makes the hash anew. */
export const bundleLine = shape('AuditBundleLine', 'l', {
  pos: integer(),
  hash: text({ sql: `encode(l.leaf_hash, 'hex')` }),
  id: integer(),
  xid: text({ sql: 'l.xid::text' }),
  at: text({ sql: exactInstant('l.at') }),
  body: text({ sql: 'l.body_id' }),
  person: text({ sql: 'l.person_id' }),
  appointment: text({ sql: 'l.appointment_id' }),
  action: text(),
  objectKind: text(),
  objectIds: texts(),
  fields: texts(),
  oldHashes: text({ sql: `encode(l.old_hashes, 'hex')` }),
  newHashes: text({ sql: `encode(l.new_hashes, 'hex')` }),
  request: text(),
  purpose: text(),
});

/** What the tree was at a size, and who signed it. */
export const checkpointShape = shape('AuditCheckpoint', 'c', {
  size: integer({ doc: 'How many entries it is of.' }),
  root: text({ sql: `encode(c.root, 'hex')`, doc: 'Root of the RFC 6962 tree over them, in hexadecimal digits.' }),
  note: text({ doc: 'The signed checkpoint (C2SP tlog-checkpoint). Keep it outside: it proves what the trail was.' }),
  at: instant('c.at'),
  publicKey: text({ doc: 'The key that signed it, as C2SP writes verifier keys.' }),
});

const path = { ...texts({ doc: 'The hashes of the proof, in hexadecimal digits.' }) };

/** That an entry is in the tree of a size. */
export const inclusionShape = shape('AuditInclusionProof', 'p', {
  event: integer(),
  position: integer(),
  size: integer(),
  leafHash: text(),
  root: text({ doc: 'The root that the path leads to; compare it with a checkpoint of that size that you hold.' }),
  path,
});

/** That the tree of one size is the beginning of the tree of another. */
export const consistencyShape = shape('AuditConsistencyProof', 'p', {
  from: integer(),
  to: integer(),
  fromRoot: text(),
  toRoot: text(),
  path,
});

const word = (where: string, doc: string): Filter => textFilter(where, doc);

/** The filters of the trail. */
export const eventFilters: Record<string, Filter> = {
  from: dateFilter('l.at >= $::timestamptz', 'Entries at or after the beginning of this day, month, year or instant.'),
  to: dateFilter('l.at < $::timestamptz', 'Entries before the beginning of it.'),
  bodyId: idFilter('l.body_id = $::uuid', 'Entries of one body.'),
  personId: idFilter('l.person_id = $::uuid', 'What one person did.'),
  action: { ...word('l.action = any($::text[])', 'One of these actions.'), list: true },
  objectKind: word('l.object_kind = $', 'A table, or an operation.'),
  objectId: idFilter('$::uuid = any(l.object_ids)', 'Whatever was done to one record.'),
  request: word('l.request = $', 'Whatever one request did.'),
};

/** Pages of the trail and of its checkpoints go by number. */
export const pageParameters: Record<string, QueryParameter> = {
  limit: { schema: { type: 'integer', minimum: 1, maximum: 500, default: 50 }, doc: 'Entries a page, 1 to 500.' },
  cursor: { schema: { type: 'string' }, doc: 'The `nextCursor` of the page before.' },
};

/** A parameter that is a whole number. */
export const numberParameter = (doc: string): QueryParameter => ({ schema: { type: 'integer', minimum: 0 }, doc });

/** A whole number of at most 15 digits from a query; `fallback` where it is not given. */
export function readNumber(query: Record<string, unknown>, name: string, fallback?: number): number {
  const raw = query[name];
  if (raw === undefined && fallback !== undefined) return fallback;
  if (typeof raw === 'string' && /^\d{1,15}$/.test(raw)) return Number(raw);
  const detail = raw === undefined ? 'This parameter is needed.' : 'Expected a whole number.';
  throw new Problem('malformed_request', undefined, [{ pointer: `?${name}`, code: 'bad_value', detail }]);
}
