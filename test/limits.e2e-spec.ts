import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../src/app.module.js';
import type { Config } from '../src/config.js';
import { rolesFor } from '../src/database/roles.js';
import { createApp } from '../src/http/create-app.js';
import { nobodys } from './support/canaries.js';
import { deep, Wire } from './support/wire.js';
import { until } from './support/workers.js';
import { openWorld, type World } from './world.js';

const sockets = deep ? 1_000 : 100;
const parallelBodies = deep ? 50 : 8;
const megabytes = deep ? 100 : 30;

describe('limits', () => {
  let world: World;
  let wire: Wire;
  beforeAll(async () => {
    world = await openWorld();
    wire = await Wire.to(world.app);
  }, 60_000);
  afterAll(async () => {
    wire.close();
    await world.close();
  });

  /** The same world behind other limits. */
  async function behind(
    limits: Partial<Config>,
  ): Promise<{ to: Wire; app: NestFastifyApplication; close(): Promise<void> }> {
    const config = { ...world.config, ...limits };
    const app = await createApp(AppModule.on(config, world.db, world.bell), config);
    await app.init();
    const to = await Wire.to(app);
    const close = async () => {
      to.close();
      app.getHttpServer().closeAllConnections();
      await app.getHttpAdapter().getInstance().close();
    };
    return { to, app, close };
  }

  /** A socket that sends a little and then a byte now and again; how long it was borne. */
  function slow(port: number, first: string, drop: string, everyMs: number): Promise<number> {
    return new Promise(resolve => {
      const began = Date.now();
      const socket = connect(port, '127.0.0.1', () => socket.write(first));
      const timer = setInterval(() => socket.write(drop), everyMs);
      socket.on('error', () => undefined);
      socket.on('data', () => undefined);
      socket.on('close', () => {
        clearInterval(timer);
        resolve(Date.now() - began);
      });
    });
  }

  it('drop slow clients within 15 seconds while others are served', async () => {
    const kinds: [string, string, string][] = [
      ['headers', 'GET /health/live HTTP/1.1\r\nHost: x\r\n', 'X-A: b\r\n'],
      [
        'body',
        'POST /api/v1/auth/refresh HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
        ' ',
      ],
      ['nothing', '', ''],
    ];
    const before: number[] = [];
    const time = async (into: number[]) => {
      const began = performance.now();
      expect((await wire.send('GET', '/health/live')).status).toBe(200);
      into.push(performance.now() - began);
    };
    for (let n = 0; n < 40; n++) await time(before);
    let open = true;
    const held = Promise.all(
      Array.from({ length: sockets }, (_, n) => {
        const [, first, drop] = kinds[n % kinds.length] as [string, string, string];
        return slow(wire.port, first, drop, 1_000);
      }),
    ).finally(() => (open = false));
    const during: number[] = [];
    while (open) {
      await time(during);
      await sleep(100);
    }
    const times = (await held).sort((a, b) => a - b);
    const p95 = (all: number[]) => all.sort((a, b) => a - b)[Math.floor(all.length * 0.95)] ?? 0;
    process.stdout.write(
      `limits: ${sockets} slow sockets (${deep ? 'all' : 'DEEP=1 opens 1000'}) dropped after ${times[0]} to ${times.at(-1)} ms; p95 of others ${p95(before).toFixed(1)} ms before, ${p95(during).toFixed(1)} ms meanwhile\n`,
    );
    // 14 s, looked at once a second.
    expect(times.at(-1)).toBeLessThan(16_000);
    expect(p95(during)).toBeLessThan(Math.max(50, 4 * p95(before)));
  }, 60_000);

  it('take as many connections as configured, and no more', async () => {
    const { to, app, close } = await behind({ maxConnections: 10 });
    const held = Array.from({ length: 30 }, () => slow(to.port, '', '', 60_000));
    await until(
      () => new Promise<number>(resolve => app.getHttpServer().getConnections((_, n) => resolve(n))),
      n => n === 10,
    );
    const refused = await Promise.race([...held, sleep(3_000).then(() => -1)]);
    expect(refused).toBeGreaterThanOrEqual(0);
    await close();
    await Promise.all(held);
    expect((await wire.send('GET', '/health/live')).status).toBe(200);
  }, 30_000);

  it('refuse large bodies unread, many at once, without keeping them', async () => {
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
    const chunk = 'x'.repeat(64 * 1024);
    const flood = (length: string) =>
      new Promise<string>(resolve => {
        let text = '';
        const socket = connect(wire.port, '127.0.0.1', () => {
          socket.write(
            `POST /api/v1/auth/refresh HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${length}\r\n\r\n`,
          );
          let sent = 0;
          const pour = () => {
            while (sent < megabytes * 16 && !socket.destroyed) {
              sent += 1;
              const part = length.startsWith('T') ? `${chunk.length.toString(16)}\r\n${chunk}\r\n` : chunk;
              if (!socket.write(part)) return void socket.once('drain', pour);
            }
          };
          pour();
        });
        socket.on('data', part => (text += part));
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(text.split('\r\n')[0] ?? ''));
        socket.setTimeout(20_000, () => socket.destroy());
      });
    const stated = await Promise.all(
      Array.from({ length: parallelBodies }, () => flood(`Content-Length: ${megabytes * 1024 * 1024}`)),
    );
    const chunked = await Promise.all(
      Array.from({ length: parallelBodies }, () => flood('Transfer-Encoding: chunked')),
    );
    clearInterval(watch);
    const grown = Math.round((most - before) / 1024 / 1024);
    process.stdout.write(
      `limits: ${parallelBodies} bodies of ${megabytes} MB at once, stated and chunked: memory grew by ${grown} MB at most\n`,
    );
    // Whoever goes on sending after the answer may be cut before reading it.
    for (const line of [...stated, ...chunked]) expect(['HTTP/1.1 413 Payload Too Large', '']).toContain(line);
    expect([...stated, ...chunked].filter(Boolean).length).toBeGreaterThan(0);
    expect(grown).toBeLessThan(400);
    expect((await wire.send('GET', '/health/ready')).status).toBe(200);
  }, 60_000);

  it('refuse JSON that is made to take long: 400, and the process answers others meanwhile', async () => {
    const headers = { 'content-type': 'application/json' };
    const bodies: Record<string, string> = {
      depth: '['.repeat(100_000),
      names: `{${Array.from({ length: 700_000 }, (_, n) => `"n${n}":1`).join(',')}}`.slice(0, 10 * 1024 * 1024),
      digits: `{"refreshToken":${'9'.repeat(10 * 1024 * 1024 - 100)}}`,
    };
    const took: string[] = [];
    for (const [what, body] of Object.entries(bodies)) {
      const times: number[] = [];
      for (let n = 0; n < 5; n++) {
        const began = performance.now();
        const answer = await wire.send('POST', '/api/v1/auth/refresh', headers, body);
        times.push(performance.now() - began);
        expect([what, answer.status, answer.text]).toEqual([
          what,
          400,
          expect.stringContaining('/problems/invalid_json'),
        ]);
      }
      took.push(`${what} ${Math.round(Math.min(...times))} ms (${(body.length / 1024 / 1024).toFixed(1)} MB)`);
      // The goal is 100 ms on a quiet machine; a shared one is given more.
      expect([what, Math.min(...times) < 400]).toEqual([what, true]);
    }
    process.stdout.write(`limits: answered 400 after ${took.join(', ')}\n`);
  }, 30_000);

  it('answer 503 within a second when every connection is in use, with health alive, and go on afterwards', async () => {
    const token = await world.token('analyst@UNMIVA');
    await wire.json('GET', '/api/v1/sites', token);
    const holders: (() => void)[] = [];
    const system = {
      personId: world.id('analyst@UNMIVA'),
      appointmentId: world.appointmentIds.get('analyst@UNMIVA') ?? '',
    };
    const actor = {
      ...system,
      bodyId: world.id('UNMIVA'),
      bodyAcronym: 'UNMIVA',
      bodyKind: 'MISSION',
      role: 'CELL_ANALYST',
      sessionId: null,
      requestId: nobodys(),
      purpose: null,
    };
    const held = Array.from({ length: 8 }, () =>
      world.db.as(actor, () => new Promise<void>(resolve => holders.push(resolve))),
    );
    await until(
      async () => holders.length,
      n => n === 8,
    );
    const ask = async (at: string) => {
      const began = Date.now();
      const answer = await wire.json('GET', at, token);
      return { ...answer, ms: Date.now() - began };
    };
    const times: number[] = [];
    const asked = await Promise.all(Array.from({ length: 20 }, () => ask('/api/v1/sites')));
    for (const { status, headers, text, ms } of asked) {
      expect([status, headers['retry-after'], JSON.parse(text).type]).toEqual([503, '1', '/problems/unavailable']);
      times.push(ms);
    }
    const health = await ask('/health/ready');
    expect([health.status, JSON.parse(health.text).database]).toEqual([200, 'ok']);
    expect((await ask('/health/live')).status).toBe(200);
    for (const release of holders) release();
    await Promise.all(held);
    expect((await ask('/api/v1/sites')).status).toBe(200);
    times.sort((a, b) => a - b);
    process.stdout.write(`limits: 20 requests without a connection answered after ${times[0]} to ${times.at(-1)} ms\n`);
    // 800 ms of patience for a connection; the goal is a second, and the machine may be busy.
    expect(times[0]).toBeLessThan(1_000);
    expect(times.at(-1)).toBeLessThan(1_500);
  }, 30_000);

  it('are set in PostgreSQL for every role that can sign in', async () => {
    const { rows } = await world.owner.query<{ rolname: string; settings: string[] }>(
      `select r.rolname, s.setconfig as settings from pg_roles r
         left join pg_db_role_setting s on s.setrole = r.oid and s.setdatabase = (select oid from pg_database where datname = 'cordon_template')
        where r.rolcanlogin and r.rolname = any ($1)`,
      [Object.values(rolesFor(world.config.rolePrefix ?? ''))],
    );
    expect(rows.length).toBeGreaterThanOrEqual(4);
    for (const { rolname, settings } of rows)
      for (const wanted of [
        'statement_timeout=30s',
        'lock_timeout=5s',
        'transaction_timeout=60s',
        'idle_in_transaction_session_timeout=15s',
      ])
        expect([rolname, settings ?? []]).toEqual([rolname, expect.arrayContaining([wanted])]);
  });

  it('give everyone a budget of reads and one of writes, and say when to come again', async () => {
    const limits = { readsPerSecond: 1, readBurst: 5, writesPerSecond: 1, writeBurst: 2 };
    const { to, close } = await behind(limits);
    const [analyst, chief] = [await world.token('analyst@UNMIVA'), await world.token('chief@UNMIVA')];
    const reads = await Promise.all(Array.from({ length: 12 }, () => to.json('GET', '/api/v1/sites', analyst)));
    expect(reads.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(5);
    const refused = reads.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(JSON.parse(refused[0]?.text ?? '').type).toBe('/problems/too_many_requests');
    // Writes have their own, and so has everybody else.
    const wish = { name: 'x', kind: 'DEPOT', place: { placeName: 'x' } };
    const writes = await Promise.all(Array.from({ length: 4 }, () => to.json('POST', '/api/v1/sites', analyst, wish)));
    expect(writes.map(({ status }) => status).sort()).toEqual([201, 201, 429, 429]);
    expect((await to.json('GET', '/api/v1/sites', chief)).status).toBe(200);
    await sleep(1_000 * Number(refused[0]?.headers['retry-after']));
    expect((await to.json('GET', '/api/v1/sites', analyst)).status).toBe(200);
    expect((await to.send('GET', '/health/live')).status).toBe(200);
    expect((await to.send('GET', '/metrics')).text).toMatch(/cordon_budget_refusals_total\{budget="reads"\} [1-9]/);
    await close();
  }, 30_000);

  it('tell the chiefs, once, of whoever opens more records within an hour than a reader would', async () => {
    const { to, close } = await behind({ bulkReadRecords: 3 });
    const analyst = await world.token('analyst2@UNMIVA');
    for (let n = 0; n < 5; n++) {
      const wish = { name: `bulk ${n}`, kind: 'DEPOT', place: { placeName: 'x' } };
      expect((await to.json('POST', '/api/v1/sites', analyst, wish)).status).toBe(201);
    }
    const alerts = async (who: string) => {
      const list = await to.json('GET', '/api/v1/alerts?kind=BULK_READ', await world.token(who));
      return (JSON.parse(list.text) as { items: { subjectId: string; title: string }[] }).items;
    };
    expect(await alerts('chief@UNMIVA')).toEqual([]);
    for (let n = 0; n < 4; n++) await to.json('GET', '/api/v1/sites', analyst);
    const told = await until(
      () => alerts('chief@UNMIVA'),
      items => items.length > 0,
      5_000,
    );
    expect(told).toEqual([expect.objectContaining({ subjectId: world.id('analyst2@UNMIVA') })]);
    expect(told[0]?.title).toContain('more than 3 records');
    expect(await alerts('analyst2@UNMIVA')).toEqual([]);
    expect(await alerts('chief@UNSOB')).toEqual([]);
    expect((await to.send('GET', '/metrics')).text).toMatch(/cordon_bulk_read_alarms_total [1-9]/);
    await close();
  }, 30_000);
});
