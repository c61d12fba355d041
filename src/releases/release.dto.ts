import {
  Caveats,
  Day,
  Details,
  Flag,
  Id,
  Ids,
  Instant,
  Level,
  ListOf,
  Nested,
  Num,
  OneOf,
  Text,
  Words,
} from '../http/fields.js';
import { datePrecisions, placePrecisions, profiles, serialPrecisions } from './profiles.js';
import { moveTargets } from './release.moves.js';
import { allSeries, releasable, type Series } from './release-fields.js';

/** Most records of one release. */
export const mostRecords = 2_000;

const fieldNames = [...new Set(Object.values(releasable).flatMap(fields => Object.keys(fields)))];

/** Which fields of each series go out, instead of the profile's. */
export class ReleasedFields {
  @Words(Object.keys(releasable.INSPECTION), { doc: 'Of inspections.' })
  inspection?: string[];

  @Words(Object.keys(releasable.OBSERVATION), { doc: 'Of observations.' })
  observation?: string[];

  @Words(Object.keys(releasable.SITE), { doc: 'Of sites.' })
  site?: string[];
}

/** How exactly dates, places and serials go out, instead of as the profile says. */
export class ReleasedPrecisions {
  @OneOf(datePrecisions, { doc: 'Of dates.' })
  date?: (typeof datePrecisions)[number];

  @OneOf(placePrecisions, { doc: 'Of places; KM1 and KM10 give the middle of a cell of about that size.' })
  place?: (typeof placePrecisions)[number];

  @OneOf(serialPrecisions, { doc: 'Of serial and lot numbers; a pseudonym is the same for one recipient each time.' })
  serial?: (typeof serialPrecisions)[number];

  @Num({ doc: 'How many last characters a masked serial hides.', min: 1, max: 20, integer: true })
  hidden?: number;
}

/** What of one record is held back beyond the profile; nothing gets finer by it. */
export class RecordOverride {
  @Id({ doc: 'A record of this release.', required: true })
  recordId!: string;

  @Words(fieldNames, { doc: 'Fields that do not go.' })
  drop?: string[];

  @OneOf(datePrecisions, { doc: 'Dates at most as exact as this.' })
  date?: (typeof datePrecisions)[number];

  @OneOf(placePrecisions, { doc: 'Places at most as exact as this.' })
  place?: (typeof placePrecisions)[number];

  @OneOf(serialPrecisions, { doc: 'Serials at most as exact as this.' })
  serial?: (typeof serialPrecisions)[number];
}

/** A filter that is turned into the ids it finds now. */
export class RecordFilter {
  @OneOf(allSeries, { doc: 'Which records.', required: true })
  series!: Series;

  @Details({ doc: 'Filters by name, as `GET` of the same records takes them.', required: true })
  where!: Record<string, unknown>;
}

/** That an originator agreed to the release of its information. */
export class RecordConsent {
  @Text({
    doc: 'The handling mark it is about, such as THIRD_STATE_INFO:FR.',
    required: true,
    max: 60,
    pattern: /^(ORIGINATOR_CONTROLLED|THIRD_STATE_INFO|CONTINGENT_INFO|UNKNOWN)(:[A-Za-z0-9:.+-]{1,40})?$/,
  })
  caveat!: string;

  @Text({ doc: 'Who agreed, for the originator.', required: true, max: 300 })
  by!: string;

  @Day({ doc: 'When.', required: true })
  on!: string;

  @Text({ doc: 'The document it stands in.', required: true, max: 500 })
  document!: string;
}

/** Proposes a release. */
export class ProposeRelease {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Ids({ doc: 'The bodies it goes to; never empty.', required: true, maxItems: 50 })
  recipients!: string[];

  @Flag({ doc: 'Whether recipients learn who else receives it; false when absent.' })
  recipientsVisible?: boolean;

  @Text({ doc: 'What it is for; recipients read it.', required: true, max: 1000 })
  purpose!: string;

  @Ids({ doc: 'Inspections.', maxItems: mostRecords })
  inspectionIds?: string[];

  @Ids({ doc: 'Observations.', maxItems: mostRecords })
  observationIds?: string[];

  @Ids({ doc: 'Sites.', maxItems: mostRecords })
  siteIds?: string[];

  @ListOf(() => RecordFilter, {
    doc: 'Records that filters find now; those that come later are not in it.',
    maxItems: 10,
  })
  filters?: RecordFilter[];

  @OneOf(
    profiles.map(({ code }) => code),
    { doc: 'Redaction profile: fields and precisions for each kind of recipient; STANDARD when absent.' },
  )
  profile?: string;

  @Nested(() => ReleasedFields, { doc: 'Other fields than the profile has.' })
  fields?: ReleasedFields;

  @Nested(() => ReleasedPrecisions, { doc: 'Other precisions than the profile has.' })
  precisions?: ReleasedPrecisions;

  @ListOf(() => RecordOverride, { doc: 'What of single records is held back.', maxItems: mostRecords })
  overrides?: RecordOverride[];

  @Level({ doc: 'Level; the strictest of its records when absent. It may be higher, never lower.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks beside those of its records.' })
  caveats?: string[];

  @Instant({ doc: 'After this nobody reads the copies.' })
  expiresAt?: string;

  @ListOf(() => RecordConsent, { doc: 'Consents of originators that are there already.', maxItems: 20 })
  consents?: RecordConsent[];
}

/** Proposes a new version of a release, of its records as they are now. */
export class SupersedeRelease {
  @Text({ doc: 'Why there is a new version.', required: true, max: 2000 })
  reason!: string;

  @Text({ doc: 'What it is for; as before when absent.', max: 1000 })
  purpose?: string;

  @Instant({ doc: 'After this nobody reads the copies; as before when absent.' })
  expiresAt?: string;
}

/** Moves a release. */
export class MoveRelease {
  @OneOf(moveTargets, { doc: 'Where to; RELEASED is the countersignature above CONFIDENTIAL.', required: true })
  to!: string;

  @Text({ doc: 'Why; needed to withdraw and to recall.', max: 2000 })
  reason?: string;
}
