import { createHash, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config.js';
import { Database } from '../database/database.js';
import { log } from '../http/log.js';
import { Problem } from '../http/problems.js';
import { factorAllowance, Guesses } from './guesses.js';
import type { AccessClaims } from './tokens.js';
import { base32, FactorSeal, matchingStep, newFactorSecret, otpauthUri } from './totp.js';

const recoveryCodes = 10;

/** What is asked again of a person who is signed in, as `auth.self` returns it. */
export interface Self {
  password_hash: string | null;
  factor: Buffer | null;
  factor_confirmed: boolean | null;
  recovery_codes: number;
  session_factor: string | null;
  stepped_up: boolean;
  email: string | null;
}

/** A secret on its way into an authenticator, shown this once. */
export interface BegunFactor {
  otpauthUri: string;
  secret: string;
}

/** Setting up, spending and removing second factors (RFC 6238). */
@Injectable()
export class SecondFactorsService {
  private readonly seal: FactorSeal;

  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly guesses: Guesses,
  ) {
    this.seal = new FactorSeal(config.secret);
  }

  /** The person signed in, as far as it matters here. */
  async self(who: { sub: string; sid: string }): Promise<Self> {
    const [self] = await this.db.call<Self>('select * from auth.self($1, $2)', [who.sub, who.sid]);
    if (!self) throw new Problem('session_ended');
    return self;
  }

  /** The factor that a session begins with: without one where one is required, it can only set one up. */
  sessionFactor(verified: boolean): 'VERIFIED' | 'MISSING' | 'NOT_REQUIRED' {
    if (verified) return 'VERIFIED';
    return this.config.requireSecondFactor ? 'MISSING' : 'NOT_REQUIRED';
  }

  /**
   * Spends one code: six digits of the present step or its neighbours, or a recovery code. Each works once.
   * @param bucket keeps the guesses of a known device apart from those of strangers.
   * @throws Problem second_factor_required without a code, sign_in_failed for a wrong or used one, too_many_requests.
   */
  async spend(personId: string, sealed: Buffer, otp: string | undefined, bucket: string): Promise<void> {
    if (otp === undefined) throw new Problem('second_factor_required');
    const guess = await this.guesses.take(`factor ${personId} ${bucket}`, factorAllowance);
    const code = otp.replace(/[\s-]/g, '').toUpperCase();
    const good = /^\d{6}$/.test(code)
      ? await this.spendStep(personId, sealed, code)
      : await this.spendCode(personId, code);
    if (!good) {
      await this.guesses.wrong();
      throw new Problem('sign_in_failed', 'This code is wrong, or was used before.');
    }
    await this.guesses.right(guess);
  }

  /** @throws Problem move_not_allowed when one is set up. */
  async begin(who: AccessClaims): Promise<BegunFactor> {
    const { email } = await this.self(who);
    const secret = newFactorSecret();
    const [row] = await this.db.call<{ begun: boolean }>('select auth.begin_factor($1, $2) as begun', [
      who.sub,
      this.seal.seal(secret, who.sub),
    ]);
    if (!row?.begun) throw new Problem('move_not_allowed', 'A second factor is set up; remove it first.');
    return { otpauthUri: otpauthUri(secret, email ?? ''), secret: base32(secret) };
  }

  /**
   * Sets up what was begun, once the authenticator shows the right digits. Every other session ends.
   * @returns the recovery codes, shown this once.
   * @throws Problem move_not_allowed when none is begun, sign_in_failed for wrong digits, too_many_requests.
   */
  async confirm(who: AccessClaims, otp: string, request: string): Promise<string[]> {
    const self = await this.self(who);
    if (!self.factor || self.factor_confirmed)
      throw new Problem('move_not_allowed', 'No second factor has been begun; POST /auth/second-factor begins one.');
    await this.spend(who.sub, self.factor, otp, `session ${who.sid}`);
    const codes = Array.from({ length: recoveryCodes }, newRecoveryCode);
    const [row] = await this.db.call<{ done: boolean }>('select auth.confirm_factor($1, $2, $3, $4) as done', [
      who.sub,
      who.sid,
      codes.map(code => recoveryHash(code.replaceAll('-', ''))),
      request,
    ]);
    if (!row?.done) throw new Problem('conflicting_change');
    return codes;
  }

  /** Removes the second factor and its recovery codes; every other session ends. @throws Problem move_not_allowed. */
  async remove(who: AccessClaims, request: string): Promise<void> {
    const [row] = await this.db.call<{ done: boolean }>('select auth.remove_factor($1, $2, $3, $4) as done', [
      who.sub,
      who.sid,
      this.sessionFactor(false),
      request,
    ]);
    if (!row?.done) throw new Problem('move_not_allowed', 'There is no second factor.');
  }

  private async spendStep(personId: string, sealed: Buffer, code: string): Promise<boolean> {
    const secret = this.seal.open(sealed, personId);
    if (!secret) log.error({ personId }, 'a second factor cannot be opened: was CORDON_SECRET changed?');
    const step = secret && matchingStep(secret, code, Date.now());
    if (!step) return false;
    const [row] = await this.db.call<{ used: boolean }>('select auth.use_step($1, $2) as used', [personId, step]);
    return row?.used ?? false;
  }

  private async spendCode(personId: string, code: string): Promise<boolean> {
    const [row] = await this.db.call<{ used: boolean }>('select auth.use_recovery_code($1, $2) as used', [
      personId,
      recoveryHash(code),
    ]);
    return row?.used ?? false;
  }
}

/** 80 bits in four groups of characters that are not mistaken for each other; so many that a plain hash keeps them. */
function newRecoveryCode(): string {
  const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}

const recoveryHash = (code: string): Buffer => createHash('sha256').update(`recovery code ${code}`).digest();
