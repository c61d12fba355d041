import { Code, Codes, Day, Flag, Nested, OneOf, Reported, Text, Texts } from '../http/fields.js';
import type { VagueDate } from '../http/vague-date.js';
import { endKinds } from './fact-rules.js';

/** How a mission was arranged for an embargo task. */
export class Arrangement {
  @Code('cell-kind', { doc: 'The kind of cell that does it.' })
  cellKind?: string;

  @Code('mission-office', { doc: 'The office it belongs to.' })
  office?: string;

  @Flag({ doc: 'True for staff that do nothing else.' })
  dedicated?: boolean;

  @Codes('staff-component', { doc: 'The components that take part.' })
  components?: string[];

  @Codes('skill', { doc: 'The skills it has.' })
  skills?: string[];

  @Texts({ doc: 'Who or what supports it.', max: 300 })
  support?: string[];

  @Text({ doc: 'Whom it serves.', max: 300 })
  beneficiary?: string;
}

/** Adds a practice that annex II reports. */
export class TellPractice {
  @Text({
    doc: 'Its name among the practices; it never changes.',
    required: true,
    max: 80,
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/,
  })
  code!: string;

  @Text({ doc: 'The paragraph of annex II of S/2017/1025.', required: true, max: 20 })
  paragraph!: string;

  @Text({ doc: 'The footnote.', max: 20 })
  footnote?: string;

  @Code('service-line', { doc: 'The service line.', required: true })
  serviceLine!: string;

  @Code('practice-kind', { doc: 'The kind of practice.', required: true })
  kind!: string;

  @Code('practice-nature', { doc: 'What was seen, and what is only wished.', required: true })
  nature!: string;

  @Text({ doc: 'The mission by its acronym; see GET /missions.', max: 24 })
  mission?: string;

  @Text({ doc: 'The sanctions regime; see GET /regimes.', max: 60 })
  regime?: string;

  @Text({ doc: 'A short name for it.', required: true, max: 300 })
  title!: string;

  @Text({ doc: 'What the report says, in our own words.', required: true, max: 4000 })
  statement!: string;

  @Reported({ doc: 'Since when, as precisely as the report says; absent when it does not.' })
  from?: VagueDate;

  @Reported({ doc: 'The last day, month or year, as the report says; with endKind DATED only.' })
  to?: VagueDate;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', required: true })
  endKind!: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string;

  @Nested(() => Arrangement, { doc: 'How a mission was arranged for it; in a correction only what is named changes.' })
  arrangement?: Arrangement;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;
}

/** Corrects a practice. */
export class CorrectPractice {
  @Text({ doc: 'The paragraph of annex II of S/2017/1025.', nullable: false, max: 20 })
  paragraph?: string;

  @Text({ doc: 'The footnote.', max: 20 })
  footnote?: string | null;

  @Code('service-line', { doc: 'The service line.', nullable: false })
  serviceLine?: string;

  @Code('practice-kind', { doc: 'The kind of practice.', nullable: false })
  kind?: string;

  @Code('practice-nature', { doc: 'What was seen, and what is only wished.', nullable: false })
  nature?: string;

  @Text({ doc: 'The mission by its acronym; see GET /missions.', max: 24 })
  mission?: string | null;

  @Text({ doc: 'The sanctions regime; see GET /regimes.', max: 60 })
  regime?: string | null;

  @Text({ doc: 'A short name for it.', nullable: false, max: 300 })
  title?: string;

  @Text({ doc: 'What the report says, in our own words.', nullable: false, max: 4000 })
  statement?: string;

  @Reported({ doc: 'Since when, as precisely as the report says; absent when it does not.' })
  from?: VagueDate | null;

  @Reported({ doc: 'The last day, month or year, as the report says; with endKind DATED only.' })
  to?: VagueDate | null;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', nullable: false })
  endKind?: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string | null;

  @Nested(() => Arrangement, { doc: 'How a mission was arranged for it; in a correction only what is named changes.' })
  arrangement?: Arrangement | null;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;

  @Text({ doc: 'Why what was believed until now is corrected.', required: true, max: 2000 })
  reason!: string;
}
