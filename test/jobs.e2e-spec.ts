import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 as uuidv7 } from 'uuid';
import { Problem } from '../src/http/problems.js';
import type { JobHandler } from '../src/jobs/worker.js';
import { hireWorker, until } from './support/workers.js';
import { openWorld, type World } from './world.js';

describe('jobs', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    await world.app.listen(0, '127.0.0.1');
  });
  afterAll(() => world.close());

  /** A job as a room would have queued it. */
  async function queued(kind: string, who = 'analyst@UNMIVA'): Promise<{ bodyId: string; jobId: string }> {
    const [, body = ''] = who.split('@');
    const jobId = uuidv7();
    const appointment = world.appointmentIds.get(who);
    await world.owner.query(
      `insert into jobs (body_id, id, classification, recorded_by, kind, actor_person_id, actor_appointment_id, subject_id)
       values ($1, $2, 0, $3, $4, $5, $3, $6)`,
      [world.id(body), jobId, appointment, kind, world.id(who), uuidv7()],
    );
    return { bodyId: world.id(body), jobId };
  }
  const row = async (jobId: string) => (await world.owner.query('select * from jobs where id = $1', [jobId])).rows[0];
  const handler = (run: JobHandler['run']): JobHandler => ({ kind: 'TEST', run, failed: async () => undefined });

  it('are shown to their body, alone and in lists, and to nobody else', async () => {
    const { jobId } = await queued('SHOWN');
    const analyst = await world.as('analyst2@UNMIVA');
    expect((await analyst.get(`/jobs/${jobId}`).expect(200)).body).toMatchObject({
      id: jobId,
      kind: 'SHOWN',
      state: 'QUEUED',
      progress: 0,
      result: null,
      problem: null,
      finishedAt: null,
    });
    const listed = (await analyst.get('/jobs?state=QUEUED&kind=SHOWN').expect(200)).body.items;
    expect(listed.map((job: { id: string }) => job.id)).toEqual([jobId]);
    for (const who of ['analyst@UNSOB', 'expert@PANEL', 'secretary@COMMITTEE']) {
      await (await world.as(who)).get(`/jobs/${jobId}`).expect(404);
      await (await world.as(who)).get(`/jobs/${jobId}/events`).expect(404);
      expect((await (await world.as(who)).get('/jobs')).body.items).toEqual([]);
    }
    for (const who of ['focal@HOST', 'admin@CORDON', 'auditor@CORDON'])
      await (await world.as(who)).get(`/jobs/${jobId}`).expect(403);
  });

  it('run as the person who asked, say how far they are, and end with what they made', async () => {
    const ring = await queued('TEST');
    const seen: unknown[] = [];
    const worker = await hireWorker(world, {}, [
      handler(async (attempt, actor) => {
        await attempt.stage('HALF', 0.5);
        seen.push(await row(attempt.jobId));
        await attempt.commit(actor, { made: attempt.subjectId }, async tx => {
          seen.push(await tx.one('select (sec.ctx()).person_id as who'));
        });
      }),
    ]);
    await worker.handle(ring);
    expect(seen).toMatchObject([
      { state: 'RUNNING', stage: 'HALF', progress: 0.5 },
      { who: world.id('analyst@UNMIVA') },
    ]);
    expect(await row(ring.jobId)).toMatchObject({ state: 'DONE', progress: 1, attempt_token: null });
    await worker.handle(ring);
    expect((await row(ring.jobId)).attempts).toBe(1);
    await worker.stop();
  });

  it('are tried five times with growing pauses, and then say that they failed', async () => {
    const ring = await queued('TEST');
    let tries = 0;
    const failing = handler(async () => {
      tries += 1;
      throw new Error('a case name that must not be told');
    });
    const worker = await hireWorker(world, { backoffSeconds: () => 0 }, [failing]);
    for (let n = 0; n < 7; n++) await worker.handle(ring);
    const job = await row(ring.jobId);
    expect([tries, job.attempts, job.state]).toEqual([5, 5, 'FAILED']);
    expect(job.problem).toMatchObject({ type: '/problems/internal_error', instance: ring.jobId });
    expect(JSON.stringify(job.problem)).not.toContain('case name');
    const patient = await hireWorker(world, {}, [failing]);
    const second = await queued('TEST');
    await patient.handle(second);
    await patient.handle(second);
    expect(await row(second.jobId)).toMatchObject({ state: 'QUEUED', attempts: 1 });
    expect((await row(second.jobId)).rung_at.getTime()).toBeGreaterThan(Date.now());
  });

  it('fail at once on a refusal that will not pass', async () => {
    const ring = await queued('TEST');
    const worker = await hireWorker(world, {}, [handler(() => Promise.reject(new Problem('body_is_closed')))]);
    await worker.handle(ring);
    expect(await row(ring.jobId)).toMatchObject({ state: 'FAILED', attempts: 1, problem: { status: 409 } });
  });

  it('are given up when every attempt took its process with it', async () => {
    const ring = await queued('TEST');
    await world.owner.query(
      `update jobs set state = 'RUNNING', attempts = 5, attempt_token = $2, heartbeat_at = now() - interval '1 minute' where id = $1`,
      [ring.jobId, uuidv7()],
    );
    let ran = false;
    const worker = await hireWorker(world, {}, [
      handler(async () => {
        ran = true;
      }),
    ]);
    await worker.handle(ring);
    expect([ran, (await row(ring.jobId)).state]).toEqual([false, 'FAILED']);
  });

  it('are waited for by a worker that stops', async () => {
    const ring = await queued('TEST');
    const worker = await hireWorker(world, { sweepSeconds: 300 }, [
      handler(async (attempt, actor) => {
        await new Promise(resolve => setTimeout(resolve, 700));
        await attempt.commit(actor, {}, async () => undefined);
      }),
    ]);
    await worker.start();
    await world.bell.ring(ring);
    await until(
      () => row(ring.jobId),
      job => job.state === 'RUNNING',
    );
    await worker.stop();
    expect((await row(ring.jobId)).state).toBe('DONE');
  });

  /** Follows a job's events; resolves with all that was sent when the server ends the stream. */
  async function follow(jobId: string, who: string, heard: (text: string) => void): Promise<string> {
    const { port } = world.app.getHttpServer().address() as AddressInfo;
    const headers = { authorization: `Bearer ${await world.token(who)}` };
    return new Promise((resolve, reject) => {
      http
        .get({ port, host: '127.0.0.1', path: `/api/v1/jobs/${jobId}/events`, headers }, response => {
          let all = '';
          expect(response.headers['content-type']).toContain('text/event-stream');
          response.setEncoding('utf8');
          response.on('data', (text: string) => {
            all += text;
            heard(text);
          });
          response.on('end', () => resolve(all));
        })
        .on('error', reject);
    });
  }

  it('can be followed as server-sent events until they are finished', async () => {
    const ring = await queued('TEST');
    const worker = await hireWorker(world, {}, [
      handler(async (attempt, actor) => {
        await attempt.stage('HALF', 0.5);
        await new Promise(resolve => setTimeout(resolve, 1200));
        await attempt.commit(actor, {}, async () => undefined);
      }),
    ]);
    let work: Promise<void> | undefined;
    const all = await follow(ring.jobId, 'analyst@UNMIVA', () => {
      work ??= worker.handle(ring);
    });
    await work;
    const events = all.split('\n\n').filter(Boolean);
    const states = events.map(event => JSON.parse(event.replace(/^event: job\ndata: /, '')).state);
    expect(states).toEqual(['QUEUED', 'RUNNING', 'DONE']);
  });

  it('stop being told when the right to see them ends', async () => {
    const ring = await queued('TEST');
    let ended: Promise<unknown> | undefined;
    const all = await follow(ring.jobId, 'focal@UNMIVA', () => {
      ended ??= world.owner.query('update appointments set valid_to = now() where id = $1', [
        world.appointmentIds.get('focal@UNMIVA'),
      ]);
    });
    expect(all).toContain('event: problem');
    expect(all).toContain('appointment_not_in_force');
    await ended;
  });

  it('do not hold up a server that closes while somebody follows', async () => {
    const ring = await queued('TEST');
    let closing: Promise<void> | undefined;
    const began = Date.now();
    await follow(ring.jobId, 'analyst@UNMIVA', () => {
      closing ??= world.app.close();
    });
    await closing;
    expect(Date.now() - began).toBeLessThan(5_000);
  });
});
