import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { passphraseLength } from './access/passphrase-rules.js';
import { AppModule } from './app.module.js';
import { CheckpointSigner } from './audit/note.js';
import { Sealer } from './audit/sealer.js';
import { auditKeyOf, BadConfiguration, type Config, readConfig } from './config.js';
import { Database } from './database/database.js';
import { writePrivate } from './database/embedded-data.js';
import { migrate } from './database/migrate.js';
import { openOwnDatabase } from './database/own-database.js';
import { prefixFor, rolePassword, rolesFor, urlForRole } from './database/roles.js';
import type { Opened } from './door.js';
import { entities } from './entities.js';
import { createApp } from './http/create-app.js';
import { log } from './http/log.js';
import { Bell, migrateBell } from './queue/bell.js';
import { loadReference } from './reference/load.js';
import { makeKeyFile, readKeyFile } from './vault/key-provider.js';

/** What every door stands on, opened. */
export interface Ground {
  config: Config;
  db: Database;
  bell: Bell;
  /** The owner's address of Cordon's own database; null where a database was given, which doors never touch as its owner. */
  ownUrl: string | null;
  /** Where the sealer signs in. */
  sealerUrl: string;
}

/** Requests still running when the process is told to stop are given so long. */
const requestGraceMs = 10_000;
/** Fewest characters of the installation's secret, as for a database that was given. */
const secretLength = 32;

/**
 * Reads the configuration, brings the database to the present state and opens it with the queue. Without an address
 * Cordon brings its own PostgreSQL under the data directory, for trying and testing.
 * @throws BadConfiguration naming every fault.
 */
export async function openGround(opened: Opened): Promise<Ground> {
  const config = readConfig();
  refuseFaults(config);
  log.level = config.logLevel;
  const ownUrl = config.embedded ? await openOwn(config, opened) : null;
  const ownerUrl = ownUrl ?? config.ownerUrl;
  if (ownerUrl) await prepare(config, ownerUrl);
  await readKeyFile(config.vaultKeyFile).catch((error: Error) =>
    log.warn({ trouble: error.message }, 'the source vault is closed; everything else works'),
  );
  const runtimeUrl = addressOfRuntime(config, ownerUrl);
  // The owner's address has done its work.
  config.ownerUrl = null;
  const db = await Database.open(runtimeUrl, config.secret, entities);
  await opened.add(() => db.close());
  const onError = (error: Error) => log.warn({ trouble: error.name }, 'the queue has trouble');
  const { redisUrl } = config;
  const bell = await Bell.open(redisUrl ? { redisUrl, onError } : { postgresUrl: runtimeUrl, onError });
  await opened.add(() => bell.close());
  return { config, db, bell, ownUrl, sealerUrl: addressOfSealer(config, ownerUrl ?? runtimeUrl) };
}

function refuseFaults({ logLevel, embedded, demoPassword }: Config): void {
  const faults: string[] = [];
  const levels = [...Object.keys(log.levels.values), 'silent'];
  if (!levels.includes(logLevel)) faults.push(`LOG_LEVEL must be one of ${levels.join(', ')}`);
  if (embedded && demoPassword !== null && [...demoPassword].length < passphraseLength)
    faults.push(`DEMO_PASSWORD must have at least ${passphraseLength} characters`);
  if (faults.length > 0) throw new BadConfiguration(faults);
}

/** @throws BadConfiguration when there is no database that another process could share. */
export function demandSharedDatabase(): void {
  if (readConfig().embedded)
    throw new BadConfiguration([
      'DATABASE_URL (or RUNTIME_DATABASE_URL) must be set: the API and the worker apart share one database; `npm start` runs both on its own',
    ]);
}

/** Starts Cordon's own PostgreSQL; its secret is made once and kept beside the data. */
async function openOwn(config: Config, opened: Opened): Promise<string> {
  const folder = resolve(config.dataDir);
  // The server may run as another user, who has to pass through here.
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const { server, ownerUrl } = await openOwnDatabase(join(folder, 'postgres'));
  await opened.add(() => server.stop());
  await keepVaultKeys(config, folder);
  if (config.secret.length >= secretLength) return ownerUrl;
  // Made under the server's lock: of two processes on one directory only one gets here.
  const path = join(folder, 'secret');
  const kept = (await readFile(path, 'utf8').catch(() => '')).trim();
  config.secret = kept.length >= secretLength ? kept : await writePrivate(path, randomBytes(48).toString('base64url'));
  return ownerUrl;
}

/** The vault's keys beside Cordon's own database, made at the first start; a file that was configured is never made. */
async function keepVaultKeys(config: Config, folder: string): Promise<void> {
  if (config.vaultKeyFile) return;
  config.vaultKeyFile = join(folder, 'vault-keys.json');
  if (!existsSync(config.vaultKeyFile)) await makeKeyFile(config.vaultKeyFile);
}

/** Brings the database to the present state as its owner: migrations, reference data and the queue's tables. */
export async function prepare(config: Config, ownerUrl: string): Promise<void> {
  const prefix = config.rolePrefix ?? prefixFor(ownerUrl);
  await migrate(ownerUrl, prefix, config.secret);
  await loadReference(ownerUrl);
  await migrateBell(ownerUrl, rolesFor(prefix).runtime);
}

/** Where the runtime role signs in; a password that is not in a given address is the one derived from the secret. */
function addressOfRuntime({ runtimeUrl, rolePrefix, secret }: Config, ownerUrl: string | null): string {
  if (runtimeUrl) {
    const url = new URL(runtimeUrl);
    if (url.username && !url.password) url.password = rolePassword(secret, decodeURIComponent(url.username));
    return url.href;
  }
  if (!ownerUrl) throw new BadConfiguration(['DATABASE_URL or RUNTIME_DATABASE_URL must be set']);
  return urlForRole(ownerUrl, secret, rolesFor(rolePrefix ?? prefixFor(ownerUrl)).runtime);
}

/** Where the sealer signs in: as configured, or on the database that the others use. */
function addressOfSealer({ sealerUrl, rolePrefix, secret }: Config, otherUrl: string): string {
  if (sealerUrl) return sealerUrl;
  const [, prefixOfRuntime] = /^(.+)_runtime$/.exec(decodeURIComponent(new URL(otherUrl).username)) ?? [];
  return urlForRole(otherUrl, secret, rolesFor(rolePrefix ?? prefixOfRuntime ?? prefixFor(otherUrl)).sealer);
}

/** Starts sealing the trail. Opened before the rooms, it is stopped after them, when their last leaves are written. */
export async function openSealer({ config, sealerUrl }: Ground, opened: Opened): Promise<void> {
  const origin = config.auditOrigin ?? `cordon/${config.rolePrefix ?? prefixFor(sealerUrl)}`;
  const sealer = new Sealer(sealerUrl, new CheckpointSigner(origin, auditKeyOf(config)));
  sealer.start();
  await opened.add(() => sealer.stop());
}

/** Builds the HTTP side; it answers requests made in this process, and listens when told to. */
export async function openApi(
  { config, db, bell }: Ground,
  opened: Opened,
  pages = false,
): Promise<NestFastifyApplication> {
  const app = await createApp(AppModule.on(config, db, bell), config, pages);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  await opened.add(async () => {
    await stopListening(app);
    // The worker in this process, if it was started, then the read log.
    await app.close();
  });
  return app;
}

/** Takes no new connection and lets running requests finish; streams that never end are cut. */
async function stopListening(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer();
  const cut = setTimeout(() => server.closeAllConnections(), requestGraceMs);
  await app.getHttpAdapter().getInstance().close();
  clearTimeout(cut);
}

/** Listens as configured; the address that others can reach. */
export async function listen(app: NestFastifyApplication, { host, port }: Config): Promise<string> {
  await app.listen(port, host);
  const bound = app.getHttpServer().address();
  const shown = host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${typeof bound === 'object' && bound ? bound.port : port}`;
}
