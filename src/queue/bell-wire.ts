import {
  type BackendFactory,
  type ConnectionOptions,
  createPostgresBackend,
  createRedisBackend,
  type IQueueBackend,
  type JobProgress,
  type PostgresConnectionOptions,
  Queue,
  Worker,
} from 'bullmq';
import pg from 'pg';
import type { Ring } from './bell.js';

/** Name of the one queue every bell shares, on either backend. */
export const QUEUE_NAME = 'bell';

/** The longest a producer may take over one round trip, in milliseconds. */
const PRODUCER_MS = 1_500;
/** The longest a listener may take over one round trip, in milliseconds: it has time, the producer has a user. */
const LISTENER_MS = 10_000;
/** Pause after a failed fetch, in milliseconds. */
const FETCH_PAUSE_MS = 500;

/** The ringing end of the queue. */
export interface Producer {
  waitUntilReady(): Promise<unknown>;
  add(name: string, ring: Ring): Promise<unknown>;
  getVersion(): Promise<string | null>;
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

/** The listening end of the queue; `run` settles when the listener has stopped. */
export interface Listener {
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  close(): Promise<void>;
  disconnect(): Promise<void>;
}

/** Handles one entry taken from the queue: its raw payload and its queue id (not a job's id). */
export type Take = (payload: unknown, entry: string) => Promise<void>;

/** Builds both ends for one backend. Nothing here waits: the ends connect on their own once built. */
export interface Wire {
  producer(onError: (error: Error) => void): Producer;
  listener(take: Take, concurrency: number, onError: (error: Error) => void): Listener;
}

interface Plug<C> {
  factory: BackendFactory<IQueueBackend, C>;
  producer: C;
  listener: C;
  prefix?: string;
}

/**
 * Retries a failed fetch after a pause. BullMQ pauses only when the connection was refused; any other refusal
 * (server starting up, role barred, read-only replica) would make it ask again in a tight loop.
 */
class PacedWorker<C> extends Worker<unknown, void, string, IQueueBackend, JobProgress, C> {
  protected override async moveToActive(token: string, name?: string) {
    try {
      return await super.moveToActive(token, name);
    } catch (error) {
      await this.delay(FETCH_PAUSE_MS);
      throw error;
    }
  }

  /** Also stops the timers, which a close that hangs on a dead connection leaves behind. */
  override async disconnect() {
    await this.pause(true);
    await this.lockManager.close();
    await super.disconnect();
  }
}

function wire<C>(plug: Plug<C>): Wire {
  const prefix = plug.prefix === undefined ? {} : { prefix: plug.prefix };
  return {
    producer(onError) {
      const queue = new Queue<Ring, void, string, Ring, void, string, IQueueBackend, C>(
        QUEUE_NAME,
        {
          connection: plug.producer,
          ...prefix,
          // The row is the record: a finished ring leaves nothing, and only the sweep rings again.
          defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
          // Nobody reads BullMQ's event log.
          streams: { events: { maxLen: 100 } },
        },
        plug.factory,
      );
      queue.on('error', onError);
      return queue;
    },
    listener(take, concurrency, onError) {
      const worker = new PacedWorker<C>(
        QUEUE_NAME,
        job => take(job.data, String(job.id)),
        {
          connection: plug.listener,
          ...prefix,
          concurrency,
          // Run only once ready: BullMQ remembers a failed start for ever and would spin on it.
          autorun: false,
          runRetryDelay: 1_000,
          // A ring whose listener died is dropped after the lock expires; the sweep rings again.
          maxStalledCount: 0,
          removeOnComplete: { count: 0 },
          removeOnFail: { count: 0 },
        },
        plug.factory,
      );
      worker.on('error', onError);
      worker.on('failed', (job, error) => onError(new Error(`queue entry ${job?.id} was given up`, { cause: error })));
      return worker;
    },
  };
}

/** A client that never throws an 'error' event nobody awaits: BullMQ leaves a gap while it checks the schema. */
class QuietClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

/**
 * Wire over BullMQ's PostgreSQL backend. The schema must exist already (see `migrateBell`): no DDL is run.
 * Opens at most 5 connections to ring and, when listening, 4 plus one for LISTEN, which needs a session of its own:
 * a transaction-pooling proxy in between would lose the notifications.
 * @throws TypeError when the URL is not a URL.
 */
export function postgresWire(postgresUrl: string, schema: string): Wire {
  // A driver option in the URL would override the one that carries the search path.
  const url = new URL(postgresUrl);
  const options = url.searchParams.get('options');
  url.searchParams.delete('options');
  const end = (max: number, ms: number): PostgresConnectionOptions => ({
    connectionString: options === null ? postgresUrl : url.toString(),
    ...(options === null ? {} : { options }),
    schema,
    migrate: false,
    max,
    keepAlive: true,
    connectionTimeoutMillis: ms,
    query_timeout: ms,
    application_name: 'cordon-bell',
    Client: QuietClient,
  });
  return wire({ factory: createPostgresBackend, producer: end(5, PRODUCER_MS), listener: end(4, LISTENER_MS) });
}

/** Wire over Redis: one connection to ring and, when listening, two more. `prefix` starts every key. */
export function redisWire(redisUrl: string, prefix: string): Wire {
  const common = {
    url: redisUrl,
    retryStrategy: (times: number) => Math.min(times * 100, 1_000),
    // A connection given up may hold a process that wants to exit for this long.
    disconnectTimeout: 200,
  };
  return wire<ConnectionOptions>({
    factory: createRedisBackend,
    producer: { ...common, connectTimeout: PRODUCER_MS, enableOfflineQueue: false, maxRetriesPerRequest: 1 },
    listener: { ...common, connectTimeout: LISTENER_MS, maxRetriesPerRequest: null },
    prefix,
  });
}
