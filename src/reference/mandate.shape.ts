import { textFilter } from '../http/lists.js';
import { type Member, shape, text, uuid } from '../http/shape.js';
import { believedRows, type FactSpec, period, provenance, standing, standingOfRow } from './fact-shape.js';

const tasks: Member = {
  schema: {
    type: 'array',
    items: {
      type: 'object',
      required: ['code', 'paragraph', 'from', 'to'],
      additionalProperties: false,
      properties: {
        code: { type: 'string', description: 'A code of the list mandate-task.' },
        paragraph: { type: 'string', description: 'The paragraph at GET /resolutions/{id}.' },
        from: { type: 'string', format: 'date' },
        to: { type: ['string', 'null'], format: 'date', description: 'Exclusive.' },
      },
    },
  },
  sql: `(select coalesce(json_agg(json_build_object('code', t.code, 'paragraph', t.paragraph, 'from', t.valid_from, 'to', t.valid_to) order by t.n), '[]')
           from ref.mandate_tasks t where t.mandate = a.code and t.recorded_at = a.recorded_at)`,
};

/** A mandate as it is answered among the facts. */
const mandateShape = shape('MandateFact', 'a', {
  id: uuid({ sql: 'a.fact_id' }),
  code: text(),
  of: text({ sql: 'a.subject', doc: 'The acronym of the mission, or the code of the panel.' }),
  regime: text({ sql: 'a.regime_code', nullable: true, doc: 'The sanctions regime it serves.' }),
  ...period('a'),
  standing,
  basis: text({ sql: `a.facts->>'basis'`, nullable: true, doc: 'What it rests on, in words.' }),
  basisOp: text({ nullable: true, doc: 'The paragraph at GET /resolutions/{id}.' }),
  reviewDates: {
    schema: { type: 'array', items: { type: 'string', format: 'date' }, description: 'When it is reviewed.' },
    sql: 'a.review_dates',
  },
  tasks,
  note: text({ sql: `a.facts->>'note'`, nullable: true }),
  ...provenance('a'),
});

/** Mandates of missions and panels by code. */
export const mandates: FactSpec = {
  kind: 'mandates',
  shape: mandateShape,
  whole: mandateShape,
  rows: `${believedRows('mandates', 'a')} ${standingOfRow('a')}`,
  key: 'a.code',
  named: '(a.code = $3 or a.fact_id::text = lower($3))',
  version: 'a.version',
  filters: {
    of: textFilter('a.subject = $', 'The acronym of a mission or the code of a panel, in any case.', raw =>
      raw.toUpperCase(),
    ),
    regime: textFilter('a.regime_code = $', 'The code of a regime.'),
  },
};
