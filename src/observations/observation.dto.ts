import {
  Caveats,
  Code,
  Confidences,
  Details,
  Flag,
  Id,
  Level,
  ListOf,
  Nested,
  Num,
  OneOf,
  Text,
  Texts,
  When,
} from '../http/fields.js';
import type { VagueDate } from '../http/vague-date.js';
import { Place } from '../sites/place.dto.js';

const most = Number.MAX_SAFE_INTEGER;

/** How many: a range when it was estimated, open at one end when the source says "over" or "at most". */
export class Quantity {
  @Num({ doc: 'The least it can be.', min: 0, max: most, rule: 'range_reversed' })
  min?: number;

  @Num({ doc: 'The most it can be; absent when open ("over 5,000").', min: 0, max: most, rule: 'range_reversed' })
  max?: number;

  @Code('quantity-unit', { doc: 'What is counted.' })
  unit?: string;

  @Code('quantity-method', { doc: 'How the number was found.' })
  method?: string;

  @Text({ doc: 'The number as the source writes it.', max: 300 })
  asWritten?: string;
}

/** A number stamped on an object, character for character. */
export class Serial {
  @Text({ doc: 'Exactly as read: `?` for one unreadable character, `*` for an unknown run.', required: true, max: 200 })
  raw!: string;

  @Code('serial-position', { doc: 'The part that carries it.' })
  position?: string;

  @Code('serial-script', { doc: 'The script; found from the characters when absent.' })
  script?: string;

  @Code('serial-origin', { doc: 'Whose number it is: the factory, a national registry, a rack, DDR, a mission.' })
  origin?: string;

  @Code('read-method', { doc: 'How it was read.' })
  readMethod?: string;

  @Flag({ doc: 'The one number that identifies the object (frame or receiver by preference). The first when absent.' })
  isPrimary?: boolean;

  @Confidences({ doc: 'Confidence in each character, 0 to 1.' })
  confidence?: number[];

  @Text({ doc: 'Who read it a second time.', max: 200 })
  secondReader?: string;
}

/** Any other mark on the object or its packaging. */
export class Mark {
  @Code('mark-kind', { doc: 'What the mark tells.', required: true })
  kind!: string;

  @Text({ doc: 'The mark as written.', required: true, max: 500 })
  raw!: string;

  @Text({ doc: 'Where it stands.', max: 200 })
  position?: string;

  @Text({ doc: 'Identifier in a library of symbols.', max: 100 })
  libraryId?: string;
}

/** One mark of a cartridge's headstamp. */
export class Headstamp {
  @Text({ doc: 'The mark as written.', required: true, max: 100 })
  raw!: string;

  @Num({ doc: 'Clock position, base facing the reader.', min: 1, max: 12, integer: true })
  clock?: number;

  @Code('headstamp-kind', { doc: 'What the mark tells.' })
  kind?: string;

  @Code('serial-script', { doc: 'The script; found from the characters when absent.' })
  script?: string;
}

/** Somebody's statement about one field, kept beside the others. */
export class Claim {
  @Id({ doc: 'Client-made id.' })
  id?: string;

  @Text({ doc: 'The field or subject it is about, such as `quantity` or `origin`.', required: true, max: 100 })
  field!: string;

  @Text({ doc: 'What is claimed, as said.', required: true, max: 2000 })
  value!: string;

  @Text({ doc: 'Who says so, as written.', max: 500 })
  saidBy?: string;

  @Id({ doc: 'The document it comes from, by the id given to it.' })
  documentId?: string;

  @Text({ doc: 'Where it was said, when there is no document.', max: 1000 })
  source?: string;
}

/** One step of custody; nothing is ever changed, a correction is a further step. */
export class CustodyStep {
  @Id({ doc: 'Client-made id, so that the next step can name this one.' })
  id?: string;

  @Code('custody-reason', { doc: 'Why it changed hands or place.', required: true })
  reason!: string;

  @When({ doc: 'When.' })
  at?: VagueDate;

  @Text({ doc: 'Who handed over, as written.', max: 500 })
  from?: string;

  @Text({ doc: 'Who took over, as written.', max: 500 })
  to?: string;

  @Nested(() => Place, { doc: 'Where.' })
  place?: Place;

  @Text({ doc: 'Number of the seal removed.', max: 100 })
  sealOld?: string;

  @Text({ doc: 'Number of the seal put on.', max: 100 })
  sealNew?: string;

  @Text({ doc: 'Condition at the handover.', max: 500 })
  condition?: string;

  @Text({ doc: 'Who signed or witnessed.', max: 500 })
  witness?: string;

  @Text({ doc: 'Anything else.', max: 4000 })
  remarks?: string;

  @Id({ doc: 'The step before; the last one of the same subject when absent.' })
  prevId?: string;

  @Id({ doc: 'The observation concerned; the whole find when absent.' })
  observationId?: string;
}

/** One line of what was seen: one object, or many alike. Never changed afterwards; a correction names it. */
export class RecordObservation {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Code('observation-class', { doc: 'What kind of thing it is.', required: true })
  class!: string;

  @Text({ doc: 'The thing in the words of the source.', max: 2000 })
  description?: string;

  @Code('category-1997', { doc: 'Category of A/52/298; never derived from the other one.' })
  category1997?: string;

  @Code('category-unroca', {
    doc: 'Category of the UN Register of Conventional Arms; never derived from the other one.',
  })
  categoryUnroca?: string;

  @Text({ doc: 'Make, as on the object or in the source.', max: 200 })
  makeRaw?: string;

  @Text({ doc: 'Model, as on the object or in the source.', max: 200 })
  modelRaw?: string;

  @Text({ doc: 'Calibre as written.', max: 100 })
  calibreRaw?: string;

  @Text({ doc: 'Factory mark or code, such as a number in a triangle.', max: 100 })
  factoryMarkCode?: string;

  @Code('country', { doc: 'Country of manufacture, historic codes included.' })
  countryOfManufacture?: string;

  @Text({ doc: 'Year as marked, in the calendar of the mark.', max: 50 })
  yearRaw?: string;

  @Num({ doc: 'Year of manufacture, Gregorian.', min: 1850, max: 2100, integer: true })
  yearOfManufacture?: number;

  @Code('marking-status', { doc: 'State of the original markings.' })
  markingStatus?: string;

  @Code('erasure-method', { doc: 'How marks were removed.' })
  erasureMethod?: string;

  @Code('access-mode', { doc: 'How near the observer came: handled, seen, photograph, document, report.' })
  accessMode?: string;

  @Code('acquisition-context', { doc: 'How it came before the observer.' })
  acquisitionContext?: string;

  @Code('holder-type', { doc: 'Who held it.' })
  holderType?: string;

  @Text({ doc: 'The holder as written; protected, never released.', max: 500 })
  holder?: string;

  @Code('condition', { doc: 'Condition.' })
  condition?: string;

  @Code('conversion', { doc: 'Whether and how it was converted.' })
  conversion?: string;

  @Code('loaded-state', { doc: 'Loaded or cleared on arrival.' })
  loadedState?: string;

  @Nested(() => Quantity, { doc: 'How many.' })
  quantity?: Quantity;

  @When({ doc: 'When it was seen; the inspection’s own date when absent.' })
  observedAt?: VagueDate;

  @Nested(() => Place, { doc: 'Where it was seen; the inspection’s own place when absent.' })
  place?: Place;

  @ListOf(() => Serial, { doc: 'Serial and other numbers.', maxItems: 20 })
  serials?: Serial[];

  @ListOf(() => Mark, { doc: 'Other marks.', maxItems: 60 })
  marks?: Mark[];

  @ListOf(() => Headstamp, { doc: 'The headstamp, mark by mark; one headstamp a line.', maxItems: 12 })
  headstamp?: Headstamp[];

  @Code('ammo-kind', { doc: 'Kind of ammunition.' })
  ammoKind?: string;

  @Code('ammo-state', { doc: 'Live, fired case, dud …' })
  ammoState?: string;

  @Text({ doc: 'Lot as written on the packaging.', max: 200 })
  lotRaw?: string;

  @Text({
    doc: 'UN transport number of the packaging, such as UN 0012; no sign of United Nations property.',
    max: 20,
    pattern: /^UN\s?\d{4}$/,
  })
  unNumber?: string;

  @Code('hazard-division', { doc: 'Hazard division, class 1.' })
  hazardDivision?: string;

  @Code('compatibility-group', { doc: 'Compatibility group.' })
  compatibilityGroup?: string;

  @Num({ doc: 'Net explosive quantity in kilograms.', min: 0, max: 1e9 })
  neqKg?: number;

  @Code('legal-justification', { doc: 'Legal ground of the seizure, as first logged.' })
  legalJustification?: string;

  @Code('later-context', { doc: 'Context as it later turned out.' })
  laterContext?: string;

  @OneOf(['A', 'B', 'C', 'D', 'E', 'F'], { doc: 'Reliability of the source; F (cannot be judged) when absent.' })
  sourceGrade?: string;

  @OneOf(['1', '2', '3', '4', '5', '6'], { doc: 'Credibility of the information; 6 (cannot be judged) when absent.' })
  informationGrade?: string;

  @Details({ doc: 'Whatever else the source says of the thing, by name.' })
  details?: Record<string, unknown>;

  @Texts({
    doc: 'Fields that the thing’s own paper should hold and does not (registers, log-books).',
    max: 200,
    maxItems: 50,
  })
  missingFields?: string[];

  @ListOf(() => Claim, { doc: 'Conflicting statements about this line.', maxItems: 50 })
  claims?: Claim[];

  @ListOf(() => CustodyStep, { doc: 'Custody of this line, in order.', maxItems: 100 })
  custody?: CustodyStep[];

  @Text({ doc: 'Remarks.', max: 4000 })
  remarks?: string;

  @Id({ doc: 'An item that this observation is of; a line for one weapon gets a new item otherwise.' })
  itemId?: string;

  @Id({ doc: 'The observation this one corrects; it stays, and no longer counts.' })
  corrects?: string;

  @Level({ doc: 'Level; that of the inspection when absent, never below it.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks, added to those of the inspection.' })
  caveats?: string[];
}
