import { Codes, Id, Instant, Text } from '../http/fields.js';
import { type ListSpec, listParameters } from '../http/lists.js';
import type { QueryParameter } from '../http/operation.js';
import { instant, integer, type Member, shape, text, texts, uuid } from '../http/shape.js';

/** Gives an expert of a panel a contract. */
export class ContractExpert {
  @Id({ doc: 'Made by the server when absent.' })
  id?: string;

  @Id({ doc: "The expert's appointment to this panel.", required: true })
  appointmentId!: string;

  @Codes('panel-expertise', { doc: 'What the expert is there for.', required: true })
  expertise!: string[];

  @Instant({ doc: 'When the contract begins.', required: true })
  contractFrom!: string;

  @Instant({ doc: 'When it ends, exclusive; absent while no end is set.' })
  contractTo?: string;
}

/** Changes a contract. */
export class AmendContract {
  @Codes('panel-expertise', { doc: 'What the expert is there for.', nullable: false })
  expertise?: string[];

  @Instant({ doc: 'When the contract ends, exclusive, and never in the past; null: no end is set.', nullable: true })
  contractTo?: string | null;
}

/** Puts a panel on hold. */
export class HoldPanel {
  @Id({ doc: 'Made by the server when absent.' })
  id?: string;

  @Instant({ doc: 'From when; now when absent, and never in the past.' })
  from?: string;

  @Instant({ doc: 'Until when, exclusive; absent while no end is set.' })
  to?: string;

  @Text({ doc: 'Why, such as nominations on hold.', required: true, max: 2000 })
  reason!: string;

  @Text({ doc: 'Where it is written.', max: 500 })
  source?: string;
}

/** Ends a hold, or moves its end. */
export class AmendHold {
  @Instant({
    doc: 'Until when, exclusive, and never in the past; null: no end is set.',
    required: true,
    nullable: true,
  })
  to!: string | null;
}

const contractState: Member = {
  schema: { type: 'string', enum: ['PLANNED', 'IN_FORCE', 'ENDED'] },
  sql: `case when e.contract_to <= now() then 'ENDED' when e.contract_from > now() then 'PLANNED' else 'IN_FORCE' end`,
};

/** An expert's contract as it is answered. */
export const expertShape = shape('PanelExpert', 'e', {
  id: uuid(),
  appointmentId: uuid(),
  personId: uuid({ sql: '(select a.person_id from appointments a where a.id = e.appointment_id)' }),
  name: text({
    sql: '(select p.name from appointments a join people p on p.id = a.person_id where a.id = e.appointment_id)',
  }),
  expertise: texts({ doc: 'Codes of the list panel-expertise.' }),
  contractFrom: instant('e.contract_from'),
  contractTo: instant('e.contract_to', { nullable: true, doc: 'Exclusive.' }),
  state: contractState,
  version: integer(),
  recordedAt: instant('e.recorded_at'),
});

/** A hold as it is answered. */
export const holdShape = shape('PanelHold', 'h', {
  id: uuid(),
  from: instant('h.held_from'),
  to: instant('h.held_to', { nullable: true, doc: 'Exclusive.' }),
  reason: text(),
  source: text({ nullable: true }),
  version: integer(),
  recordedAt: instant('h.recorded_at'),
});

/** The contracts of one panel; $2 is the panel. */
export const expertList: ListSpec = {
  shape: expertShape,
  from: 'from panel_experts e',
  where: ['$1::uuid is not null', 'e.body_id = $2::uuid'],
  filters: {},
};

/** The holds of one panel; $2 is the panel. */
export const holdList: ListSpec = {
  shape: holdShape,
  from: 'from panel_holds h',
  where: ['$1::uuid is not null', 'h.body_id = $2::uuid'],
  filters: {},
};

/** The parameters of both lists. */
export const partParameters: Record<string, QueryParameter> = listParameters(expertList);
