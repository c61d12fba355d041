import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../src/config.js';

/** A checkpoint held outside. */
export interface Witness {
  name: string;
  size: number;
  root: Buffer;
}

/** What verify.mjs exports, besides being a command. */
export interface Verifier {
  verifyInclusion(index: unknown, size: unknown, leafHash: unknown, path: unknown, root: unknown): boolean;
  verifyConsistency(m: unknown, n: unknown, path: unknown, rootM: unknown, rootN: unknown): boolean;
  leafHash(leaf: object): Buffer;
  readKey(text: string): unknown;
  readCheckpoint(note: unknown, keys: unknown[]): { size: number; root: Buffer };
  verifyBundle(lines: Iterable<string>, keys: unknown[], witnesses?: Witness[]): Promise<string[]>;
  run(args: string[]): Promise<string[]>;
}

/** The program as outsiders get it, which knows nothing of this project. */
export const verifierPath = join(projectRoot, 'verify.mjs');

/** The same as functions. */
export const loadVerifier = async (): Promise<Verifier> =>
  (await import(pathToFileURL(verifierPath).href)) as unknown as Verifier;

/** Random numbers that come again with the same seed (mulberry32). */
export function seeded(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
