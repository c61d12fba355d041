import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import type { Database, Tx } from '../database/database.js';
import { log } from '../http/log.js';
import { toProblem } from '../http/problem.filter.js';
import { Problem } from '../http/problems.js';
import type { Bell, Ring } from '../queue/bell.js';
import { actorInForce, systemActor } from './actors.js';
import { Attempt, Fenced, type WorkTimes } from './attempt.js';

/** What does the work of one kind of job. */
export interface JobHandler {
  readonly kind: string;
  /** Does the work as `actor` and ends with `attempt.commit`. What it throws decides whether it is tried again. */
  run(attempt: Attempt, actor: Actor): Promise<void>;
  /** Says of the job's subject that it failed, in the transaction that says so of the job. */
  failed(tx: Tx, subjectId: string): Promise<void>;
}

/** What fires when its time has come. */
export interface Clock {
  /** What is due, over all bodies: whose it is, and a name for it that {@link fire} understands. */
  due(): Promise<{ bodyId: string; name: string }[]>;
  /** Fires once as the body's SYSTEM; the ring of the job made, or null when nothing of it is due any more. */
  fire(system: Actor, name: string): Promise<Ring | null>;
}

/** How a worker works; tests shorten the times. */
export interface WorkerOptions extends WorkTimes {
  concurrency: number;
  sweepSeconds: number;
  maxAttempts: number;
  /** Pause before attempt n + 1. */
  backoffSeconds: (n: number) => number;
}

/** The usual way of working. */
export const workerDefaults: WorkerOptions = {
  concurrency: 2,
  sweepSeconds: 3,
  leaseSeconds: 20,
  heartbeatSeconds: 5,
  maxAttempts: 5,
  backoffSeconds: n => 2 ** n,
};

/** The longest a stopping worker waits for what it is doing. */
const graceMs = 20_000;
/** A job that the sweep has rung for is given so long before it is rung for again. */
const ringAgainMs = 10_000;
/** Firings of one name in one sweep, such as the periods of a schedule; the rest follow in the next. */
const firingsAtOnce = 100;

/** Troubles that pass by themselves. */
const passing = new Set(['internal_error', 'unavailable', 'conflicting_change']);

/**
 * Does the work that rows of `jobs` ask for. The bell only says where to look; claims, fences and ends are the row's,
 * so any number of workers may run, die and come back.
 */
export class Worker implements BeforeApplicationShutdown {
  private readonly handlers: Map<string, JobHandler>;
  private readonly rungFor = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private started = false;
  private stopping = false;

  constructor(
    private readonly db: Database,
    private readonly bell: Bell,
    private readonly reads: ReadLog,
    handlers: JobHandler[],
    private readonly clocks: Clock[],
    private readonly options: WorkerOptions = workerDefaults,
  ) {
    this.handlers = new Map(handlers.map(handler => [handler.kind, handler]));
  }

  /** Begins to listen and to sweep. */
  async start(): Promise<void> {
    this.started = true;
    await this.bell.listen(ring => this.handle(ring), this.options.concurrency);
    this.sweepLater(0);
  }

  /** Takes nothing new, and waits up to 20 s for what is being done; what is left then is taken over by others. */
  async stop(): Promise<void> {
    if (!this.started || this.stopping) return;
    this.stopping = true;
    clearTimeout(this.timer);
    await this.sweeping;
    await this.bell.close(graceMs);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  /** Does what one ring asks for, if the row of that job still asks for it. */
  async handle(ring: Ring): Promise<void> {
    const system = await systemActor(this.db, ring.bodyId, ring.jobId);
    const attempt = system && (await Attempt.claim(this.db, system, ring, this.options));
    if (!attempt) return;
    try {
      await this.work(attempt);
    } catch (error) {
      if (!(error instanceof Fenced)) throw error;
      log.warn({ jobId: ring.jobId }, 'another attempt has taken this job over');
    } finally {
      attempt.release();
    }
  }

  private async work(attempt: Attempt): Promise<void> {
    const { personId, appointmentId } = attempt.requester;
    const handler = this.handlers.get(attempt.kind);
    const actor = await actorInForce(this.db, personId, appointmentId, attempt.jobId);
    try {
      if (!handler) throw new Error(`no handler for jobs of kind ${attempt.kind}`);
      // Claimed once too often: every attempt so far has ended with its process.
      if (attempt.count > this.options.maxAttempts) throw new Problem('internal_error');
      if (actor?.bodyId !== attempt.system.bodyId) throw new Problem('appointment_not_in_force');
      await handler.run(attempt, actor);
      log.info({ jobId: attempt.jobId, kind: attempt.kind }, 'job done');
    } catch (error) {
      if (error instanceof Fenced) throw error;
      await this.afterFault(attempt, actor, handler, toProblem(error, attempt.jobId));
    }
  }

  private async afterFault(
    attempt: Attempt,
    actor: Actor | null,
    handler: JobHandler | undefined,
    problem: Problem,
  ): Promise<void> {
    log.warn({ jobId: attempt.jobId, problem: problem.code, attempt: attempt.count }, 'job attempt failed');
    if (passing.has(problem.code) && attempt.count < this.options.maxAttempts) {
      await attempt.postpone(this.options.backoffSeconds(attempt.count));
      return;
    }
    if (problem.code === 'appointment_not_in_force')
      this.reads.note(attempt.system, 'REFUSED', 'runJob', [attempt.jobId, attempt.requester.appointmentId], []);
    const tell = (tx: Tx) => handler?.failed(tx, attempt.subjectId) ?? Promise.resolve();
    // The requester may see a subject that the body's SYSTEM is not cleared for, if the requester is still there.
    if (actor && problem.code !== 'appointment_not_in_force') await attempt.fail(actor, problem, tell);
    else await attempt.fail(attempt.system, problem, tell);
  }

  /** Rings again for what was lost, and fires what is due. */
  async sweep(): Promise<void> {
    const now = Date.now();
    for (const [id, at] of this.rungFor) if (now - at > ringAgainMs) this.rungFor.delete(id);
    for (const job of await this.db.call<{ body_id: string; id: string }>('select * from sec.jobs_to_ring()')) {
      if (this.rungFor.has(job.id)) continue;
      this.rungFor.set(job.id, now);
      this.ring({ bodyId: job.body_id, jobId: job.id });
    }
    for (const clock of this.clocks)
      for (const { bodyId, name } of await clock.due()) {
        const system = await systemActor(this.db, bodyId, name);
        if (system) await this.fireAll(clock, system, name);
      }
  }

  private async fireAll(clock: Clock, system: Actor, name: string): Promise<void> {
    try {
      for (let n = 0; n < firingsAtOnce && !this.stopping; n++) {
        const ring = await clock.fire(system, name);
        if (!ring) return;
        this.ring(ring);
      }
    } catch (error) {
      // One trouble must not hold up the others; what is due is still due at the next sweep.
      log.warn({ bodyId: system.bodyId, problem: toProblem(error, name).code }, 'a clock could not fire');
    }
  }

  private ring(ring: Ring): void {
    this.bell.ring(ring).catch(() => {
      this.rungFor.delete(ring.jobId);
      log.warn({ jobId: ring.jobId }, 'the bell did not take the ring');
    });
  }

  private sweepLater(seconds: number): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.sweeping = this.sweep()
        .catch(error => void toProblem(error, 'sweep'))
        .finally(() => this.sweepLater(this.options.sweepSeconds));
    }, seconds * 1000);
  }
}
