import type { Schema } from '../http/fields.js';
import { dateFilter, type Filter, idFilter, type ListSpec } from '../http/lists.js';
import { Problem } from '../http/problems.js';
import {
  classification,
  flag,
  instant,
  instantSql,
  integer,
  object,
  objects,
  shape,
  text,
  texts,
  uuid,
} from '../http/shape.js';
import { releaseStates } from './release.moves.js';
import { allSeries } from './release-fields.js';

const rows = (select: string, from: string, order: string): string =>
  `(select coalesce(json_agg(row_to_json(c)), '[]') from (select ${select} from ${from} order by ${order}) c)`;
const of = (table: string, alias: string): string =>
  `${table} ${alias} where ${alias}.body_id = rl.body_id and ${alias}.release_id = rl.id`;
const person = (column: string): string => `(select p.name from people p where p.id = ${column})`;

const head = {
  id: uuid(),
  kind: text({ doc: 'RECORDS, or PACKET for the release that the transmission of a packet is.' }),
  state: text(),
  purpose: text(),
  recipients: objects({
    sql: rows(
      'b.id as "bodyId", b.acronym, b.kind',
      'release_recipients x join bodies b on b.id = x.recipient_body_id where x.body_id = rl.body_id and x.release_id = rl.id',
      'b.acronym',
    ),
  }),
  recordCount: integer({ sql: `(select count(*) from ${of('release_items', 'x')})` }),
  classification: classification('rl.classification'),
  caveats: texts(),
  expiresAt: instant('rl.expires_at', { nullable: true }),
  releasedAt: instant(`coalesce(rl.released_at, case when rl.kind = 'PACKET' then rl.recorded_at end)`, {
    nullable: true,
  }),
  recalledAt: instant('rl.recalled_at', { nullable: true }),
  supersedesId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('rl.recorded_at'),
};

/** A release as lists show it. */
export const releaseSummary = shape('ReleaseSummary', 'rl', head);

const inspectionChanged = (table: string): string =>
  `exists (select from ${table} c where c.body_id = x.body_id and c.id = x.record_id and c.version <> x.record_version)`;

/** A release with its records, signatures and consents. */
export const releaseShape = shape('Release', 'rl', {
  ...head,
  packetId: uuid({ nullable: true }),
  recipientsVisible: flag({ doc: 'Whether recipients learn who else received it.' }),
  profile: text({ nullable: true, doc: 'Redaction profile.' }),
  choices: object({ doc: 'Fields and precisions in place of those of the profile.' }),
  records: objects({
    sql: rows('x.series, x.record_id as "recordId", x.overrides', of('release_items', 'x'), 'x.n'),
  }),
  changedRecords: integer({
    sql: `(select count(*) from ${of('release_items', 'x')} and case x.series
      when 'OBSERVATION' then exists (select from observations c where c.body_id = x.body_id and c.corrects_id = x.record_id)
      when 'INSPECTION' then ${inspectionChanged('inspections')} else ${inspectionChanged('sites')} end)`,
    doc: 'How many of its records were corrected or edited since; POST …/supersede proposes a new version.',
  }),
  consents: objects({
    sql: rows(
      `x.caveat, x.given_by as "by", x.given_on as "on", x.document, ${instantSql('x.recorded_at')} as "recordedAt"`,
      of('release_consents', 'x'),
      'x.recorded_at, x.id',
    ),
  }),
  contentSha256: text({ sql: 'rl.content_sha256', nullable: true, doc: 'Of all that was proposed to go.' }),
  proposedById: uuid({ sql: 'rl.proposed_by' }),
  proposedBy: text({ sql: person('rl.proposed_by'), nullable: true }),
  approvedById: uuid({ sql: 'rl.approved_by', nullable: true }),
  approvedBy: text({ sql: person('rl.approved_by'), nullable: true }),
  countersignedById: uuid({ sql: 'rl.countersigned_by', nullable: true }),
  countersignedBy: text({ sql: person('rl.countersigned_by'), nullable: true }),
  recallReason: text({ nullable: true }),
  supersededById: uuid({
    nullable: true,
    sql: `(select s.id from releases s where s.body_id = rl.body_id and s.supersedes_id = rl.id and s.released_at is not null
            order by s.released_at desc limit 1)`,
  }),
  steps: objects({
    sql: rows(
      `x.to_state as "to", x.person_id as "personId", ${person('x.person_id')} as person, x.reason, ${instantSql('x.recorded_at')} as at`,
      of('release_steps', 'x'),
      'x.recorded_at, x.id',
    ),
  }),
  // Depends on who asks; filled in before the answer.
  availableTransitions: texts({ sql: `'[]'::json`, doc: 'Where you may move it now.' }),
});

/** A filter on a few fixed words; repeats mean any of. */
export const wordFilter = (words: readonly string[], where: string, doc: string): Filter => ({
  schema: { type: 'string', enum: words },
  doc,
  list: true,
  where,
  read: raw => {
    if (words.includes(raw)) return raw;
    throw new Problem('malformed_request', `Expected one of ${words.join(', ')}.`);
  },
});

/** The releases of the reader's body. */
export const releaseList: ListSpec = {
  shape: releaseSummary,
  from: 'from releases rl',
  where: ['rl.body_id = $1'],
  filters: {
    state: wordFilter(releaseStates, 'rl.state = any ($::text[])', 'States.'),
    kind: wordFilter(['RECORDS', 'PACKET'], 'rl.kind = any ($::text[])', 'Kinds.'),
    recipientId: idFilter(
      'exists (select from release_recipients x where x.body_id = rl.body_id and x.release_id = rl.id and x.recipient_body_id = $)',
      'A body that receives it.',
    ),
    from: dateFilter('rl.recorded_at >= $', 'Proposed on or after.'),
    to: dateFilter('rl.recorded_at < $', 'Proposed before.'),
  },
};

/** One first opening of one copy by one person of a recipient. */
export const openingShape = shape('ReleaseOpening', 'op', {
  id: uuid(),
  series: text({ sql: 'it.series' }),
  recordId: uuid({ sql: 'it.record_id', doc: 'Your own record.' }),
  recipientId: uuid({ sql: 'op.recipient_body_id' }),
  recipient: text({ sql: '(select b.acronym from bodies b where b.id = op.recipient_body_id)' }),
  personId: uuid({ doc: 'Of the recipient, which knows the name.' }),
  role: text(),
  openedAt: instant('op.recorded_at'),
});

/** Who had opened what of a release, `$2`. */
export const openingList: ListSpec = {
  shape: openingShape,
  from: 'from release_openings op join release_items it on it.body_id = op.body_id and it.id = op.item_id',
  where: ['op.body_id = $1', 'op.release_id = $2'],
  filters: { recipientId: idFilter('op.recipient_body_id = $', 'The body it was opened in.') },
};

/** What a preview answers. */
export const previewSchema: Schema = {
  type: 'object',
  required: ['releaseId', 'recipientId', 'recipient', 'contentSha256', 'asProposed', 'warnings', 'records'],
  additionalProperties: false,
  properties: {
    releaseId: { type: 'string', format: 'uuid' },
    recipientId: { type: 'string', format: 'uuid' },
    recipient: { type: 'string', description: 'Its acronym.' },
    contentSha256: { type: 'string', description: 'Of what every recipient would get now.' },
    asProposed: { type: 'boolean', description: 'False when records have changed since: it cannot be approved.' },
    warnings: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'detail'],
        additionalProperties: false,
        properties: { code: { type: 'string' }, detail: { type: 'string' } },
      },
    },
    records: {
      type: 'array',
      items: {
        type: 'object',
        required: ['series', 'recordId', 'record'],
        additionalProperties: false,
        properties: {
          series: { type: 'string', enum: allSeries },
          recordId: { type: 'string', format: 'uuid', description: 'Your own record.' },
          record: { type: 'object', description: 'Exactly what the recipient will read.' },
        },
      },
    },
  },
};
