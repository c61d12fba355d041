/**
 * A date as precisely as it is known: a minute, a day, a month, a year, or not at all. What was written is kept.
 */
export interface VagueDate {
  value: string | null;
  precision: 'MINUTE' | 'DAY' | 'MONTH' | 'YEAR' | 'UNKNOWN';
  about?: boolean;
  /** True when the source does not state the date and the recorder worked it out; `note` says how. */
  inferred?: boolean;
  asWritten?: string;
  note?: string;
}

/** Half-open bounds of a vague date, both null when it is unknown. */
export interface Bounds {
  from: Date | null;
  to: Date | null;
}

const patterns: [VagueDate['precision'], RegExp][] = [
  ['YEAR', /^(\d{4})$/],
  ['MONTH', /^(\d{4})-(0[1-9]|1[0-2])$/],
  ['DAY', /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/],
  [
    'MINUTE',
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/,
  ],
];

/** The precision that a value's own form shows, or null when it has none of the forms. */
export function precisionOf(value: string): VagueDate['precision'] | null {
  const match = patterns.find(([, pattern]) => pattern.test(value));
  // There is no year 0, and PostgreSQL knows none.
  if (!match || value.startsWith('0000')) return null;
  if (match[0] === 'DAY' || match[0] === 'MINUTE') {
    const day = value.slice(0, 10);
    const parsed = new Date(`${day}T00:00:00Z`);
    if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day) return null;
  }
  return match[0];
}

/** First and last moment (exclusive, UTC) that the date allows. */
export function boundsOf(date: VagueDate | null | undefined): Bounds {
  if (!date || date.value === null || date.precision === 'UNKNOWN') return { from: null, to: null };
  const { value } = date;
  if (date.precision === 'MINUTE') {
    const from = new Date(value);
    return { from, to: new Date(from.getTime() + 60_000) };
  }
  const [y, m, d] = value.split('-').map(Number) as [number, number | undefined, number | undefined];
  if (date.precision === 'YEAR') return { from: utc(y, 0, 1), to: utc(y + 1, 0, 1) };
  if (date.precision === 'MONTH') return { from: utc(y, (m ?? 1) - 1, 1), to: utc(y, m ?? 1, 1) };
  return { from: utc(y, (m ?? 1) - 1, d ?? 1), to: utc(y, (m ?? 1) - 1, (d ?? 1) + 1) };
}

function utc(year: number, month: number, day: number): Date {
  const date = new Date(Date.UTC(2000, month, day));
  date.setUTCFullYear(year + (date.getUTCFullYear() - 2000));
  return date;
}

/** No record is older than this (domain rule: ITI practice leaves out arms made before 1946). */
export const earliestDate = new Date('1945-01-01T00:00:00Z');

/** Field clocks run ahead a little. */
const skewMs = 5 * 60_000;

/** True when even the earliest moment the date allows is still to come. */
export function isInFuture(date: VagueDate, now = Date.now()): boolean {
  const { from } = boundsOf(date);
  return from !== null && from.getTime() > now + skewMs;
}
