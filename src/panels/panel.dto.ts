import { Code, Day, Flag, ListOf, Num, OneOf, Text, Texts } from '../http/fields.js';
import { endKinds } from '../reference/fact-rules.js';

/** Where a panel was based for a time. */
export class PanelBase {
  @Code('panel-base', { doc: 'The kind of base.', required: true })
  kind!: string;

  @Text({ doc: 'The place.', max: 200 })
  place?: string;

  @Day({ doc: 'The first day; absent when it is not known.' })
  from?: string;

  @Day({ doc: 'The day after the last one.' })
  to?: string;
}

/** Adds an expert panel. */
export class TellPanel {
  @Text({
    doc: 'Its name among the panels; it never changes.',
    required: true,
    max: 24,
    pattern: /^[A-Z0-9][A-Z0-9-]{1,23}$/,
  })
  code!: string;

  @Text({ doc: 'The full name.', required: true, max: 300 })
  name!: string;

  @Texts({ doc: 'Other names it has or had.', max: 300 })
  aliases?: string[];

  @Text({ doc: 'The committee it reports to, by code; see GET /committees.', max: 60 })
  committee?: string;

  @Texts({ doc: 'The sanctions regimes it serves, by code; see GET /regimes.', required: true, max: 60 })
  regimes!: string[];

  @Day({ doc: 'The first day; absent when it is not known.' })
  from?: string;

  @Day({ doc: 'The day after the last one; with endKind DATED only.' })
  to?: string;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', required: true })
  endKind!: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string;

  @ListOf(() => PanelBase, { doc: 'Where it was based, and when; in a correction all of it.', maxItems: 50 })
  base?: PanelBase[];

  @Num({ doc: 'How many experts it has.', min: 1, max: 100, integer: true })
  size?: number;

  @Flag({ doc: 'True for a panel that S/2017/1025 counts.' })
  countedInReport?: boolean;

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string;

  @Flag({ doc: 'True for a fact made up for demonstration or training.' })
  fictional?: boolean;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;
}

/** Corrects an expert panel. */
export class CorrectPanel {
  @Text({ doc: 'The full name.', nullable: false, max: 300 })
  name?: string;

  @Texts({ doc: 'Other names it has or had.', max: 300 })
  aliases?: string[] | null;

  @Text({ doc: 'The committee it reports to, by code; see GET /committees.', max: 60 })
  committee?: string | null;

  @Texts({ doc: 'The sanctions regimes it serves, by code; see GET /regimes.', nullable: false, max: 60 })
  regimes?: string[];

  @Day({ doc: 'The first day; absent when it is not known.' })
  from?: string | null;

  @Day({ doc: 'The day after the last one; with endKind DATED only.' })
  to?: string | null;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', nullable: false })
  endKind?: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string | null;

  @ListOf(() => PanelBase, { doc: 'Where it was based, and when; in a correction all of it.', maxItems: 50 })
  base?: PanelBase[] | null;

  @Num({ doc: 'How many experts it has.', min: 1, max: 100, integer: true })
  size?: number | null;

  @Flag({ doc: 'True for a panel that S/2017/1025 counts.' })
  countedInReport?: boolean | null;

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string | null;

  @Flag({ doc: 'True for a fact made up for demonstration or training.' })
  fictional?: boolean | null;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;

  @Text({ doc: 'Why what was believed until now is corrected.', required: true, max: 2000 })
  reason!: string;
}
