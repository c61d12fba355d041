import { codeFilter, textFilter } from '../http/lists.js';
import { day, flag, type Member, type Shape, shape, text, texts, uuid } from '../http/shape.js';
import { type FactSpec, period, provenance, standing, standingOfRow } from '../reference/fact-shape.js';
import { believed, type ReferenceListSpec } from '../reference/reference-list.js';

const succession: Member = {
  schema: {
    type: ['object', 'null'],
    required: ['acronym', 'from', 'to'],
    additionalProperties: false,
    description: 'The mission that took over, and for how long.',
    properties: {
      acronym: { type: 'string' },
      from: { type: ['string', 'null'], format: 'date' },
      to: { type: ['string', 'null'], format: 'date', description: 'Exclusive.' },
    },
  },
  sql: `(select case when jsonb_typeof(n) = 'object' then json_build_object('acronym', n->>'acronym',
             'from', (n->>'from')::date, 'to', (n->>'to')::date + 1) end from (select m.facts->'succeededBy' as n) next)`,
};

const missionShape = shape('Mission', 'm', {
  id: uuid({ doc: 'Of the fact, or of the body where no fact describes it.' }),
  acronym: text(),
  name: text(),
  aliases: texts(),
  kind: text({ doc: 'A code of the list mission-kind; UNKNOWN where no fact describes it.' }),
  hostState: text({ nullable: true }),
  ...period('m'),
  standing,
  succeededBy: succession,
  regimes: texts({ sql: 'm.regime_codes' }),
  bodyId: uuid({ nullable: true, doc: 'The body that works with Cordon under this acronym.' }),
  fictional: flag(),
  note: text({ sql: `m.facts->>'note'`, nullable: true }),
  ...provenance('m'),
});

/** Facts and bodies side by side: a mission that works with Cordon is listed even where no fact describes it. */
const missionRows = `cross join lateral (
  select coalesce(x.fact_id, b.id) as id, coalesce(x.acronym, b.acronym) as acronym, coalesce(x.name, b.name) as name,
         coalesce(x.aliases, '{}') as aliases, coalesce(x.kind, 'UNKNOWN') as kind, x.host_state, x.valid_from, x.valid_to,
         coalesce(x.end_kind, 'OPEN') as end_kind, x.known_until, x.facts, coalesce(x.regime_codes, '{}') as regime_codes,
         b.id as body_id, coalesce((x.facts->>'fictional')::boolean, b.fictional, false) as fictional,
         coalesce(x.source, 'registered as a body') as source, coalesce(x.version, 0) as version,
         coalesce(x.recorded_at, b.recorded_at) as recorded_at
    from (select y.* from ref.missions y where ${believed('y')}) x
    full join (select c.* from bodies c where c.kind = 'MISSION' and c.recorded_at <= coalesce(asked.believed, 'infinity')) b
      on b.acronym = x.acronym) m`;

/** Missions by acronym. */
export const missions: FactSpec = {
  kind: 'missions',
  shape: missionShape,
  whole: missionShape,
  rows: `${missionRows} ${standingOfRow('m')}`,
  key: 'm.acronym',
  named: '(m.acronym = upper($3) or m.id::text = lower($3) or m.body_id::text = lower($3))',
  version: 'm.version',
  filters: {
    kind: codeFilter('mission-kind', 'm.kind = any($::text[])', 'Kinds of mission.'),
    hostState: codeFilter('country', 'm.host_state = any($::text[])', 'Host States.'),
    regime: textFilter('$ = any(m.regime_codes)', 'The code of a regime.'),
    acronym: textFilter('m.acronym = $', 'The acronym, in any case.', raw => raw.toUpperCase()),
  },
};

const taskShape: Shape = shape('MandateTask', 't', {
  code: text({ doc: 'A code of the list mandate-task.' }),
  paragraph: text({ doc: 'The paragraph that gives it, at GET /resolutions/{id}.' }),
  summary: text({ nullable: true, doc: 'What the paragraph says, in our words.' }),
  from: day({ sql: 't.valid_from' }),
  to: day({ sql: 't.valid_to', nullable: true, doc: 'Exclusive.' }),
  endKind: text({ sql: 't.end_kind' }),
  knownUntil: day({ sql: 't.known_until', nullable: true }),
  state: text({ sql: 's.state', doc: 'A code of the list standing, for the day asked for or today (UTC).' }),
  mandate: text({ doc: 'The code of the mandate; see GET /mandates/{id}.' }),
  regime: text({ sql: 't.regime_code', nullable: true }),
});

/** The tasks of the mission $3, by acronym: oldest first, then by code. */
export const mandateTasks: ReferenceListSpec = {
  shape: taskShape,
  rows: `cross join lateral (select x.*, o.summary from ref.mandate_tasks x
           left join lateral (select y.summary from ref.operative_paragraphs y where y.code = x.paragraph and ${believed('y')}) o on true
          where x.subject = $3::text and ${believed('x')}) t ${standingOfRow('t')}`,
  // A mandate may give the same task twice, by two paragraphs.
  key: `(t.valid_from::text || ' ' || t.code || ' ' || t.mandate || ' ' || to_char(t.n, 'FM0000'))`,
  onDay: `s.state in ('IN_FORCE', 'NOT_KNOWN')`,
  filters: { code: codeFilter('mandate-task', 't.code = any($::text[])', 'Tasks.') },
};
