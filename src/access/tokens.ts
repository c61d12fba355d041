import { createHash, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { type Config, signingKeys } from '../config.js';

/** What an access token says: a person, and the session that can be ended. Never a right. */
export interface AccessClaims {
  sub: string;
  sid: string;
  exp: number;
}

const issuer = 'cordon';
const audience = 'cordon-api';

/** Access tokens: ES256, minutes long. Refresh tokens: random, known to the database by their SHA-256 only. */
export class Tokens {
  private readonly keys: ReturnType<typeof signingKeys>;

  constructor(private readonly config: Config) {
    this.keys = signingKeys(config.secret);
  }

  /** How passport checks a token: key, algorithm, issuer, audience and expiry are pinned. */
  get verification() {
    return {
      secretOrKey: this.keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      algorithms: ['ES256' as const],
      issuer,
      audience,
      ignoreExpiration: false,
    };
  }

  /** A signed access token for a person's session. */
  sign(personId: string, sessionId: string): string {
    return jwt.sign({ sid: sessionId }, this.keys.privateKey, {
      algorithm: 'ES256',
      subject: personId,
      issuer,
      audience,
      expiresIn: this.config.accessTokenSeconds,
    });
  }
}

/** A new refresh or invitation token, and what the database keeps of it. */
export function randomToken(): { token: string; sha256: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, sha256: tokenHash(token) };
}

/** SHA-256 of a token as the database knows it. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
