import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Bell, migrateBell } from '../src/queue/bell.js';
import { openPostgres, type PostgresBackend } from './support/bell-backends.js';
import { BellTrial, eventually, newRing, ringUntilHeard } from './support/bell-trial.js';

describe('the bell over PostgreSQL only', () => {
  let backend: PostgresBackend;
  let trial: BellTrial;
  beforeAll(async () => {
    backend = await openPostgres(process.env.TEST_DATABASE_URL ?? '');
  });
  beforeEach(async () => {
    trial = new BellTrial(backend);
    await backend.wipe();
  });
  afterEach(() => trial.end());
  afterAll(() => backend.dispose());

  it('mends itself after its role was barred from the server', async () => {
    const { bell, heard } = await trial.listener();
    await ringUntilHeard(bell, heard);
    await backend.owner.query(`ALTER ROLE ${backend.runtimeRole} NOLOGIN`);
    await backend.kickOut();
    await expect(bell.ring(newRing())).rejects.toThrow();
    expect(await bell.ready()).toBe(false);
    await sleep(300);
    await backend.owner.query(`ALTER ROLE ${backend.runtimeRole} LOGIN`);
    await ringUntilHeard(bell, heard);
    expect(trial.reports.length).toBeLessThan(15);
  });

  it('leaves no row behind', async () => {
    const { bell, heard } = await trial.listener(async () => {
      throw new Error('no luck');
    });
    await ringUntilHeard(bell, heard);
    await eventually(async () => (await backend.owner.query('SELECT FROM bullmq.job')).rowCount === 0);
  });

  it('drops the ring of a listener that died, under the runtime role', async () => {
    const bell = await trial.bell();
    await bell.ring(newRing());
    await backend.owner.query(`
      UPDATE bullmq.job SET state = 'active', lock_token = 'gone', locked_until_ms = 1, stalled_marked = true`);
    const { heard } = await trial.listener();
    await eventually(async () => (await backend.owner.query('SELECT FROM bullmq.job')).rowCount === 0);
    expect(heard).toEqual([]);
    // The entry is gone a moment before it is reported.
    await eventually(() => trial.messages.length > 0);
    expect(trial.messages).toEqual([expect.stringMatching(/^queue entry \d+ was given up$/)]);
  });

  it('keeps the runtime role from making, emptying or dropping anything', async () => {
    const runtime = new pg.Client({ connectionString: backend.runtimeUrl });
    await runtime.connect();
    for (const ddl of [
      'CREATE TABLE bullmq.mine ()',
      'CREATE TABLE public.mine ()',
      'CREATE SCHEMA mine',
      'CREATE SEQUENCE bullmq.mine',
      'TRUNCATE bullmq.job',
      'DROP TABLE bullmq.job',
      'UPDATE bullmq.migration SET version = 0',
      'SELECT FROM bullmq.relay_node',
    ]) {
      await expect(runtime.query(ddl)).rejects.toMatchObject({ code: '42501' });
    }
    await runtime.end();
  });

  it('may be migrated again, by several processes at once, while it is in use', async () => {
    const { bell, heard } = await trial.listener();
    const again = () => migrateBell(backend.ownerUrl, backend.runtimeRole, 'bullmq');
    await Promise.all([again(), again(), again()]);
    await ringUntilHeard(bell, heard);
    const fresh = () => migrateBell(backend.ownerUrl, backend.runtimeRole, 'second');
    await Promise.all([fresh(), fresh(), fresh()]);
    await expect(migrateBell(backend.ownerUrl, backend.runtimeRole, 'no; schema')).rejects.toThrow('schema name');
    await expect(migrateBell(backend.ownerUrl, 'nobody_here', 'bullmq')).rejects.toThrow('does not exist');
  });

  it('reports a schema that was never prepared, and refuses URLs of another kind', async () => {
    const bell = await trial.bell({ postgresUrl: backend.runtimeUrl, schema: 'absent' });
    expect(await bell.ready()).toBe(false);
    expect(trial.messages.join()).toContain('is not initialized');
    const onError = () => undefined;
    await expect(Bell.open({ postgresUrl: 'redis://localhost', onError })).rejects.toThrow('not a scheme');
    await expect(Bell.open({ redisUrl: 'not a url', onError })).rejects.toThrow('Invalid URL');
  });
});
