import { Caveats, Code, Codes, Flag, Id, Level, ListOf, Nested, Num, Text, Texts, When } from '../http/fields.js';
import type { VagueDate } from '../http/vague-date.js';
import { Claim, CustodyStep, Quantity, RecordObservation } from '../observations/observation.dto.js';
import { Place } from '../sites/place.dto.js';

/** From when to when; a day, a month or "not known" will do. */
export class Period {
  @When({ doc: 'Beginning, or the day itself.', required: true, mayBeFuture: true })
  from!: VagueDate;

  @When({ doc: 'End (the last day, month or moment), when it is not the same.', mayBeFuture: true })
  to?: VagueDate;
}

/** What the inspection rests on. It must be in force that day. */
export class LegalBasis {
  @Text({ doc: 'Operative paragraph by its id at GET /resolutions, such as `S/RES/1584(2005)/2`.', max: 100 })
  paragraphId?: string;

  @Text({ doc: 'Regime by its code at GET /regimes, or NONE when no regime applied.', max: 30 })
  regime?: string;

  @Text({ doc: 'Regime that applied at another time, for records outside its period.', max: 30 })
  historicalRegime?: string;

  @Text({ doc: 'The basis in the words of the source.', max: 1000 })
  asWritten?: string;
}

/** Whether and how the visit was announced. */
export class Notice {
  @Code('notice-kind', { doc: 'Kind of notice.', required: true })
  kind!: string;

  @Num({ doc: 'Hours of notice.', min: 0, max: 10_000 })
  hours?: number;

  @When({ doc: 'When notice was given.' })
  givenAt?: VagueDate;

  @Text({ doc: 'The notice in the words of the source.', max: 1000 })
  asWritten?: string;
}

/** One member of the team: a person of the own body, appointed that day, or a party as written. */
export class TeamMember {
  @Id({ doc: 'A person with an appointment in the own body on that day.' })
  personId?: string;

  @Text({ doc: 'Anybody else, as written.', max: 500 })
  name?: string;

  @Code('party-kind', { doc: 'What the party is, when named as written.' })
  kind?: string;

  @Text({ doc: 'What the member did.', max: 200 })
  function?: string;

  @Texts({ doc: 'Skills brought, such as ARMS_ID.', max: 60, maxItems: 20 })
  skills?: string[];

  @Flag({ doc: 'Led the team.' })
  lead?: boolean;
}

/** Somebody the record speaks of, as written; never a sign-in. */
export class PartyMention {
  @Text({ doc: 'The name as written.', required: true, max: 500 })
  name!: string;

  @Code('party-kind', { doc: 'What the party is.' })
  kind?: string;

  @Code('party-role', { doc: 'Its part in the event.', required: true })
  role!: string;

  @Text({ doc: 'Note.', max: 1000 })
  note?: string;
}

/** The ship or aircraft inspected. */
export class Vessel {
  @Text({ doc: 'Name as written.', max: 200 })
  name?: string;

  @Text({ doc: 'IMO number, seven digits.', max: 10, pattern: /^(IMO ?)?\d{7}$/ })
  imo?: string;

  @Text({ doc: 'MMSI, nine digits.', max: 9, pattern: /^\d{9}$/ })
  mmsi?: string;

  @Text({ doc: 'Call sign.', max: 20 })
  callSign?: string;

  @Code('country', { doc: 'Flag State.' })
  flag?: string;

  @Text({ doc: 'Flag as written.', max: 200 })
  flagAsWritten?: string;

  @Text({ doc: 'Type of vessel.', max: 100 })
  type?: string;

  @Text({ doc: 'Owner.', max: 300 })
  owner?: string;

  @Text({ doc: 'Operator.', max: 300 })
  operator?: string;

  @Text({ doc: 'Last port.', max: 200 })
  lastPort?: string;

  @Text({ doc: 'Next port.', max: 200 })
  nextPort?: string;

  @Text({ doc: 'Cargo as declared.', max: 1000 })
  cargoDeclared?: string;
}

/** How much of the whole was looked at. */
export class Coverage {
  @Num({ doc: 'Units looked at.', min: 0, max: 1e9, integer: true })
  checked?: number;

  @Num({ doc: 'Units there were.', min: 0, max: 1e9, integer: true })
  of?: number;

  @Code('quantity-unit', { doc: 'The unit.' })
  unit?: string;

  @Text({ doc: 'In the words of the source.', max: 500 })
  asWritten?: string;
}

/** Another date that matters: the seizure before the inspection, the announcement after it. */
export class KeyDate {
  @Text({ doc: 'What happened then.', required: true, max: 200 })
  what!: string;

  @When({ doc: 'When.', required: true })
  date!: VagueDate;

  @Text({ doc: 'Note.', max: 1000 })
  note?: string;
}

/** Who refused, as written; protected. */
export class DeniedBy {
  @Text({ doc: 'Name.', max: 300 })
  name?: string;

  @Text({ doc: 'Rank.', max: 100 })
  rank?: string;

  @Text({ doc: 'Unit.', max: 300 })
  unit?: string;

  @Text({ doc: 'Party.', max: 500 })
  party?: string;
}

/** What is done about a denial. */
export class FollowUp {
  @Code('follow-up-kind', { doc: 'What.', required: true })
  kind!: string;

  @When({ doc: 'Due or done on.', mayBeFuture: true })
  on?: VagueDate;

  @Text({ doc: 'Note.', max: 1000 })
  note?: string;
}

/** The block for results that the host caused: who refused what, why, and how long it took. */
export class Denial {
  @Code('denial-scope', { doc: 'What was refused.', required: true })
  scope!: string;

  @Code('denial-reason', { doc: 'The reason given.', required: true })
  reason!: string;

  @Text({ doc: 'The reason in the words used.', max: 2000 })
  reasonAsWritten?: string;

  @Nested(() => DeniedBy, { doc: 'Who refused.' })
  deniedBy?: DeniedBy;

  @When({ doc: 'Arrival.' })
  arrivalAt?: VagueDate;

  @When({ doc: 'The refusal.' })
  deniedAt?: VagueDate;

  @When({ doc: 'Departure.' })
  leftAt?: VagueDate;

  @When({ doc: 'Refused ever since, for standing denials.' })
  since?: VagueDate;

  @Num({ doc: 'Minutes waited.', min: 0, max: 100_000, integer: true })
  waitMinutes?: number;

  @Flag({ doc: 'Higher authority was contacted.' })
  higherContactMade?: boolean;

  @Text({ doc: 'Evidence: photographs, radio log.', max: 1000 })
  evidence?: string;

  @ListOf(() => FollowUp, { doc: 'What was done about it.', maxItems: 20 })
  followUp?: FollowUp[];
}

/** What happened at the door. Permanent; a correction names the result it supersedes. */
export class AccessResult {
  @Id({ doc: 'Client-made id.' })
  id?: string;

  @Code('access-result', { doc: 'The result.', required: true })
  result!: string;

  @When({ doc: 'When; the inspection’s own date when absent.' })
  at?: VagueDate;

  @Nested(() => Denial, { doc: 'Required for DENIED, PARTIAL, DELAYED and POSTPONED_BY_HOST, and only for these.' })
  denial?: Denial;

  @Text({ doc: 'Remarks.', max: 4000 })
  remarks?: string;

  @Id({ doc: 'The result of this inspection that this one corrects.' })
  supersedes?: string;
}

/** A paper, report or picture that the record rests on. */
export class DocumentMention {
  @Id({ doc: 'Client-made id, so that claims can name it.' })
  id?: string;

  @Code('document-kind', { doc: 'Kind.', required: true })
  kind!: string;

  @Text({ doc: 'Title or description.', required: true, max: 1000 })
  title!: string;

  @Text({ doc: 'Document symbol and place in it.', max: 300 })
  symbol?: string;

  @Text({ doc: 'Address.', max: 2000, pattern: /^https?:\/\/\S+$/ })
  url?: string;

  @Text({ doc: 'The words relied on.', max: 4000 })
  quote?: string;

  @When({ doc: 'Date of the document.' })
  publishedOn?: VagueDate;

  @Text({ doc: 'Remarks.', max: 4000 })
  remarks?: string;
}

/** A total that a source only reports; never mixed with counted lines. */
export class ReportedTotal {
  @Id({ doc: 'Client-made id.' })
  id?: string;

  @Text({ doc: 'What was counted, in the words of the source.', required: true, max: 1000 })
  description!: string;

  @Nested(() => Quantity, { doc: 'How many.', required: true })
  quantity!: Quantity;

  @Nested(() => Period, { doc: 'Over what time; the inspection’s own when absent.' })
  period?: Period;
}

/** An inspection, seizure, visit or desk check, with all that is known of it. */
export class RecordInspection {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Text({
    doc: 'Reference number from a block given to the device; the server makes one otherwise.',
    max: 60,
    pattern: /^[A-Z0-9-]{2,24}-INS-\d{4}-\d{4,8}$/,
  })
  ref?: string;

  @Code('inspection-type', { doc: 'Type.', required: true })
  type!: string;

  @Code('inspection-status', {
    doc: 'Where it stands. When absent: PLANNED if still to come, else what the access results say.',
  })
  status?: string;

  @Nested(() => Period, { doc: 'When.', required: true })
  period!: Period;

  @Nested(() => LegalBasis, {
    doc: 'What it rests on; required for a planned inspection, NOT_STATED when a source does not say.',
  })
  legalBasis?: LegalBasis;

  @Id({
    doc: 'The version of a procedure of the own body it was made under, in force that day; when absent, that of the only one about INSPECTION, if there is just one.',
  })
  procedureVersionId?: string;

  @Id({ doc: 'A registered site of the own body.' })
  siteId?: string;

  @Nested(() => Place, { doc: 'Where, when it is no registered site.' })
  place?: Place;

  @Nested(() => Notice, { doc: 'Notice.' })
  notice?: Notice;

  @ListOf(() => TeamMember, { doc: 'The team.', maxItems: 100 })
  team?: TeamMember[];

  @ListOf(() => PartyMention, { doc: 'Others involved, as written.', maxItems: 100 })
  parties?: PartyMention[];

  @Nested(() => Vessel, { doc: 'The ship or aircraft.' })
  vessel?: Vessel;

  @Nested(() => Coverage, { doc: 'How much was looked at.' })
  coverage?: Coverage;

  @ListOf(() => KeyDate, { doc: 'Other dates that matter.', maxItems: 50 })
  keyDates?: KeyDate[];

  @ListOf(() => AccessResult, { doc: 'Access.', maxItems: 50 })
  accessResults?: AccessResult[];

  @Codes('outcome', { doc: 'Outcomes; several may apply.' })
  outcomes?: string[];

  @Text({ doc: 'The outcome in words.', max: 4000 })
  outcomeText?: string;

  @ListOf(() => RecordObservation, { doc: 'What was seen.', maxItems: 2000 })
  observations?: RecordObservation[];

  @ListOf(() => ReportedTotal, { doc: 'Totals that the source only reports.', maxItems: 200 })
  reportedTotals?: ReportedTotal[];

  @ListOf(() => CustodyStep, { doc: 'Custody of the whole find, in order.', maxItems: 200 })
  custody?: CustodyStep[];

  @ListOf(() => DocumentMention, { doc: 'Documents it rests on.', maxItems: 100 })
  documents?: DocumentMention[];

  @ListOf(() => Claim, { doc: 'Conflicting statements.', maxItems: 100 })
  claims?: Claim[];

  @Text({ doc: 'Objective.', max: 4000 })
  objective?: string;

  @Text({ doc: 'Remarks.', max: 4000 })
  remarks?: string;

  @Level({ doc: 'Level; CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'A compartment of the own body in which the recorder is a member.' })
  compartmentId?: string;

  @Flag({ doc: 'A draft is read by its recorder and the chiefs only, and counts nowhere, until it is SUBMITTED.' })
  draft?: boolean;
}
