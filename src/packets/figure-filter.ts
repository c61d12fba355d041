import { levelOf } from '../http/shape.js';
import { type Condition, conditionSql, relationOf, type Source } from './figure-records.js';

/** Which records a figure counts, as plain JSON: it is stored with the figure and opens it again years later. */
export interface FigureFilter {
  sources: Source[];
  /** Records of the period by their first day, or those whose date nobody knows. */
  dates: 'IN_PERIOD' | 'UNKNOWN';
  period: { from: string; to: string };
  regime: string | null;
  /** Records above the packet's level, and those of a compartment, are never counted. */
  level: string;
  /** The numerator. */
  counted: Condition;
  /** The denominator; the numerator is counted among it. */
  among?: Condition;
  /** The numerator is a sum over its records and not their number. */
  sum?: 'QTY_MIN' | 'QTY_MAX';
}

/** The moment of a packet: with it a filter finds the same records again. */
export interface Moment {
  snapshot: string;
  takenAt: string;
}

/**
 * The parameters every relation begins with: $1 body, $2 snapshot, $3 instant, $4 level, $5 regime. $1 is left to the
 * caller, who binds the reader's body.
 */
export const momentValues = (moment: Moment, level: string, regime: string | null): unknown[] => [
  moment.snapshot,
  moment.takenAt,
  levelOf(level),
  regime,
];

/** Midnight UTC at which a day begins. */
export const dayBegins = (day: string): string => `${day}T00:00:00Z`;

/** How to tell a figure's records: conditions on a relation called r. */
interface Judgement {
  /** The records behind it: its numerator's, or with a denominator all of that. */
  belongs: string;
  inNumerator: string;
}

/** A figure's conditions as SQL; `bind` gives a value's placeholder. */
export function judge(filter: FigureFilter, bind: (value: unknown) => string): Judgement {
  const belongs = conditionSql(filter.among ?? filter.counted, bind);
  if (filter.dates === 'UNKNOWN') belongs.push('r.date_from is null');
  else {
    belongs.push(`r.date_from >= ${bind(dayBegins(filter.period.from))}::timestamptz`);
    belongs.push(`r.date_from < ${bind(dayBegins(filter.period.to))}::timestamptz`);
  }
  const counted = conditionSql(filter.counted, bind);
  return {
    belongs: belongs.join(' and '),
    inNumerator: counted.length > 0 ? `(${counted.join(' and ')}) is true` : 'true',
  };
}

/** The records behind a figure as SQL, each with `in_numerator`, and the values of $2 and on. */
export function openFigure(filter: FigureFilter, moment: Moment): { rows: string; values: unknown[] } {
  const values = momentValues(moment, filter.level, filter.regime);
  const { belongs, inNumerator } = judge(filter, value => `$${values.push(value) + 1}`);
  const relation = filter.sources.map(relationOf).join(' union all ');
  return { rows: `select r.*, ${inNumerator} as in_numerator from (${relation}) r where ${belongs}`, values };
}
