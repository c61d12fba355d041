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
/** An access token and nothing else that might one day be signed with the same key (RFC 9068). */
const header = { alg: 'ES256', typ: 'at+jwt' } as const;
const encodedHeader = Buffer.from(JSON.stringify(header)).toString('base64url');
const signatureBytes = 64;

/** Access tokens: ES256, minutes long. Refresh tokens: random, known to the database by their SHA-256 only. */
export class Tokens {
  private readonly keys: ReturnType<typeof signingKeys>;

  constructor(private readonly config: Config) {
    this.keys = signingKeys(config.secret);
  }

  /** How passport checks a token: key, algorithm, issuer, audience, age and expiry are pinned. */
  get verification() {
    return {
      secretOrKey: this.keys.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      algorithms: ['ES256' as const],
      issuer,
      audience,
      ignoreExpiration: false,
      // Whatever its expiry says, a token is not older than tokens get.
      jsonWebTokenOptions: { maxAge: `${this.config.accessTokenSeconds}s` },
    };
  }

  /** A signed access token for a person's session. */
  sign(personId: string, sessionId: string): string {
    return jwt.sign({ sid: sessionId }, this.keys.privateKey, {
      algorithm: header.alg,
      header,
      subject: personId,
      issuer,
      audience,
      expiresIn: this.config.accessTokenSeconds,
    });
  }
}

/**
 * True for a text that is written as our own tokens are: exactly our header, so that nothing in a header is ever
 * interpreted, and one spelling of each part, so that a token has no second form.
 */
export function isWrittenAsOurs(token: string): boolean {
  const parts = token.split('.');
  const canonical = (part: string) => part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
  return (
    token.length < 2_000 &&
    parts.length === 3 &&
    parts[0] === encodedHeader &&
    parts.every(canonical) &&
    Buffer.from(parts[2] ?? '', 'base64url').length === signatureBytes
  );
}

/** What every access token for machines begins with: it is told from a session's token, and found where it should not lie. */
const machinePrefix = 'cordon_';

/** A new refresh, device or invitation token, and what the database keeps of it. */
export function randomToken(): { token: string; sha256: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, sha256: tokenHash(token) };
}

/** A new access token for machines: 256 bits after its prefix. */
export function machineToken(): { token: string; sha256: Buffer } {
  const token = `${machinePrefix}${randomBytes(32).toString('base64url')}`;
  return { token, sha256: tokenHash(token) };
}

/**
 * The machine's token in an Authorization header, if there is one: as Bearer, or as the password of Basic, for tools
 * that know nothing else.
 */
export function machineTokenIn(authorization: string | undefined): string | null {
  const [scheme = '', value = ''] = authorization?.split(' ', 2) ?? [];
  const basic = () => {
    const text = Buffer.from(value, 'base64').toString('utf8');
    return text.slice(text.indexOf(':') + 1);
  };
  if (/^basic$/i.test(scheme)) return basic();
  return /^bearer$/i.test(scheme) && value.startsWith(machinePrefix) ? value : null;
}

/** SHA-256 of a token as the database knows it. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
