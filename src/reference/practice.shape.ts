import { codeFilter, textFilter } from '../http/lists.js';
import { day, type Member, object, shape, text, uuid } from '../http/shape.js';
import { believedRows, type FactSpec, provenance, standing, standingOfRow } from './fact-shape.js';

/** A date as the report gives it: no more precise than it is written there. */
const reported = (name: 'from' | 'to', doc: string): Member => ({
  schema: {
    type: ['object', 'null'],
    required: ['value', 'precision'],
    additionalProperties: false,
    description: doc,
    properties: {
      value: { type: 'string', description: 'Such as 2015, 2015-10 or 2015-10-01.' },
      precision: { type: 'string', enum: ['YEAR', 'MONTH', 'DAY'] },
    },
  },
  sql: `(select case when d is not null then json_build_object('value', d, 'precision',
             case length(d) when 4 then 'YEAR' when 7 then 'MONTH' else 'DAY' end) end from (select p.facts->>'${name}' as d) reported)`,
});

const practiceShape = shape('Practice', 'p', {
  id: uuid({ sql: 'p.fact_id' }),
  code: text(),
  paragraph: text({ doc: 'The paragraph of annex II of S/2017/1025.' }),
  footnote: text({ nullable: true }),
  serviceLine: text({ doc: 'A code of the list service-line.' }),
  kind: text({ doc: 'A code of the list practice-kind.' }),
  nature: text({ doc: 'A code of the list practice-nature: what was seen, and what is only wished.' }),
  mission: text({ nullable: true, doc: 'The acronym; see GET /missions.' }),
  regime: text({ sql: 'p.regime_code', nullable: true }),
  title: text({ sql: `p.facts->>'title'` }),
  statement: text({ sql: `p.facts->>'statement'`, doc: 'What the report says, in our words.' }),
  from: reported('from', 'As reported; null when the report does not say.'),
  to: reported('to', 'As reported: the last day, month or year.'),
  endKind: text(),
  knownUntil: day({ nullable: true }),
  standing,
  arrangement: object({
    sql: `nullif(p.facts->'arrangement', 'null')`,
    nullable: true,
    doc: 'How a mission was arranged for the task: cellKind, office, dedicated, components, skills, support, beneficiary.',
  }),
  ...provenance('p'),
});

/** What annex II reports and recommends, by code. */
export const practices: FactSpec = {
  kind: 'practices',
  shape: practiceShape,
  whole: practiceShape,
  rows: `${believedRows('practices', 'p')} ${standingOfRow('p')}`,
  key: 'p.code',
  named: '(p.code = $3 or p.fact_id::text = lower($3))',
  version: 'p.version',
  filters: {
    paragraph: textFilter('p.paragraph = $', 'The number of a paragraph.'),
    footnote: textFilter('p.footnote = $', 'The number of a footnote.'),
    mission: textFilter('p.mission = $', 'The acronym of a mission, in any case.', raw => raw.toUpperCase()),
    regime: textFilter('p.regime_code = $', 'The code of a regime.'),
    kind: codeFilter('practice-kind', 'p.kind = any($::text[])', 'Kinds of practice.'),
    nature: codeFilter('practice-nature', 'p.nature = any($::text[])', 'Seen, recommended, intended …'),
    serviceLine: codeFilter('service-line', 'p.service_line = any($::text[])', 'Service lines.'),
    q: textFilter(
      `strpos(lower((p.facts->>'title') || ' ' || (p.facts->>'statement')), lower($)) > 0`,
      'Text in the title or the statement.',
    ),
  },
};
