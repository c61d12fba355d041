import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Ring } from '../src/queue/bell.js';
import { type BellBackend, openPostgres, openRedis } from './support/bell-backends.js';
import { BellTrial, eventually, newRing, ringUntilHeard } from './support/bell-trial.js';

const redisUrl = process.env.REDIS_URL;
const backends: [string, () => Promise<BellBackend>][] = [
  ['PostgreSQL', () => openPostgres(process.env.TEST_DATABASE_URL ?? '')],
];
if (redisUrl) backends.push(['Redis', () => openRedis(redisUrl)]);
else process.stderr.write('NOT CHECKED: Redis (REDIS_URL not set)\n');
(redisUrl ? describe.skip : describe)('the bell over Redis, without REDIS_URL', () => {
  it.todo('NOT CHECKED');
});

describe.each(backends)('the bell over %s', (_name, open) => {
  let backend: BellBackend;
  let trial: BellTrial;
  beforeAll(async () => {
    backend = await open();
  });
  beforeEach(async () => {
    trial = new BellTrial(backend);
    await backend.wipe();
  });
  afterEach(() => trial.end());
  afterAll(() => backend.dispose());

  it('brings a ring to a listener, carrying ids only', async () => {
    const answered: Ring[] = [];
    const { bell } = await trial.listener(async ring => void answered.push(ring));
    const ring = newRing();
    await bell.ring({ ...ring, subject: 'case data' } as Ring);
    await eventually(() => answered.length === 1);
    expect(answered).toEqual([ring]);
    expect(trial.reports).toEqual([]);
  });

  it('refuses to ring with anything but UUIDs', async () => {
    const bell = await trial.bell();
    await expect(bell.ring({ bodyId: 'x', jobId: randomUUID() })).rejects.toThrow(TypeError);
  });

  it('brings 500 rings to two listeners, each at least once', async () => {
    const [one, two] = [await trial.listener(), await trial.listener()];
    const rings = Array.from({ length: 500 }, newRing);
    for (let at = 0; at < rings.length; at += 50) {
      await Promise.all(rings.slice(at, at + 50).map(ring => one.bell.ring(ring)));
    }
    await eventually(() => new Set([...one.heard, ...two.heard]).size === 500);
    expect(one.heard.length).toBeGreaterThan(0);
    expect(two.heard.length).toBeGreaterThan(0);
  });

  it('keeps a ring until someone listens', async () => {
    const ring = newRing();
    await (await trial.bell()).ring(ring);
    const { heard } = await trial.listener();
    await eventually(() => heard.includes(ring.jobId));
  });

  it('runs no more answers at once than it was told', async () => {
    let now = 0;
    let most = 0;
    const { bell, heard } = await trial.listener(async () => {
      most = Math.max(most, ++now);
      await sleep(10);
      now--;
    }, 2);
    await Promise.all(Array.from({ length: 20 }, () => bell.ring(newRing())));
    await eventually(() => heard.length === 20 && now === 0);
    expect(most).toBe(2);
  });

  it('goes on after an answer that throws, and reports it', async () => {
    const bad = newRing();
    const { bell, heard } = await trial.listener(async ring => {
      if (ring.jobId === bad.jobId) throw new Error('no luck');
    }, 1);
    await bell.ring(bad);
    await ringUntilHeard(bell, heard);
    expect(trial.messages).toEqual([`the answer for job ${bad.jobId} failed`]);
    expect(heard.filter(jobId => jobId === bad.jobId)).toHaveLength(1);
  });

  it('drops what is not a ring, and reports it without its content', async () => {
    const { bell, heard } = await trial.listener();
    const ring = newRing();
    const smuggled = [{}, [], 'text', null, { ...ring, subject: 'SECRET' }, { ...ring, jobId: 'SECRET' }];
    for (const payload of smuggled) await backend.smuggle(payload);
    await ringUntilHeard(bell, heard);
    await eventually(() => trial.reports.length === smuggled.length);
    expect(heard).toHaveLength(1);
    expect(trial.messages.join()).not.toContain('SECRET');
  });

  it('is heard after its storage was wiped: idle, with rings waiting, in the middle of an answer', async () => {
    const early = await trial.bell();
    await Promise.all(Array.from({ length: 20 }, () => early.ring(newRing())));
    await backend.wipe();
    const { bell, heard } = await trial.listener(() => sleep(50));
    await ringUntilHeard(bell, heard);
    await backend.wipe();
    await ringUntilHeard(bell, heard);
    await Promise.all(Array.from({ length: 20 }, () => bell.ring(newRing())));
    await backend.wipe();
    await ringUntilHeard(bell, heard);
    await ringUntilHeard(early, heard);
  });

  it('is not wedged by a listener process killed in the middle of an answer', async () => {
    const bell = await trial.bell();
    const at = (path: string) => new URL(path, import.meta.url).href;
    const script = `
      import { Bell } from ${JSON.stringify(at('../src/queue/bell.ts'))};
      const bell = await Bell.open({ ...${JSON.stringify(backend.place)}, onError: console.error });
      await bell.listen(() => { console.log('answering'); return new Promise(() => {}); }, 1);
      console.log('listening');`;
    const child = spawn(
      process.execPath,
      ['--import', at('./support/register-swc.mjs'), '--input-type=module', '-e', script],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = '';
    child.stdout.on('data', chunk => {
      said += String(chunk);
    });
    await eventually(() => said.includes('listening'));
    await bell.ring(newRing());
    await eventually(() => said.includes('answering'));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { heard } = await trial.listener(undefined, 1);
    await ringUntilHeard(bell, heard);
  });

  it.each(['cut', 'stall'] as const)('fails fast while the line is down (%s) and mends itself', async how => {
    const { bell, heard } = await trial.listener();
    await ringUntilHeard(bell, heard);
    expect(await bell.ready()).toBe(true);
    await backend.line[how]();
    const start = Date.now();
    await expect(bell.ring(newRing())).rejects.toThrow();
    const [rang, asked] = [Date.now() - start, Date.now()];
    expect(await bell.ready()).toBe(false);
    expect(Date.now() - asked).toBeLessThan(2_000);
    expect(rang).toBeLessThan(2_000);
    await sleep(300);
    await backend.line.mend();
    await ringUntilHeard(bell, heard);
    expect(await bell.ready()).toBe(true);
    expect(trial.reports.length).toBeLessThan(15);
  });

  it('opens and listens while the queue is down, and starts by itself when it comes up', async () => {
    await backend.line.cut();
    const { bell, heard } = await trial.listener();
    expect(await bell.ready()).toBe(false);
    await expect(bell.ring(newRing())).rejects.toThrow();
    expect(trial.reports.length).toBeGreaterThan(0);
    await backend.line.mend();
    await ringUntilHeard(bell, heard);
    expect(await bell.ready()).toBe(true);
  });

  it('mends itself after the server broke its sessions', async () => {
    const { bell, heard } = await trial.listener();
    await ringUntilHeard(bell, heard);
    await backend.kickOut();
    await ringUntilHeard(bell, heard);
    expect(await bell.ready()).toBe(true);
  });

  it('waits for a running answer when closed, and then takes nothing more', async () => {
    let done = false;
    const { bell, heard } = await trial.listener(async () => {
      await sleep(400);
      done = true;
    });
    await bell.ring(newRing());
    await eventually(() => heard.length === 1);
    await bell.close(5_000);
    expect(done).toBe(true);
    await (await trial.bell()).ring(newRing());
    await sleep(200);
    expect(heard).toHaveLength(1);
    await expect(bell.ring(newRing())).rejects.toThrow('closed');
    expect(await bell.ready()).toBe(false);
  });

  it('leaves an answer that outlasts the grace', async () => {
    const { bell, heard } = await trial.listener(() => sleep(60_000, undefined, { ref: false }));
    const ring = newRing();
    await bell.ring(ring);
    await eventually(() => heard.length === 1);
    const start = Date.now();
    await bell.close(200);
    expect(Date.now() - start).toBeLessThan(2_000);
    expect(trial.messages).toEqual([`left the answer for job ${ring.jobId} running`]);
  });

  it('closes in time while the queue is down', async () => {
    const { bell } = await trial.listener();
    await backend.line.cut();
    const start = Date.now();
    await bell.close(200);
    expect(Date.now() - start).toBeLessThan(4_500);
  });
});
