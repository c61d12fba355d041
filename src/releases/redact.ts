import { boundsOf, type VagueDate } from '../http/vague-date.js';
import type { Precisions } from './profiles.js';
import { type FieldKind, releasable, type Series } from './release-fields.js';

/** A live record as its own body reads it. */
export type LiveRecord = Record<string, unknown>;

/** Which fields of one record go out, and how exactly. */
export interface Cut extends Precisions {
  fields: readonly string[];
  /** Makes a serial's stand-in for this recipient. */
  pseudonym: (serial: string) => string;
}

/** Generates a record's redacted copy: whatever is not named is not there, and what is named is as coarse as asked. */
export function redact(series: Series, live: LiveRecord, cut: Cut): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [field, kind] of Object.entries(releasable[series])) {
    if (!cut.fields.includes(field)) continue;
    const value = redactors[kind](live[field], cut, live);
    if (value !== undefined) copy[field] = value;
  }
  return copy;
}

type Redactor = (value: unknown, cut: Cut, live: LiveRecord) => unknown;

const keep: Redactor = value => value ?? null;
const date: Redactor = (value, cut) => coarseDate(value as VagueDate | null, cut.date);

/** A field under NONE is absent, not null: null would say that nothing is known. */
const redactors: Record<FieldKind, Redactor> = {
  plain: keep,
  text: keep,
  date,
  period: (value, cut, live) => {
    const { from, to } = (value ?? {}) as { from?: VagueDate; to?: VagueDate | null };
    return { from: date(from, cut, live), to: to ? date(to, cut, live) : null };
  },
  place: (value, cut, live) =>
    coarsePlace(value as LivePlace | null, live.coordinates as LivePoint | null, cut.place, live.adminCode),
  placeName: (value, cut) => (cut.place === 'POINT' || cut.place === 'KM1' ? value : undefined),
  serials: (value, cut) =>
    cut.serial === 'NONE'
      ? undefined
      : (value as { raw: string; norm: string; position: string; origin: string; isPrimary: boolean }[]).map(one => ({
          serial: coarseSerial(one.raw, one.norm, cut),
          form: cut.serial,
          position: one.position,
          origin: one.origin,
          isPrimary: one.isPrimary,
        })),
  lot: (value, cut) =>
    cut.serial === 'NONE' ? undefined : typeof value === 'string' ? coarseSerial(value, value, cut) : null,
  // Property marks and rack numbers find an object or its unit as a serial does.
  marks: (value, cut) =>
    (value as { kind: string; raw: string }[]).map(({ kind, raw }) =>
      cut.serial === 'FULL' ? { kind, raw } : { kind },
    ),
  quantity: value => {
    const { min, max, unit, method } = (value ?? {}) as Record<string, unknown>;
    return { min, max, unit, method };
  },
  access: (value, cut, live) =>
    (value as { result: string; cause: string; at: VagueDate; superseded: boolean; denial: LiveRecord | null }[])
      .filter(({ superseded }) => !superseded)
      .map(({ result, cause, at, denial }) => ({
        result,
        cause,
        at: date(at, cut, live),
        scope: denial?.scope ?? null,
        reason: denial?.reason ?? null,
      })),
};

/** A date at most as exact as asked; what was written, and how it was worked out, stay behind. */
export function coarseDate(raw: VagueDate | null | undefined, to: Precisions['date']): VagueDate {
  if (!raw || raw.value === null || raw.precision === 'UNKNOWN') return { value: null, precision: 'UNKNOWN' };
  const value = raw.value.slice(0, { DAY: 10, MONTH: 7, YEAR: 4 }[to]);
  const precision = ({ 4: 'YEAR', 7: 'MONTH' } as const)[value.length] ?? 'DAY';
  return { value, precision, about: raw.about ?? false };
}

interface LivePlace {
  accuracyM?: number;
  placeName?: string;
  adminCode?: string;
}

interface LivePoint {
  coordinates: [number, number];
}

/** Degrees of a cell, and the radius in metres that covers it anywhere on the globe. */
const cells = { KM1: [0.01, 800], KM10: [0.1, 8_000] } as const;

/** A place at most as exact as asked: a cell always shows the same middle, so repeated releases tell no more. */
export function coarsePlace(
  place: LivePlace | null,
  point: LivePoint | null,
  to: Precisions['place'],
  siteAdminCode?: unknown,
): object | null | undefined {
  if (to === 'NONE') return undefined;
  const adminCode = place?.adminCode ?? (typeof siteAdminCode === 'string' ? siteAdminCode : undefined);
  if (to === 'COUNTRY') return adminCode ? { country: adminCode.slice(0, 2) } : null;
  if (to === 'ADMIN_CODE') return adminCode ? { adminCode } : null;
  if (to === 'POINT') {
    const whole = {
      ...(point ? { point: { type: 'Point', coordinates: point.coordinates } } : {}),
      ...(typeof place?.accuracyM === 'number' ? { accuracyM: place.accuracyM } : {}),
      ...(place?.placeName ? { placeName: place.placeName } : {}),
      ...(adminCode ? { adminCode } : {}),
    };
    return Object.keys(whole).length > 0 ? whole : null;
  }
  if (!point) return null;
  const [size, accuracyM] = cells[to];
  const middle = (degrees: number) => Number((Math.floor(degrees / size + 1e-9) * size + size / 2).toFixed(4));
  const [lon, lat] = point.coordinates;
  return {
    point: { type: 'Point', coordinates: [middle(lon), middle(lat)] },
    accuracyM: Math.max(accuracyM, place?.accuracyM ?? 0),
  };
}

/** A serial as asked; of a short one more is hidden, or the mask would show nearly the whole. */
export function coarseSerial(
  raw: string,
  norm: string,
  cut: Pick<Cut, 'serial' | 'hidden' | 'pseudonym'>,
): string | null {
  if (cut.serial === 'FULL') return raw;
  if (cut.serial === 'PSEUDONYM') return cut.pseudonym(norm);
  if (cut.serial === 'NONE') return null;
  const characters = [...raw];
  const hidden = Math.min(characters.length, Math.max(cut.hidden, characters.length < 6 ? 3 : 0));
  return characters.slice(0, characters.length - hidden).join('') + '•'.repeat(hidden);
}

/** What a copy is found by: read from the copy, so that no filter finds what was held back. */
export interface Findable {
  category: string | null;
  calibre: string | null;
  serials: string[];
  dated_from: Date | null;
  dated_to: Date | null;
  words: string;
}

/** @see Findable */
export function findable(copy: Record<string, unknown>): Findable {
  const serials = (copy.serials as { serial: string | null }[] | undefined) ?? [];
  const { from, to } = (copy.period ?? { from: copy.observedAt, to: null }) as {
    from?: VagueDate;
    to?: VagueDate | null;
  };
  const begins = boundsOf(from);
  return {
    category: (copy.category1997 as string | null | undefined) ?? null,
    calibre: (copy.calibreRaw as string | null | undefined) ?? null,
    serials: serials.flatMap(({ serial }) => (serial ? [serial] : [])),
    dated_from: begins.from,
    dated_to: to ? boundsOf(to).to : begins.to,
    words: textsIn(copy).join(' ').toLowerCase(),
  };
}

/** Members that say how a value is given, not what it is. */
const manner = new Set(['precision', 'form', 'method', 'unit', 'type']);

const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, part]) => (manner.has(name) ? [] : textsIn(part)))
      : [];
