import { Code, Num, OneOf, Text } from '../http/fields.js';
import type { Filter, ListSpec } from '../http/lists.js';
import { Problem } from '../http/problems.js';
import { instant, integer, shape, text, texts, uuid } from '../http/shape.js';

/** Asks to open a source, or opens its emergency contact at once. */
export class AskToOpen {
  @OneOf(['IDENTITY', 'BREAK_GLASS'], {
    doc: 'IDENTITY waits for another person. BREAK_GLASS shows the emergency contact at once, never who it is, and tells two overseers.',
    required: true,
  })
  kind!: string;

  @Code('source-purpose', { doc: 'What for.', required: true })
  purposeCode!: string;

  @Text({
    doc: 'What for, in words (15 characters at least); nothing that tells who the source is.',
    required: true,
    max: 2000,
    pattern: /^\s*\S[\s\S]{13,}\S\s*$/,
  })
  purpose!: string;

  @Num({ doc: 'For how long, from the approval on; 60 when absent.', min: 1, max: 60, integer: true })
  minutes?: number;
}

/** Decides about an opening. */
export class DecideOpening {
  @OneOf(['APPROVED', 'REFUSED', 'REVOKED', 'REVIEWED'], {
    doc: 'APPROVED and REFUSED answer a request; REVOKED ends an opening at once; REVIEWED closes an emergency.',
    required: true,
  })
  to!: string;

  @Text({ doc: 'Why; what the review found.', required: true, max: 2000 })
  reason!: string;
}

/** An opening past its time says so by itself; no job has to run for it. */
const stateSql = `case when o.state in ('APPROVED', 'IN_FORCE') and o.expires_at <= clock_timestamp() then 'EXPIRED' else o.state end`;

/** An opening as it is answered. */
export const openingShape = shape('SourceOpening', 'o', {
  id: uuid(),
  sourceId: uuid(),
  kind: text({ doc: 'IDENTITY or BREAK_GLASS.' }),
  purposeCode: text({ doc: 'A code of the list source-purpose.' }),
  purpose: text(),
  minutes: integer(),
  state: text({ sql: stateSql, doc: 'REQUESTED, APPROVED, REFUSED, IN_FORCE (an emergency), REVOKED or EXPIRED.' }),
  askedById: uuid({ sql: 'o.recorded_by', doc: 'The appointment that asked.' }),
  decidedById: uuid({ sql: 'o.decided_by', nullable: true }),
  decidedAt: instant('o.decided_at', { nullable: true }),
  decisionReason: text({ nullable: true }),
  expiresAt: instant('o.expires_at', { nullable: true }),
  revokedAt: instant('o.revoked_at', { nullable: true }),
  revocationReason: text({ nullable: true }),
  reviewedById: uuid({ sql: 'o.reviewed_by', nullable: true }),
  reviewedAt: instant('o.reviewed_at', { nullable: true }),
  review: text({ nullable: true }),
  availableTransitions: texts({
    sql: `case when o.asked_by_person = (sec.ctx()).person_id then array[]::text[] else
            case ${stateSql} when 'REQUESTED' then array['APPROVED', 'REFUSED'] when 'APPROVED' then array['REVOKED']
                 when 'IN_FORCE' then array['REVOKED'] else array[]::text[] end
            || case when o.kind = 'BREAK_GLASS' and o.reviewed_at is null then array['REVIEWED'] else array[]::text[] end end`,
    doc: 'For persons other than the one who asked.',
  }),
  version: integer(),
  recordedAt: instant('o.recorded_at'),
});

const states = ['REQUESTED', 'APPROVED', 'REFUSED', 'IN_FORCE', 'REVOKED', 'EXPIRED'];

const stateFilter: Filter = {
  schema: { type: 'string', enum: states },
  doc: 'State.',
  where: `(${stateSql}) = $::text`,
  read: raw => {
    if (states.includes(raw)) return raw;
    throw new Problem('malformed_request', `Expected one of ${states.join(', ')}.`);
  },
};

/** The openings of one source. */
export const openingList: ListSpec = {
  shape: openingShape,
  from: 'from vault.openings o',
  where: ['o.body_id = $1', 'o.source_id = $2'],
  filters: { state: stateFilter },
};

const closed = (properties: Record<string, object>) => ({
  type: 'object',
  required: Object.keys(properties),
  additionalProperties: false,
  properties,
});
const words = { type: 'string' };

/** Who a source is, as an opening shows it. */
export const identitySchema = closed({
  openingId: { type: 'string', format: 'uuid' },
  expiresAt: { type: 'string', format: 'date-time', description: 'When the opening ends.' },
  pseudonym: words,
  name: words,
  contacts: { type: 'array', items: words },
  notes: { type: ['string', 'null'] },
  links: {
    type: 'array',
    description: 'The records that rest on the source.',
    items: closed({
      recordKind: words,
      recordId: { type: 'string', format: 'uuid' },
      linkedAt: { type: 'string', format: 'date-time' },
    }),
  },
});

/** What an emergency shows: how to warn the source, never who it is. */
export const emergencySchema = closed({
  openingId: { type: 'string', format: 'uuid' },
  expiresAt: { type: 'string', format: 'date-time', description: 'When the opening ends.' },
  pseudonym: words,
  channel: words,
  instruction: words,
});
