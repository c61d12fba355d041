import { Chance, dayAfter, demoId } from './chance.js';
import { type Found, finds } from './finds.js';

/** One body of `POST /api/v1/inspections`. */
export type DemoInspection = Record<string, unknown> & { id: string };

/** A made-up land in the open ocean. */
export interface Land {
  code: 'XV' | 'XO';
  name: string;
  /** West, south, east, north. */
  box: [number, number, number, number];
  places: readonly string[];
  forces: readonly string[];
  inspectParagraph: string;
}

/** What a mission recorded in its first two years. */
export interface Story {
  body: string;
  land: Land;
  seed: number;
  inspections: number;
}

interface Kind {
  weight: number;
  type: string;
  lines: [number, number];
  found: Found;
  seizes: boolean;
}

const kinds: readonly Kind[] = [
  kind(22, 'CHECKPOINT', [0, 6], 'SEIZED', 'CIVIL', true),
  kind(18, 'ARMOURY', [14, 34], 'INSPECTED_IN_STOCK', 'STATE_MIL', false),
  kind(15, 'CACHE', [6, 24], 'FOUND', 'NSAG', true),
  kind(12, 'CARGO_ROAD', [0, 8], 'SEIZED', 'CRIMINAL', true),
  kind(9, 'MIL_SITE', [8, 26], 'INSPECTED_IN_STOCK', 'STATE_MIL', false),
  kind(8, 'COLLECTION', [6, 26], 'SURRENDERED', 'SELF_DEFENCE', true),
  kind(6, 'CARGO_SEA', [0, 10], 'DELIVERY', 'OTHER', false),
  kind(5, 'CARGO_AIR', [0, 8], 'DELIVERY', 'OTHER', false),
  kind(3, 'ATTACK_SITE', [2, 12], 'FOUND', 'NSAG', true),
  kind(2, 'MARKET', [1, 6], 'OBSERVED_ONLY', 'CIVIL', false),
];

function kind(
  weight: number,
  type: string,
  lines: [number, number],
  acquisitionContext: string,
  holderType: string,
  seizes: boolean,
): Kind {
  return { weight, type, lines, found: { acquisitionContext, holderType }, seizes };
}

const denials = [
  { weight: 30, scope: 'WHOLE_SITE', reason: 'NEED_HIGHER_ORDER' },
  { weight: 22, scope: 'BUILDING', reason: 'KEYS_MISSING' },
  { weight: 16, scope: 'WHOLE_SITE', reason: 'NO_PRIOR_NOTICE' },
  { weight: 14, scope: 'RECORDS', reason: 'NOT_COVERED_BY_MANDATE' },
  { weight: 10, scope: 'CONTAINER', reason: 'SECURITY' },
  { weight: 8, scope: 'PHOTOGRAPHY', reason: 'REFUSED_NO_REASON' },
];

/** The inspections of the two years before `firstStart`, oldest first; the same for the same day, every time. */
export function inspectionsOf({ body, land, seed, inspections }: Story, firstStart: string): DemoInspection[] {
  const chance = new Chance(seed);
  const sites = land.places.flatMap(place => siteNames.map(name => site(chance, land, place, name)));
  // The same few sites are visited again and again.
  const days = Array.from({ length: inspections }, () => chance.between(1, 729)).sort((a, b) => b - a);
  return days.map((before, n) =>
    inspection(
      chance,
      land,
      `${body} inspection ${n}`,
      dayAfter(firstStart, -before),
      (type: string) =>
        sites.filter(one => fits(type, one.name))[
          Math.floor(chance.next() ** 2 * sites.filter(one => fits(type, one.name)).length)
        ],
    ),
  );
}

const siteNames = ['Barracks', 'Crossing', 'Quay', 'Airstrip', 'Market', 'Hills'] as const;
type SiteName = (typeof siteNames)[number];

const sitesOf: Record<string, SiteName[]> = {
  ARMOURY: ['Barracks'],
  MIL_SITE: ['Barracks'],
  CARGO_SEA: ['Quay'],
  CARGO_AIR: ['Airstrip'],
  MARKET: ['Market'],
  CACHE: ['Hills'],
  ATTACK_SITE: ['Hills', 'Crossing'],
};

const fits = (type: string, name: SiteName): boolean => (sitesOf[type] ?? ['Crossing', 'Market']).includes(name);

interface DemoSite {
  name: SiteName;
  place: object;
}

function site(chance: Chance, { code, name: land, box }: Land, town: string, name: SiteName): DemoSite {
  const [west, south, east, north] = box;
  const along = (from: number, to: number) => Number((from + chance.next() * (to - from)).toFixed(5));
  return {
    name,
    place: {
      point: { type: 'Point', coordinates: [along(west, east), along(south, north)] },
      accuracyM: chance.of([10, 20, 50, 200]),
      method: 'GPS',
      placeName: `${town} ${name}, ${land} (fictional)`,
      adminCode: `${code}-${town.slice(0, 2).toUpperCase()}`,
    },
  };
}

function inspection(
  chance: Chance,
  land: Land,
  name: string,
  day: string,
  siteFor: (type: string) => DemoSite | undefined,
): DemoInspection {
  const { type, lines, found, seizes } = chance.weighted(kinds);
  const door = doorOf(chance, land, day);
  const whole = door.result === 'FULL' || door.result === 'DELAYED';
  const wanted = whole ? chance.between(...lines) : door.result === 'PARTIAL' ? chance.between(0, 4) : 0;
  const observations = finds(chance, wanted, name, found);
  const seized = seizes && observations.length > 0;
  return {
    id: demoId(name),
    type,
    period: { from: { value: day, precision: 'DAY' } },
    legalBasis: { paragraphId: land.inspectParagraph },
    place: siteFor(type)?.place,
    notice: chance.percent(30) ? { kind: 'HOURS', hours: chance.of([2, 4, 24, 48]) } : { kind: 'NONE' },
    team: [{ name: `Patrol ${chance.between(1, 6)} (fictional)`, kind: 'MISSION', lead: true }],
    parties: [{ name: `${chance.of(land.forces)} (fictional)`, kind: 'ARMED_FORCES', role: 'HOST' }],
    accessResults: [{ id: demoId(`${name} access`), ...door }],
    outcomes: outcomesOf(observations, seized, door.result),
    ...(seized && {
      custody: [
        {
          id: demoId(`${name} seized`),
          reason: 'SEIZE',
          at: { value: day, precision: 'DAY' },
          to: 'Mission evidence store (fictional)',
        },
      ],
    }),
    observations,
    ...(chance.percent(6) && { caveats: ['NOT_FOR_HOST_STATE'] }),
    ...(chance.percent(5) && { classification: 'UNCLASSIFIED' }),
    remarks: 'Fictional record, for demonstration.',
  };
}

/** Eight of a hundred doors stay shut, wholly or in part. */
function doorOf(chance: Chance, { forces }: Land, day: string): Record<string, unknown> & { result: string } {
  const date = { value: day, precision: 'DAY' };
  if (!chance.percent(10)) {
    if (chance.percent(93)) return { result: 'FULL', at: date };
    return { result: chance.of(['SITE_EMPTY', 'ABORTED_WEATHER', 'NOT_FOUND']), at: date };
  }
  const { scope, reason } = chance.weighted(denials);
  return {
    result: scope === 'WHOLE_SITE' ? 'DENIED' : chance.percent(80) ? 'PARTIAL' : 'DELAYED',
    at: date,
    denial: {
      scope,
      reason,
      deniedBy: { rank: chance.of(['Captain', 'Major', 'Sergeant']), unit: `${chance.of(forces)} (fictional)` },
      waitMinutes: chance.between(10, 240),
      higherContactMade: chance.percent(60),
      followUp: [{ kind: chance.of(['LETTER', 'REVISIT', 'REPORT_COMMITTEE']) }],
    },
  };
}

function outcomesOf(lines: Record<string, unknown>[], seized: boolean, door: string): string[] {
  if (door === 'DENIED') return ['ACCESS_DENIED'];
  const outcomes: string[] = [];
  if (seized) outcomes.push('SEIZURE_MADE');
  if (lines.some(line => line.markingStatus === 'ERASED' || line.markingStatus === 'NEVER_MARKED'))
    outcomes.push('UNMARKED_ITEMS');
  if (lines.some(line => line.countryOfManufacture === 'XO')) outcomes.push('SUSPECTED_BREACH');
  return outcomes.length > 0 ? outcomes : ['NO_FINDING'];
}
