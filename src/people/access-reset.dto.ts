import { OneOf, Text } from '../http/fields.js';
import { instant, integer, type Member, schemaOf, shape, text, texts, uuid } from '../http/shape.js';

/** Asks that a person's passphrase or second factor be reset. */
export class AskReset {
  @Text({ doc: 'Why, and how it was made sure that the person asks.', required: true, max: 2000 })
  reason!: string;
}

/** Decides a reset that another administrator has asked for, or takes it back. */
export class DecideReset {
  @OneOf(['APPROVED', 'WITHDRAWN'], { doc: 'Only another administrator approves.', required: true })
  to!: 'APPROVED' | 'WITHDRAWN';
}

const open = `r.state = 'ASKED' and r.recorded_at > now() - interval '7 days'`;

const state: Member = {
  schema: { type: 'string', enum: ['ASKED', 'APPROVED', 'WITHDRAWN', 'EXPIRED'] },
  sql: `case when r.state = 'ASKED' and not (${open}) then 'EXPIRED' else r.state end`,
};

/** A reset as answered. */
export const accessResetShape = shape('AccessReset', 'r', {
  id: uuid(),
  personId: uuid({ doc: 'Whose access it is.' }),
  kind: text({ doc: 'PASSPHRASE or SECOND_FACTOR.' }),
  reason: text(),
  state,
  askedBy: uuid({ doc: 'The person who asked.' }),
  decidedBy: uuid({ nullable: true, doc: 'The person who approved or withdrew it.' }),
  decidedAt: instant('r.decided_at', { nullable: true }),
  availableTransitions: texts({
    sql: `case when r.state <> 'ASKED' then array[]::text[]
               when ${open} and (select (sec.ctx()).person_id) not in (r.asked_by, r.person_id) then array['APPROVED', 'WITHDRAWN']
               else array['WITHDRAWN'] end`,
  }),
  version: integer(),
  recordedAt: instant('r.recorded_at'),
});

const shown = schemaOf(accessResetShape);

/** A decided reset: an approved one of a passphrase comes with the invitation, shown this once. */
export const decidedResetSchema = {
  ...shown,
  required: [...(shown.required as string[]), 'invitation'],
  properties: {
    ...(shown.properties as object),
    invitation: {
      oneOf: [
        {
          type: 'object',
          required: ['token', 'expiresAt'],
          additionalProperties: false,
          properties: {
            token: { type: 'string', description: 'For POST /auth/accept-invitation; for the person alone.' },
            expiresAt: { type: 'string', format: 'date-time' },
          },
        },
        { type: 'null' },
      ],
    },
  },
};
