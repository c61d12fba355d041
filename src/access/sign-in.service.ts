import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { v7 as uuidv7 } from 'uuid';
import { ReadLog } from '../audit/read-log.js';
import { Config } from '../config.js';
import { Database } from '../database/database.js';
import { Problem } from '../http/problems.js';
import { factorAllowance, Guesses, passphraseAllowance } from './guesses.js';
import { asHashed, refusePassphrase } from './passphrase-rules.js';
import { SecondFactorsService } from './second-factors.service.js';
import type { AcceptInvitation, ChangePassphrase, SignIn, StepUp } from './sign-in.dto.js';
import { type AccessClaims, randomToken, Tokens, tokenHash } from './tokens.js';

/** Argon2id (the library's default) at OWASP's first recommendation: 19 MiB, two passes, one lane. */
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** What a refreshed session hands out. */
export interface SessionTokens {
  accessToken: string;
  expiresIn: number;
  refreshToken: string;
  tokenType: 'Bearer';
}

/** What a successful sign-in hands out. */
export interface NewSession extends SessionTokens {
  deviceToken: string;
}

/** The hash of a passphrase as it is stored. */
export const hashPassphrase = (passphrase: string): Promise<string> => hash(asHashed(passphrase), argon);

/** Signing in and out, refreshing, stepping up, and choosing a passphrase. */
@Injectable()
export class SignInService {
  /** Compared with when the address is unknown, so that both cases cost the same time. */
  private readonly decoy = hashPassphrase(randomToken().token);

  constructor(
    private readonly db: Database,
    private readonly tokens: Tokens,
    private readonly reads: ReadLog,
    private readonly config: Config,
    private readonly guesses: Guesses,
    private readonly factors: SecondFactorsService,
  ) {}

  /**
   * @throws Problem sign_in_failed (never saying which half was wrong), second_factor_required once the passphrase was
   * right, or too_many_requests.
   */
  async signIn({ email, password, otp, deviceToken }: SignIn, request: string): Promise<NewSession> {
    const device = deviceToken ? tokenHash(deviceToken) : null;
    const [known] = await this.db.call<{
      person_id: string;
      password_hash: string | null;
      known_device: boolean;
      factor: Buffer | null;
    }>('select * from auth.look_up($1, $2)', [email.trim(), device]);
    // Strangers share one allowance for an address; a device that this person has signed in on has its own.
    const bucket = known?.known_device ? `device ${device?.toString('hex')}` : 'strangers';
    const guess = await this.guesses.take(
      known?.known_device ? bucket : `address ${email.trim().toLowerCase()}`,
      passphraseAllowance,
    );
    const matches = await verify(known?.password_hash ?? (await this.decoy), asHashed(password));
    if (!known?.password_hash || !matches) {
      await this.reads.writeSignIn('SIGN_IN_FAILED', known?.person_id ?? null, request);
      await this.guesses.wrong();
      throw new Problem('sign_in_failed');
    }
    await this.guesses.right(guess);
    if (known.factor)
      await this.factors.spend(known.person_id, known.factor, otp, bucket).catch(async (error: unknown) => {
        if (otp !== undefined) await this.reads.writeSignIn('SIGN_IN_FAILED', known.person_id, request);
        throw error;
      });
    const [session, refresh, kept] = [uuidv7(), randomToken(), randomToken()];
    await this.db.call('select auth.start_session($1, $2, $3, make_interval(hours => $4), $5, $6)', [
      session,
      known.person_id,
      refresh.sha256,
      this.config.sessionHours,
      this.factors.sessionFactor(known.factor !== null),
      known.known_device ? device : kept.sha256,
    ]);
    await this.reads.writeSignIn('SIGN_IN', known.person_id, request);
    return {
      ...this.handOut(known.person_id, session, refresh.token),
      deviceToken: known.known_device && deviceToken ? deviceToken : kept.token,
    };
  }

  /** @throws Problem session_ended; a refresh token used twice ends its whole session. */
  async refresh(refreshToken: string): Promise<SessionTokens> {
    const next = randomToken();
    const [turn] = await this.db.call<{ outcome: string; session_id: string; person_id: string }>(
      'select * from auth.rotate($1, $2)',
      [tokenHash(refreshToken), next.sha256],
    );
    if (turn?.outcome !== 'ROTATED') {
      throw new Problem(
        'session_ended',
        turn?.outcome === 'REUSED' ? 'This refresh token was used before, so the session was ended.' : undefined,
      );
    }
    return this.handOut(turn.person_id, turn.session_id, next.token);
  }

  /** Ends the session at once, for every holder of its tokens. */
  async signOut(personId: string, sessionId: string, request: string): Promise<void> {
    await this.db.call('select auth.end_session($1, $2)', [sessionId, 'SIGNED_OUT']);
    await this.reads.writeSignIn('SIGN_OUT', personId, request);
  }

  /**
   * Shows again who it is: with the second factor where one is set up, with the passphrase where none is.
   * @throws Problem sign_in_failed, second_factor_required, too_many_requests.
   */
  async stepUp(who: AccessClaims, { password, otp }: StepUp, request: string): Promise<void> {
    const self = await this.factors.self(who);
    const factor = self.factor_confirmed ? self.factor : null;
    if (password !== undefined || !factor) await this.askPassphrase(who, self.password_hash, password ?? '');
    if (factor) await this.factors.spend(who.sub, factor, otp, `session ${who.sid}`);
    await this.db.call('select auth.step_up($1, $2, $3)', [who.sub, who.sid, request]);
  }

  /** @throws Problem breaks_a_rule, sign_in_failed, second_factor_required, too_many_requests. */
  async changePassphrase(who: AccessClaims, change: ChangePassphrase, request: string): Promise<void> {
    refusePassphrase(change.new, await this.wordsAround(who.sub), '/new');
    const self = await this.factors.self(who);
    await this.askPassphrase(who, self.password_hash, change.current);
    if (self.factor && self.factor_confirmed)
      await this.factors.spend(who.sub, self.factor, change.otp, `session ${who.sid}`);
    await this.db.call('select auth.change_passphrase($1, $2, $3, $4)', [
      who.sub,
      who.sid,
      await hashPassphrase(change.new),
      request,
    ]);
  }

  /**
   * Chooses a passphrase with an invitation. Where a second factor is set up it has to be shown: whoever made the
   * invitation does not have it.
   * @throws Problem breaks_a_rule, not_found for a token that is unknown, used or too old, second_factor_required …
   */
  async acceptInvitation({ token, password, otp }: AcceptInvitation): Promise<void> {
    const sha256 = tokenHash(token);
    const [invited] = await this.db.call<{ person_id: string; factor: Buffer | null }>(
      'select * from auth.invited($1)',
      [sha256],
    );
    refusePassphrase(password, invited ? await this.wordsAround(invited.person_id) : [], '/password');
    if (invited?.factor) await this.factors.spend(invited.person_id, invited.factor, otp, 'invitation');
    const [row] = invited
      ? await this.db.call<{ person: string | null }>('select auth.accept_invitation($1, $2) as person', [
          sha256,
          await hashPassphrase(password),
        ])
      : [];
    if (!row?.person) throw new Problem('not_found', 'This invitation is unknown, used or no longer valid.');
  }

  /** Guesses in a session that somebody else may have got hold of: few, and counted for that session alone. */
  private async askPassphrase(who: AccessClaims, stored: string | null, password: string): Promise<void> {
    const guess = await this.guesses.take(`session ${who.sid}`, factorAllowance);
    if (!(await verify(stored ?? (await this.decoy), asHashed(password))) || !stored) {
      await this.guesses.wrong();
      throw new Problem('sign_in_failed', 'This is not your passphrase.');
    }
    await this.guesses.right(guess);
  }

  private async wordsAround(personId: string): Promise<string[]> {
    const [row] = await this.db.call<{ words: string[] }>('select auth.words_around($1) as words', [personId]);
    return row?.words ?? [];
  }

  private handOut(personId: string, sessionId: string, refreshToken: string): SessionTokens {
    return {
      accessToken: this.tokens.sign(personId, sessionId),
      expiresIn: this.config.accessTokenSeconds,
      refreshToken,
      tokenType: 'Bearer',
    };
  }
}
