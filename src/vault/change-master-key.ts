import type pg from 'pg';
import { ownerClient } from '../database/owner-client.js';
import { keyIn, newMasterKey, readKeyFile, writeKeyFile } from './key-provider.js';
import { rewrapped } from './vault.js';

/** Any fixed number: two changes at once would each take the other's key for an old one. */
const changeLock = 7_205_922;

/** Data keys wrapped anew with one look at the table. */
const atOnce = 500;

/** What a change of the master key did. */
export interface KeyChange {
  current: string;
  rewrapped: number;
  retired: string[];
}

/** The change cannot be made now; nothing is lost, and it can be run again. */
export class CannotChangeKey extends Error {}

interface WrappedRow {
  body_id: string;
  id: string;
  master_key_id: string;
  wrapped: Buffer;
}

/**
 * Makes a new master key, wraps every data key under it, and gives up the keys of before once nothing is under them;
 * sources are recorded and opened meanwhile. Killed at any point it goes on where it stopped when it is run again: a
 * key file that holds more than its current key is a change that has begun. `resume` makes no new key.
 * @throws CannotChangeKey, NoMasterKey
 */
export async function changeMasterKey(
  vaultUrl: string,
  keyFile: string,
  options: { resume?: boolean; betweenKeys?: () => Promise<void> } = {},
): Promise<KeyChange> {
  const client = await ownerClient(vaultUrl, 'vault keys');
  try {
    const { rows } = await client.query<{ alone: boolean }>('select pg_try_advisory_lock($1) as alone', [changeLock]);
    if (!rows[0]?.alone) throw new CannotChangeKey('The master key is being changed already.');
    const current = await begin(client, keyFile, options.resume ?? false);
    let count = 0;
    const retired: string[] = [];
    // A key that is being written under an old one at this moment is found in the next round.
    for (let round = 0; ; round++) {
      count += await rewrapAll(client, keyFile, current, options.betweenKeys);
      const left = await retireOthers(client, current, retired);
      if (left === 0) break;
      if (round > 100)
        throw new CannotChangeKey('Data keys keep being written under an old key; look at the key file.');
    }
    const file = await readKeyFile(keyFile);
    await writeKeyFile(keyFile, { current, keys: { [current]: file.keys[current] ?? '' } });
    return { current, rewrapped: count, retired };
  } finally {
    await client.end();
  }
}

/** The id of the key that everything goes under. */
async function begin(client: pg.Client, keyFile: string, resume: boolean): Promise<string> {
  const file = await readKeyFile(keyFile);
  const begun = Object.keys(file.keys).length > 1;
  if (begun || resume) {
    await client.query('select vault.introduce_key($1)', [file.current]);
    return file.current;
  }
  const { id, key } = newMasterKey();
  await client.query('select vault.introduce_key($1)', [id]);
  // Both keys are in the file before anything is under the new one.
  await writeKeyFile(keyFile, { current: id, keys: { ...file.keys, [id]: key.toString('base64') } });
  return id;
}

async function rewrapAll(
  client: pg.Client,
  keyFile: string,
  current: string,
  betweenKeys: () => Promise<void> = async () => undefined,
): Promise<number> {
  let count = 0;
  for (;;) {
    const { rows } = await client.query<WrappedRow>('select * from vault.keys_not_under($1, $2)', [current, atOnce]);
    if (rows.length === 0) return count;
    const file = await readKeyFile(keyFile);
    const to = { id: current, key: keyIn(file, current) };
    for (const row of rows) {
      const anew = rewrapped(row, keyIn(file, row.master_key_id), to);
      const { rows: done } = await client.query<{ rewrap: boolean }>('select vault.rewrap($1, $2, $3, $4, $5)', [
        row.body_id,
        row.id,
        row.master_key_id,
        current,
        anew,
      ]);
      if (done[0]?.rewrap) count += 1;
      await betweenKeys();
    }
  }
}

/** Gives up every other key that nothing is under; how many had to stay. */
async function retireOthers(client: pg.Client, current: string, retired: string[]): Promise<number> {
  const { rows } = await client.query<{ id: string }>('select id from vault.key_uses()');
  let left = 0;
  for (const { id } of rows.filter(row => row.id !== current)) {
    try {
      await client.query('select vault.retire_key($1)', [id]);
      retired.push(id);
    } catch (error) {
      // In use again, or being used at this moment: PostgreSQL refuses, and the next round wraps what is there.
      if (!['23001', '23503', '55P03'].includes((error as { code?: string }).code ?? '')) throw error;
      left += 1;
    }
  }
  return left;
}
