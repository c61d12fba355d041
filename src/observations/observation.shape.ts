import { classification, instant, integer, object, objects, ref, shape, text, texts, uuid } from '../http/shape.js';

const rows = (select: string, table: string): string =>
  `(select coalesce(json_agg(row_to_json(c)), '[]') from (select ${select} from ${table} x where x.body_id = o.body_id and x.observation_id = o.id order by x.n) c)`;

const detail = (name: string): string => `o.details->'${name}'`;
const detailText = (name: string, doc: string) => text({ nullable: true, sql: `o.details->>'${name}'`, doc });

/** One line of what was seen. */
export const observation = shape('Observation', 'o', {
  id: uuid(),
  inspectionId: uuid({ nullable: true }),
  n: integer({ doc: 'Its place in the record, from 1.' }),
  class: text(),
  description: text({ nullable: true }),
  category1997: text({ nullable: true, sql: 'o.category_1997' }),
  categoryUnroca: text({ nullable: true }),
  makeRaw: text({ nullable: true }),
  modelRaw: text({ nullable: true }),
  calibreRaw: text({ nullable: true }),
  factoryMarkCode: detailText('factoryMarkCode', 'Factory mark.'),
  countryOfManufacture: text({ sql: 'o.country' }),
  yearRaw: detailText('yearRaw', 'Year as marked.'),
  yearOfManufacture: integer({ nullable: true, sql: detail('yearOfManufacture') }),
  markingStatus: text(),
  erasureMethod: detailText('erasureMethod', 'How marks were removed.'),
  accessMode: text(),
  acquisitionContext: text(),
  holderType: text(),
  holder: text({
    nullable: true,
    sql: '(select p.name_as_written from parties p where p.body_id = o.body_id and p.id = o.holder_party_id)',
  }),
  condition: text(),
  conversion: detailText('conversion', 'Conversion.'),
  loadedState: detailText('loadedState', 'Loaded or cleared on arrival.'),
  quantity: object({
    sql: `json_build_object('min', o.qty_min, 'max', o.qty_max, 'unit', o.unit, 'method', o.method, 'asWritten', o.qty_as_written)`,
  }),
  observedAt: ref('VagueDate', { sql: 'o.observed' }),
  place: object({ nullable: true, doc: 'As typed.' }),
  coordinates: ref('Point', {
    nullable: true,
    sql: `case when o.lon is not null then json_build_object('type', 'Point', 'coordinates', json_build_array(o.lon, o.lat)) end`,
  }),
  serials: objects({
    sql: rows(
      `x.raw, x.norm, x.script, x.position, x.origin, x.read_method as "readMethod", x.is_primary as "isPrimary", x.confidence, x.second_reader as "secondReader"`,
      'serials',
    ),
  }),
  marks: objects({ sql: rows('x.kind, x.raw, x.position, x.library_id as "libraryId"', 'marks') }),
  headstamp: objects({ sql: rows('x.clock, x.raw, x.norm, x.script, x.kind', 'headstamps') }),
  ammoKind: detailText('ammoKind', 'Kind of ammunition.'),
  ammoState: detailText('ammoState', 'State of ammunition.'),
  lotRaw: detailText('lotRaw', 'Lot as written.'),
  unNumber: detailText('unNumber', 'UN transport number.'),
  hazardDivision: detailText('hazardDivision', 'Hazard division.'),
  compatibilityGroup: detailText('compatibilityGroup', 'Compatibility group.'),
  neqKg: { schema: { type: ['number', 'null'] }, sql: detail('neqKg') },
  legalJustification: detailText('legalJustification', 'Legal ground as first logged.'),
  laterContext: detailText('laterContext', 'Context as it later turned out.'),
  missingFields: texts({ sql: `coalesce(${detail('missingFields')}, '[]')` }),
  details: object({ sql: `coalesce(${detail('other')}, '{}')`, doc: 'Whatever else the source says, by name.' }),
  claims: objects({
    sql: `(select coalesce(json_agg(row_to_json(c)), '[]') from (select x.id, x.field, x.value, (select p.name_as_written from parties p where p.body_id = x.body_id and p.id = x.said_by_party_id) as "saidBy",
           x.document_id as "documentId", x.source from claims x where x.body_id = o.body_id and x.inspection_id = o.inspection_id and x.observation_id = o.id order by x.recorded_at, x.id) c)`,
  }),
  sourceGrade: text(),
  informationGrade: text(),
  remarks: text({ nullable: true }),
  itemId: uuid({
    nullable: true,
    sql: '(select l.item_id from item_links l where l.body_id = o.body_id and l.observation_id = o.id and l.undone_at is null)',
    doc: 'The physical object it is judged to be.',
  }),
  corrects: uuid({ nullable: true, sql: 'o.corrects_id' }),
  correctedBy: uuid({
    nullable: true,
    sql: '(select c.id from observations c where c.body_id = o.body_id and c.corrects_id = o.id)',
  }),
  classification: classification('o.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('o.recorded_at'),
});
