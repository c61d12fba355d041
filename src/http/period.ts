import type { Fault } from './problems.js';

/**
 * Adds a fault where a half-open period of days ends before it begins. It may end on the day it begins: then it was
 * never in force, which is how a term entered by mistake is undone. A day that nobody knows is never in the wrong.
 */
export function checkPeriod(
  from: string | null | undefined,
  to: string | null | undefined,
  pointer: string,
  faults: Fault[],
): void {
  if (from && to && to < from)
    faults.push({ pointer, code: 'period_reversed', detail: 'The end lies before the beginning.' });
}

/** The present day in UTC. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** Adds a fault where something that has happened is dated after today; anywhere on Earth it may be tomorrow already. */
export function checkNotAhead(day: string | null | undefined, pointer: string, faults: Fault[]): void {
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  if (day && day > tomorrow) faults.push({ pointer, code: 'date_in_future', detail: 'This day is still to come.' });
}
