import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { jest } from '@jest/globals';
import { CannotChangeKey, changeMasterKey } from '../src/vault/change-master-key.js';
import { type KeyFile, KeyProvider, readKeyFile } from '../src/vault/key-provider.js';
import { Vault } from '../src/vault/vault.js';
import { VaultDoor, vaultAddress } from '../src/vault/vault-door.js';
import { actorOf, identityOf, recordSource } from './support/sources.js';
import { type Caller, openWorld, type World } from './world.js';

describe('the master key of the vault', () => {
  let world: World;
  let analyst: Caller;
  let address: string;
  let path: string;
  beforeAll(async () => {
    world = await openWorld();
    analyst = await world.as('analyst@UNMIVA');
    address = vaultAddress(world.config, world.db);
    path = world.config.vaultKeyFile ?? '';
  });
  afterAll(() => world.close());

  const file = async (): Promise<KeyFile> => JSON.parse(await readFile(path, 'utf8')) as KeyFile;
  /** Every identity there is, unsealed by the vault as it runs; the sources that cannot be read. */
  async function unreadable(): Promise<string[]> {
    const vault = world.app.get(Vault, { strict: false });
    const door = world.app.get(VaultDoor, { strict: false });
    const { rows } = await world.owner.query<{ id: string }>('select id from sources');
    const bad: string[] = [];
    await door.as(actorOf(world, 'analyst@UNMIVA'), async tx => {
      for (const { id } of rows) if ((await vault.identity(tx, id)).name !== identityOf.name) bad.push(id);
    });
    return bad;
  }

  it('lies in a file that only its owner reads', async () => {
    expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600');
  });

  it('is changed while 8 writers record sources, killed on the way, resumed; nothing is lost (CR-5)', async () => {
    for (let n = 0; n < 20; n++) await analyst.post('/sources', recordSource()).expect(201);
    const first = (await file()).current;
    let writing = true;
    const failed: string[] = [];
    let written = 0;
    const writers = Array.from({ length: 8 }, async () => {
      while (writing) {
        const made = await analyst.post('/sources', recordSource());
        if (made.status !== 201) failed.push(`${made.status} ${made.text}`);
        written += 1;
      }
    });
    let wrapped = 0;
    const killed = changeMasterKey(address, path, {
      betweenKeys: async () => {
        wrapped += 1;
        if (wrapped === 10) throw new Error('killed');
      },
    });
    await expect(killed).rejects.toThrow('killed');
    // Half way both keys are needed, so neither is given up.
    expect(Object.keys((await file()).keys)).toHaveLength(2);
    const second = await changeMasterKey(address, path);
    const third = await changeMasterKey(address, path);
    writing = false;
    await Promise.all(writers);
    expect(failed).toEqual([]);
    expect(written).toBeGreaterThan(8);
    expect(second.retired).toEqual([first]);
    expect(new Set([first, second.current, third.current]).size).toBe(3);
    // Whoever began before the last change may have written under the key of before: the next one finds it.
    const { current, keys } = await readKeyFile(path);
    expect([current, Object.keys(keys)]).toEqual([third.current, [third.current]]);
    const { rows } = await world.owner.query('select distinct master_key_id from vault.data_keys');
    expect(rows).toEqual([{ master_key_id: third.current }]);
    expect(await unreadable()).toEqual([]);
    process.stdout.write(
      `vault keys: ${written} sources written meanwhile, ${second.rewrapped + third.rewrapped} rewrapped\n`,
    );
  }, 120_000);

  it('never comes back once retired: a writer who still holds it is refused, and writes under the new one', async () => {
    const before = (await file()).current;
    const { current } = await changeMasterKey(address, path);
    await world.owner.query('select vault.introduce_key($1)', [before]);
    const stale = `update vault.data_keys set master_key_id = $1`;
    await expect(world.owner.query(stale, [before])).rejects.toMatchObject({ constraint: 'data_keys_wrapped_under' });
    const keys = world.app.get(KeyProvider, { strict: false });
    const late = jest.spyOn(keys, 'current').mockImplementationOnce(async () => ({ id: before, key: randomBytes(32) }));
    await analyst.post('/sources', recordSource()).expect(201);
    expect(late.mock.calls.length).toBeGreaterThan(1);
    late.mockRestore();
    const { rows } = await world.owner.query('select distinct master_key_id from vault.data_keys');
    expect(rows).toEqual([{ master_key_id: current }]);
    expect(await unreadable()).toEqual([]);
  });

  it('is not given up while one data key is under it, and is changed by one at a time', async () => {
    const { current } = await file();
    await expect(world.owner.query('select vault.retire_key($1)', [current])).rejects.toMatchObject({
      constraint: 'data_keys_wrapped_under',
    });
    let inside: Promise<unknown> | null = null;
    await changeMasterKey(address, path, {
      betweenKeys: async () => {
        inside ??= changeMasterKey(address, path).catch((error: unknown) => error);
        await inside;
      },
    });
    expect(await inside).toBeInstanceOf(CannotChangeKey);
    expect(await unreadable()).toEqual([]);
  }, 60_000);
});
