import { Caveats, Code, Codes, Day, Id, Level, Num, Text } from '../http/fields.js';
import { codeFilter, idFilter, type ListSpec } from '../http/lists.js';
import { classification, day, instant, integer, shape, text, texts, uuid } from '../http/shape.js';

/** Records personnel with applicable expertise that a Member State offers (S/2017/1025 annex II para 10). */
export class RecordOffer {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Code('country', { doc: 'The Member State.', required: true })
  country!: string;

  @Code('staff-component', { doc: 'Military, police or civilian.', required: true })
  component!: string;

  @Codes('skill', { doc: 'Skills they bring.' })
  skills?: string[];

  @Num({ doc: 'How many persons.', required: true, min: 1, max: 100_000, integer: true })
  persons!: number;

  @Day({ doc: 'When it was offered.', required: true })
  offeredOn!: string;

  @Day({ doc: 'End of the offer, exclusive; null where it has none.' })
  until?: string | null;

  @Id({ doc: 'The vacancy it answers.' })
  vacancyId?: string | null;

  @Code('offer-state', { doc: 'OFFERED when absent.' })
  state?: string;

  @Text({ doc: 'Anything else.' })
  note?: string | null;

  @Level({ doc: 'Level; CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'A compartment of the own body that the recorder is inside.' })
  compartmentId?: string;
}

/** Changes an offer; absent fields stay as they are. */
export class AmendOffer {
  @Code('staff-component', { doc: 'Military, police or civilian.', nullable: false })
  component?: string;

  @Codes('skill', { doc: 'Skills they bring; replaces those given before.', nullable: false })
  skills?: string[];

  @Num({ doc: 'How many persons.', min: 1, max: 100_000, integer: true, nullable: false })
  persons?: number;

  @Day({ doc: 'End of the offer, exclusive; null where it has none.' })
  until?: string | null;

  @Id({ doc: 'The vacancy it answers; null for none.' })
  vacancyId?: string | null;

  @Code('offer-state', { doc: 'What became of it.', nullable: false })
  state?: string;

  @Text({ doc: 'Anything else.' })
  note?: string | null;
}

/** An offer as it is answered. */
export const offerShape = shape('PersonnelOffer', 'o', {
  id: uuid(),
  country: text(),
  component: text(),
  skills: texts(),
  persons: integer(),
  offeredOn: day(),
  until: day({ nullable: true, doc: 'Exclusive.' }),
  vacancyId: uuid({ nullable: true }),
  state: text(),
  note: text({ nullable: true }),
  classification: classification('o.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('o.recorded_at'),
});

/** The offers on record in the reader's body. */
export const offerList: ListSpec = {
  shape: offerShape,
  from: 'from personnel_offers o',
  where: ['o.body_id = $1'],
  filters: {
    country: codeFilter('country', 'o.country = any ($)', 'Member State; repeat for any of several.'),
    state: codeFilter('offer-state', 'o.state = any ($)', 'State; repeat for any of several.'),
    skill: codeFilter('skill', 'o.skills && $', 'Brings the skill; repeat for any of several.'),
    vacancyId: idFilter('o.vacancy_id = $', 'The vacancy they answer.'),
  },
};
