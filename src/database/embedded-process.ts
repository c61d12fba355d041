import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, readlink, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Identity, spawnOptions } from './embedded-binaries.js';

/** Crash recovery after a power cut reads the whole write-ahead log, which can take minutes. */
const READY_TIMEOUT_MS = 300_000;
/** Fast shutdown ends sessions at once and writes a checkpoint; past this, the server is told to quit without one. */
const FAST_STOP_MS = 8_000;
const QUIT_MS = 2_000;

/**
 * Ends the server when this process ends in any way, SIGKILL included: `cat` returns when the pipe closes. A shell, as it
 * takes 1 MB where a Node process takes 40. Arguments: process id, then the directories of a throw-away server.
 */
const WATCHER = `trap '' HUP INT TERM; cat; kill -INT "$1"; pid=$1; shift; [ $# -eq 0 ] && exit
n=0; while kill -0 "$pid" 2>/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done; rm -rf -- "$@"`;

/** A server process to run. */
export interface Launch {
  program: string;
  cluster: string;
  identity: Identity | undefined;
  settings: Record<string, string>;
  logPath: string;
  /** Directories that go with the server if this process ends without stopping it. */
  throwAway: string[];
}

/**
 * Stops a server that outlived its Cordon. To be called under the lock, which proves that no live Cordon owns it.
 * @throws Error when the server does not stop.
 */
export async function stopOrphan(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!(pid > 0)) return;
  // A server works inside its data directory; any other process merely got the number later (or is a zombie).
  const serving = async () => (await readlink(`/proc/${pid}/cwd`).catch(() => undefined)) === cluster;
  if (await serving()) {
    await shutDown(pid, serving);
    if (await serving()) throw new Error(`A PostgreSQL left over on ${cluster} (process ${pid}) does not stop`);
  } else {
    // PostgreSQL looks at the number only and would refuse to start because of such a process. The number of its own
    // parent it takes for stale. Removing the file would also switch off its check for sessions that are still alive.
    await writeFile(pidFile, [process.pid, ...lines.slice(1)].join('\n'));
  }
}

/** Stops a server started by `launch`. */
export async function stopServer(server: ChildProcess): Promise<void> {
  await shutDown(server.pid!, async () => !hasEnded(server));
}

function hasEnded(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}

async function shutDown(pid: number, running: () => Promise<boolean>): Promise<void> {
  for (const [signal, patience] of [['SIGINT', FAST_STOP_MS] as const, ['SIGQUIT', QUIT_MS] as const]) {
    if (!(await running())) return;
    try {
      process.kill(pid, signal);
    } catch {
      return; // Ended between the question and the signal.
    }
    for (const until = Date.now() + patience; (await running()) && Date.now() < until; ) await sleep(10);
  }
}

/**
 * Runs the server until it accepts connections.
 * @throws Error with what the server wrote, when it does not get there.
 */
export async function launch({
  program,
  cluster,
  identity,
  settings,
  logPath,
  throwAway,
}: Launch): Promise<ChildProcess> {
  const log = await open(logPath, 'a', 0o600);
  const logStart = (await log.stat()).size;
  // As arguments, not in postgresql.conf: nothing in the files, nor ALTER SYSTEM, can then change them.
  const args = ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  try {
    // A session of its own (detached), since Ctrl-C in a terminal would otherwise end the server before the application.
    const server = spawn(program, args, {
      ...spawnOptions(identity),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await once(server, 'spawn');
    watch(server, throwAway);
    if (await becomesReady(server, cluster)) return server;
    await stopServer(server);
  } finally {
    await log.close();
  }
  const written = (await readFile(logPath)).subarray(logStart).toString().trim();
  throw new Error(`PostgreSQL did not start on ${cluster}:\n${written.slice(-2000)}`);
}

function watch(server: ChildProcess, throwAway: string[]): void {
  const watcher = spawn('/bin/sh', ['-c', WATCHER, 'sh', String(server.pid), ...throwAway], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Once the server is gone its number may be given to another process, which must not get the signal.
  server.once('exit', () => watcher.kill('SIGKILL'));
  // Neither process keeps this one alive: one that forgets stop() still ends, and the watcher then ends the server.
  for (const handle of [server, watcher, watcher.stdin as Socket]) handle.unref();
}

/** The last line of postmaster.pid tells the state, as pg_ctl reads it; resolves to false when the server gave up. */
async function becomesReady(server: ChildProcess, cluster: string): Promise<boolean> {
  for (const until = Date.now() + READY_TIMEOUT_MS; Date.now() < until; await sleep(10)) {
    if (hasEnded(server)) return false;
    const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready') return true;
  }
  return false;
}

/** A TCP port on 127.0.0.1 that nobody uses at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free TCP port on 127.0.0.1');
  return address.port;
}
