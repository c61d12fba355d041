import { codesOf } from '../codes.js';
import { Codes, Id, ListOf, Nested, OneOf, Text } from '../http/fields.js';
import { Place } from '../sites/place.dto.js';
import { Coverage, KeyDate, Notice, Period, Vessel } from './inspection.dto.js';
import { submitted } from './inspection.moves.js';

/** Changes what may be changed of an inspection; what it said before is kept. */
export class AmendInspection {
  @Nested(() => Period, { doc: 'When.', nullable: false })
  period?: Period;

  @Id({ doc: 'Site.', nullable: true })
  siteId?: string | null;

  @Nested(() => Place, { doc: 'Where.', nullable: false })
  place?: Place;

  @Nested(() => Notice, { doc: 'Notice.', nullable: false })
  notice?: Notice;

  @Nested(() => Vessel, { doc: 'Ship or aircraft.', nullable: false })
  vessel?: Vessel;

  @Nested(() => Coverage, { doc: 'How much was looked at.', nullable: false })
  coverage?: Coverage;

  @ListOf(() => KeyDate, { doc: 'Other dates that matter.', maxItems: 50, nullable: false })
  keyDates?: KeyDate[];

  @Codes('outcome', { doc: 'Outcomes.', nullable: false })
  outcomes?: string[];

  @Text({ doc: 'Outcome in words; null clears it.', max: 4000, nullable: true })
  outcomeText?: string | null;

  @Text({ doc: 'Objective; null clears it.', max: 4000, nullable: true })
  objective?: string | null;

  @Text({ doc: 'Remarks; null clears them.', max: 4000, nullable: true })
  remarks?: string | null;
}

/** Moves an inspection along its life cycle. */
export class MoveInspection {
  @OneOf([...codesOf('inspection-status').keys(), submitted], {
    doc: 'The status to move to, a code of the list inspection-status; or SUBMITTED, which makes a draft the record of its body.',
    required: true,
  })
  to!: string;

  @Text({ doc: 'Why; required for CANCELLED, ABORTED and REOPENED.', max: 2000 })
  reason?: string;
}
