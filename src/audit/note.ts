import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

/** Ed25519 in the C2SP signed-note format. */
const algorithm = 1;
/** What PKCS #8 puts before the 32 bytes of an Ed25519 seed (RFC 8410). */
const seedPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The private key of 32 bytes. */
export const keyOfSeed = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([seedPrefix, seed]), format: 'der', type: 'pkcs8' });

/**
 * A private key from the text of a file: PEM, or 32 bytes in base64.
 * @throws Error when it is neither.
 */
export function readAuditKey(text: string): KeyObject {
  const trimmed = text.trim();
  if (!trimmed.startsWith('-----')) {
    const seed = Buffer.from(trimmed, 'base64');
    if (!/^[A-Za-z0-9+/]{43}=?$/.test(trimmed) || seed.length !== 32) throw new Error('not 32 bytes in base64');
    return keyOfSeed(seed);
  }
  const key = createPrivateKey(trimmed);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key');
  return key;
}

/** Signs checkpoints under one name with one key. */
export class CheckpointSigner {
  /** The public key with its name, as C2SP writes verifier keys: `name+id+base64`. */
  readonly publicKey: string;
  private readonly keyId: Buffer;

  constructor(
    readonly origin: string,
    private readonly key: KeyObject,
  ) {
    const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
    const typed = Buffer.concat([Buffer.of(algorithm), Buffer.from(x, 'base64url')]);
    const id = createHash('sha256').update(`${origin}\n`).update(typed).digest();
    this.keyId = id.subarray(0, 4);
    this.publicKey = `${origin}+${this.keyId.toString('hex')}+${typed.toString('base64')}`;
  }

  /** The checkpoint of a tree as a signed note (C2SP tlog-checkpoint), and its signature line alone. */
  checkpoint(size: number, root: Buffer): { note: string; signature: string } {
    const text = `${this.origin}\n${size}\n${root.toString('base64')}\n`;
    const signed = Buffer.concat([this.keyId, sign(null, Buffer.from(text), this.key)]);
    const signature = `\u2014 ${this.origin} ${signed.toString('base64')}`;
    return { note: `${text}\n${signature}\n`, signature };
  }
}
