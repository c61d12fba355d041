import { createHmac, randomBytes } from 'node:crypto';
import { v4 } from 'uuid';
import { deriveKey } from '../src/config.js';
import {
  boundTo,
  CannotUnseal,
  fingerprint,
  type Place,
  seal,
  sealValue,
  unseal,
  unsealValue,
} from '../src/vault/seal.js';

const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
const place = (): Place => ({ bodyId: v4(), id: v4(), field: 'name', keyId: v4() });

/** HKDF by its own text (RFC 5869), to compare with what the product uses. */
function hkdf(secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  const mac = (key: Buffer, text: Buffer) => createHmac('sha256', key).update(text).digest();
  const prk = mac(salt, secret);
  let block = Buffer.alloc(0);
  let out = Buffer.alloc(0);
  for (let n = 1; out.length < length; n++) {
    block = mac(prk, Buffer.concat([block, info, Buffer.of(n)]));
    out = Buffer.concat([out, block]);
  }
  return out.subarray(0, length);
}

describe('what the vault seals', () => {
  it('opens as it was, and tells by its length only roughly how long it was', () => {
    const key = randomBytes(32);
    const at = place();
    const value = { name: 'Amadou Ñ 名', contacts: ['a', 'b'] };
    expect(unsealValue(key, sealValue(key, value, at), at)).toEqual(value);
    const lengthOf = (text: string) => sealValue(key, text, at).length;
    expect(lengthOf('Bo')).toBe(lengthOf('A name that is very much longer than the other one'));
    expect(sealValue(key, value, at).toString('latin1')).not.toContain('Amadou');
  });

  it('does not open with any one bit flipped, cut short, or made longer (CR-1)', () => {
    const key = randomBytes(32);
    const bound = boundTo(place());
    const sealed = seal(key, randomBytes(64), bound);
    let accepted = 0;
    const attempt = (bytes: Buffer, under = key, at = bound) => {
      try {
        unseal(under, bytes, at);
        accepted += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(CannotUnseal);
      }
    };
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const flipped = Buffer.from(sealed);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      attempt(flipped);
    }
    for (let bit = 0; bit < 256; bit++) {
      const other = Buffer.from(key);
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      attempt(sealed, other);
    }
    for (let length = 0; length < sealed.length; length++) attempt(sealed.subarray(0, length));
    // A tag of 4, 8 or 12 bytes, as Node takes it where its length is not pinned.
    for (const tag of [4, 8, 12, 15]) {
      attempt(Buffer.concat([sealed.subarray(0, -16), sealed.subarray(-16, -16 + tag)]));
      attempt(sealed.subarray(0, sealed.length - 16 + tag));
    }
    attempt(Buffer.concat([sealed, Buffer.of(0)]));
    expect(accepted).toBe(0);
    expect(unseal(key, sealed, bound)).toHaveLength(64);
  });

  it('does not open in any other place: another row, field, body or key (CR-1)', () => {
    const key = randomBytes(32);
    const at = place();
    const sealed = sealValue(key, 'Amadou', at);
    const others: Place[] = [
      { ...at, bodyId: v4() },
      { ...at, id: v4() },
      { ...at, field: 'notes' },
      { ...at, field: 'data-key' },
      { ...at, keyId: v4() },
      { ...at, bodyId: at.id, id: at.bodyId },
    ];
    for (const other of others) expect(() => unsealValue(key, sealed, other)).toThrow(CannotUnseal);
    const texts = [at, ...others].map(one => boundTo(one).toString());
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('never repeats a nonce (CR-2)', () => {
    const count = process.env.DEEP === '1' ? 1_000_000 : 100_000;
    const key = randomBytes(32);
    const plain = Buffer.alloc(1);
    const bound = boundTo(place());
    const nonces = new Set<string>();
    for (let n = 0; n < count; n++) nonces.add(seal(key, plain, bound).toString('latin1', 1, 13));
    process.stdout.write(`vault: ${count} nonces, ${count - nonces.size} repeated (DEEP=1 tries a million)\n`);
    expect(nonces.size).toBe(count);
  }, 120_000);

  it('opens the known answer for AES-256-GCM (McGrew and Viega, test case 16) (CR-3)', () => {
    const key = hex('feffe9928665731c6d6a8f9467308308 feffe9928665731c6d6a8f9467308308');
    const nonce = hex('cafebabefacedbaddecaf888');
    const aad = hex('feedfacedeadbeeffeedfacedeadbeefabaddad2');
    const plain = hex(`d9313225f88406e5a55909c5aff5269a 86a7a9531534f7da2e4c303d8a318a72
      1c3c0c95956809532fcf0e2449a6b525 b16aedf5aa0de657ba637b39`);
    const cipher = hex(`522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa
      8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662`);
    const tag = hex('76fc6ece0f4e1768cddf8853bb2d551b');
    expect(unseal(key, Buffer.concat([Buffer.of(1), nonce, cipher, tag]), aad)).toEqual(plain);
  });

  it('derives keys as RFC 5869 says (CR-3)', () => {
    // Test case 1 of the RFC holds for the comparison, and the comparison for what the product derives.
    const ikm = Buffer.alloc(22, 0x0b);
    const okm = '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865';
    const info = hex('f0f1f2f3f4f5f6f7f8f9');
    expect(hkdf(ikm, hex('000102030405060708090a0b0c'), info, 42).toString('hex')).toBe(okm);
    const secret = 'an installation secret of some forty characters';
    const salt = Buffer.from('cordon');
    expect(deriveKey(secret, 'signed context')).toEqual(
      hkdf(Buffer.from(secret), salt, Buffer.from('signed context'), 32),
    );
    const dataKey = randomBytes(32);
    const key = hkdf(dataKey, Buffer.from('cordon-vault'), Buffer.from('fingerprint of pair'), 32);
    expect(fingerprint(dataKey, 'pair', 'x')).toEqual(createHmac('sha256', key).update('x').digest());
    expect(fingerprint(dataKey, 'pair', 'x')).not.toEqual(fingerprint(dataKey, 'source', 'x'));
  });
});
