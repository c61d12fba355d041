import { OneOf, Text } from '../http/fields.js';
import type { ListSpec } from '../http/lists.js';
import { instant, integer, shape, text, texts, uuid } from '../http/shape.js';

/** Puts a source under a legal hold. */
export class HoldSource {
  @Text({ doc: 'Why; nothing that tells who the source is.', required: true, max: 2000 })
  reason!: string;
}

/** Lifts a hold: one person proposes, another lifts. */
export class MoveHold {
  @OneOf(['LIFT_PROPOSED', 'LIFTED'], { doc: 'One person proposes, another lifts.', required: true })
  to!: string;

  @Text({ doc: 'Why.', required: true, max: 2000 })
  reason!: string;
}

/** Proposes to destroy the key of a source. */
export class ProposeErasure {
  @Text({ doc: 'Why; nothing that tells who the source is.', required: true, max: 2000 })
  reason!: string;
}

/** Decides about an erasure. */
export class DecideErasure {
  @OneOf(['APPROVED', 'REFUSED'], { doc: 'APPROVED destroys the key at once, for ever.', required: true })
  to!: string;

  @Text({ doc: 'Why.', required: true, max: 2000 })
  reason!: string;
}

const holdState = `case when h.lifted_at is not null then 'LIFTED' when h.lift_proposed_at is not null then 'LIFT_PROPOSED' else 'IN_FORCE' end`;

/** A legal hold as it is answered. */
export const holdShape = shape('SourceHold', 'h', {
  id: uuid(),
  sourceId: uuid(),
  reason: text(),
  state: text({ sql: holdState, doc: 'IN_FORCE, LIFT_PROPOSED (still in force) or LIFTED.' }),
  heldById: uuid({ sql: 'h.recorded_by', doc: 'The appointment that set it.' }),
  liftProposedAt: instant('h.lift_proposed_at', { nullable: true }),
  liftProposedById: uuid({ sql: 'h.lift_proposed_by', nullable: true }),
  liftReason: text({ nullable: true }),
  liftedAt: instant('h.lifted_at', { nullable: true }),
  liftedById: uuid({ sql: 'h.lifted_by', nullable: true }),
  availableTransitions: texts({
    sql: `case ${holdState} when 'IN_FORCE' then array['LIFT_PROPOSED']
               when 'LIFT_PROPOSED' then case when h.lift_proposed_by_person = (sec.ctx()).person_id then array[]::text[] else array['LIFTED'] end
               else array[]::text[] end`,
  }),
  version: integer(),
  recordedAt: instant('h.recorded_at'),
});

/** The holds on one source. */
export const holdList: ListSpec = {
  shape: holdShape,
  from: 'from vault.holds h',
  where: ['h.body_id = $1', 'h.source_id = $2'],
  filters: {},
};

/** A proposal to erase as it is answered. */
export const erasureShape = shape('SourceErasure', 'e', {
  id: uuid(),
  sourceId: uuid(),
  reason: text(),
  state: text({ doc: 'PROPOSED, APPROVED or REFUSED.' }),
  proposedById: uuid({ sql: 'e.recorded_by', doc: 'The appointment that proposed it.' }),
  decidedAt: instant('e.decided_at', { nullable: true }),
  decidedById: uuid({ sql: 'e.decided_by', nullable: true }),
  decisionReason: text({ nullable: true }),
  availableTransitions: texts({
    sql: `case when e.state = 'PROPOSED' and e.proposed_by_person <> (sec.ctx()).person_id then array['APPROVED', 'REFUSED'] else array[]::text[] end`,
  }),
  version: integer(),
  recordedAt: instant('e.recorded_at'),
});

/** The proposals to erase one source. */
export const erasureList: ListSpec = {
  shape: erasureShape,
  from: 'from vault.erasures e',
  where: ['e.body_id = $1', 'e.source_id = $2'],
  filters: {},
};
