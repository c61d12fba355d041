import { Id, Instant, OneOf, Text } from '../http/fields.js';
import type { ListSpec } from '../http/lists.js';
import { flag, instant, integer, type Member, shape, text, texts, uuid } from '../http/shape.js';
import { administrators } from './chiefs.js';

/** Makes a compartment of the own body. Whoever makes it is not inside it. */
export class MakeCompartment {
  @Id({ doc: 'Made by the server when absent.' })
  id?: string;

  @Text({ doc: 'What the circle is called.', required: true, max: 200 })
  name!: string;

  @Text({ doc: 'What has to be known by few, and why.', max: 2000 })
  purpose?: string;
}

/** Closes a compartment. */
export class CloseCompartment {
  @OneOf(['CLOSED'], { doc: 'The only move a compartment has.', required: true })
  to!: string;

  @Text({ doc: 'Why.', required: true, max: 2000 })
  reason!: string;
}

/** Puts an appointment of the own body into a compartment. */
export class AddCompartmentMember {
  @Id({ doc: 'Made by the server when absent.' })
  id?: string;

  @Id({ doc: 'An appointment of the own body.', required: true })
  appointmentId!: string;

  @Instant({ doc: 'When it begins: now when absent.' })
  validFrom?: string;

  @Instant({ doc: 'When it ends, exclusive; absent while no end is set.' })
  validTo?: string;
}

/** Takes an appointment out of a compartment. */
export class EndMembership {
  @OneOf(['ENDED'], { doc: 'The only move a membership has.', required: true })
  to!: string;

  @Text({ doc: 'Why.', required: true, max: 2000 })
  reason!: string;
}

/** True when the reader administers the compartments of the body. */
const administered = `(select (sec.ctx()).role) = any ('{${administrators.join(',')}}')`;

/** A compartment as it is answered. */
export const compartmentShape = shape('Compartment', 'c', {
  id: uuid(),
  name: text(),
  purpose: text({ nullable: true }),
  inside: flag({
    sql: 'c.id = any ((select (sec.ctx()).compartments)::uuid[])',
    doc: 'Whether the reader is inside, and so reads its records.',
  }),
  closedAt: instant('c.closed_at', { nullable: true, doc: 'From then on it takes no records and nobody new.' }),
  closeReason: text({ nullable: true }),
  availableTransitions: texts({
    sql: `case when c.closed_at is null and ${administered} then array['CLOSED'] else array[]::text[] end`,
  }),
  version: integer(),
  recordedAt: instant('c.recorded_at'),
  recordedById: uuid({ sql: 'c.recorded_by', nullable: true, doc: 'The appointment that made it.' }),
});

const state: Member = {
  schema: { type: 'string', enum: ['PLANNED', 'IN_FORCE', 'ENDED'] },
  sql: `case when m.valid_to <= now() then 'ENDED' when m.valid_from > now() then 'PLANNED' else 'IN_FORCE' end`,
};

/** A membership as it is answered. */
export const compartmentMemberShape = shape('CompartmentMember', 'm', {
  id: uuid(),
  compartmentId: uuid(),
  appointmentId: uuid(),
  validFrom: instant('m.valid_from'),
  validTo: instant('m.valid_to', { nullable: true, doc: 'Exclusive.' }),
  state,
  endReason: text({ nullable: true }),
  availableTransitions: texts({
    sql: `case when (m.valid_to is null or m.valid_to > now()) and ${administered} then array['ENDED'] else array[]::text[] end`,
  }),
  version: integer(),
  recordedAt: instant('m.recorded_at'),
  recordedById: uuid({ sql: 'm.recorded_by', nullable: true, doc: 'The appointment that added it.' }),
});

/** The compartments the reader is inside, and for a chief all of the body. */
export const compartmentList: ListSpec = {
  shape: compartmentShape,
  from: 'from compartments c',
  // Rights are no records: they are not handed over, so this is no list of another body's.
  where: ['$1 = c.body_id'],
  filters: {},
};

/** The members of one compartment. */
export const memberList: ListSpec = {
  shape: compartmentMemberShape,
  from: 'from compartment_members m',
  where: ['$1 = m.body_id', 'm.compartment_id = $2::uuid'],
  filters: {},
};
