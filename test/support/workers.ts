import { ReadLog } from '../../src/audit/read-log.js';
import { rolesFor, urlForRole } from '../../src/database/roles.js';
import { type JobHandler, Worker, type WorkerOptions, workerDefaults } from '../../src/jobs/worker.js';
import { ArrangementReviewJob } from '../../src/missions/arrangement-review-job.js';
import { ReviewClock } from '../../src/missions/review-clock.js';
import { PacketJob } from '../../src/packets/packet-job.js';
import { Bell } from '../../src/queue/bell.js';
import { ScheduleClock } from '../../src/schedules/schedule-clock.js';
import type { World } from '../world.js';

const bells = new WeakMap<World, Bell[]>();

/** Bells hang up with their world, whether their worker was ever started or not. */
function hang(world: World, bell: Bell): void {
  const hung = bells.get(world);
  if (hung) {
    hung.push(bell);
    return;
  }
  const all = [bell];
  bells.set(world, all);
  const close = world.close;
  world.close = async () => {
    await Promise.all(all.map(one => one.close(1_000)));
    await close();
  };
}

/** A worker of a world, with a bell of its own as a process of its own would have. */
export async function hireWorker(
  world: World,
  options: Partial<WorkerOptions> = {},
  handlers: JobHandler[] = [
    world.app.get(PacketJob, { strict: false }),
    world.app.get(ArrangementReviewJob, { strict: false }),
  ],
): Promise<Worker> {
  const ownerUrl = world.owner.options.connectionString ?? '';
  const postgresUrl = urlForRole(ownerUrl, world.config.secret, rolesFor(world.config.rolePrefix ?? '').runtime);
  const bell = await Bell.open({ postgresUrl, onError: () => undefined });
  hang(world, bell);
  const clocks = [world.app.get(ScheduleClock, { strict: false }), world.app.get(ReviewClock, { strict: false })];
  const reads = world.app.get(ReadLog, { strict: false });
  return new Worker(world.db, bell, reads, handlers, clocks, { ...workerDefaults, sweepSeconds: 1, ...options });
}

/** Asks again every 50 ms until the answer satisfies; fails after the time given. */
export async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean, ms = 15_000): Promise<T> {
  for (const end = Date.now() + ms; ; ) {
    const answer = await ask();
    if (good(answer)) return answer;
    if (Date.now() > end) throw new Error(`not within ${ms} ms; last answer ${JSON.stringify(answer).slice(0, 500)}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
