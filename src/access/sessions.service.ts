import { Injectable } from '@nestjs/common';
import { Config } from '../config.js';
import { Database } from '../database/database.js';
import { Problem } from '../http/problems.js';
import { pathId } from '../http/validate.js';
import type { Post } from './access.guard.js';
import { SecondFactorsService } from './second-factors.service.js';
import { presentMe } from './sign-in.shape.js';
import type { AccessClaims } from './tokens.js';

interface SessionRow {
  id: string;
  started_at: Date;
  last_used_at: Date;
  expires_at: Date;
  open: boolean;
  end_reason: string | null;
  stepped_up: boolean;
}

/** What a person sees and ends of their own sessions. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly factors: SecondFactorsService,
  ) {}

  /** The person signed in, with the appointments in force and what each allows. */
  async me(who: AccessClaims): Promise<object> {
    const posts = await this.db.call<Post>('select * from auth.posts($1)', [who.sub]);
    const self = await this.factors.self(who);
    return presentMe(who.sub, posts, self, this.config.requireSecondFactor);
  }

  /** Sessions of the last week, newest first; those that have ended say why. */
  async list(who: AccessClaims): Promise<object> {
    const rows = await this.db.call<SessionRow>('select * from auth.own_sessions($1)', [who.sub]);
    return {
      items: rows.map(row => ({
        id: row.id,
        startedAt: row.started_at,
        lastUsedAt: row.last_used_at,
        expiresAt: row.expires_at,
        state: row.open ? 'OPEN' : 'ENDED',
        endReason: row.open ? null : (row.end_reason ?? 'EXPIRED'),
        current: row.id === who.sid,
        steppedUp: row.open && row.stepped_up,
      })),
    };
  }

  /** @throws Problem not_found for what is no open session of this person. */
  async end(who: AccessClaims, id: string, request: string): Promise<void> {
    const [row] = await this.db.call<{ ended: boolean }>('select auth.end_own_session($1, $2, $3) as ended', [
      who.sub,
      pathId(id),
      request,
    ]);
    if (!row?.ended) throw new Problem('not_found');
  }

  /** Ends every session of the person, this one too, and forgets the known devices. */
  async endEverywhere(who: AccessClaims, request: string): Promise<void> {
    await this.db.call('select auth.end_everywhere($1, $2)', [who.sub, request]);
  }
}
