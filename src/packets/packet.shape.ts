import {
  classification,
  flag,
  instant,
  instantSql,
  integer,
  type Member,
  number,
  object,
  objects,
  refs,
  type Shape,
  shape,
  text,
  texts,
  uuid,
} from '../http/shape.js';
import { recordColumns } from './figure-records.js';

/** A number of a packet, and what finds its records again. */
export const figureShape = shape('Figure', 'f', {
  id: text({ sql: 'f.code', doc: 'Its name in the text of the packet.' }),
  label: text(),
  value: number({ nullable: true, doc: 'Null when it cannot be computed: a share of nothing.' }),
  numerator: integer(),
  denominator: integer({ nullable: true }),
  unit: text({ doc: 'PERCENT is 0 to 100.' }),
  filter: object({ doc: 'Which records it counts.' }),
  ruleVersion: text(),
  suppressed: text({ nullable: true, doc: 'Why the value is withheld, if it is.' }),
});

const part = (select: string, from: string, order: string): string =>
  `(select coalesce(json_agg(row_to_json(c)), '[]') from (select ${select} from ${from} order by ${order}) c)`;

const figureColumns = Object.entries(figureShape.members)
  .map(
    ([name, member]) =>
      `${member.sql ?? `f.${name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)}`} as "${name}"`,
  )
  .join(', ');

const stepsOf = (person: string, comment: string): string =>
  part(
    `st.step, st.round, ${person}, ${instantSql('st.recorded_at')} as at, st.content_sha256 as "contentSha256", ${comment} as comment`,
    'packet_steps st where st.body_id = p.body_id and st.packet_id = p.id',
    'st.recorded_at, st.id',
  );

const head: Record<string, Member> = {
  id: uuid(),
  ref: text({ doc: 'Human reference number.' }),
  bodyId: uuid({ doc: 'The mission whose packet it is.' }),
  mission: text({ sql: '(select b.acronym from bodies b where b.id = p.body_id)', doc: 'Its acronym.' }),
  committeeId: uuid(),
  kind: text(),
  regimeCode: text({ nullable: true }),
  period: object({
    sql: `json_build_object('from', p.period_from, 'to', p.period_to)`,
    doc: '`from` and `to`, half-open days.',
  }),
  state: text(),
  classification: classification('p.classification'),
  caveats: texts(),
  received: flag({ sql: 'false', doc: 'True for the frozen copy that a recipient holds.' }),
  version: integer(),
  recordedAt: instant('p.recorded_at'),
};

/** A packet with its figures, files and steps. */
export const packetShape = shape('BriefingPacket', 'p', {
  ...head,
  round: integer({ doc: 'Begins anew each time the packet is returned.' }),
  scheduleId: uuid({ nullable: true }),
  jobId: uuid({ nullable: true }),
  snapshot: text({ nullable: true, doc: 'The database snapshot that every figure was computed in.' }),
  takenAt: instant('p.taken_at', { nullable: true }),
  template: text({ nullable: true }),
  contentSha256: text({ nullable: true, doc: 'Of the JSON file.' }),
  supersedesId: uuid({ nullable: true }),
  figures: refs('Figure', {
    sql: part(figureColumns, 'figures f where f.body_id = p.body_id and f.packet_id = p.id', 'f.n'),
  }),
  files: objects({
    sql: part(
      'pf.format, pf.media_type as "mediaType", pf.sha256, pf.size',
      'packet_files pf where pf.body_id = p.body_id and pf.packet_id = p.id',
      'pf.format',
    ),
  }),
  steps: objects({
    sql: stepsOf(
      `st.person_id as "personId", (select pe.name from people pe where pe.id = st.person_id) as person`,
      'st.comment',
    ),
    doc: 'Who cleared, returned and transmitted it, and when.',
  }),
  // Depends on who asks; filled in before the answer.
  availableTransitions: texts({ sql: `'[]'::json`, doc: 'Where you may move it now.' }),
});

const asReleased = (sql: string, name: string): Record<string, Member> => {
  const member = packetShape.members[name];
  return member ? { [name]: { ...member, sql } } : {};
};

/** The same as recipients get it: no persons, no remarks, nothing of the mission's own machinery. */
export const releasedPacketShape: Shape = shape(packetShape.name, 'p', {
  ...packetShape.members,
  ...asReleased('true', 'received'),
  ...asReleased('null', 'scheduleId'),
  ...asReleased('null', 'jobId'),
  ...asReleased('null', 'supersedesId'),
  ...asReleased(stepsOf('null as "personId", null as person', 'null'), 'steps'),
});

/** A packet as lists show it: the own and the received ones are columns of one relation k. */
export const packetSummary = shape('BriefingPacketSummary', 'k', {
  ...head,
  mission: text(),
  period: object({ sql: `json_build_object('from', k.period_from, 'to', k.period_to)` }),
  classification: classification('k.classification'),
  bodyId: uuid({ sql: 'k.owner_body_id' }),
  received: flag(),
  recordedAt: instant('k.recorded_at'),
});

/** What stands behind a figure, one record each; for recipients frozen and redacted. */
export const figureRecordShape = shape('FigureRecord', 'r', {
  id: uuid(),
  inNumerator: flag({ doc: 'False for records that only the denominator counts.', sql: 'r.in_numerator' }),
  ...Object.fromEntries(
    Object.entries(recordColumns).map(([column, type]) => {
      const name = column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
      return [name, memberOf(column, type)];
    }),
  ),
});

function memberOf(column: string, type: string): Member {
  const options = { nullable: true as const, sql: `r.${column}` };
  if (type === 'uuid') return uuid(options);
  if (type === 'integer') return integer(options);
  if (type === 'numeric') return number(options);
  if (type === 'jsonb') return object(options);
  if (type === 'text[]') return texts(options);
  return text(options);
}
