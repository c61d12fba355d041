import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

/** The figures of this process, for /metrics. Never a case value in a label. */
export const metrics = new Registry();
collectDefaultMetrics({ register: metrics });

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
