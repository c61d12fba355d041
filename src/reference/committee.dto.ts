import { Day, Flag, OneOf, Text, Texts } from '../http/fields.js';
import { endKinds } from './fact-rules.js';

/** Adds a committee. */
export class TellCommittee {
  @Text({
    doc: 'Its name among the committees; it never changes.',
    required: true,
    max: 60,
    pattern: /^[A-Z0-9][A-Z0-9-]{0,59}$/,
  })
  code!: string;

  @Text({ doc: 'The full name.', required: true, max: 300 })
  name!: string;

  @Texts({ doc: 'The sanctions regimes it serves, by code; see GET /regimes.', required: true, max: 60 })
  regimes!: string[];

  @Text({ doc: 'The resolution that established it.', max: 100 })
  establishedBy?: string;

  @Day({ doc: 'The first day; absent when it is not known.' })
  from?: string;

  @Day({ doc: 'The day after the last one; with endKind DATED only.' })
  to?: string;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', required: true })
  endKind!: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string;

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string;

  @Flag({ doc: 'True for a fact made up for demonstration or training.' })
  fictional?: boolean;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;
}

/** Corrects a committee. */
export class CorrectCommittee {
  @Text({ doc: 'The full name.', nullable: false, max: 300 })
  name?: string;

  @Texts({ doc: 'The sanctions regimes it serves, by code; see GET /regimes.', nullable: false, max: 60 })
  regimes?: string[];

  @Text({ doc: 'The resolution that established it.', max: 100 })
  establishedBy?: string | null;

  @Day({ doc: 'The first day; absent when it is not known.' })
  from?: string | null;

  @Day({ doc: 'The day after the last one; with endKind DATED only.' })
  to?: string | null;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', nullable: false })
  endKind?: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string | null;

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string | null;

  @Flag({ doc: 'True for a fact made up for demonstration or training.' })
  fictional?: boolean | null;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;

  @Text({ doc: 'Why what was believed until now is corrected.', required: true, max: 2000 })
  reason!: string;
}
