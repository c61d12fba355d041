import { codeFilter, textFilter } from '../http/lists.js';
import { day, flag, jsonOf, type Member, type Shape, schemaOf, shape, text, texts } from '../http/shape.js';
import { believedRows, type FactSpec, period, provenance, standing, standingOf, standingOfRow } from './fact-shape.js';

/** The measure's own text in the fact. */
const ofMeasure = (name: string): string => `m.fact->>'${name}'`;

/** What is known of one measure on the day; nothing contested is asserted. */
const measureState = `case when m.contested then 'CONTESTED'
  else ref.standing(m.valid_from, m.valid_to, m.end_kind, m.known_until, asked.day) end`;

const measureShape = shape('RegimeMeasure', 'm', {
  measure: text(),
  scope: text(),
  direction: text(),
  ...period('m'),
  standing: {
    ...standing,
    sql: `(select json_build_object('on', asked.day, 'state', k.state, 'notKnownSince',
             case when k.state = 'NOT_KNOWN' then m.known_until + 1 end) from (select ${measureState} as state) k)`,
  },
  basis: text(),
  basisOp: text({ sql: ofMeasure('basisOp'), nullable: true, doc: 'The paragraph at GET /resolutions/{id}.' }),
  endBasis: text({ sql: ofMeasure('endBasis'), nullable: true }),
  area: text({ sql: ofMeasure('area'), nullable: true, doc: 'Where it holds, if not in the whole country.' }),
  items: text({ sql: ofMeasure('items'), nullable: true, doc: 'What it covers, if not all arms.' }),
  contested: flag({
    doc: 'True when States disagree whether it is in force: a person decides, with a reason.',
  }),
  note: text({ nullable: true }),
});

/** The measures of the version of the regime that is shown. */
const ofThisVersion = 'm.regime_code = r.code and m.recorded_at = r.recorded_at';

const measures: Member = {
  schema: { type: 'array', items: schemaOf(measureShape) },
  sql: `(select coalesce(json_agg(${jsonOf(measureShape)} order by m.n), '[]'::json) from ref.regime_measures m
          where ${ofThisVersion})`,
};

const positions: Member = {
  schema: {
    type: 'array',
    items: {
      type: 'object',
      required: ['actor', 'position', 'date', 'source'],
      additionalProperties: false,
      properties: {
        actor: { type: 'string', description: 'Who holds it.' },
        position: { type: 'string' },
        date: { type: ['string', 'null'], format: 'date' },
        source: { type: ['string', 'null'] },
      },
    },
    description: 'Who says what of a contested regime; Cordon asserts none of it.',
  },
  sql: `(select coalesce(json_agg(json_build_object('actor', p->>'actor', 'position', p->>'position',
             'date', (p->>'date')::date, 'source', p->>'source') order by n), '[]')
           from jsonb_array_elements(case jsonb_typeof(r.facts->'positions') when 'array' then r.facts->'positions' else '[]' end)
                with ordinality e (p, n))`,
};

const days = (sql: string): Member => ({
  schema: { type: 'array', items: { type: 'string', format: 'date' } },
  sql,
});

const regimeMembers: Record<string, Member> = {
  code: text(),
  name: text(),
  committee: text({ nullable: true, doc: 'See GET /committees.' }),
  country: text({ nullable: true }),
  area: text({ sql: `r.facts->>'area'`, nullable: true, doc: 'Where it holds, if not in the whole country.' }),
  status: text(),
  standing,
  positions,
  reviewDates: days(`array(select jsonb_array_elements_text(coalesce(nullif(r.facts->'reviewDates', 'null'), '[]')))`),
  predecessor: text({ sql: `r.facts->>'predecessor'`, nullable: true, doc: 'The regime it continues.' }),
  note: text({ sql: `r.facts->>'note'`, nullable: true }),
  fictional: flag(),
  ...provenance('r'),
};

/**
 * What is known of a regime on the day: the best that is known of its measures. Of a contested one nothing is
 * asserted. Where no measure is on record its status has to do.
 */
const regimeStanding = `cross join lateral (
  select k.state, case when k.state = 'NOT_KNOWN' then k.known_until + 1 end as not_known_since from (
    select case when r.status = 'CONTESTED' then 'CONTESTED'
                when 'IN_FORCE' = any (of.states) then 'IN_FORCE'
                when 'NOT_KNOWN' = any (of.states) then 'NOT_KNOWN'
                when 'CONTESTED' = any (of.states) then 'CONTESTED'
                when 'NOT_YET' = any (of.states) then 'NOT_YET'
                when 'ENDED' = any (of.states) or r.status in ('TERMINATED', 'EXPIRED') then 'ENDED'
                else 'IN_FORCE' end as state, of.known_until
      from (select array_agg(${measureState}) as states, max(m.known_until) as known_until
              from ref.regime_measures m where ${ofThisVersion}) of) k) s`;

/** Regimes by code. */
export const regimes: FactSpec = {
  kind: 'regimes',
  shape: shape('Regime', 'r', regimeMembers),
  whole: shape('RegimeWithMeasures', 'r', { ...regimeMembers, measures }),
  rows: `${believedRows('regimes', 'r')} ${regimeStanding}`,
  key: 'r.code',
  named: 'r.code = $3',
  version: 'r.version',
  filters: {
    country: codeFilter('country', 'r.country = any($::text[])', 'Countries.'),
  },
};

const paragraphShape: Shape = shape('OperativeParagraph', 'o', {
  id: text({ sql: 'o.code', doc: 'Holds slashes: percent-encode it in an address.' }),
  resolution: text(),
  paragraph: text(),
  regime: text({ sql: 'o.regime_code', nullable: true }),
  adopted: day({ sql: `(o.facts->>'adopted')::date`, nullable: true }),
  ...period('o'),
  standing,
  kinds: texts({ doc: 'Codes of the list op-kind.' }),
  summary: text({ doc: 'In our words; the resolution is the authority.' }),
  missions: texts({
    sql: `array(select jsonb_array_elements_text(coalesce(nullif(o.facts->'missions', 'null'), '[]')))`,
    doc: 'The missions it speaks of.',
  }),
  renews: text({
    sql: `o.facts->>'renews'`,
    nullable: true,
    doc: 'The paragraph that first gave what this one renews.',
  }),
  note: text({ sql: `o.facts->>'note'`, nullable: true }),
  fictional: flag(),
  ...provenance('o'),
});

/** Operative paragraphs by id. */
export const paragraphs: FactSpec = {
  kind: 'resolutions',
  shape: paragraphShape,
  whole: paragraphShape,
  rows: `${believedRows('operative_paragraphs', 'o')} ${standingOfRow('o')}`,
  key: 'o.code',
  named: 'o.code = $3',
  version: 'o.version',
  filters: {
    id: textFilter('o.code = $', 'One paragraph.'),
    regime: textFilter('o.regime_code = $', 'The code of a regime.'),
    resolution: textFilter(`replace(o.resolution, ' ', '') = $`, 'Such as S/RES/1970 (2011).', raw =>
      raw.replaceAll(' ', ''),
    ),
    kind: codeFilter('op-kind', 'o.kinds && $::text[]', 'Kinds of paragraph.'),
  },
};

/** A committee's days stand in the fact only. */
const ofCommittee = {
  from: `(c.facts->>'from')::date`,
  to: `(c.facts->>'to')::date + 1`,
  endKind: `c.facts->>'endKind'`,
  knownUntil: `(c.facts->>'knownUntil')::date`,
};

const committeeShape = shape('Committee', 'c', {
  code: text(),
  name: text(),
  regimes: texts({ sql: 'c.regime_codes' }),
  establishedBy: text({ sql: `c.facts->>'establishedBy'`, nullable: true }),
  from: day({ sql: ofCommittee.from, nullable: true }),
  to: day({ sql: ofCommittee.to, nullable: true, doc: 'Exclusive.' }),
  endKind: text({ sql: ofCommittee.endKind }),
  knownUntil: day({ sql: ofCommittee.knownUntil, nullable: true }),
  standing,
  note: text({ sql: `c.facts->>'note'`, nullable: true }),
  fictional: flag({ sql: `coalesce((c.facts->>'fictional')::boolean, false)` }),
  ...provenance('c'),
});

/** Committees by code. */
export const committees: FactSpec = {
  kind: 'committees',
  shape: committeeShape,
  whole: committeeShape,
  rows: `${believedRows('committees', 'c')} ${standingOf(ofCommittee.from, ofCommittee.to, ofCommittee.endKind, ofCommittee.knownUntil)}`,
  key: 'c.code',
  named: 'c.code = $3',
  version: 'c.version',
  filters: { regime: textFilter('$ = any(c.regime_codes)', 'The code of a regime.') },
};
