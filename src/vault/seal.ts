import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
/** First byte of everything sealed: which way it was done. */
const scheme = 1;
const nonceLength = 12;
/** Pinned: left to itself Node takes a tag of four bytes, which can be guessed. */
const authTagLength = 16;
/** Bytes of a data key and of a master key. */
export const keyLength = 32;
/** Sealed texts are filled up to a multiple of this, so that their length does not tell a short name from a long one. */
const block = 256;

/** What was sealed does not open: another key, another place, or altered bytes. It never says which. */
export class CannotUnseal extends Error {
  constructor() {
    super('what was sealed does not open');
  }
}

/**
 * To what a sealed value is bound: it opens in this place and no other. The parts are UUIDs, fixed words and key ids
 * without the separator, so no two places read alike.
 */
export interface Place {
  bodyId: string;
  /** The source; for a link, the link. */
  id: string;
  field: 'name' | 'contacts' | 'notes' | 'emergency' | 'link' | 'data-key';
  /** The key it is sealed under. */
  keyId: string;
}

/** The additional authenticated data of a place. */
export const boundTo = ({ bodyId, id, field, keyId }: Place): Buffer =>
  Buffer.from(['cordon-vault', scheme, bodyId.toLowerCase(), id.toLowerCase(), field, keyId].join('|'));

/** Seals bytes: scheme(1) ‖ nonce(12) ‖ ciphertext ‖ tag(16), with a nonce of its own. */
export function seal(key: Buffer, plain: Buffer, bound: Buffer): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength });
  cipher.setAAD(bound);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(scheme), nonce, sealed, cipher.getAuthTag()]);
}

/** @throws CannotUnseal for anything but what was sealed under this key for this place. */
export function unseal(key: Buffer, sealed: Buffer, bound: Buffer): Buffer {
  if (sealed.length < 1 + nonceLength + authTagLength || sealed[0] !== scheme) throw new CannotUnseal();
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(1, 1 + nonceLength), { authTagLength });
  decipher.setAAD(bound);
  decipher.setAuthTag(sealed.subarray(-authTagLength));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(1 + nonceLength, -authTagLength)), decipher.final()]);
  } catch {
    throw new CannotUnseal();
  }
}

/** Seals a value as JSON, filled up with spaces. */
export function sealValue(key: Buffer, value: unknown, place: Place): Buffer {
  const json = Buffer.from(JSON.stringify(value));
  const filled = Buffer.alloc(Math.ceil(json.length / block) * block, ' ');
  json.copy(filled);
  const sealed = seal(key, filled, boundTo(place));
  json.fill(0);
  filled.fill(0);
  return sealed;
}

/** @throws CannotUnseal, as {@link unseal}. */
export function unsealValue<T>(key: Buffer, sealed: Buffer, place: Place): T {
  const plain = unseal(key, sealed, boundTo(place));
  const value = JSON.parse(plain.toString()) as T;
  plain.fill(0);
  return value;
}

/**
 * A keyed fingerprint, for finding something again without storing it. Its key is derived from the data key for this
 * use alone (HKDF-SHA-256, RFC 5869), so it dies with that key.
 */
export function fingerprint(dataKey: Buffer, use: 'content' | 'source' | 'pair', text: string): Buffer {
  const key = Buffer.from(hkdfSync('sha256', dataKey, 'cordon-vault', `fingerprint of ${use}`, keyLength));
  return createHmac('sha256', key).update(text).digest();
}
