import { codeFilter, textFilter } from '../http/lists.js';
import { day, flag, integer, jsonOf, type Member, type Shape, schemaOf, shape, text, texts } from '../http/shape.js';
import { onDayFilter, type ReferenceListSpec } from './reference-list.js';

/** A code list by name, without its values. */
export const codeListSummary = shape('CodeListSummary', 'l', {
  name: text(),
  title: text(),
  source: text({ doc: 'The standard or practice it comes from.' }),
  count: integer({ doc: 'How many values it has.' }),
});

const codeValueSchema = {
  type: 'object',
  required: ['code', 'label'],
  additionalProperties: false,
  properties: {
    code: { type: 'string' },
    label: { type: 'string' },
    note: { type: 'string' },
    class: { type: 'string', description: 'Groups values where rules depend on the group.' },
  },
};

/** A code list with its values. */
export const codeListShape = shape('CodeList', 'l', {
  name: text(),
  title: text(),
  source: text({ doc: 'The standard or practice it comes from.' }),
  values: { schema: { type: 'array', items: codeValueSchema } },
});

/** True on a day for a row with the half-open period of `alias`: only a dated end that has passed ends anything. */
const inForce = (alias: string): string =>
  `${alias}.valid_from <= $::date and (${alias}.valid_to is null or ${alias}.valid_to > $::date)`;

/** The period of a fact, half-open. */
const period = (alias: string): Record<string, Member> => ({
  from: day({ sql: `${alias}.valid_from` }),
  to: day({ sql: `${alias}.valid_to`, nullable: true, doc: 'Exclusive: the day after the last one in force.' }),
  endKind: text({ doc: 'DATED, OPEN or NOT_KNOWN_AFTER; only a dated end that has passed ends anything.' }),
  knownUntil: day({
    nullable: true,
    doc: 'The last day of which Cordon knows; after it the fact still holds, with a warning.',
  }),
});

/** The measure's own text in the fact. */
const ofMeasure = (name: string): string => `m.fact->>'${name}'`;

const measureShape = shape('RegimeMeasure', 'm', {
  measure: text(),
  scope: text(),
  direction: text(),
  ...period('m'),
  basis: text(),
  basisOp: text({ sql: ofMeasure('basisOp'), nullable: true, doc: 'The paragraph at GET /resolutions?id=…' }),
  endBasis: text({ sql: ofMeasure('endBasis'), nullable: true }),
  area: text({ sql: ofMeasure('area'), nullable: true, doc: 'Where it holds, if not in the whole country.' }),
  items: text({ sql: ofMeasure('items'), nullable: true, doc: 'What it covers, if not all arms.' }),
  contested: flag({
    doc: 'True when States disagree whether it is in force: a person decides, with a reason.',
  }),
  note: text({ nullable: true }),
});

const measures: Member = {
  schema: { type: 'array', items: schemaOf(measureShape) },
  sql: `(select coalesce(json_agg(${jsonOf(measureShape)} order by m.n), '[]'::json) from ref.regime_measures m
          where m.regime_code = r.code and m.superseded_at is null)`,
};

const regimeMembers: Record<string, Member> = {
  code: text(),
  name: text(),
  committee: text({ nullable: true, doc: 'See GET /committees.' }),
  country: text({ nullable: true }),
  status: text(),
  predecessor: text({ sql: `r.facts->>'predecessor'`, nullable: true, doc: 'The regime it continues.' }),
  note: text({ sql: `r.facts->>'note'`, nullable: true }),
  fictional: flag(),
  source: text(),
};

/** A regime in the list. */
const regimeShape = shape('Regime', 'r', regimeMembers);

/** A regime with its measures. */
export const regimeWithMeasures = shape('RegimeWithMeasures', 'r', { ...regimeMembers, measures });

/** Regimes by code. */
export const regimes: ReferenceListSpec = {
  shape: regimeShape,
  from: 'from ref.regimes r',
  key: 'r.code',
  filters: {
    on: onDayFilter(
      `exists (select from ref.regime_measures m where m.regime_code = r.code and m.superseded_at is null and ${inForce('m')})`,
      'Regimes with a measure in force on this day.',
    ),
    country: codeFilter('country', 'r.country = any($::text[])', 'Countries.'),
  },
};

const paragraphShape: Shape = shape('OperativeParagraph', 'o', {
  id: text({ sql: 'o.code' }),
  resolution: text(),
  paragraph: text(),
  regime: text({ sql: 'o.regime_code', nullable: true }),
  ...period('o'),
  kinds: texts({ doc: 'Codes of the list op-kind.' }),
  summary: text({ doc: 'In our words; the resolution is the authority.' }),
  note: text({ sql: `o.facts->>'note'`, nullable: true }),
  source: text(),
  fictional: flag(),
});

/** Operative paragraphs by id. */
export const paragraphs: ReferenceListSpec = {
  shape: paragraphShape,
  from: 'from ref.operative_paragraphs o',
  key: 'o.code',
  filters: {
    id: textFilter('o.code = $', 'One paragraph; ids hold slashes, so they are no path.'),
    regime: textFilter('o.regime_code = $', 'The code of a regime.'),
    on: onDayFilter(inForce('o'), 'Paragraphs in force on this day.'),
    resolution: textFilter(`replace(o.resolution, ' ', '') = $`, 'Such as S/RES/1970 (2011).', raw =>
      raw.replaceAll(' ', ''),
    ),
    kind: codeFilter('op-kind', 'o.kinds && $::text[]', 'Kinds of paragraph.'),
  },
};

const committeeShape = shape('Committee', 'c', {
  code: text(),
  name: text(),
  regimes: texts({ sql: 'c.regime_codes' }),
  establishedBy: text({ sql: `c.facts->>'establishedBy'`, nullable: true }),
  from: day({ sql: `(c.facts->>'from')::date`, nullable: true }),
  to: day({ sql: `(c.facts->>'to')::date + 1`, nullable: true, doc: 'Exclusive.' }),
  endKind: text({ sql: `c.facts->>'endKind'` }),
  knownUntil: day({ sql: `(c.facts->>'knownUntil')::date`, nullable: true }),
  note: text({ sql: `c.facts->>'note'`, nullable: true }),
  fictional: flag({ sql: `coalesce((c.facts->>'fictional')::boolean, false)` }),
  source: text(),
});

/** Committees by code. */
export const committees: ReferenceListSpec = {
  shape: committeeShape,
  from: 'from ref.committees c',
  key: 'c.code',
  filters: { regime: textFilter('$ = any(c.regime_codes)', 'The code of a regime.') },
};
