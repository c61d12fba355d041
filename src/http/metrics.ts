import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The figures of this process, for Prometheus. Labels are names of operations and statuses, never a value or an id. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });
// Which Node this is helps nobody but who looks for a hole in it.
metrics.removeSingleMetric('nodejs_version_info');

/** Requests answered, by operation and status. */
export const requestsAnswered = new Counter({
  name: 'cordon_requests_total',
  help: 'Requests answered, by operation and status',
  labelNames: ['operation', 'status'],
  registers: [metrics],
});

/** How long answers took. */
export const answerSeconds = new Histogram({
  name: 'cordon_request_seconds',
  help: 'Time from request to answer',
  buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
  registers: [metrics],
});

/** Readers that went past the number of records an hour that somebody is told about. */
export const bulkReadAlarms = new Counter({
  name: 'cordon_bulk_read_alarms_total',
  help: 'Readers that opened more records within an hour than BULK_READ_RECORDS',
  registers: [metrics],
});

/** Requests refused because their caller had used up a budget. */
export const budgetRefusals = new Counter({
  name: 'cordon_budget_refusals_total',
  help: 'Requests refused because their caller had used up a budget',
  labelNames: ['budget'],
  registers: [metrics],
});

/** Wrong guesses at passphrases and second factors. */
export const wrongGuesses = new Counter({
  name: 'cordon_wrong_guesses_total',
  help: 'Wrong passphrases and codes of second factors',
  registers: [metrics],
});

/** Guesses that were refused unread because there had been too many. */
export const refusedGuesses = new Counter({
  name: 'cordon_refused_guesses_total',
  help: 'Guesses refused unread after too many wrong ones',
  registers: [metrics],
});

/** Alarms: somebody guesses at many addresses. */
export const sprayAlarms = new Counter({
  name: 'cordon_spray_alarms_total',
  help: 'Alarms because wrong guesses were made at many addresses within minutes',
  registers: [metrics],
});
