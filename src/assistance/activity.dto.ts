import { Caveats, Code, Day, Id, Level, ListOf, Nested, Num, Text, Texts } from '../http/fields.js';

/** Whom the assistance is for: a national body, an institution, or both. */
export class Beneficiary {
  @Text({ doc: 'A national body, such as the national commission on small arms.', max: 500 })
  nationalBody?: string;

  @Text({ doc: 'Any other institution.', max: 500 })
  institution?: string;
}

/** What came of it. */
export class Output {
  @Text({ doc: 'What was delivered.', required: true, max: 500 })
  what!: string;

  @Num({ doc: 'How many.', min: 0, max: 1e12 })
  quantity?: number;

  @Text({ doc: 'Of what unit.', max: 60 })
  unit?: string;
}

/** A module of a standard, such as those of S/2017/1025 annex II para 15 (MOSAIC, once ISACS, and IATG). */
export class Standard {
  @Text({ doc: 'The module, such as `IATG 12.10` or `MOSAIC 05.20`.', required: true, max: 100 })
  code!: string;

  @Text({ doc: 'Its version.', max: 60 })
  version?: string;
}

/** Something handed over. */
export class Asset {
  @Text({ doc: 'What was handed over.', required: true, max: 500 })
  what!: string;

  @Num({ doc: 'How many.', required: true, min: 0, max: 1e12 })
  quantity!: number;

  @Num({ doc: 'What it is worth in all; with its currency.', min: 0, max: 1e15 })
  value?: number;

  @Text({ doc: 'ISO 4217 code of the value.', max: 3, pattern: /^[A-Z]{3}$/ })
  currency?: string;
}

/** A site that the assistance concerned, with its scores before and after. */
export class SiteScore {
  @Id({ doc: 'A registered site of the own body.', required: true })
  siteId!: string;

  @Num({ doc: 'Score before, 0 to 100.', min: 0, max: 100 })
  scoreBefore?: number;

  @Num({ doc: 'Score after, 0 to 100.', min: 0, max: 100 })
  scoreAfter?: number;

  @Day({ doc: 'The day of the first score.' })
  assessedBefore?: string;

  @Day({ doc: 'The day of the second score; required with it.' })
  assessedAfter?: string;
}

/** How many people were trained; whoever is not known to be either counts as not known. */
export class Trainees {
  @Num({ doc: 'Women.', required: true, min: 0, max: 1e6, integer: true })
  women!: number;

  @Num({ doc: 'Men.', required: true, min: 0, max: 1e6, integer: true })
  men!: number;

  @Num({ doc: 'Not known.', required: true, min: 0, max: 1e6, integer: true })
  notKnown!: number;
}

const paragraphDoc =
  "The operative paragraph that gives the own body the task ASSIST_HOST or ASSIST_EXEMPTION in the activity's period. " +
  "A mission must name it; a host State's office, which has no mandate, must not.";
const requestDoc =
  'The request of the host State it rests on, as recorded in the own body; a mission must name it (S/2017/1025 annex II para 12).';

/** Records assistance: a mission what it gives, a host State's office what it receives. */
export class RecordActivity {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Text({ doc: 'What the activity is called.', required: true, max: 500 })
  title!: string;

  @Code('assistance-type', { doc: 'What kind of assistance.', required: true })
  type!: string;

  @Code('assistance-state', { doc: 'Where it stands.', required: true })
  state!: string;

  @Text({ doc: paragraphDoc, max: 100 })
  mandateParagraph?: string;

  @Id({ doc: requestDoc })
  requestId?: string;

  @Nested(() => Beneficiary, { doc: 'Whom it is for.', required: true })
  beneficiary!: Beneficiary;

  @Code('country', { doc: 'The host State.', required: true })
  country!: string;

  @Day({ doc: 'The first day.', required: true })
  from!: string;

  @Day({ doc: 'The day after the last one, when it is known.' })
  to?: string;

  @ListOf(() => Output, { doc: 'What came of it.', maxItems: 100 })
  outputs?: Output[];

  @ListOf(() => Standard, { doc: 'Standards worked to.', maxItems: 50 })
  standards?: Standard[];

  @ListOf(() => Asset, { doc: 'What was handed over.', maxItems: 100 })
  assets?: Asset[];

  @Texts({ doc: 'Partners, such as UNMAS.', max: 200, maxItems: 50 })
  partners?: string[];

  @ListOf(() => SiteScore, { doc: 'Sites it concerned, each once.', maxItems: 100 })
  sites?: SiteScore[];

  @Nested(() => Trainees, { doc: 'People trained.' })
  trainees?: Trainees;

  @Text({ doc: 'Remarks.', max: 4000 })
  remarks?: string;

  @Id({ doc: 'The version of a procedure of the own body it was carried out under, in force on its first day.' })
  procedureVersionId?: string;

  @Level({ doc: 'Level; CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'A compartment of the own body that the recorder is inside.' })
  compartmentId?: string;
}

/** Changes an activity; absent fields stay as they are, a list replaces the one before. */
export class AmendActivity {
  @Text({ doc: 'What the activity is called.', max: 500, nullable: false })
  title?: string;

  @Code('assistance-type', { doc: 'What kind of assistance.', nullable: false })
  type?: string;

  @Code('assistance-state', { doc: 'Where it stands.', nullable: false })
  state?: string;

  @Text({ doc: paragraphDoc, max: 100, nullable: false })
  mandateParagraph?: string;

  @Id({ doc: requestDoc, nullable: false })
  requestId?: string;

  @Nested(() => Beneficiary, { doc: 'Whom it is for.', nullable: false })
  beneficiary?: Beneficiary;

  @Code('country', { doc: 'The host State.', nullable: false })
  country?: string;

  @Day({ doc: 'The first day.', nullable: false })
  from?: string;

  @Day({ doc: 'The day after the last one; null when it is not known.', nullable: true })
  to?: string | null;

  @ListOf(() => Output, { doc: 'What came of it.', maxItems: 100, nullable: false })
  outputs?: Output[];

  @ListOf(() => Standard, { doc: 'Standards worked to.', maxItems: 50, nullable: false })
  standards?: Standard[];

  @ListOf(() => Asset, { doc: 'What was handed over.', maxItems: 100, nullable: false })
  assets?: Asset[];

  @Texts({ doc: 'Partners.', max: 200, maxItems: 50, nullable: false })
  partners?: string[];

  @ListOf(() => SiteScore, { doc: 'Sites it concerned, each once.', maxItems: 100, nullable: false })
  sites?: SiteScore[];

  @Nested(() => Trainees, { doc: 'People trained; null clears it.', nullable: true })
  trainees?: Trainees | null;

  @Text({ doc: 'Remarks; null clears them.', max: 4000, nullable: true })
  remarks?: string | null;

  @Id({ doc: 'The version of a procedure it was carried out under; null for none.', nullable: true })
  procedureVersionId?: string | null;
}
