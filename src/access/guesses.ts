import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { log } from '../http/log.js';
import { refusedGuesses, sprayAlarms, wrongGuesses } from '../http/metrics.js';
import { Problem } from '../http/problems.js';

/** So many guesses in so many seconds. */
export interface Allowance {
  guesses: number;
  seconds: number;
}

/** At one address from devices that nobody knows, and at one from a known device: each has its own. */
export const passphraseAllowance: Allowance = { guesses: 10, seconds: 3600 };

/** At six digits: a million codes, of which three are right at a time. */
export const factorAllowance: Allowance = { guesses: 5, seconds: 900 };

/** Wrong guesses at so many subjects within so many seconds are no mistakes of typing. */
const spray = { subjects: 20, seconds: 600 };
/** An alarm is repeated no sooner. */
const alarmPauseMs = 60_000;

/**
 * The throttle of guessing. It is kept in the database, so a restart forgets nothing and every process counts the same;
 * a guess is written down before it is judged, so guesses at the same moment count each other; and it is kept for a
 * subject (an address, a known device, a session), so nobody locks out anybody else.
 */
@Injectable()
export class Guesses {
  private nextAlarm = 0;

  constructor(private readonly db: Database) {}

  /**
   * Takes one guess at a subject, to be given back with {@link right}.
   * @throws Problem too_many_requests: the guess is refused unread.
   */
  async take(subject: string, { guesses, seconds }: Allowance): Promise<string> {
    const [taken] = await this.db.call<{ guess: string | null; wait: number }>(
      'select * from auth.guess($1, $2, make_interval(secs => $3))',
      [createHash('sha256').update(subject).digest(), guesses, seconds],
    );
    if (taken?.guess) return taken.guess;
    refusedGuesses.inc();
    throw new Problem('too_many_requests', 'Too many wrong guesses; wait for the time given in Retry-After.', [], {
      'retry-after': String(taken?.wait ?? seconds),
    });
  }

  /** The guess was right, so it is no failure. */
  async right(guess: string): Promise<void> {
    await this.db.call('select auth.guessed_right($1)', [guess]);
  }

  /** The guess was wrong: it stays written down, and may be one too many at too many addresses. */
  async wrong(): Promise<void> {
    wrongGuesses.inc();
    if (Date.now() < this.nextAlarm) return;
    const [row] = await this.db.call<{ n: number }>(
      'select auth.addresses_guessed_at(make_interval(secs => $1)) as n',
      [spray.seconds],
    );
    // Another guess of the same moment may have sounded it meanwhile.
    if ((row?.n ?? 0) < spray.subjects || Date.now() < this.nextAlarm) return;
    this.nextAlarm = Date.now() + alarmPauseMs;
    sprayAlarms.inc();
    log.warn({ addresses: row?.n, seconds: spray.seconds }, 'alarm: wrong guesses at many addresses');
  }
}
