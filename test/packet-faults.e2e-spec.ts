import { v7 as uuidv7 } from 'uuid';
import type { JobHandler, WorkerOptions } from '../src/jobs/worker.js';
import { figureDefinitions } from '../src/packets/figures.js';
import { PacketJob } from '../src/packets/packet-job.js';
import { hireWorker, until } from './support/workers.js';
import { openWorld, type World } from './world.js';

describe('a packet, when things break', () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  async function ask(who = 'analyst@UNMIVA'): Promise<{ id: string; jobId: string; bodyId: string }> {
    const asked = await (await world.as(who))
      .post('/briefing-packets', {
        committeeId: world.id('COMMITTEE'),
        kind: 'WRITTEN_REPORT',
        period: { from: '2026-01-01', to: '2026-02-01' },
      })
      .expect(202);
    return { id: asked.body.id, jobId: asked.body.jobId, bodyId: world.id('UNMIVA') };
  }

  /** All there is of a packet. */
  async function state(id: string) {
    const { rows } = await world.owner.query(
      `select p.state, j.state as job, j.attempts, j.problem->>'type' as problem,
              (select count(*)::int from figures f where f.packet_id = p.id) as figures,
              (select count(*)::int from packet_files f where f.packet_id = p.id) as files
         from packets p join jobs j on j.id = p.job_id where p.id = $1`,
      [id],
    );
    return rows[0];
  }
  const whole = { state: 'DRAFT', job: 'DONE', figures: figureDefinitions.length, files: 2, problem: null };
  const nothing = { state: 'FAILED', job: 'FAILED', figures: 0, files: 0 };

  /** The real handler, which stands still once when it comes to a stage. */
  function paused(stage: string): { handler: JobHandler; reached: Promise<void>; go: () => void } {
    const real = world.app.get(PacketJob, { strict: false });
    let go = () => {};
    let reach = () => {};
    const gate = new Promise<void>(resolve => {
      go = resolve;
    });
    const reached = new Promise<void>(resolve => {
      reach = resolve;
    });
    const handler: JobHandler = {
      kind: 'PACKET',
      failed: (tx, id) => real.failed(tx, id),
      run: (attempt, actor) => {
        const tell = attempt.stage.bind(attempt);
        attempt.stage = async (name, progress) => {
          await tell(name, progress);
          if (name !== stage) return;
          reach();
          await gate;
        };
        return real.run(attempt, actor);
      },
    };
    return { handler, reached, go };
  }

  it('comes out once although the queue lost its ring', async () => {
    const packet = await ask();
    await until(
      async () => (await world.owner.query('select count(*)::int as n from bullmq.job')).rows[0].n,
      n => n === 1,
    );
    await world.owner.query('truncate bullmq.job cascade');
    const worker = await hireWorker(world);
    await worker.start();
    await until(
      () => state(packet.id),
      now => now.job === 'DONE',
    );
    await worker.stop();
    expect(await state(packet.id)).toMatchObject({ ...whole, attempts: 1 });
  });

  it('comes out once when its worker falls silent before the commit and wakes again', async () => {
    const packet = await ask();
    const ring = { bodyId: packet.bodyId, jobId: packet.jobId };
    const silent: Partial<WorkerOptions> = { leaseSeconds: 1, heartbeatSeconds: 1000 };
    const slow = paused('STORE');
    const first = await hireWorker(world, silent, [slow.handler]);
    const second = await hireWorker(world, silent);
    const sleeping = first.handle(ring);
    await slow.reached;
    await second.handle(ring);
    expect((await state(packet.id)).attempts).toBe(1);
    await new Promise(resolve => setTimeout(resolve, 1_100));
    await second.handle(ring);
    expect(await state(packet.id)).toMatchObject({ ...whole, attempts: 2 });
    slow.go();
    await sleeping;
    expect(await state(packet.id)).toMatchObject({ ...whole, attempts: 2 });
  });

  it('is fenced also when the first wakes while the second still works', async () => {
    const packet = await ask();
    const ring = { bodyId: packet.bodyId, jobId: packet.jobId };
    const silent: Partial<WorkerOptions> = { leaseSeconds: 1, heartbeatSeconds: 1000 };
    const [slow, other] = [paused('STORE'), paused('STORE')];
    const first = await hireWorker(world, silent, [slow.handler]);
    const second = await hireWorker(world, silent, [other.handler]);
    const sleeping = first.handle(ring);
    await slow.reached;
    await new Promise(resolve => setTimeout(resolve, 1_100));
    const working = second.handle(ring);
    await other.reached;
    slow.go();
    await sleeping;
    expect(await state(packet.id)).toMatchObject({ state: 'QUEUED', job: 'RUNNING', figures: 0, files: 0 });
    other.go();
    await working;
    expect(await state(packet.id)).toMatchObject(whole);
  });

  it('is kept by a worker that is slow but alive', async () => {
    const packet = await ask();
    const ring = { bodyId: packet.bodyId, jobId: packet.jobId };
    const alive: Partial<WorkerOptions> = { leaseSeconds: 1, heartbeatSeconds: 0.2 };
    const slow = paused('RENDER');
    const first = await hireWorker(world, alive, [slow.handler]);
    const second = await hireWorker(world, alive);
    const working = first.handle(ring);
    await slow.reached;
    await new Promise(resolve => setTimeout(resolve, 1_500));
    await second.handle(ring);
    slow.go();
    await working;
    expect(await state(packet.id)).toMatchObject({ ...whole, attempts: 1 });
  });

  it('is not made for somebody whose appointment ended before the run', async () => {
    const packet = await ask();
    await world.owner.query('update appointments set valid_to = now() where id = $1', [
      world.appointmentIds.get('analyst@UNMIVA'),
    ]);
    await (await hireWorker(world)).handle({ bodyId: packet.bodyId, jobId: packet.jobId });
    expect(await state(packet.id)).toMatchObject({ ...nothing, problem: '/problems/appointment_not_in_force' });
    const seen = await (await world.as('chief@UNMIVA')).get(`/jobs/${packet.jobId}`).expect(200);
    expect(seen.body.problem).toMatchObject({ type: '/problems/appointment_not_in_force', status: 403 });
  });

  it('is not stored for somebody whose appointment ended, or who was barred, during the run', async () => {
    for (const end of [
      'update appointments set valid_to = now() where person_id = $1',
      'update people set disabled_at = now() where id = $1',
    ]) {
      const who = end.includes('people') ? 'chief@UNMIVA' : 'analyst@UNMIVA';
      const packet = await ask(who);
      const slow = paused('STORE');
      const working = (await hireWorker(world, {}, [slow.handler])).handle({
        bodyId: packet.bodyId,
        jobId: packet.jobId,
      });
      await slow.reached;
      await world.owner.query(end, [world.id(who)]);
      slow.go();
      await working;
      expect(await state(packet.id)).toMatchObject({ ...nothing, problem: '/problems/appointment_not_in_force' });
    }
  });

  it('is not touched by rings that name other things', async () => {
    const packet = await ask();
    const worker = await hireWorker(world);
    for (const ring of [
      { bodyId: uuidv7(), jobId: uuidv7() },
      { bodyId: world.id('UNMIVA'), jobId: uuidv7() },
      { bodyId: world.id('UNSOB'), jobId: packet.jobId },
      { bodyId: world.id('COMMITTEE'), jobId: packet.jobId },
    ])
      await worker.handle(ring);
    expect(await state(packet.id)).toMatchObject({ state: 'QUEUED', job: 'QUEUED', attempts: 0 });
    await worker.handle({ bodyId: packet.bodyId, jobId: packet.jobId });
    const ghosts = Array.from({ length: 10 }, () => worker.handle({ bodyId: packet.bodyId, jobId: packet.jobId }));
    await Promise.all(ghosts);
    expect(await state(packet.id)).toMatchObject({ ...whole, attempts: 1 });
  });

  it('is made once when many hear the same ring at once', async () => {
    const packet = await ask();
    const workers = await Promise.all([hireWorker(world), hireWorker(world)]);
    const ring = { bodyId: packet.bodyId, jobId: packet.jobId };
    await Promise.all(Array.from({ length: 12 }, (_, n) => workers[n % 2]?.handle(ring)));
    expect(await state(packet.id)).toMatchObject({ ...whole, attempts: 1 });
  });

  it('says that it failed when it cannot be drawn, and leaves nothing half made', async () => {
    const packet = await ask();
    const broken: JobHandler = {
      kind: 'PACKET',
      failed: (tx, id) => world.app.get(PacketJob, { strict: false }).failed(tx, id),
      run: (attempt, actor) =>
        attempt.commit(actor, {}, async tx => {
          await tx.sql(`update packets set state = 'FAILED' where id = $1`, [packet.id]);
          throw new Error('halfway');
        }),
    };
    const worker = await hireWorker(world, { backoffSeconds: () => 0 }, [broken]);
    const ring = { bodyId: packet.bodyId, jobId: packet.jobId };
    await worker.handle(ring);
    expect(await state(packet.id)).toMatchObject({ state: 'QUEUED', job: 'QUEUED', attempts: 1 });
    for (let n = 0; n < 5; n++) await worker.handle(ring);
    expect(await state(packet.id)).toMatchObject({ ...nothing, attempts: 5, problem: '/problems/internal_error' });
  });
});
