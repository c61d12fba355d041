import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Sealer } from '../src/audit/sealer.js';
import { rolesFor } from '../src/database/roles.js';
import { sealerOf, urlAs } from './support/sealing.js';
import { loadVerifier, seeded } from './support/verifier.js';
import { until } from './support/workers.js';
import { openWorld, type World } from './world.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

describe('sealing, when things break (AU-6)', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const waiting = async () =>
    Number((await world.owner.query('select count(*) as n from audit.leaves where pos is null')).rows[0].n);

  it('gives gapless positions once under 16 writers, aborts, long transactions and a sealer killed 100 times', async () => {
    const random = seeded(1994);
    const committed = new Set<string>();
    const aborted = new Set<string>();
    let writing = true;
    const write = async (writer: number) => {
      const client = new pg.Client({ connectionString: urlAs(world, 'runtime') });
      await client.connect();
      for (let n = 0; writing; n++) {
        const name = `w${writer}-${n}`;
        await client.query('begin');
        const entry = { action: 'READ', operation: 'test', objectIds: '{}', fields: [], request: name };
        await client.query('select audit.log($1)', [JSON.stringify([entry, entry])]);
        // One of the writers is slow: what the others commit meanwhile has to wait for it.
        await sleep(writer === 0 ? 300 + random(900) : random(12));
        const fails = random(5) === 0;
        if (fails && random(2) === 0) await client.query('select 1 / 0').catch(() => undefined);
        await client.query(fails ? 'rollback' : 'commit');
        (fails ? aborted : committed).add(name);
      }
      await client.end();
    };
    const writers = Array.from({ length: 16 }, (_, writer) => write(writer));
    /** Ends every session of the sealer's role, wherever in its work it is. */
    const cut = () =>
      world.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and datname = current_database()`,
        [rolesFor(world.config.rolePrefix ?? '').sealer],
      );
    let kills = 0;
    const cutting: Sealer = sealerOf(world, { intervalMs: 1, batch: 10 });
    cutting.start();
    for (; kills < 100; kills++) {
      await sleep(random(60));
      await cut();
    }
    await cutting.stop().catch(() => undefined);
    for (let n = 0; n < 5; n++, kills++) {
      const args = ['--import', at('support/register-swc.mjs'), at('support/seal-forever.ts')];
      const child = spawn(process.execPath, [...args, urlAs(world, 'sealer'), world.config.secret], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await once(child.stdout, 'data');
      await sleep(100 + random(400));
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    writing = false;
    await Promise.all(writers);
    const quiet = Date.now();
    const last = sealerOf(world, { intervalMs: 200 });
    last.start();
    await until(waiting, n => n === 0, 5_000);
    const took = Date.now() - quiet;
    await last.stop();
    const { rows } = await world.owner.query<{ pos: string; id: string; request: string; leaf_hash: Buffer }>(
      'select pos, id, request, leaf_hash from audit.leaves order by pos',
    );
    expect(rows.map(row => Number(row.pos))).toEqual(rows.map((_, n) => n));
    expect(new Set(rows.map(row => row.id)).size).toBe(rows.length);
    const sealed = rows.filter(row => row.request?.startsWith('w')).map(row => row.request);
    expect(sealed.length).toBe(2 * committed.size);
    expect(sealed.filter(name => aborted.has(name))).toEqual([]);
    const checkpoints = (
      await world.owner.query<{ size: string; note: string }>('select size, note from audit.checkpoints')
    ).rows;
    process.stdout.write(
      `audit: ${rows.length} leaves of 16 writers, ${aborted.size} transactions aborted, sealer killed ${kills} times (5 of them by SIGKILL), ${checkpoints.length} checkpoints, all sealed ${took} ms after quiet\n`,
    );
    expect(kills).toBeGreaterThanOrEqual(100);
    // Every checkpoint ever signed, also in the midst of this, is of the beginning of the tree as it now is.
    const verifier = await loadVerifier();
    const { body } = await (await world.as('auditor@CORDON')).get('/audit/checkpoints/latest').expect(200);
    const key = verifier.readKey(body.publicKey);
    const bundle = await (await world.as('auditor@CORDON'))
      .get('/audit/bundle')
      .buffer(true)
      .parse((response, done) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => done(null, Buffer.concat(parts).toString('utf8')));
      });
    const said = await verifier.verifyBundle((bundle.body as string).split('\n').slice(0, -1), [key]);
    expect(said.join('\n')).toContain(`${checkpoints.length} checkpoints: signatures and roots`);
  }, 180_000);

  it('seals nothing that a transaction still running could come in below, and all of it once that has ended', async () => {
    const slow = new pg.Client({ connectionString: urlAs(world, 'runtime') });
    await slow.connect();
    const log = (request: string) =>
      JSON.stringify([{ action: 'READ', operation: 'test', objectIds: '{}', fields: [], request }]);
    await slow.query('begin');
    await slow.query('select audit.log($1)', [log('slow')]);
    await world.db.call('select audit.log($1::jsonb)', [log('quick')]);
    const sealer = sealerOf(world);
    while ((await sealer.seal(true)) > 0);
    // Other transactions of the cluster hold entries back as well.
    expect(await waiting()).toBeGreaterThanOrEqual(1);
    await slow.query('commit');
    await slow.end();
    await until(
      () => sealer.seal(true).then(waiting),
      n => n === 0,
      5_000,
    );
    await sealer.stop();
    const { rows } = await world.owner.query(
      `select request from audit.leaves where request in ('slow', 'quick') order by pos`,
    );
    expect(rows.map(row => row.request)).toEqual(['slow', 'quick']);
  });

  it('says nothing and tries again when its database is away, or it may not sign in', async () => {
    const role = rolesFor(world.config.rolePrefix ?? '').sealer;
    await world.db.call('select audit.log($1::jsonb)', ['[{"action":"READ","operation":"test"}]']);
    const sealer = sealerOf(world, { intervalMs: 50 });
    await world.owner.query(`revoke usage on schema audit from ${role}`);
    try {
      await expect(sealer.seal(true)).rejects.toMatchObject({ code: '42501' });
      sealer.start();
      await sleep(300);
      expect(await waiting()).toBeGreaterThanOrEqual(1);
    } finally {
      await world.owner.query(`grant usage on schema audit to ${role}`);
    }
    await until(waiting, n => n === 0, 5_000);
    await sealer.stop();
  });
});

describe('an act whose entry cannot be written (AU-5)', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const definer = () => rolesFor(world.config.rolePrefix ?? '').definer;
  const troubles: [string, () => string, () => string][] = [
    [
      'no right to append',
      () => `revoke insert on audit.leaves from ${definer()}`,
      () => `grant insert on audit.leaves to ${definer()}`,
    ],
    [
      'no policy to append',
      () => 'drop policy leaves_append on audit.leaves',
      () => `create policy leaves_append on audit.leaves for insert to ${definer()} with check (true)`,
    ],
    [
      'no numbers',
      () => `revoke usage on sequence audit.leaf_numbers from ${definer()}`,
      () => `grant usage on sequence audit.leaf_numbers to ${definer()}`,
    ],
    [
      'a full disk',
      () => `create function audit.full() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
             create trigger full_disk before insert on audit.leaves for each row execute function audit.full()`,
      () => 'drop trigger full_disk on audit.leaves; drop function audit.full()',
    ],
    [
      'a table that is gone',
      () => 'alter table audit.leaves rename to elsewhere',
      () => 'alter table audit.elsewhere rename to leaves',
    ],
  ];

  it('does not happen: 100 of 100 answers are 503, and nothing is stored', async () => {
    const analyst = await world.as('analyst@UNMIVA');
    const auditor = await world.as('auditor@CORDON');
    const count = async () => Number((await world.owner.query('select count(*) as n from sites')).rows[0].n);
    const store = () => analyst.post('/sites', { name: 'x', kind: 'DEPOT', place: { placeName: 'here' } });
    await store().expect(201);
    const before = await count();
    let asked = 0;
    const faults: string[] = [];
    for (const [what, breaks, mends] of troubles) {
      await world.owner.query(breaks());
      try {
        for (let n = 0; n < 20; n++, asked++) {
          const answer = await store();
          if (answer.status !== 503 || answer.body.type !== '/problems/unavailable')
            faults.push(`${what}: ${answer.status} ${answer.body.type}`);
        }
        const read = await auditor.get('/audit/checkpoints');
        if (read.status !== 503) faults.push(`${what}: the trail was shown without an entry: ${read.status}`);
      } finally {
        await world.owner.query(mends());
      }
    }
    process.stdout.write(`audit: ${asked} acts without an entry refused in ${troubles.length} kinds of trouble\n`);
    expect(faults).toEqual([]);
    expect(asked).toBe(100);
    expect(await count()).toBe(before);
    await store().expect(201);
  }, 60_000);
});
