import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { v7 as uuidv7 } from 'uuid';
import { ReadLog } from '../audit/read-log.js';
import { Config } from '../config.js';
import { Database } from '../database/database.js';
import { Problem } from '../http/problems.js';
import { randomToken, Tokens, tokenHash } from './tokens.js';

/** Argon2id (the library's default) at OWASP's first recommendation: 19 MiB, two passes, one lane. */
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Guesses at one address in a quarter of an hour before more are refused unread. */
const guessesAllowed = 10;

/** Fewest characters of a passphrase. */
export const passphraseLength = 15;

/** What a successful sign-in hands out. */
export interface SessionTokens {
  accessToken: string;
  expiresIn: number;
  refreshToken: string;
  tokenType: 'Bearer';
}

/** The hash of a passphrase as it is stored. */
export const hashPassphrase = (passphrase: string): Promise<string> => hash(passphrase, argon);

/** Signing in and out, refreshing, and choosing a passphrase. */
@Injectable()
export class SignInService {
  /** Compared with when the address is unknown, so that both cases cost the same time. */
  private readonly decoy = hashPassphrase(randomToken().token);

  constructor(
    private readonly db: Database,
    private readonly tokens: Tokens,
    private readonly reads: ReadLog,
    private readonly config: Config,
  ) {}

  /** @throws Problem sign_in_failed (never saying which half was wrong) or too_many_requests. */
  async signIn(email: string, password: string, request: string): Promise<SessionTokens> {
    const subject = createHash('sha256').update(email.trim().toLowerCase()).digest();
    const [known] = await this.db.call<{
      person_id: string | null;
      password_hash: string | null;
      recent_failures: number;
    }>('select * from auth.look_up($1, $2)', [email.trim(), subject]);
    if ((known?.recent_failures ?? 0) >= guessesAllowed) {
      throw new Problem(
        'too_many_requests',
        'Too many failed sign-ins for this address; wait a quarter of an hour.',
        [],
        { 'retry-after': '900' },
      );
    }
    const matches = await verify(known?.password_hash ?? (await this.decoy), password);
    if (!known?.person_id || !known.password_hash || !matches) {
      await this.db.call('select auth.note_failure($1)', [subject]);
      await this.reads.writeSignIn('SIGN_IN_FAILED', known?.person_id ?? null, request);
      throw new Problem('sign_in_failed');
    }
    const session = uuidv7();
    const refresh = randomToken();
    await this.db.call('select auth.start_session($1, $2, $3, make_interval(days => $4))', [
      session,
      known.person_id,
      refresh.sha256,
      this.config.sessionDays,
    ]);
    await this.reads.writeSignIn('SIGN_IN', known.person_id, request);
    return this.handOut(known.person_id, session, refresh.token);
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

  /** @throws Problem breaks_a_rule for a short passphrase, not_found for a token that is unknown, used or too old. */
  async acceptInvitation(token: string, password: string): Promise<void> {
    if ([...password].length < passphraseLength) {
      throw new Problem('breaks_a_rule', undefined, [
        { pointer: '/password', code: 'too_short', detail: `At least ${passphraseLength} characters.` },
      ]);
    }
    const [row] = await this.db.call<{ person: string | null }>('select auth.accept_invitation($1, $2) as person', [
      tokenHash(token),
      await hashPassphrase(password),
    ]);
    if (!row?.person) throw new Problem('not_found', 'This invitation is unknown, used or no longer valid.');
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
