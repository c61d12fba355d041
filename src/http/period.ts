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
