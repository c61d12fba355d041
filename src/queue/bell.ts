import { setTimeout as sleep } from 'node:timers/promises';
import { type Listener, type Producer, postgresWire, redisWire, type Wire } from './bell-wire.js';

export { migrateBell } from './bell-schema.js';

/** What a bell carries: which body's job to look at. Ids only, never case data. */
export interface Ring {
  bodyId: string;
  jobId: string;
}

/**
 * Where the bell hangs, and who hears of its troubles. `onError` gets every failure that no caller awaits: lost
 * connections (the same message at most once in 10 s), dropped rings, answers that threw.
 */
export type BellConfig = (
  | {
      redisUrl: string;
      /** Start of every Redis key; 'cordon' by default. */
      prefix?: string;
    }
  | {
      postgresUrl: string;
      /** Schema prepared by `migrateBell`; 'bullmq' by default. */
      schema?: string;
    }
) & { onError: (error: Error) => void };

/** The longest `open`, `listen`, `ring` and `ready` make their caller wait, in milliseconds. */
const PATIENCE_MS = 1_900;
/** Pause before building a failed listener again, in milliseconds. */
const REBUILD_MS = 1_000;
/** The longest `close` waits for the connections themselves to end, in milliseconds. */
const HANG_UP_MS = 2_000;
/** The time a repeated connection error stays unreported, in milliseconds. */
const QUIET_MS = 10_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const asError = (thrown: unknown) => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** True for exactly two UUIDs and nothing else: others may write into the queue. */
function isRing(payload: unknown): payload is Ring {
  if (typeof payload !== 'object' || payload === null || Object.keys(payload).length !== 2) return false;
  const { bodyId, jobId } = payload as Partial<Record<keyof Ring, unknown>>;
  return typeof bodyId === 'string' && UUID.test(bodyId) && typeof jobId === 'string' && UUID.test(jobId);
}

/** The promise's result, or a rejection after `ms` milliseconds; a later outcome of the promise is ignored. */
async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the queue did not answer in time')), Math.max(ms, 0));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Makes a worker look at a job's row at once. The row is the truth: a lost ring only waits for the sweep, and a
 * double ring finds the row already claimed. The bell mends itself when the queue comes back.
 */
export class Bell {
  private producer: Promise<Producer> | undefined;
  private listener: Listener | undefined;
  private listening = false;
  private up = false;
  private closing: Promise<void> | undefined;
  private left = false;
  /** One function per running answer; calling it stops the wait for that answer. */
  private readonly running = new Set<() => void>();
  private readonly reported = new Map<string, number>();

  private constructor(
    private readonly wire: Wire,
    private readonly onError: (error: Error) => void,
  ) {}

  /**
   * Hangs the bell and waits up to 2 s for the queue. A queue that is down is reported through `onError`, not
   * thrown: the application lives without it until it comes back.
   * @throws TypeError when the URL is not a URL of that backend.
   */
  static async open(config: BellConfig): Promise<Bell> {
    const redis = 'redisUrl' in config;
    const scheme = new URL(redis ? config.redisUrl : config.postgresUrl).protocol;
    if (!(redis ? /^rediss?:$/ : /^postgres(ql)?:$/).test(scheme)) {
      throw new TypeError(`${scheme} is not a scheme of this queue`);
    }
    const wire = redis
      ? redisWire(config.redisUrl, config.prefix ?? 'cordon')
      : postgresWire(config.postgresUrl, config.schema ?? 'bullmq');
    const bell = new Bell(wire, config.onError);
    await within(PATIENCE_MS, bell.ringing()).catch(error => bell.complain(error));
    return bell;
  }

  /**
   * Rings once. Ringing twice is harmless; nobody need be listening.
   * @throws TypeError when an id is not a UUID, any other error within 2 s when the queue cannot take the ring:
   * log it and go on. A ring that timed out may still be heard.
   */
  async ring({ bodyId, jobId }: Ring): Promise<void> {
    const ring: Ring = { bodyId, jobId };
    if (!isRing(ring)) throw new TypeError('a ring carries two UUIDs');
    const until = Date.now() + PATIENCE_MS;
    const producer = await within(PATIENCE_MS, this.ringing());
    await within(until - Date.now(), producer.add('ring', ring));
  }

  /**
   * Calls `answer` for every ring heard, at most `concurrency` at a time in this process, until `close`. An answer
   * that throws is reported through `onError` and its ring is spent. Resolves when listening, or after 2 s when the
   * queue is down; listening then starts by itself.
   * @throws Error when this bell is listened to already or closed.
   */
  async listen(answer: (ring: Ring) => Promise<void>, concurrency: number): Promise<void> {
    if (this.listening || this.closing) throw new Error('this bell is listened to already, or closed');
    this.listening = true;
    const up = new Promise<void>(resolve => void this.keepListening(answer, concurrency, resolve));
    await within(PATIENCE_MS, up).catch(error => this.complain(error));
  }

  /** True when the queue answers within 2 s and, where `listen` was called, the listener has started. Never rejects. */
  async ready(): Promise<boolean> {
    const until = Date.now() + PATIENCE_MS;
    try {
      const producer = await within(PATIENCE_MS, this.ringing());
      await within(until - Date.now(), producer.getVersion());
      return this.up || !this.listening;
    } catch {
      return false;
    }
  }

  /**
   * Stops listening, waits up to `graceMs` milliseconds for running answers, then leaves them behind (their rings
   * are spent) and hangs up, which takes 2 s more at worst. Safe to call again; never rejects.
   */
  close(graceMs = 10_000): Promise<void> {
    this.closing ??= this.hangUp(graceMs);
    return this.closing;
  }

  private async hangUp(graceMs: number): Promise<void> {
    const ends: Promise<void>[] = [];
    const leave = setTimeout(() => {
      this.left = true;
      for (const stopWaiting of this.running) stopWaiting();
    }, graceMs);
    if (this.listener) ends.push(this.end(this.listener, graceMs + HANG_UP_MS));
    // A producer still trying to connect is ended when it gives up or succeeds.
    const producer = this.producer?.then(open => this.end(open, HANG_UP_MS));
    if (producer) ends.push(within(HANG_UP_MS, producer).catch(error => this.complain(error)));
    await Promise.all(ends);
    clearTimeout(leave);
  }

  private async end(open: Listener | Producer, ms: number): Promise<void> {
    try {
      await within(ms, open.close());
    } catch (error) {
      this.complain(error);
      void open.disconnect().catch(thrown => this.complain(thrown));
    }
  }

  /** The producer once connected. A failed one is forgotten, because BullMQ never retries a failed start. */
  private ringing(): Promise<Producer> {
    if (this.closing) return Promise.reject(new Error('the bell is closed'));
    this.producer ??= this.buildProducer();
    return this.producer;
  }

  private async buildProducer(): Promise<Producer> {
    let fail: (error: Error) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const producer = this.wire.producer(error => {
      this.complain(error);
      fail(error);
    });
    try {
      // The first error counts as a failure: Redis would go on connecting and keep every caller waiting.
      await Promise.race([producer.waitUntilReady(), failed]);
      return producer;
    } catch (error) {
      this.producer = undefined;
      void this.end(producer, HANG_UP_MS);
      throw error;
    }
  }

  private async keepListening(answer: (ring: Ring) => Promise<void>, concurrency: number, up: () => void) {
    const take = (payload: unknown, entry: string) => this.take(payload, entry, answer);
    while (!this.closing) {
      const listener = this.wire.listener(take, concurrency, error => this.complain(error));
      this.listener = listener;
      try {
        await listener.waitUntilReady();
        this.up = true;
        up();
        await listener.run();
      } catch (error) {
        this.complain(error);
      }
      if (this.closing) return;
      this.up = false;
      void this.end(listener, HANG_UP_MS);
      await sleep(REBUILD_MS, undefined, { ref: false });
    }
  }

  private async take(payload: unknown, entry: string, answer: (ring: Ring) => Promise<void>): Promise<void> {
    if (this.left) return;
    if (!isRing(payload)) {
      this.report(new Error(`dropped queue entry ${entry}: not a ring`));
      return;
    }
    const { bodyId, jobId } = payload;
    let stopWaiting = () => {};
    const leaving = new Promise<void>(resolve => {
      stopWaiting = () => {
        this.report(new Error(`left the answer for job ${jobId} running`));
        resolve();
      };
    });
    this.running.add(stopWaiting);
    try {
      await Promise.race([answer({ bodyId, jobId }), leaving]);
    } catch (cause) {
      this.report(new Error(`the answer for job ${jobId} failed`, { cause }));
    } finally {
      this.running.delete(stopWaiting);
    }
  }

  /** Reports a connection's trouble, which repeats many times a second while the queue is down. */
  private complain(thrown: unknown): void {
    const error = asError(thrown);
    const now = Date.now();
    for (const [message, at] of this.reported) if (now - at >= QUIET_MS) this.reported.delete(message);
    if (this.reported.has(error.message)) return;
    this.reported.set(error.message, now);
    this.report(error);
  }

  private report(error: Error): void {
    try {
      this.onError(error);
    } catch {
      // A reporter that throws must not stop the bell.
    }
  }
}
