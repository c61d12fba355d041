import { Code, Day, Flag, Nested, OneOf, Text, Texts } from '../http/fields.js';
import { endKinds } from '../reference/fact-rules.js';

/** The mission that took over from another. */
export class Succession {
  @Text({
    doc: 'The acronym of the mission that took over.',
    required: true,
    max: 24,
    pattern: /^[A-Z0-9][A-Z0-9-]{1,23}$/,
  })
  acronym!: string;

  @Day({ doc: 'The first day of it.' })
  from?: string;

  @Day({ doc: 'The day after its last one.' })
  to?: string;
}

/** What is to change of a succession. */
export class CorrectSuccession {
  @Text({
    doc: 'The acronym of the mission that took over.',
    nullable: false,
    max: 24,
    pattern: /^[A-Z0-9][A-Z0-9-]{1,23}$/,
  })
  acronym?: string;

  @Day({ doc: 'The first day of it.' })
  from?: string | null;

  @Day({ doc: 'The day after its last one.' })
  to?: string | null;
}

/** Adds a mission. */
export class TellMission {
  @Text({ doc: 'The acronym, once; it never changes.', required: true, max: 24, pattern: /^[A-Z0-9][A-Z0-9-]{1,23}$/ })
  acronym!: string;

  @Text({ doc: 'The full name.', required: true, max: 300 })
  name!: string;

  @Texts({ doc: 'Other names it has or had.', max: 300 })
  aliases?: string[];

  @Code('mission-kind', { doc: 'The kind of mission.', required: true })
  kind!: string;

  @Code('country', { doc: 'The host State.', required: true })
  hostState!: string;

  @Day({ doc: 'The first day; absent when it is not known.' })
  from?: string;

  @Day({ doc: 'The day after the last one; with endKind DATED only.' })
  to?: string;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', required: true })
  endKind!: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string;

  @Nested(() => Succession, { doc: 'The mission that took over.' })
  succeededBy?: Succession;

  @Texts({ doc: 'The sanctions regimes it serves, by code; see GET /regimes.', max: 60 })
  regimes?: string[];

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string;

  @Flag({ doc: 'True for a fact made up for demonstration or training.' })
  fictional?: boolean;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;
}

/** Corrects a mission. */
export class CorrectMission {
  @Text({ doc: 'The full name.', nullable: false, max: 300 })
  name?: string;

  @Texts({ doc: 'Other names it has or had.', max: 300 })
  aliases?: string[] | null;

  @Code('mission-kind', { doc: 'The kind of mission.', nullable: false })
  kind?: string;

  @Code('country', { doc: 'The host State.', nullable: false })
  hostState?: string;

  @Day({ doc: 'The first day; absent when it is not known.' })
  from?: string | null;

  @Day({ doc: 'The day after the last one; with endKind DATED only.' })
  to?: string | null;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', nullable: false })
  endKind?: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string | null;

  @Nested(() => CorrectSuccession, { doc: 'The mission that took over; only what is named changes.' })
  succeededBy?: CorrectSuccession | null;

  @Texts({ doc: 'The sanctions regimes it serves, by code; see GET /regimes.', max: 60 })
  regimes?: string[] | null;

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string | null;

  @Flag({ doc: 'True for a fact made up for demonstration or training.' })
  fictional?: boolean | null;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;

  @Text({ doc: 'Why what was believed until now is corrected.', required: true, max: 2000 })
  reason!: string;
}
