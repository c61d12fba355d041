import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import pg from 'pg';
import { migrateBell, type Ring } from '../../src/queue/bell.js';
import { postgresWire, redisWire, type Wire } from '../../src/queue/bell-wire.js';

/** A bell's configuration but for its reporter. */
export type Place = { redisUrl: string; prefix: string } | { postgresUrl: string; schema: string };

/** A queue to try the bell on, reached through a line that can be cut. */
export interface BellBackend {
  /** Where the bell hangs; all traffic passes through `line`. */
  place: Place;
  line: CutLine;
  /** Empties the queue's storage, as a careless operator would. */
  wipe(): Promise<void>;
  /** Puts any payload into the queue. */
  smuggle(payload: unknown): Promise<void>;
  /** Breaks every open session of the bell on the server's side. */
  kickOut(): Promise<void>;
  dispose(): Promise<void>;
}

/** A TCP relay that can be cut (connections refused) or stalled (connections accepted, nothing answered). */
export class CutLine {
  private readonly sockets = new Set<Socket>();
  private stalled = false;

  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  static async to(host: string, port: number): Promise<CutLine> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const line = new CutLine(server, address.port);
    server.on('connection', near => line.relay(near, createConnection({ host, port, noDelay: true })));
    return line;
  }

  private relay(near: Socket, far: Socket) {
    near.setNoDelay(true);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('data', chunk => this.stalled || to.write(chunk));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
  }

  private hangUp() {
    for (const socket of this.sockets) socket.destroy();
  }

  /** Refuses connections until `mend`. */
  async cut(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.hangUp();
    await closed;
  }

  /** Swallows everything until `mend`. */
  stall(): void {
    this.stalled = true;
  }

  async mend(): Promise<void> {
    if (this.stalled) this.hangUp();
    this.stalled = false;
    if (this.server.listening) return;
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }
}

async function smuggleOver(wire: Wire, payload: unknown) {
  const producer = wire.producer(() => undefined);
  await producer.waitUntilReady();
  await producer.add('ring', payload as Ring);
  await producer.close();
}

/** What only the PostgreSQL suite may do. */
export interface PostgresBackend extends BellBackend {
  /** The database's owner. */
  owner: pg.Client;
  ownerUrl: string;
  runtimeRole: string;
  /** The runtime role's URL, not through the line. */
  runtimeUrl: string;
}

/** A database of its own with BullMQ's schema in it, and a runtime role that owns nothing. */
export async function openPostgres(superUrl: string): Promise<PostgresBackend> {
  const name = `bell_${randomBytes(4).toString('hex')}`;
  const runtimeRole = `${name}_runtime`;
  const admin = new pg.Client({ connectionString: superUrl });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.query(`CREATE ROLE ${runtimeRole} LOGIN PASSWORD 'bell'`);
  const url = new URL(superUrl);
  const line = await CutLine.to(url.hostname, Number(url.port || 5432));
  url.pathname = name;
  const ownerUrl = url.toString();
  url.username = runtimeRole;
  url.password = 'bell';
  const runtimeUrl = url.toString();
  url.hostname = '127.0.0.1';
  url.port = String(line.port);
  const schema = 'bullmq';
  await migrateBell(ownerUrl, runtimeRole, schema);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  return {
    place: { postgresUrl: url.toString(), schema },
    line,
    owner,
    ownerUrl,
    runtimeRole,
    runtimeUrl,
    async wipe() {
      const { rows } = await owner.query<{ tables: string }>(
        `SELECT string_agg(format('%I.%I', schemaname, tablename), ', ') AS tables
           FROM pg_tables WHERE schemaname = $1 AND tablename <> 'migration'`,
        [schema],
      );
      // A listener at work can make PostgreSQL break a deadlock by refusing us: then once more.
      const wipe = () => owner.query(`TRUNCATE ${rows[0]?.tables} RESTART IDENTITY CASCADE`);
      await wipe().catch(wipe).catch(wipe);
    },
    smuggle: payload => smuggleOver(postgresWire(runtimeUrl, schema), payload),
    async kickOut() {
      await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [runtimeRole]);
    },
    async dispose() {
      await owner.end();
      await line.cut();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.query(`DROP ROLE ${runtimeRole}`);
      await admin.end();
    },
  };
}

/** Keys of its own in the Redis given; no other key is touched. */
export async function openRedis(redisUrl: string): Promise<BellBackend> {
  const prefix = `bell-${randomBytes(4).toString('hex')}`;
  const admin = new Redis(redisUrl);
  const url = new URL(redisUrl);
  const line = await CutLine.to(url.hostname, Number(url.port || 6379));
  url.hostname = '127.0.0.1';
  url.port = String(line.port);
  const wipe = async () => {
    const keys = await admin.keys(`${prefix}:*`);
    if (keys.length > 0) await admin.del(keys);
  };
  return {
    place: { redisUrl: url.toString(), prefix },
    line,
    wipe,
    smuggle: payload => smuggleOver(redisWire(redisUrl, prefix), payload),
    async kickOut() {
      await admin.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    },
    async dispose() {
      await line.cut();
      await wipe();
      await admin.quit();
    },
  };
}
