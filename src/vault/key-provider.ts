import { randomBytes } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { Config } from '../config.js';
import { writePrivate } from '../database/embedded-data.js';
import { keyLength } from './seal.js';

/** A key that wraps data keys, under the id that is stored beside what it wrapped. */
export interface MasterKey {
  id: string;
  key: Buffer;
}

/** No master key can be had at the moment: nothing is sealed or unsealed, and everything else works. */
export class NoMasterKey extends Error {}

/** Where master keys come from: a file by default, a key management service where there is one. */
export abstract class KeyProvider {
  /** The key under which new data keys are wrapped. @throws NoMasterKey */
  abstract current(): Promise<MasterKey>;
  /** A key by its id, as long as anything is under it. @throws NoMasterKey */
  abstract get(id: string): Promise<Buffer>;
}

/** The content of the key file. */
export interface KeyFile {
  current: string;
  /** id → 32 bytes in base64. */
  keys: Record<string, string>;
}

/**
 * Keys from a file that only Cordon's user can read, kept and backed up apart from the database. It is read at every
 * use: a key that was changed is in use at once, one that was taken away is gone, and none stays in memory.
 */
@Injectable()
export class FileKeyProvider implements KeyProvider {
  constructor(private readonly config: Config) {}

  async current(): Promise<MasterKey> {
    const file = await readKeyFile(this.config.vaultKeyFile);
    return { id: file.current, key: keyIn(file, file.current) };
  }

  async get(id: string): Promise<Buffer> {
    return keyIn(await readKeyFile(this.config.vaultKeyFile), id);
  }
}

/** Reads and checks a key file. @throws NoMasterKey without the path or any part of the content in its message. */
export async function readKeyFile(path: string | null): Promise<KeyFile> {
  if (path === null) throw new NoMasterKey('no key file is configured');
  const text = await readFile(path, 'utf8').catch(() => {
    throw new NoMasterKey('the key file cannot be read');
  });
  const file = parsed(text);
  keyIn(file, file.current);
  return file;
}

function parsed(text: string): KeyFile {
  try {
    const file = JSON.parse(text) as KeyFile;
    if (typeof file.current === 'string' && typeof file.keys === 'object' && file.keys !== null) return file;
  } catch {
    // The parser's message would quote the file.
    throw new NoMasterKey('the key file is not JSON');
  }
  throw new NoMasterKey('the key file is not of the form {current, keys}');
}

/** @throws NoMasterKey when the file has no such key, or one of another length. */
export function keyIn(file: KeyFile, id: string): Buffer {
  const key = Object.hasOwn(file.keys, id) ? Buffer.from(String(file.keys[id]), 'base64') : Buffer.alloc(0);
  if (key.length !== keyLength) throw new NoMasterKey('the key file does not hold this key');
  return key;
}

/** A new key under an id that no other key has. */
export const newMasterKey = (): MasterKey => ({
  id: `k-${randomBytes(8).toString('hex')}`,
  key: randomBytes(keyLength),
});

/** Replaces a key file whole (mode 0600): whoever reads it meanwhile reads the old one or the new one. */
export async function writeKeyFile(path: string, file: KeyFile): Promise<void> {
  await writePrivate(`${path}.new`, JSON.stringify(file));
  await rename(`${path}.new`, path);
}

/** Makes the key file of an installation that has none. */
export async function makeKeyFile(path: string): Promise<void> {
  const { id, key } = newMasterKey();
  await writeKeyFile(path, { current: id, keys: { [id]: key.toString('base64') } });
}
