import { codeOf, stepAt } from '../../src/access/totp.js';

/** Reads base32 as an authenticator does. */
function fromBase32(text: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...text].map(letter => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)));
}

/** The six digits that an authenticator shows now, or some steps away. */
export const codeNow = (secret: string, steps = 0): string => codeOf(fromBase32(secret), stepAt(Date.now()) + steps);
