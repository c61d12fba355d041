import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { deriveKey } from '../config.js';

/** Seconds of one time step (RFC 6238). */
export const stepSeconds = 30;

/** The step that a moment lies in. */
export const stepAt = (ms: number): number => Math.floor(ms / 1000 / stepSeconds);

/** The six digits of a step: RFC 4226 with HMAC-SHA-1, which is what authenticators understand. */
export function codeOf(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac[19] ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The step whose code this is: the present one or a neighbour, for clocks that differ; null when none. */
export function matchingStep(secret: Buffer, code: string, now: number): number | null {
  const present = stepAt(now);
  return [present, present - 1, present + 1].find(step => codeOf(secret, step) === code) ?? null;
}

/** RFC 4648 base32 without padding, as authenticators take secrets. */
export function base32(bytes: Buffer): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...bytes].map(byte => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map(five => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** What an authenticator reads from a picture. */
export const otpauthUri = (secret: Buffer, email: string): string =>
  `otpauth://totp/Cordon:${encodeURIComponent(email)}?secret=${base32(secret)}&issuer=Cordon&algorithm=SHA1&digits=6&period=${stepSeconds}`;

/** A new secret of 160 bits, the length of the hash (RFC 4226, section 4). */
export const newFactorSecret = (): Buffer => randomBytes(20);

const tagBytes = 16;
const nonceBytes = 12;

/**
 * Seals second factors for the database: AES-256-GCM under a key of its own derived from the installation's secret,
 * with the person as associated data, so that a sealed secret moved to another person does not open.
 */
export class FactorSeal {
  private readonly key: Buffer;

  constructor(secret: string) {
    this.key = deriveKey(secret, 'second factor');
  }

  /** Nonce, tag and ciphertext in one. */
  seal(secret: Buffer, personId: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce, { authTagLength: tagBytes });
    cipher.setAAD(Buffer.from(`second factor of ${personId}`));
    const sealed = Buffer.concat([cipher.update(secret), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Null when it was sealed under another secret or for another person, or was altered. */
  open(sealed: Buffer, personId: string): Buffer | null {
    if (sealed.length <= nonceBytes + tagBytes) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(Buffer.from(`second factor of ${personId}`));
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()]);
    } catch {
      // Whoever calls says what it means that this cannot be opened.
      return null;
    }
  }
}
