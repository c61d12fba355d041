import { codesOf } from '../codes.js';
import { Caveats, Code, Day, Id, Level, ListOf, Text } from '../http/fields.js';
import { codeFilter, type Filter, type ListSpec, textFilter } from '../http/lists.js';
import { Problem } from '../http/problems.js';
import {
  classification,
  day,
  flag,
  instant,
  integer,
  type Member,
  objects,
  shape,
  text,
  texts,
  uuid,
} from '../http/shape.js';
import { Standard } from './activity.dto.js';

const reviewDoc =
  'The day on which the Council reviews the measures or the mandate: one of the review days known of the regime or of the own mandate, or any day where none is known.';

/** Plans an assessment of a host State's needs, tied to a review of the measures (S/2017/1025 annex II para 15). */
export class PlanAssessment {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Text({ doc: 'What the assessment is called.', required: true, max: 500 })
  title!: string;

  @Code('country', { doc: 'The host State.', required: true })
  country!: string;

  @Text({ doc: 'The sanctions regime whose measures are reviewed; see GET /regimes.', required: true, max: 60 })
  regime!: string;

  @Day({ doc: reviewDoc, required: true })
  reviewOn!: string;

  @Day({ doc: 'The day by which it is to be carried out, before the review.', required: true })
  dueOn!: string;

  @Day({ doc: 'The day it was carried out, once it was.' })
  carriedOutOn?: string;

  @ListOf(() => Standard, {
    doc: 'Standards that capacity was assessed against, such as MOSAIC and IATG.',
    maxItems: 50,
  })
  standards?: Standard[];

  @Text({ doc: 'Summary.', max: 10_000 })
  summary?: string;

  @Level({ doc: 'Level; CONFIDENTIAL when absent. Its gaps have the same.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'A compartment of the own body that the recorder is inside.' })
  compartmentId?: string;
}

/** Changes an assessment; what it said before is kept. */
export class AmendAssessment {
  @Text({ doc: 'What the assessment is called.', max: 500, nullable: false })
  title?: string;

  @Code('country', { doc: 'The host State.', nullable: false })
  country?: string;

  @Text({ doc: 'The sanctions regime whose measures are reviewed.', max: 60, nullable: false })
  regime?: string;

  @Day({ doc: reviewDoc, nullable: false })
  reviewOn?: string;

  @Day({ doc: 'The day by which it is to be carried out.', nullable: false })
  dueOn?: string;

  @Day({ doc: 'The day it was carried out; null when it was not after all.', nullable: true })
  carriedOutOn?: string | null;

  @ListOf(() => Standard, { doc: 'Standards that capacity was assessed against.', maxItems: 50, nullable: false })
  standards?: Standard[];

  @Text({ doc: 'Summary; null clears it.', max: 10_000, nullable: true })
  summary?: string | null;
}

const gapStates = [...codesOf('gap-state').keys()];
const gaps = 'from assessment_gaps g where g.body_id = n.body_id and g.assessment_id = n.id';

/** How many gaps are in each state, zeros included. */
const gapsByState: Member = {
  schema: {
    type: 'object',
    description: 'Number of gaps in each state.',
    required: gapStates,
    additionalProperties: false,
    properties: Object.fromEntries(gapStates.map(state => [state, { type: 'integer' }])),
  },
  sql: `(select json_build_object(${gapStates
    .map(state => `'${state}', count(*) filter (where g.state = '${state}')`)
    .join(', ')}) ${gaps})`,
};

const overdue = `(n.carried_out_on is null and n.due_on < (now() at time zone 'UTC')::date)`;

/** An assessment as it is answered. A gap of UNKNOWN state is not one that is known to be addressed. */
export const assessmentShape = shape('NeedsAssessment', 'n', {
  id: uuid(),
  title: text(),
  country: text(),
  regime: text({ sql: 'n.regime_code' }),
  reviewOn: day({ doc: 'The review it is tied to.' }),
  dueOn: day(),
  carriedOutOn: day({ nullable: true }),
  overdue: flag({ sql: overdue, doc: 'The due day has passed and it has not been carried out.' }),
  standards: objects(),
  summary: text({ nullable: true }),
  gapsByState,
  readyForEasing: flag({
    nullable: true,
    sql: `case when n.carried_out_on is not null then not exists (select ${gaps} and g.state in ('OPEN', 'BEING_ADDRESSED', 'UNKNOWN')) end`,
    doc: 'True once carried out with every gap addressed or not pursued; null before it is carried out.',
  }),
  basis: text({
    sql: `'S/2017/1025 annex II para. 15: gaps are identified and addressed prior to an embargo being eased or lifted'`,
    doc: 'Why gaps stand in the way of easing.',
  }),
  classification: classification('n.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('n.recorded_at'),
});

const overdueFilter: Filter = {
  schema: { type: 'string', enum: ['true', 'false'] },
  doc: 'Those whose due day has passed without their being carried out; or, with false, the others.',
  where: `${overdue} = $::boolean`,
  read: raw => {
    if (raw !== 'true' && raw !== 'false') throw new Problem('malformed_request', 'Expected true or false.');
    return raw;
  },
};

/** The assessments of the reader's body. */
export const assessmentList: ListSpec = {
  shape: assessmentShape,
  from: 'from needs_assessments n',
  where: ['n.body_id = $1'],
  filters: {
    overdue: overdueFilter,
    regime: textFilter('n.regime_code = $', 'Sanctions regime.'),
    country: codeFilter('country', 'n.country = any ($)', 'Host State; repeat for any of several.'),
  },
};
