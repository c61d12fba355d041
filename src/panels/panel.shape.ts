import { codeFilter, type Filter, textFilter } from '../http/lists.js';
import { Problem } from '../http/problems.js';
import { flag, integer, type Member, shape, text, texts, uuid } from '../http/shape.js';
import { type FactSpec, period, provenance, standing, standingOfRow } from '../reference/fact-shape.js';
import { believed } from '../reference/reference-list.js';

/** The entries of the fact's `base`, with their last day included as facts have it. */
const bases = `jsonb_array_elements(case jsonb_typeof(p.facts->'base') when 'array' then p.facts->'base' else '[]' end)`;

const base: Member = {
  schema: {
    type: 'array',
    items: {
      type: 'object',
      required: ['kind', 'place', 'from', 'to'],
      additionalProperties: false,
      properties: {
        kind: { type: 'string', description: 'A code of the list panel-base.' },
        place: { type: ['string', 'null'] },
        from: { type: ['string', 'null'], format: 'date' },
        to: { type: ['string', 'null'], format: 'date', description: 'Exclusive.' },
      },
    },
    description: 'Where it was based, and when.',
  },
  sql: `(select coalesce(json_agg(json_build_object('kind', e->>'kind', 'place', e->>'place', 'from', (e->>'from')::date,
             'to', (e->>'to')::date + 1) order by n), '[]') from ${bases} with ordinality w (e, n))`,
};

const panelShape = shape('Panel', 'p', {
  id: uuid({ doc: 'Of the fact, or of the body where no fact describes it.' }),
  code: text(),
  name: text(),
  aliases: texts(),
  committee: text({ nullable: true, doc: 'See GET /committees.' }),
  regimes: texts({ sql: 'p.regime_codes' }),
  ...period('p'),
  standing,
  base,
  baseOn: text({ sql: 'd.base_on', nullable: true, doc: 'The kind of its base on the day of `standing`.' }),
  status: text({
    sql: 'd.status',
    doc: 'By its mandates on the day of `standing`: NOT_YET, ACTIVE, GAP, ENDED or NOT_KNOWN (codes of the list panel-status).',
  }),
  size: integer({ nullable: true, doc: 'How many experts it has.' }),
  countedInReport: flag({ doc: 'True for a panel that S/2017/1025 counts.' }),
  bodyId: uuid({ nullable: true, doc: 'The body that works with Cordon under this code.' }),
  fictional: flag(),
  note: text({ sql: `p.facts->>'note'`, nullable: true }),
  ...provenance('p'),
});

/** Facts and bodies side by side: a panel that works with Cordon is listed even where no fact describes it. */
const panelRows = `cross join lateral (
  select coalesce(x.fact_id, b.id) as id, coalesce(x.code, b.acronym) as code, coalesce(x.name, b.name) as name,
         array(select jsonb_array_elements_text(coalesce(nullif(x.facts->'aliases', 'null'), '[]'))) as aliases, x.committee,
         coalesce(x.regime_codes, '{}') as regime_codes, x.valid_from, x.valid_to, coalesce(x.end_kind, 'OPEN') as end_kind,
         x.known_until, x.facts, (x.facts->>'size')::integer as size,
         coalesce((x.facts->>'countedInReport')::boolean, false) as counted_in_report,
         b.id as body_id, coalesce((x.facts->>'fictional')::boolean, b.fictional, false) as fictional,
         coalesce(x.source, 'registered as a body') as source, coalesce(x.version, 0) as version,
         coalesce(x.recorded_at, b.recorded_at) as recorded_at
    from (select y.* from ref.panels y where ${believed('y')}) x
    full join (select c.* from bodies c where c.kind = 'PANEL' and c.recorded_at <= coalesce(asked.believed, 'infinity')) b
      on b.acronym = x.code) p`;

/** What became of a panel by the day: its mandates tell, or its own period where no mandate is known. */
const onTheDay = `cross join lateral (
  select case when a.states is null then case s.state when 'IN_FORCE' then 'ACTIVE' else s.state end
              when 'IN_FORCE' = any (a.states) then 'ACTIVE'
              when 'NOT_KNOWN' = any (a.states) then 'NOT_KNOWN'
              when not 'ENDED' = any (a.states) then 'NOT_YET'
              when 'NOT_YET' = any (a.states) then 'GAP'
              else 'ENDED' end as status,
         (select e->>'kind' from ${bases} e
           where coalesce((e->>'from')::date, '-infinity') <= asked.day and coalesce((e->>'to')::date, 'infinity') >= asked.day
           order by e->>'from' desc nulls last limit 1) as base_on
    from (select array_agg(ref.standing(x.valid_from, x.valid_to, x.end_kind, x.known_until, asked.day)) as states
            from ref.mandates x where x.subject = p.code and ${believed('x')}) a) d`;

const refuseFlag = (): never => {
  throw new Problem('malformed_request', 'Expected true or false.');
};

const countedFilter: Filter = {
  schema: { type: 'string', enum: ['true', 'false'] },
  doc: 'Whether S/2017/1025 counts it.',
  where: 'p.counted_in_report = $::boolean',
  read: raw => (raw === 'true' || raw === 'false' ? raw : refuseFlag()),
};

/** Panels by code. */
export const panels: FactSpec = {
  kind: 'panels',
  shape: panelShape,
  whole: panelShape,
  rows: `${panelRows} ${standingOfRow('p')} ${onTheDay}`,
  key: 'p.code',
  named: '(p.code = upper($3) or p.id::text = lower($3) or p.body_id::text = lower($3))',
  version: 'p.version',
  filters: {
    regime: textFilter('$ = any(p.regime_codes)', 'The code of a regime.'),
    base: codeFilter('panel-base', 'd.base_on = any($::text[])', 'Kinds of base on the day: `on`, or today.'),
    countedInReport: countedFilter,
  },
};
