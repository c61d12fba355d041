import { Id, Instant, Level, OneOf, Text } from '../http/fields.js';
import { idFilter, type ListSpec } from '../http/lists.js';
import { classification, instant, integer, type Member, shape, text, texts, uuid } from '../http/shape.js';

/** Hands the rows of a closed body over for reading: to another body, or to one appointment. */
export class GrantReading {
  @Id({ doc: 'Made by the server when absent.' })
  id?: string;

  @Id({
    doc: 'The body whose rows are read, once it is frozen or, for a panel, its mandate has ended.',
    required: true,
  })
  ofBodyId!: string;

  @Id({ doc: 'The body that reads: its successor, the records office, a secretariat.' })
  toBodyId?: string;

  @Id({ doc: 'Or the one appointment that reads.' })
  toAppointmentId?: string;

  @Level({ doc: 'The highest level that is handed over; nobody reads above the own clearance.', required: true })
  clearance!: string;

  @Instant({ doc: 'When it begins: now when absent.' })
  validFrom?: string;

  @Instant({ doc: 'When it ends, exclusive; absent while no end is set.' })
  validTo?: string;

  @Text({ doc: 'Why.', required: true, max: 2000 })
  reason!: string;
}

/** Confirms or ends a read grant. */
export class MoveReadGrant {
  @OneOf(['CONFIRMED', 'ENDED'], { doc: 'Another person than the one who granted confirms.', required: true })
  to!: string;

  @Text({ doc: 'Why; required for ENDED.', max: 2000 })
  reason?: string;
}

const stateSql = `case when g.ended_at is not null or g.valid_to <= now() then 'ENDED' when g.confirmed_at is null then 'PROPOSED' else 'CONFIRMED' end`;
const state: Member = { schema: { type: 'string', enum: ['PROPOSED', 'CONFIRMED', 'ENDED'] }, sql: stateSql };

/** A read grant as it is answered. */
export const readGrantShape = shape('ReadGrant', 'g', {
  id: uuid(),
  ofBodyId: uuid({ sql: 'g.body_id' }),
  toBodyId: uuid({ nullable: true }),
  toAppointmentId: uuid({ nullable: true }),
  clearance: classification('g.clearance'),
  validFrom: instant('g.valid_from'),
  validTo: instant('g.valid_to', { nullable: true, doc: 'Exclusive.' }),
  reason: text(),
  state,
  grantedById: uuid({ sql: 'g.recorded_by', doc: 'The appointment that granted it.' }),
  confirmedById: uuid({ sql: 'g.confirmed_by', nullable: true, doc: 'The appointment that confirmed it.' }),
  endReason: text({ nullable: true }),
  availableTransitions: texts({
    sql: `case when (select (sec.ctx()).role) is distinct from 'PLATFORM_ADMIN' or ${stateSql} = 'ENDED' then array[]::text[]
               when g.confirmed_at is null and g.granted_by_person <> (select (sec.ctx()).person_id) then array['CONFIRMED', 'ENDED']
               else array['ENDED'] end`,
  }),
  version: integer(),
  recordedAt: instant('g.recorded_at'),
});

/** Grants on the reader's body and to it; all for an administrator. */
export const readGrantList: ListSpec = {
  shape: readGrantShape,
  from: 'from read_grants g',
  where: ['$1::uuid is not null'],
  filters: {
    ofBodyId: idFilter('g.body_id = $', 'The body whose rows are read.'),
    toBodyId: idFilter('g.to_body_id = $', 'The body that reads.'),
  },
};
