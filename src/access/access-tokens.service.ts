import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.js';
import { Problem, refuseFaults } from '../http/problems.js';
import { pathId } from '../http/validate.js';
import type { Post } from './access.guard.js';
import { tokenFaults } from './access-token.rules.js';
import type { MakeToken } from './sign-in.dto.js';
import { type AccessClaims, machineToken } from './tokens.js';

interface TokenRow {
  id: string;
  name: string;
  scope: string[];
  appointment_id: string;
  made_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

/** Access tokens for machines and desktop tools: narrower than the appointment they act under, and ended with it. */
@Injectable()
export class AccessTokensService {
  constructor(private readonly db: Database) {}

  /** One's own, newest first; what they were made of is not kept. */
  async list(who: AccessClaims): Promise<{ items: object[] }> {
    const rows = await this.db.call<TokenRow>('select * from auth.own_tokens($1)', [who.sub]);
    return { items: rows.map(present) };
  }

  /** @throws Problem breaks_a_rule naming every fault, second_factor_missing. */
  async make(who: AccessClaims, wish: MakeToken, request: string): Promise<object> {
    const posts = await this.db.call<Post>('select * from auth.posts($1)', [who.sub]);
    const post = posts.find(one => one.id === wish.appointmentId.toLowerCase());
    const expiresAt = new Date(wish.expiresAt);
    const scope = [...new Set(wish.scope)].sort();
    refuseFaults(tokenFaults(wish, post));
    const id = uuidv7();
    const { token, sha256 } = machineToken();
    const [row] = await this.db.call<{ made: boolean }>(
      'select auth.make_token($1, $2, $3, $4, $5, $6, $7, $8, $9) as made',
      [id, who.sub, who.sid, wish.appointmentId, wish.name, scope, sha256, expiresAt, request],
    );
    // The appointment was in force a moment ago: what is left to refuse is a session without its second factor.
    if (!row?.made) throw new Problem('second_factor_missing');
    const made = (await this.db.call<TokenRow>('select * from auth.own_tokens($1)', [who.sub])).find(
      one => one.id === id,
    );
    if (!made) throw new Problem('conflicting_change');
    return { ...present(made), token };
  }

  /** @throws Problem not_found for what is no token of this person in force. */
  async revoke(who: AccessClaims, id: string, request: string): Promise<object> {
    const [row] = await this.db.call<{ revoked: boolean }>('select auth.revoke_token($1, $2, $3) as revoked', [
      who.sub,
      pathId(id),
      request,
    ]);
    const rows = row?.revoked ? await this.db.call<TokenRow>('select * from auth.own_tokens($1)', [who.sub]) : [];
    const token = rows.find(one => one.id === id.toLowerCase());
    if (!token) throw new Problem('not_found');
    return present(token);
  }
}

const present = (row: TokenRow): object => ({
  id: row.id,
  name: row.name,
  scope: row.scope,
  appointmentId: row.appointment_id,
  madeAt: row.made_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
  revokedAt: row.revoked_at,
  state: row.revoked_at ? 'REVOKED' : row.expires_at <= new Date() ? 'EXPIRED' : 'IN_FORCE',
});
