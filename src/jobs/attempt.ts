import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../database/context.js';
import type { Database, Tx } from '../database/database.js';
import { log } from '../http/log.js';
import type { Problem } from '../http/problems.js';
import type { Ring } from '../queue/bell.js';

/** Another attempt has taken the job over: nothing of this one may stay. */
export class Fenced extends Error {}

/** Times of the worker; tests shorten them. */
export interface WorkTimes {
  /** A running job that has not been heard of for so long belongs to whoever claims it. */
  leaseSeconds: number;
  heartbeatSeconds: number;
}

interface Claimed {
  kind: string;
  subject_id: string;
  actor_person_id: string;
  actor_appointment_id: string;
  attempts: number;
}

/**
 * One attempt at one job, from its claim to its end. The job's row is written by the body's SYSTEM appointment, except
 * for the end that is also the work's own transaction.
 */
export class Attempt {
  private readonly token = uuidv7();
  private readonly lost = new AbortController();
  private beating: NodeJS.Timeout | undefined;

  private constructor(
    private readonly db: Database,
    readonly system: Actor,
    readonly jobId: string,
  ) {}

  kind = '';
  subjectId = '';
  requester = { personId: '', appointmentId: '' };
  /** How many attempts there have been, this one included. */
  count = 0;

  /** Aborted when another attempt has taken over. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /** Takes the job if it waits, or if its last attempt has fallen silent; null when there is nothing to take. */
  static async claim(db: Database, system: Actor, ring: Ring, times: WorkTimes): Promise<Attempt | null> {
    const attempt = new Attempt(db, system, ring.jobId);
    const claimed = await db.as(system, tx =>
      tx.one<Claimed>(
        `update jobs set state = 'RUNNING', attempt_token = $2, attempts = attempts + 1, heartbeat_at = clock_timestamp(),
                         stage = null, progress = 0, version = version + 1
          where body_id = $3 and id = $1
            and ((state = 'QUEUED' and rung_at <= clock_timestamp())
                 or (state = 'RUNNING' and heartbeat_at < clock_timestamp() - make_interval(secs => $4)))
         returning kind, subject_id, actor_person_id, actor_appointment_id, attempts`,
        [ring.jobId, attempt.token, ring.bodyId, times.leaseSeconds],
      ),
    );
    if (!claimed) return null;
    attempt.kind = claimed.kind;
    attempt.subjectId = claimed.subject_id;
    attempt.requester = { personId: claimed.actor_person_id, appointmentId: claimed.actor_appointment_id };
    attempt.count = claimed.attempts;
    attempt.beat(times.heartbeatSeconds);
    return attempt;
  }

  /** Says how far the work is. @throws Fenced when it is somebody else's by now. */
  async stage(stage: string, progress: number): Promise<void> {
    await this.mark('stage = $3, progress = $4', [stage, progress]);
  }

  /**
   * The end of the work: what `work` writes and the word DONE are one transaction, as the requester. Either this
   * attempt still holds the job and everything is there, or nothing is.
   * @throws Fenced, or what `work` throws.
   */
  async commit(actor: Actor, result: object, work: (tx: Tx) => Promise<void>): Promise<void> {
    await this.db.as(actor, async tx => {
      const held = await tx.one(
        `update jobs set state = 'DONE', stage = null, progress = 1, result = $3, finished_at = now(),
                         attempt_token = null, version = version + 1
          where id = $1 and attempt_token = $2 and state = 'RUNNING' returning id`,
        [this.jobId, this.token, JSON.stringify(result)],
      );
      if (!held) throw new Fenced();
      await work(tx);
    });
  }

  /** Ends the job as failed, with `work` in the same transaction. @throws Fenced */
  async fail(actor: Actor, problem: Problem, work: (tx: Tx) => Promise<void>): Promise<void> {
    await this.db.as(actor, async tx => {
      const held = await tx.one(
        `update jobs set state = 'FAILED', stage = null, problem = $3, finished_at = now(), attempt_token = null,
                         version = version + 1
          where id = $1 and attempt_token = $2 and state = 'RUNNING' returning id`,
        [this.jobId, this.token, JSON.stringify(problem.document(this.jobId))],
      );
      if (!held) throw new Fenced();
      await work(tx);
    });
  }

  /** Gives the job back, to be tried again after a pause. @throws Fenced */
  async postpone(seconds: number): Promise<void> {
    await this.mark(
      `state = 'QUEUED', stage = null, progress = 0, attempt_token = null, rung_at = now() + make_interval(secs => $3)`,
      [seconds],
    );
  }

  /** Stops telling the row that the work goes on. */
  release(): void {
    clearInterval(this.beating);
  }

  private beat(seconds: number): void {
    this.beating = setInterval(() => {
      // A heartbeat that cannot be written is one the row does not have; the commit decides.
      this.mark('', []).catch(error => {
        if (!(error instanceof Fenced)) log.warn({ jobId: this.jobId }, 'a heartbeat could not be written');
      });
    }, seconds * 1000);
    this.beating.unref();
  }

  private async mark(changes: string, values: unknown[]): Promise<void> {
    const held = await this.db.as(this.system, tx =>
      tx.one(
        `update jobs set heartbeat_at = clock_timestamp()${changes && `, version = version + 1, ${changes}`}
          where id = $1 and attempt_token = $2 and state = 'RUNNING' returning id`,
        [this.jobId, this.token, ...values],
      ),
    );
    if (held) return;
    this.lost.abort();
    throw new Fenced();
  }
}
