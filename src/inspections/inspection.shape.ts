import {
  classification,
  flag,
  instant,
  instantSql,
  integer,
  object,
  objects,
  ref,
  shape,
  text,
  texts,
  uuid,
} from '../http/shape.js';

/** The body's name as a member, so that a list can be read without a second request. */
const mission = text({
  sql: '(select b.acronym from bodies b where b.id = i.body_id)',
  doc: 'Acronym of the body that owns the record.',
});

const head = {
  id: uuid(),
  ref: text({ doc: 'Human reference number.' }),
  mission,
  type: text(),
  status: text(),
  period: object({ doc: '`from` and `to` as vague dates.' }),
  legalBasis: object({ doc: 'Paragraph and regime with the dates between which they are in force.' }),
  siteId: uuid({ nullable: true }),
  place: object({ nullable: true, doc: 'As typed.' }),
  outcomes: texts(),
  outcomeText: text({ nullable: true }),
  classification: classification('i.classification'),
  caveats: texts(),
  draft: flag({ sql: 'i.draft_by is not null', doc: 'Not submitted yet: read by its recorder and the chiefs only.' }),
  version: integer(),
  recordedAt: instant('i.recorded_at'),
};

/** An inspection as lists show it. */
export const inspectionSummary = shape('InspectionSummary', 'i', head);

const children = (select: string, from: string, order: string): string =>
  `(select coalesce(json_agg(row_to_json(c)), '[]') from (select ${select} from ${from} order by ${order}) c)`;

const party = (column: string): string =>
  `(select p.name_as_written from parties p where p.body_id = i.body_id and p.id = ${column})`;

const custodyColumns = `x.id, x.reason, x.at, ${party('x.from_party_id')} as "from", ${party('x.to_party_id')} as "to", x.place,
  x.seal_old as "sealOld", x.seal_new as "sealNew", x.condition, x.witness, x.remarks, x.prev_id as "prevId",
  x.observation_id as "observationId", ${instantSql('x.recorded_at')} as "recordedAt"`;

/** An inspection with everything on it but its observations, which have a list of their own. */
export const inspection = shape('Inspection', 'i', {
  ...head,
  coordinates: ref('Point', {
    nullable: true,
    sql: `case when i.lon is not null then json_build_object('type', 'Point', 'coordinates', json_build_array(i.lon, i.lat)) end`,
    doc: 'From the point or the MGRS reference, WGS 84.',
  }),
  objective: text({ nullable: true }),
  notice: object({ nullable: true }),
  vessel: object({ nullable: true }),
  coverage: object({ nullable: true }),
  keyDates: objects(),
  remarks: text({ nullable: true }),
  compartmentId: uuid({ nullable: true }),
  procedureVersionId: uuid({ nullable: true, doc: 'The version of the procedure it was made under.' }),
  team: objects({
    sql: children(
      `x.person_id as "personId", coalesce((select p.name from people p where p.id = x.person_id), ${party('x.party_id')}) as name, x.function, x.skills, x.lead`,
      'inspection_team x where x.body_id = i.body_id and x.inspection_id = i.id',
      'x.recorded_at, x.id',
    ),
  }),
  parties: objects({
    sql: children(
      `x.party_id as "partyId", ${party('x.party_id')} as name, (select p.kind from parties p where p.body_id = i.body_id and p.id = x.party_id) as kind, x.role, x.note`,
      'inspection_parties x where x.body_id = i.body_id and x.inspection_id = i.id',
      'x.recorded_at, x.id',
    ),
  }),
  accessResults: objects({
    sql: children(
      `x.id, x.result, x.cause, x.at, x.denial, x.remarks, x.supersedes_id as supersedes,
       exists (select from access_results s where s.body_id = x.body_id and s.supersedes_id = x.id) as superseded, ${instantSql('x.recorded_at')} as "recordedAt"`,
      'access_results x where x.body_id = i.body_id and x.inspection_id = i.id',
      'x.recorded_at, x.id',
    ),
  }),
  custody: objects({
    sql: children(
      custodyColumns,
      'custody_events x where x.body_id = i.body_id and x.inspection_id = i.id',
      'x.observation_id nulls first, x.n',
    ),
  }),
  documents: objects({
    sql: children(
      `x.id, x.kind, x.title, x.symbol, x.url, x.quote, x.published_on as "publishedOn", x.remarks`,
      'documents x where x.body_id = i.body_id and x.inspection_id = i.id',
      'x.recorded_at, x.id',
    ),
  }),
  claims: objects({
    sql: children(
      `x.id, x.observation_id as "observationId", x.field, x.value, ${party('x.said_by_party_id')} as "saidBy", x.document_id as "documentId", x.source`,
      'claims x where x.body_id = i.body_id and x.inspection_id = i.id',
      'x.recorded_at, x.id',
    ),
  }),
  reportedTotals: objects({
    sql: children(
      `x.id, x.description, json_build_object('min', x.qty_min, 'max', x.qty_max, 'unit', x.unit, 'method', x.method, 'asWritten', x.qty_as_written) as quantity, x.period`,
      'reported_totals x where x.body_id = i.body_id and x.inspection_id = i.id',
      'x.recorded_at, x.id',
    ),
  }),
  transitions: objects({
    sql: children(
      `x.from_status as "from", x.to_status as "to", x.reason, ${instantSql('x.recorded_at')} as at`,
      'inspection_transitions x where x.body_id = i.body_id and x.inspection_id = i.id',
      'x.recorded_at, x.id',
    ),
  }),
  observationCount: integer({
    sql: '(select count(*) from observations o where o.body_id = i.body_id and o.inspection_id = i.id)',
  }),
  hasDenial: flag({
    sql: `exists (select from access_results x where x.body_id = i.body_id and x.inspection_id = i.id and x.cause = 'HOST_CAUSED')`,
    doc: 'A host-caused result is on record; it is permanent.',
  }),
});
