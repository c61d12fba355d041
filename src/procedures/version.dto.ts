import { Day, Flag, Id, OneOf, Text } from '../http/fields.js';
import type { ListSpec } from '../http/lists.js';
import { classification, day, flag, instant, integer, shape, text, texts, uuid } from '../http/shape.js';
import { endOf } from './in-force.js';

/** Puts a new version of a procedure in force. It is never changed, only followed by another or withdrawn. */
export class IssueVersion {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Text({ doc: 'How the version is called, such as `2.1`.', required: true, max: 60 })
  label!: string;

  @Day({ doc: 'The first day in force; after that of every version before.', required: true })
  from!: string;

  @Text({ doc: 'Its text. Give this, the address or the title of the document.', max: 100_000 })
  text?: string;

  @Text({ doc: 'Its address.', max: 2000, pattern: /^https?:\/\/\S+$/ })
  url?: string;

  @Text({ doc: 'The title of the document.', max: 500 })
  documentTitle?: string;

  @Text({ doc: 'SHA-256 of the document, hexadecimal.', max: 64, pattern: /^[0-9A-Fa-f]{64}$/ })
  sha256?: string;

  @Text({ doc: 'What changed since the version before.', max: 10_000 })
  changes?: string;

  @Flag({ doc: 'Its beginning ends the version before; true when absent. False only where none is in force by then.' })
  endsPrevious?: boolean;
}

/** Withdraws a version without another to follow it. */
export class WithdrawVersion {
  @OneOf(['WITHDRAWN'], { doc: 'The only move there is.', required: true })
  to!: string;

  @Day({ doc: 'The first day on which it no longer holds.', required: true })
  at!: string;

  @Text({ doc: 'Why.', required: true, max: 2000 })
  reason!: string;
}

/** A version of a procedure as it is answered. */
export const versionShape = shape('ProcedureVersion', 'v', {
  id: uuid(),
  procedureId: uuid(),
  label: text(),
  from: day({ sql: 'v.valid_from' }),
  to: day({ sql: endOf('v'), nullable: true, doc: 'Exclusive: where the next one began, or it was withdrawn.' }),
  text: text({ nullable: true }),
  url: text({ nullable: true }),
  documentTitle: text({ nullable: true }),
  sha256: text({ nullable: true }),
  changes: text({ nullable: true }),
  endsPrevious: flag(),
  withdrawnOn: day({ nullable: true }),
  withdrawnReason: text({ nullable: true }),
  withdrawnAt: instant('v.withdrawn_at', { nullable: true, doc: 'When the withdrawal was recorded.' }),
  withdrawnById: uuid({ sql: 'v.withdrawn_by', nullable: true, doc: 'The appointment that withdrew it.' }),
  availableTransitions: texts({
    sql: `case when v.withdrawn_on is null then array['WITHDRAWN'] else '{}'::text[] end`,
  }),
  classification: classification('v.classification'),
  caveats: texts(),
  version: integer({ doc: 'Of this record, not of the procedure’s text: see `label`.' }),
  recordedAt: instant('v.recorded_at'),
});

/** The versions of one procedure, $2. */
export const versionList: ListSpec = {
  shape: versionShape,
  from: 'from procedure_versions v',
  where: ['v.body_id = $1', 'v.procedure_id = $2::uuid'],
  filters: {},
};
