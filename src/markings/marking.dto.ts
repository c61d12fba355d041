import { Caveats, Id, Level, OneOf, Text } from '../http/fields.js';
import { type Filter, idFilter, type ListSpec } from '../http/lists.js';
import { Problem } from '../http/problems.js';
import { classification, instant, integer, type Member, shape, text, texts, uuid } from '../http/shape.js';

/** Asks for another marking of a record; what is absent stays as it is. */
export class RequestMarking {
  @Level({ doc: 'The level wanted.', nullable: false })
  classification?: string;

  @Caveats({ doc: 'All handling marks wanted, those it has included.', nullable: false })
  caveats?: string[];

  @Id({ doc: 'The compartment wanted, one you are inside; null to leave the one it is in.', nullable: true })
  compartmentId?: string | null;

  @Text({ doc: 'Why.', required: true, max: 2000 })
  reason!: string;
}

/** Decides on a marking that waits. */
export class DecideMarking {
  @OneOf(['CONFIRMED', 'REJECTED'], { doc: 'Another person than the one who asked confirms.', required: true })
  to!: string;

  @Text({ doc: 'Why; required for REJECTED.', max: 2000 })
  reason?: string;
}

const decided = (column: string): string =>
  `(select d.${column} from marking_decisions d where d.body_id = k.body_id and d.marking_id = k.id)`;
const stateSql = `case when k.raises then 'IN_EFFECT' else coalesce(${decided('decision')}, 'PROPOSED') end`;

const state: Member = {
  schema: { type: 'string', enum: ['IN_EFFECT', 'PROPOSED', 'CONFIRMED', 'REJECTED'] },
  sql: stateSql,
};

/** A marking request as it is answered. */
export const markingShape = shape('Marking', 'k', {
  id: uuid(),
  subjectKind: text({ doc: 'INSPECTION, OBSERVATION or SITE.' }),
  subjectId: uuid(),
  state: {
    ...state,
    schema: { ...state.schema, description: 'What raises is in effect at once; the rest is proposed and decided.' },
  },
  classificationBefore: classification('k.before_classification'),
  caveatsBefore: texts({ sql: 'k.before_caveats' }),
  compartmentIdBefore: uuid({ sql: 'k.before_compartment_id', nullable: true }),
  classificationAfter: classification('k.after_classification'),
  caveatsAfter: texts({ sql: 'k.after_caveats' }),
  compartmentIdAfter: uuid({ sql: 'k.after_compartment_id', nullable: true }),
  reason: text(),
  requestedById: uuid({ sql: 'k.recorded_by', doc: 'The appointment that asked.' }),
  decidedById: uuid({ sql: decided('recorded_by'), nullable: true, doc: 'The appointment that decided.' }),
  decisionReason: text({ sql: decided('reason'), nullable: true }),
  availableTransitions: texts({
    sql: `case when ${stateSql} <> 'PROPOSED' then array[]::text[]
               when k.requested_by_person = (select (sec.ctx()).person_id) then array['REJECTED'] else array['CONFIRMED', 'REJECTED'] end`,
  }),
  version: integer(),
  recordedAt: instant('k.recorded_at'),
});

const states = ['IN_EFFECT', 'PROPOSED', 'CONFIRMED', 'REJECTED'];
const stateFilter: Filter = {
  schema: { type: 'string', enum: states },
  doc: 'Where it stands.',
  where: `${stateSql} = $`,
  read: raw => {
    if (states.includes(raw)) return raw;
    throw new Problem('malformed_request', `Expected one of ${states.join(', ')}.`);
  },
};

/** The marking requests of the reader's body, on records the reader reads. */
export const markingList: ListSpec = {
  shape: markingShape,
  from: 'from markings k',
  where: ['k.body_id = $1'],
  filters: { subjectId: idFilter('k.subject_id = $', 'The record it is about.'), state: stateFilter },
};

/** Those on one record. */
export const subjectMarkings: ListSpec = {
  ...markingList,
  where: ['k.body_id = $1', 'k.subject_id = $2::uuid', 'k.subject_kind = $3'],
  filters: { state: stateFilter },
};
