import { createHash, createHmac, hkdfSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { canonicalJson } from '../src/database/canonical-json.js';
import { contentHash } from '../src/database/stored-once.js';
import { boundTo, CannotUnseal, unseal } from '../src/vault/seal.js';
import { recordsOf } from './support/records.js';
import { dumped, identityOf, recordSource, secret } from './support/sources.js';
import { openWorld, type World } from './world.js';

describe('a stolen dump of the database', () => {
  let world: World;
  let source: string;
  let inspection: string;
  let opening: string;
  let request: ReturnType<typeof recordSource>;
  let dump: Map<string, string[]>;
  beforeAll(async () => {
    world = await openWorld();
    const analyst = await world.as('analyst@UNMIVA');
    const chief = await world.as('chief@UNMIVA');
    request = recordSource();
    source = (await analyst.post('/sources', request).expect(201)).body.id;
    inspection = await recordsOf(world, 'analyst@UNMIVA').inspection('2026-03-01');
    const link = { recordKind: 'INSPECTION', recordId: inspection };
    await analyst.post(`/sources/${source}/links`, link, { 'idempotency-key': 'link-1' }).expect(201);
    const ask = { kind: 'IDENTITY', purposeCode: 'LEGAL', purpose: 'The hearing of next week.' };
    opening = (await analyst.post(`/sources/${source}/openings`, ask).expect(201)).body.id;
    const at = `/sources/${source}/openings/${opening}/transitions`;
    await chief.post(at, { to: 'APPROVED', reason: 'Needed' }, { 'if-match': '"1"' }).expect(200);
    const shown = await analyst.get(`/sources/${source}/identity?opening=${opening}`).expect(200);
    expect(shown.text).toContain(secret);
    dump = await dumped(world);
  });
  afterAll(() => world.close());

  /** Tables with a row that holds any of some texts. */
  const holding = (words: string[]) =>
    [...dump].filter(([, rows]) =>
      rows.some(row => words.some(word => row.toLowerCase().includes(word.toLowerCase()))),
    );

  it('is whole, so that a search in it means something', () => {
    expect(dump.size).toBeGreaterThan(60);
    expect(holding([source]).map(([table]) => table)).toEqual(
      expect.arrayContaining([
        'public.sources',
        'vault.identities',
        'vault.data_keys',
        'vault.openings',
        'audit.leaves',
      ]),
    );
  });

  it('names no source, in any table of any schema, in any form (CR-7)', () => {
    for (const word of [secret, identityOf.name, ...identityOf.contacts, identityOf.notes, request.emergency.channel]) {
      const bytes = Buffer.from(word);
      const forms = [word, bytes.toString('hex'), bytes.toString('base64').replace(/.{2}=*$/, '')];
      expect(holding(forms).map(([table]) => table)).toEqual([]);
    }
  });

  it('holds no hash that a guess at the name or at the link could be tried on', () => {
    const guesses = [
      contentHash(request),
      ...[request, request.identity, identityOf.name, { recordKind: 'INSPECTION', recordId: inspection }].map(
        guess => `\\x${createHash('sha256').update(canonicalJson(guess)).digest('hex')}`,
      ),
    ];
    expect(holding(guesses.map(guess => guess.slice(2))).map(([table]) => table)).toEqual([]);
  });

  it('does not say which record rests on which source', () => {
    const both = [...dump].filter(([, rows]) => rows.some(row => row.includes(source) && row.includes(inspection)));
    expect(both).toEqual([]);
    // The row of the link names neither.
    const [link = ''] = dump.get('vault.links') ?? [];
    expect(link).not.toBe('');
    for (const id of [source, inspection]) {
      expect(link).not.toContain(id);
      expect(link).not.toContain(Buffer.from(id).toString('hex'));
      expect(link).not.toContain(id.replaceAll('-', ''));
    }
    // No leaf names both, nor the link beside one of them.
    expect((dump.get('audit.leaves') ?? []).filter(leaf => leaf.includes('links') && leaf.includes(source))).toEqual(
      (dump.get('audit.leaves') ?? []).filter(leaf => leaf.includes('getSourceIdentity') && leaf.includes(source)),
    );
  });

  it('opens with nothing that is in it, nor with the secret of the installation (CR-7)', async () => {
    const { rows } = await world.owner.query<Record<string, unknown>>(
      `select i.body_id, i.id, i.data_key_id, i.name, k.master_key_id, k.wrapped from vault.identities i
         join vault.data_keys k on k.body_id = i.body_id and k.id = i.id`,
    );
    const row = rows[0] as unknown as Record<'body_id' | 'id' | 'data_key_id' | 'master_key_id', string> &
      Record<'name' | 'wrapped', Buffer>;
    const place = (field: 'name' | 'data-key', keyId: string) =>
      boundTo({ bodyId: row.body_id, id: row.id, field, keyId });
    // Every 32 bytes of the dump, and all that could be derived from the secret.
    const stored = [...dump.values()].flat().flatMap(text => text.match(/\\\\x[0-9a-f]{64,}/g) ?? []);
    const windows = stored.flatMap(text => {
      const bytes = Buffer.from(text.slice(3), 'hex');
      return Array.from({ length: Math.min(bytes.length - 31, 64) }, (_, n) => bytes.subarray(n, n + 32));
    });
    const { secret: installation } = world.config;
    const words = [
      '',
      'signed context',
      'access-token signing',
      'vault',
      'cordon-vault',
      'data-key',
      row.master_key_id,
    ];
    const derived = words.flatMap(word => [
      Buffer.from(hkdfSync('sha256', installation, 'cordon', word, 32)),
      Buffer.from(hkdfSync('sha256', installation, 'cordon-vault', word, 32)),
      createHmac('sha256', installation).update(word).digest(),
      createHash('sha256')
        .update(installation + word)
        .digest(),
    ]);
    const keys = [...windows, ...derived];
    expect(keys.length).toBeGreaterThan(100);
    let opened = 0;
    for (const key of keys)
      for (const [sealed, bound] of [
        [row.wrapped, place('data-key', row.master_key_id)],
        [row.name, place('name', row.data_key_id)],
      ] as const)
        try {
          unseal(key, sealed, bound);
          opened += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(CannotUnseal);
        }
    expect(opened).toBe(0);
    // The attempt is sound: with the key file, and nothing less, it opens.
    const file = JSON.parse(await readFile(world.config.vaultKeyFile ?? '', 'utf8'));
    const master = Buffer.from(file.keys[row.master_key_id], 'base64');
    const dataKey = unseal(master, row.wrapped, place('data-key', row.master_key_id));
    expect(unseal(dataKey, row.name, place('name', row.data_key_id)).toString()).toContain(secret);
    expect(holding([master.toString('hex'), file.keys[row.master_key_id]])).toEqual([]);
  }, 60_000);
});
