import { pino } from 'pino';

/**
 * The process's log: one JSON object a line. Callers pass ids, counts, codes and durations only; bodies, query values
 * and error messages never, because they can hold case text. The level is set from the configuration at start.
 */
export const log = pino({ base: undefined, timestamp: pino.stdTimeFunctions.isoTime });
