import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/database/embedded.js';
import { canEnter, NOBODY, platformPackageDir, prepareBinaries } from '../src/database/embedded-binaries.js';
import { freePort } from '../src/database/embedded-process.js';

const root = process.getuid?.() === 0;
const identity = root ? NOBODY : undefined;
const secret = 'witness-Ngozi-A17';
const loader = fileURLToPath(new URL('./support/register-swc.mjs', import.meta.url));
const sources = new URL('../src/database/embedded.ts', import.meta.url).href;

/** A test that needs more than every machine has; its name tells when it was left out. */
function testIf(possible: boolean, need: string) {
  return (name: string, body: () => Promise<void>) =>
    possible ? test(name, body) : test.skip(`${name} (NOT CHECKED: needs ${need})`, body);
}

const ordinaryUserPossible =
  root && (await canEnter(dirname(loader), NOBODY)) && (await canEnter(dirname(process.execPath), NOBODY));

let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'cordon-embedded-'));
  // Open to the server's user; the tests of a closed parent make their own.
  await chmod(scratch, 0o711);
});

afterEach(async () => {
  for (const name of ['data', 'closed/data']) {
    const cluster = await realpath(join(scratch, name, 'pgdata')).catch(() => undefined);
    if (cluster) await rm(cluster, { recursive: true, force: true });
  }
  await rm(scratch, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Runs `work` on a persistent server and stops it. */
async function onServer<T>(dataDir: string, work: (server: EmbeddedPostgres) => Promise<T>): Promise<T> {
  const server = await startEmbeddedPostgres({ dataDir, persistent: true });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

/** A Node process that starts a server, prints its URL and data directory and then waits. */
async function startInChild(dataDir: string, persistent: boolean, user?: typeof NOBODY) {
  const script = `import { startEmbeddedPostgres } from ${JSON.stringify(sources)};
    const server = await startEmbeddedPostgres(${JSON.stringify({ dataDir, persistent })});
    console.log(server.url);
    process.on('SIGTERM', () => server.stop().then(() => process.exit()));
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--import', loader, '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH },
    ...user,
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: line.toString().trim() };
}

async function postmasterPid(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'pgdata/postmaster.pid'), 'utf8')).split('\n')[0]);
}

/** The shell that ends a server when its parent dies; its command line ends with the server's process id. */
async function watcherOf(postmaster: number): Promise<number> {
  for (const pid of await readdir('/proc')) {
    const commandLine = /^\d+$/.test(pid) ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : '';
    if (commandLine.startsWith('/bin/sh') && commandLine.endsWith(`\0sh\0${postmaster}\0`)) return Number(pid);
  }
  throw new Error('The server has no watcher');
}

async function untilGone(path: string): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await sleep(20)) {
    if (!(await stat(path).catch(() => undefined))) return;
  }
  throw new Error(`${path} is still there`);
}

test('starts, keeps data over a restart with the same password, refuses a second start', async () => {
  const dataDir = join(scratch, 'data');
  const first = await onServer(dataDir, async server => {
    await query(server.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await expect(startEmbeddedPostgres({ dataDir, persistent: true })).rejects.toThrow(
      'another Cordon already runs on this data directory',
    );
    expect((await readFile(join(dataDir, 'port'), 'utf8')).trim()).toBe(String(server.port));
    expect((await stat(join(dataDir, 'superuser-password'))).mode & 0o777).toBe(0o600);
    const [state] = await query(
      server.url,
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
       current_setting('data_checksums') AS checksums, current_setting('listen_addresses') AS listen,
       current_setting('server_encoding') AS encoding, datlocprovider::text || datlocale AS locale,
       current_setting('timezone') AS timezone FROM pg_database WHERE datname = 'postgres'`,
    );
    expect(state).toEqual({
      fsync: 'on',
      commit: 'on',
      checksums: 'on',
      listen: '127.0.0.1',
      encoding: 'UTF8',
      locale: 'bC.UTF-8',
      timezone: 'UTC',
    });
    await expect(query(server.url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('authentication failed');
    return new URL(server.url).password;
  });
  await onServer(dataDir, async server => {
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    expect(new URL(server.url).password).toBe(first);
  });
});

test('uses the given port, says when it is taken, and removes throw-away data', async () => {
  const dataDir = join(scratch, 'data');
  const server = await startEmbeddedPostgres({ dataDir, persistent: false, port: await freePort() });
  const other = { dataDir: join(scratch, 'other'), persistent: false, port: server.port };
  expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  await expect(startEmbeddedPostgres(other)).rejects.toThrow('could not bind');
  await server.stop();
  for (const path of [dataDir, other.dataDir]) await expect(stat(path)).rejects.toThrow('ENOENT');
});

test('case text does not reach the log, neither by errors nor by a crashed session', async () => {
  const dataDir = join(scratch, 'data');
  await onServer(dataDir, async server => {
    await query(server.url, 'CREATE TABLE names (name text PRIMARY KEY)');
    const insert = `INSERT INTO names VALUES ('${secret}')`;
    await query(server.url, insert);
    await expect(query(server.url, insert)).rejects.toThrow('duplicate key');
    await expect(query(server.url, `SELECT '${secret}'::int`)).rejects.toThrow('invalid input');
    const crashed = expect(query(server.url, `SELECT '${secret}', pg_sleep(20)`)).rejects.toThrow();
    let pid: unknown;
    while (!pid) {
      [{ pid } = { pid: undefined }] = await query(
        server.url,
        "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'",
      );
    }
    process.kill(Number(pid), 'SIGKILL');
    await crashed;
    await sleep(500);
  });
  const log = await readFile(join(dataDir, 'postgres.log'), 'utf8');
  expect(log).toContain('signal 9');
  expect(log).not.toContain(secret);
});

test('after SIGKILL of the parent the server goes, and an immediate start gets the data', async () => {
  const dataDir = join(scratch, 'data');
  const { child, url } = await startInChild(dataDir, true);
  await query(url, 'CREATE TABLE kept AS SELECT 2 AS n');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await onServer(dataDir, async server => {
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 2 }]);
  });
  const throwAway = join(scratch, 'throw-away');
  const second = await startInChild(throwAway, false);
  second.child.kill('SIGKILL');
  await untilGone(throwAway);
});

test('an orphan without its watcher is stopped by the next start', async () => {
  const dataDir = join(scratch, 'data');
  const { child, url } = await startInChild(dataDir, true);
  await query(url, 'CREATE TABLE kept AS SELECT 3 AS n');
  const orphan = await postmasterPid(dataDir);
  for (const pid of [child.pid!, await watcherOf(orphan)]) process.kill(pid, 'SIGKILL');
  await sleep(200);
  expect(process.kill(orphan, 0)).toBe(true);
  await onServer(dataDir, async server => {
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 3 }]);
    expect(await postmasterPid(dataDir)).not.toBe(orphan);
  });
});

test('a stale postmaster.pid is no obstacle, even when another process has its number', async () => {
  const dataDir = join(scratch, 'data');
  const { child, url } = await startInChild(dataDir, true);
  await query(url, 'CREATE TABLE kept AS SELECT 4 AS n');
  const pidFile = join(dataDir, 'pgdata/postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8')).split('\n');
  process.kill(Number(lines[0]), 'SIGKILL');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await onServer(dataDir, async server => {
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 4 }]);
  });
  // Of the same user as the server, since PostgreSQL itself ignores the processes of others.
  const sleeper = spawn('sleep', ['20'], { ...identity });
  await writeFile(pidFile, [sleeper.pid, ...lines.slice(1)].join('\n'), { mode: 0o600 });
  if (identity) await chown(pidFile, identity.uid, identity.gid);
  await onServer(dataDir, async server => {
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 4 }]);
  });
  expect(sleeper.exitCode).toBeNull();
  sleeper.kill();
});

describe('a package whose install script did not run', () => {
  /** Copies the package as npm unpacks it: without links, which npm cannot hold. */
  async function unpack(directory: string): Promise<string> {
    const filter = async (path: string) => !(await readlink(path).catch(() => ''));
    await cp(platformPackageDir(), directory, { recursive: true, filter });
    return directory;
  }

  test('is repaired in place', async () => {
    const packageDir = await unpack(join(scratch, 'package'));
    const server = await startEmbeddedPostgres({ dataDir: join(scratch, 'data'), persistent: false, packageDir });
    expect(await readlink(join(packageDir, 'native/lib/libpq.so.5'))).toBe('libpq.so.5.18');
    await server.stop();
  });

  test('is copied and repaired when it cannot be used in place', async () => {
    const closed = join(scratch, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const packageDir = await unpack(join(closed, 'package'));
    // Root passes over a read-only mode but its server cannot enter `closed`; for others it is the other way round.
    await chmod(join(packageDir, 'native/lib'), 0o555);
    const stage = async () => scratch;
    const { postgres } = await prepareBinaries(packageDir, identity, stage);
    expect(postgres.startsWith(join(scratch, 'postgres-18'))).toBe(true);
    const made = (await stat(postgres)).mtimeMs;
    expect((await prepareBinaries(packageDir, identity, stage)).postgres).toBe(postgres);
    expect((await stat(postgres)).mtimeMs).toBe(made);
    await chmod(join(packageDir, 'native/lib'), 0o755);
  });
});

testIf(root, 'root')('as root below a 0700 directory: data is kept elsewhere, and again found', async () => {
  const closed = join(scratch, 'closed');
  await mkdir(closed, { mode: 0o700 });
  const dataDir = join(closed, 'data');
  await onServer(dataDir, server => query(server.url, 'CREATE TABLE kept AS SELECT 5 AS n'));
  expect(await readlink(join(dataDir, 'pgdata'))).toMatch(/^\/(var\/lib|srv)\/cordon-postgres\/data-/);
  // A copy of the directory leads to the same data, which two servers must never use at once.
  await cp(dataDir, join(closed, 'copy'), { recursive: true, verbatimSymlinks: true });
  await onServer(dataDir, async server => {
    expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 5 }]);
    await expect(startEmbeddedPostgres({ dataDir: join(closed, 'copy'), persistent: true })).rejects.toThrow('another');
  });
  await rm(await realpath(join(dataDir, 'pgdata')), { recursive: true });
  await expect(startEmbeddedPostgres({ dataDir, persistent: true })).rejects.toThrow('cannot be found');
});

testIf(ordinaryUserPossible, 'root, and a checkout open to others')(
  'as an ordinary user: everything is in dataDir, and root can take over',
  async () => {
    const home = join(scratch, 'home');
    await mkdir(home, { mode: 0o700 });
    await chown(home, NOBODY.uid, NOBODY.gid);
    const dataDir = join(home, 'data');
    const { child, url } = await startInChild(dataDir, true, NOBODY);
    await query(url, 'CREATE TABLE kept AS SELECT 6 AS n');
    expect((await stat(join(dataDir, 'pgdata'))).uid).toBe(NOBODY.uid);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(await readlink(join(dataDir, 'pgdata')).catch(() => 'a directory')).toBe('a directory');
    await onServer(dataDir, async server => {
      expect(await query(server.url, 'SELECT n FROM kept')).toEqual([{ n: 6 }]);
    });
  },
);
