import { Code, Day, Days, Flag, ListOf, OneOf, Text } from '../http/fields.js';
import { endKinds } from './fact-rules.js';

/** What becomes of a regime. */
const regimeStatuses = ['ACTIVE', 'MODIFIED', 'SUSPENDED', 'EXPIRED', 'TERMINATED', 'CONTESTED'] as const;

/** One measure of a regime, with the days on which it holds. */
export class RegimeMeasure {
  @OneOf(['ARMS'], { doc: 'What is embargoed.', required: true })
  measure!: string;

  @Code('measure-scope', { doc: 'Whom or what it covers.', required: true })
  scope!: string;

  @OneOf(['IN', 'OUT', 'BOTH'], { doc: 'Deliveries to, from, or both.', required: true })
  direction!: string;

  @Day({ doc: 'The first day.', required: true })
  from!: string;

  @Day({ doc: 'The day after the last one; with endKind DATED only.' })
  to?: string;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', required: true })
  endKind!: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string;

  @Text({ doc: 'What it rests on, in words.', required: true, max: 500 })
  basis!: string;

  @Text({ doc: 'The operative paragraph it rests on; see GET /resolutions.', max: 100 })
  basisOp?: string;

  @Text({ doc: 'What ended it, in words.', max: 500 })
  endBasis?: string;

  @Text({ doc: 'Where it holds, if not in the whole country.', max: 300 })
  area?: string;

  @Text({ doc: 'What it covers, if not all arms.', max: 500 })
  items?: string;

  @Flag({ doc: 'True when States disagree whether it is in force.' })
  contested?: boolean;

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string;
}

/** What somebody holds of a contested regime. */
export class RegimePosition {
  @Text({ doc: 'Who holds it.', required: true, max: 500 })
  actor!: string;

  @Text({ doc: 'What they hold.', required: true, max: 2000 })
  position!: string;

  @Day({ doc: 'Since when.' })
  date?: string;

  @Text({ doc: 'Where it is written.', max: 1000 })
  source?: string;
}

/** Adds a sanctions regime. */
export class TellRegime {
  @Text({
    doc: 'Its name among the regimes; it never changes.',
    required: true,
    max: 60,
    pattern: /^[A-Z0-9][A-Z0-9-]{0,59}$/,
  })
  code!: string;

  @Text({ doc: 'The full name.', required: true, max: 300 })
  name!: string;

  @Text({ doc: 'The committee by its code; see GET /committees.', max: 60 })
  committee?: string;

  @Code('country', { doc: 'The State concerned.' })
  country?: string;

  @Text({ doc: 'Where it holds, if not in the whole country.', max: 300 })
  area?: string;

  @OneOf(regimeStatuses, { doc: 'What has become of it; of a CONTESTED one nothing is asserted.', required: true })
  status!: string;

  @ListOf(() => RegimeMeasure, {
    doc: 'The measures, each with its own days; in a correction all of them.',
    required: true,
    maxItems: 50,
  })
  measures!: RegimeMeasure[];

  @ListOf(() => RegimePosition, { doc: 'Who says what of a contested regime.', maxItems: 50 })
  positions?: RegimePosition[];

  @Days({ doc: 'When the measures are reviewed.', maxItems: 50 })
  reviewDates?: string[];

  @Text({ doc: 'The regime it continues, by code.', max: 60 })
  predecessor?: string;

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string;

  @Flag({ doc: 'True for a fact made up for demonstration or training.' })
  fictional?: boolean;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;
}

/** Corrects a sanctions regime. */
export class CorrectRegime {
  @Text({ doc: 'The full name.', nullable: false, max: 300 })
  name?: string;

  @Text({ doc: 'The committee by its code; see GET /committees.', max: 60 })
  committee?: string | null;

  @Code('country', { doc: 'The State concerned.' })
  country?: string | null;

  @Text({ doc: 'Where it holds, if not in the whole country.', max: 300 })
  area?: string | null;

  @OneOf(regimeStatuses, { doc: 'What has become of it; of a CONTESTED one nothing is asserted.', nullable: false })
  status?: string;

  @ListOf(() => RegimeMeasure, {
    doc: 'The measures, each with its own days; in a correction all of them.',
    nullable: false,
    maxItems: 50,
  })
  measures?: RegimeMeasure[];

  @ListOf(() => RegimePosition, { doc: 'Who says what of a contested regime.', maxItems: 50 })
  positions?: RegimePosition[] | null;

  @Days({ doc: 'When the measures are reviewed.', maxItems: 50 })
  reviewDates?: string[] | null;

  @Text({ doc: 'The regime it continues, by code.', max: 60 })
  predecessor?: string | null;

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string | null;

  @Flag({ doc: 'True for a fact made up for demonstration or training.' })
  fictional?: boolean | null;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;

  @Text({ doc: 'Why what was believed until now is corrected.', required: true, max: 2000 })
  reason!: string;
}
