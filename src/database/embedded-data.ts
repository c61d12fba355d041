import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdir, open, readdir, readFile, readlink, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { type Binaries, canEnter, type Identity, NOBODY, run } from './embedded-binaries.js';

/** An initialised database cluster: its real path and the user it belongs to. */
export interface Cluster {
  path: string;
  owner: Identity;
}

/**
 * Takes the directory for this process, until the result is closed or the process ends.
 *
 * An abstract socket is the lock: taking it is atomic and the kernel frees it when the process dies, so unlike a lock
 * file it can neither be stale nor be taken over by two processes at once.
 * @throws Error when another process holds it.
 */
export async function lock(directory: string): Promise<Server> {
  const server = createServer(connection => connection.destroy());
  try {
    const listening = once(server, 'listening');
    server.listen({ path: `\0cordon-postgres-${shortHash(directory)}`, exclusive: true });
    await listening;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`another Cordon already runs on this data directory: ${directory}`);
  }
  server.unref();
  return server;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/**
 * The cluster of a data directory, undefined when it has none yet.
 * @throws Error when the directory points to a cluster that is gone.
 */
export async function findCluster(dataDir: string): Promise<Cluster | undefined> {
  const pointer = join(dataDir, 'pgdata');
  const target = await readlink(pointer).catch(() => undefined);
  try {
    const path = await realpath(pointer);
    const { uid, gid } = await stat(path);
    return { path, owner: { uid, gid } };
  } catch (error) {
    // Starting empty in place of lost data would look like a working system without its cases.
    if (target !== undefined) throw new Error(`The data of ${dataDir} was kept in ${target}, which cannot be found`);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

/**
 * The user that the server runs as; undefined for the current one.
 * @throws Error when the cluster belongs to another user and this process is not root.
 */
export function serverIdentity(existing: Cluster | undefined): Identity | undefined {
  const uid = process.getuid?.();
  if (uid === 0) return existing && existing.owner.uid !== 0 ? existing.owner : NOBODY;
  if (existing && existing.owner.uid !== uid) {
    throw new Error(`${existing.path} belongs to user ${existing.owner.uid}; start as that user or as root`);
  }
  return undefined;
}

/**
 * The superuser's password, made and stored at the first call.
 * @throws Error when it must exist already, because a cluster does, but cannot be read.
 */
export async function superuserPassword(dataDir: string, mustExist: boolean): Promise<string> {
  const path = join(dataDir, 'superuser-password');
  const stored = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' || mustExist) throw error;
    return '';
  });
  return stored.trim() || (await writePrivate(path, randomBytes(24).toString('base64url')));
}

/** Replaces a file by one line that only its owner can read; returns the line. */
export async function writePrivate(path: string, line: string, owner?: Identity): Promise<string> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${line}\n`);
    if (owner) await file.chown(owner.uid, owner.gid);
    await file.sync();
  } finally {
    await file.close();
  }
  return line;
}

/** What createCluster needs to know. */
export interface ClusterPlan {
  dataDir: string;
  binaries: Binaries;
  identity: Identity | undefined;
  /** Names the directory to use when the server's user cannot enter dataDir. */
  stage: () => Promise<string>;
  password: string;
  /** Whether to wait until the disk holds it. */
  durable: boolean;
}

/**
 * Initialises a cluster and returns its path: `pgdata` in dataDir, or where the link `pgdata` leads to.
 * @throws Error with the words of initdb.
 */
export async function createCluster(plan: ClusterPlan): Promise<string> {
  const { dataDir, binaries, identity, stage, password, durable } = plan;
  const pointer = join(dataDir, 'pgdata');
  const local = !identity || (await canEnter(dataDir, identity));
  const parent = local ? dataDir : await stage();
  const path = local ? pointer : join(parent, `data-${randomBytes(8).toString('hex')}`);
  // Made under another name and renamed when whole: a start cut off half-way leaves nothing that looks like data.
  const prefix = `new-${shortHash(dataDir)}-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true, maxRetries: 5 });
  }
  const fresh = join(parent, prefix + randomBytes(4).toString('hex'));
  const passwordFile = `${fresh}.password`;
  try {
    await mkdir(fresh, { mode: 0o700 });
    if (identity) await chown(fresh, identity.uid, identity.gid);
    await writePrivate(passwordFile, password, identity);
    await run(
      binaries.initdb,
      [
        ...[`--pgdata=${fresh}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        ...['--data-checksums', '--no-instructions', ...(durable ? [] : ['--no-sync'])],
      ],
      identity,
    );
    await rename(fresh, path);
    if (!local) await symlink(path, pointer);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
  return path;
}
