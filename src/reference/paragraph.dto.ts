import { Codes, Day, Flag, OneOf, Text, Texts } from '../http/fields.js';
import { endKinds } from './fact-rules.js';

/** Adds an operative paragraph. */
export class TellParagraph {
  @Text({
    doc: 'The resolution; with the paragraph it makes the id, and never changes.',
    required: true,
    max: 60,
    pattern: /^S\/RES\/\d{1,5} \(\d{4}\)$/,
  })
  resolution!: string;

  @Text({ doc: 'The number of the paragraph.', required: true, max: 20, pattern: /^[A-Z0-9]{1,20}$/ })
  paragraph!: string;

  @Text({ doc: 'The sanctions regime it belongs to; see GET /regimes.', max: 60 })
  regime?: string;

  @Day({ doc: 'When the resolution was adopted.' })
  adopted?: string;

  @Day({ doc: 'The first day.', required: true })
  from!: string;

  @Day({ doc: 'The day after the last one; with endKind DATED only.' })
  to?: string;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', required: true })
  endKind!: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string;

  @Codes('op-kind', { doc: 'What it does.', required: true })
  kinds!: string[];

  @Text({ doc: 'What it says, in our own words and not those of the resolution.', required: true, max: 2000 })
  summary!: string;

  @Texts({ doc: 'The missions it speaks of, by acronym.', max: 24 })
  missions?: string[];

  @Text({ doc: 'The paragraph that first gave what this one renews.', max: 100 })
  renews?: string;

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string;

  @Flag({ doc: 'True for a fact made up for demonstration or training.' })
  fictional?: boolean;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;
}

/** Corrects an operative paragraph. */
export class CorrectParagraph {
  @Text({ doc: 'The sanctions regime it belongs to; see GET /regimes.', max: 60 })
  regime?: string | null;

  @Day({ doc: 'When the resolution was adopted.' })
  adopted?: string | null;

  @Day({ doc: 'The first day.', nullable: false })
  from?: string;

  @Day({ doc: 'The day after the last one; with endKind DATED only.' })
  to?: string | null;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', nullable: false })
  endKind?: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string | null;

  @Codes('op-kind', { doc: 'What it does.', nullable: false })
  kinds?: string[];

  @Text({ doc: 'What it says, in our own words and not those of the resolution.', nullable: false, max: 2000 })
  summary?: string;

  @Texts({ doc: 'The missions it speaks of, by acronym.', max: 24 })
  missions?: string[] | null;

  @Text({ doc: 'The paragraph that first gave what this one renews.', max: 100 })
  renews?: string | null;

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string | null;

  @Flag({ doc: 'True for a fact made up for demonstration or training.' })
  fictional?: boolean | null;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;

  @Text({ doc: 'Why what was believed until now is corrected.', required: true, max: 2000 })
  reason!: string;
}
