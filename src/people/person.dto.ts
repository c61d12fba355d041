import { Flag, Id, Instant, Level, OneOf, Text } from '../http/fields.js';
import { classification, instant, integer, type Member, shape, text, texts, uuid } from '../http/shape.js';
import { grantableRoles } from './roles-of-bodies.js';

/** Registers a person; rights come with an appointment, a passphrase with an invitation. */
export class RegisterPerson {
  @Id({ doc: 'Made by the server when absent.' })
  id?: string;

  @Text({ doc: 'The name as the person writes it.', required: true, max: 200 })
  name!: string;

  @Text({
    doc: 'The address to sign in with, once in the installation; kept in lower case.',
    required: true,
    max: 320,
    pattern: /^[^@\s]+@[^@\s]+$/,
  })
  email!: string;
}

/** Changes a person. */
export class AmendPerson {
  @Text({ doc: 'The name as the person writes it.', max: 200, nullable: false })
  name?: string;

  @Flag({
    doc: 'True ends all access at once, with every session and open invitation; false allows signing in again.',
    nullable: false,
  })
  disabled?: boolean;
}

/** Gives a person a post in a body. */
export class GrantAppointment {
  @Id({ doc: 'Made by the server when absent.' })
  id?: string;

  @Id({ doc: 'Who is appointed.', required: true })
  personId!: string;

  @Id({ doc: 'The body whose records the post reaches.', required: true })
  bodyId!: string;

  @OneOf(grantableRoles, { doc: 'The role; it must be one that the kind of body has.', required: true })
  role!: string;

  @Level({ doc: 'The highest level of record the person may read.', required: true })
  clearance!: string;

  @Instant({ doc: 'When rights begin.', required: true })
  validFrom!: string;

  @Instant({ doc: 'When rights end, exclusive; absent while no end is set.' })
  validTo?: string;

  @Id({ doc: 'The cell inside the mission.' })
  cellId?: string;
}

/** Confirms an appointment that another administrator has granted, or ends one. */
export class MoveAppointment {
  @OneOf(['CONFIRMED', 'ENDED'], { doc: 'A granted appointment gives rights once it is confirmed.', required: true })
  to!: 'CONFIRMED' | 'ENDED';

  @Instant({ doc: 'With ENDED: when rights end, now when absent, and never in the past.' })
  at?: string;

  @Text({ doc: 'Why; required with ENDED.', max: 2000 })
  reason?: string;
}

/** A person as answered. */
export const personShape = shape('Person', 'p', {
  id: uuid(),
  name: text(),
  email: text({ nullable: true, doc: 'Null for the system itself.' }),
  kind: text({ doc: 'HUMAN or SYSTEM.' }),
  disabledAt: instant('p.disabled_at', { nullable: true }),
  version: integer(),
  recordedAt: instant('p.recorded_at'),
});

const state: Member = {
  schema: { type: 'string', enum: ['PROPOSED', 'PLANNED', 'IN_FORCE', 'ENDED'] },
  sql: `case when a.valid_to <= now() then 'ENDED' when a.confirmed_at is null then 'PROPOSED'
             when a.valid_from > now() then 'PLANNED' else 'IN_FORCE' end`,
};

/** An appointment as answered. */
export const appointmentShape = shape('Appointment', 'a', {
  id: uuid(),
  personId: uuid(),
  bodyId: uuid(),
  role: text(),
  clearance: classification('a.clearance'),
  cellId: uuid({ nullable: true }),
  validFrom: instant('a.valid_from'),
  validTo: instant('a.valid_to', { nullable: true, doc: 'Exclusive.' }),
  state,
  confirmedAt: instant('a.confirmed_at', { nullable: true, doc: 'Null while it is only proposed.' }),
  endReason: text({
    nullable: true,
    sql: `(select e.reason from appointment_ends e where e.appointment_id = a.id order by e.recorded_at desc limit 1)`,
    doc: 'Why it was ended, if it was.',
  }),
  availableTransitions: texts({
    sql: `case when (select (sec.ctx()).role) = 'PLATFORM_ADMIN' and (select (sec.ctx()).person_id) <> a.person_id
               and a.role <> 'SYSTEM' and (a.valid_to is null or a.valid_to > now())
          then case when a.confirmed_at is null
                     and not exists (select from appointments g where g.id = a.granted_by and g.person_id = (select (sec.ctx()).person_id))
                    then array['CONFIRMED', 'ENDED'] else array['ENDED'] end
          else array[]::text[] end`,
  }),
  version: integer(),
  recordedAt: instant('a.recorded_at'),
});
