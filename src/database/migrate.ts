import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { deriveKey, projectRoot } from '../config.js';
import { ownerClient } from './owner-client.js';
import { type Roles, rolePassword, rolesFor } from './roles.js';

const directory = join(projectRoot, 'migrations');

/** Any fixed number: two processes that start at once take turns. */
const migrationLock = 7_205_917;

/** The names of all migrations, in order. */
export const migrationFiles = async (): Promise<string[]> =>
  (await readdir(directory)).filter(f => f.endsWith('.sql')).sort();

/**
 * Brings a database to the present state: roles, then every file of `migrations/` not yet applied, each in its own
 * transaction, in the order of their names. Forward only.
 * @throws Error when a file already applied has been edited since.
 */
export async function migrate(ownerUrl: string, prefix: string, secret: string): Promise<void> {
  const client = await ownerClient(ownerUrl, 'migrate');
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    const roles = rolesFor(prefix);
    await makeRoles(client, roles, secret);
    await client.query(`create table if not exists migrations (
      name text constraint migrations_pk primary key, sha256 text not null, applied_at timestamptz not null default now())`);
    const { rows } = await client.query<{ name: string; sha256: string }>('select name, sha256 from migrations');
    const applied = new Map(rows.map(r => [r.name, r.sha256]));
    for (const name of await migrationFiles()) {
      const text = await readFile(join(directory, name), 'utf8');
      const sha256 = createHash('sha256').update(text).digest('hex');
      const known = applied.get(name);
      if (known === sha256) continue;
      if (known) throw new Error(`migrations/${name} was changed after it had been applied; add a new file instead`);
      await client.query('begin');
      try {
        await client.query(await withRoleNames(client, text, roles));
        await client.query('insert into migrations (name, sha256) values ($1, $2)', [name, sha256]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`migrations/${name}: ${error instanceof Error ? error.message : String(error)}`, {
          cause: error,
        });
      }
    }
    await client.query(`grant select on migrations to ${pg.escapeIdentifier(roles.runtime)}`);
    await storeContextKey(client, secret);
  } finally {
    await client.end();
  }
}

async function makeRoles(client: pg.Client, roles: Roles, secret: string): Promise<void> {
  const owner = await owningRole(client);
  for (const [use, name] of Object.entries(roles)) {
    const role = pg.escapeIdentifier(name);
    const signsIn = use !== 'definer' && use !== 'search';
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [name]);
    if (rowCount === 0) await client.query(`create role ${role} nologin noinherit`);
    if (signsIn) {
      await client.query(`alter role ${role} login noinherit password ${pg.escapeLiteral(rolePassword(secret, name))}`);
    }
    // The owner may hand functions to these roles but never acts with their rights: their policies must not
    // reach the owner through membership.
    await client.query(`grant ${role} to ${pg.escapeIdentifier(owner)} with inherit false, set true`);
  }
  const database = pg.escapeIdentifier(
    (await client.query<{ d: string }>('select current_database() as d')).rows[0]?.d ?? '',
  );
  // Nobody who can sign in may hold a lock, a transaction or the server for long; the owner's migrations alone may.
  const settings = [
    `statement_timeout = '30s'`,
    `idle_in_transaction_session_timeout = '15s'`,
    `transaction_timeout = '60s'`,
    `lock_timeout = '5s'`,
    'jit = off',
    `timezone = 'UTC'`,
  ];
  // Every statement is prepared and its filters lead with the body, so one plan serves; planning again each time cost
  // more than running. The sealer's batches are a few large statements, each worth a plan of its own.
  const ofRuntime = ['plan_cache_mode = force_generic_plan'];
  for (const [name, own] of [
    [roles.runtime, [...settings, ...ofRuntime]],
    [roles.sealer, settings],
    [roles.vault, settings],
    [roles.search, settings],
    [roles.match, settings],
  ] as const) {
    const role = pg.escapeIdentifier(name);
    if (name !== roles.search) await client.query(`grant connect on database ${database} to ${role}`);
    for (const setting of own) await client.query(`alter role ${role} in database ${database} set ${setting}`);
  }
}

async function owningRole(client: pg.Client): Promise<string> {
  return (await client.query<{ r: string }>('select current_user as r')).rows[0]?.r ?? '';
}

async function withRoleNames(client: pg.Client, text: string, roles: Roles): Promise<string> {
  const names: Record<string, string> = { ...roles, owner: await owningRole(client) };
  return text.replace(/\$\{(\w+)\}/g, (whole, use: string) => {
    const name = names[use];
    if (!name) throw new Error(`unknown role ${whole}`);
    return pg.escapeIdentifier(name);
  });
}

/** The HMAC key of the signed context, as its two padded halves (RFC 2104), so that SQL can check a MAC with sha256 alone. */
async function storeContextKey(client: pg.Client, secret: string): Promise<void> {
  const key = Buffer.alloc(64);
  deriveKey(secret, 'signed context').copy(key);
  const pad = (byte: number) => Buffer.from(key.map(b => b ^ byte));
  await client.query(
    `insert into sec.context_keys values (1, $1, $2)
     on conflict (id) do update set inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad
     where context_keys.inner_pad <> excluded.inner_pad`,
    [pad(0x36), pad(0x5c)],
  );
}
