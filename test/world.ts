import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import request from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import { hashPassphrase } from '../src/access/sign-in.service.js';
import { AppModule } from '../src/app.module.js';
import { type Config, readConfig } from '../src/config.js';
import { Database } from '../src/database/database.js';
import { migrate } from '../src/database/migrate.js';
import { rolesFor, urlForRole } from '../src/database/roles.js';
import { entities } from '../src/entities.js';
import { createApp } from '../src/http/create-app.js';
import { log } from '../src/http/log.js';
import { Bell, migrateBell } from '../src/queue/bell.js';
import { factKinds, insertFacts } from '../src/reference/fact-kinds.js';
import { loadReference } from '../src/reference/load.js';
import { makeKeyFile } from '../src/vault/key-provider.js';

/** Tests of one run share the roles of one template database; each file gets its own clone of it. */
const prefix = 'cordon_test';
const secret = 'a secret for tests only, forty characters long';
const password = 'correct horse battery staple';

/** A test asks more in a second than a person in an hour; what budgets do is tested where they are set low. */
const noBudgets = Object.fromEntries(
  [
    'READS_PER_SECOND',
    'READ_BURST',
    'WRITES_PER_SECOND',
    'WRITE_BURST',
    'STRANGERS_PER_SECOND',
    'STRANGER_BURST',
    'BULK_READ_RECORDS',
  ].map(name => [name, '1000000']),
);

/** One body with its people, in one word each. */
const cast = {
  UNMIVA: {
    kind: 'MISSION',
    people: {
      analyst: 'CELL_ANALYST',
      analyst2: 'CELL_ANALYST',
      chief: 'CELL_CHIEF',
      focal: 'FOCAL_POINT_PANEL',
      head: 'HEAD_OF_MISSION',
    },
  },
  UNSOB: { kind: 'MISSION', people: { analyst: 'CELL_ANALYST', chief: 'CELL_CHIEF', head: 'HEAD_OF_MISSION' } },
  PANEL: { kind: 'PANEL', people: { expert: 'PANEL_EXPERT' } },
  COMMITTEE: { kind: 'COMMITTEE_SECRETARIAT', people: { secretary: 'COMMITTEE_SECRETARY' } },
  OTHERCOM: { kind: 'COMMITTEE_SECRETARIAT', people: { secretary: 'COMMITTEE_SECRETARY' } },
  HOST: { kind: 'HOST_STATE_OFFICE', people: { focal: 'NATIONAL_FOCAL_POINT' } },
  CORDON: {
    kind: 'HEADQUARTERS',
    people: {
      admin: 'PLATFORM_ADMIN',
      admin2: 'PLATFORM_ADMIN',
      admin3: 'PLATFORM_ADMIN',
      auditor: 'AUDITOR',
      records: 'RECORDS_OFFICER',
    },
  },
} as const;

/** `analyst@UNMIVA`, `secretary@COMMITTEE` … */
export type Who = string;

/** A running Cordon on its own database, with the cast above signed in. */
export interface World {
  app: NestFastifyApplication;
  db: Database;
  bell: Bell;
  config: Config;
  /** The database's owner, to look behind the scenes. */
  owner: pg.Pool;
  ids: Map<string, string>;
  appointmentIds: Map<string, string>;
  /** The id of a body by acronym, or of a person by `name@BODY`. */
  id(name: string): string;
  token(who: Who): Promise<string>;
  as(who: Who): Promise<Caller>;
  close(): Promise<void>;
}

/** HTTP as one person. */
export interface Caller {
  get(path: string): request.Test;
  post(path: string, body?: object, headers?: Record<string, string>): request.Test;
  patch(path: string, body: object, headers?: Record<string, string>): request.Test;
}

const ownerServer = (): string => {
  const url = process.env.TEST_DATABASE_URL;
  if (!url) throw new Error('TEST_DATABASE_URL is set by test/support/start-postgres.mjs');
  return url;
};

const databaseUrl = (name: string): string => {
  const url = new URL(ownerServer());
  url.pathname = `/${name}`;
  return url.href;
};

/** The template, migrated once for the whole run, whoever comes first. */
async function template(): Promise<string> {
  const name = 'cordon_template';
  const server = new pg.Client({ connectionString: ownerServer() });
  await server.connect();
  try {
    await server.query('select pg_advisory_lock(1)');
    const { rowCount } = await server.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      const building = `${name}_building`;
      await server.query(`drop database if exists ${building}`);
      await server.query(`create database ${building}`);
      await migrate(databaseUrl(building), prefix, secret);
      await loadReference(databaseUrl(building));
      await migrateBell(databaseUrl(building), rolesFor(prefix).runtime);
      await castPeople(databaseUrl(building));
      await server.query(`alter database ${building} rename to ${name}`);
    }
  } finally {
    await server.end();
  }
  return name;
}

async function castPeople(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const passwordHash = await hashPassphrase(password);
  for (const [acronym, body] of Object.entries(cast)) {
    const bodyId = uuidv7();
    await client.query('insert into bodies (id, kind, acronym, name, fictional) values ($1, $2, $3, $4, true)', [
      bodyId,
      body.kind,
      acronym,
      `${acronym} of the tests`,
    ]);
    if (body.kind === 'MISSION' || body.kind === 'PANEL') {
      const code = `${acronym}-TEST`;
      const mandate = { code, of: acronym, from: '2015-01-01', to: null, endKind: 'OPEN', tasks: [], source: 'test' };
      await client.query(insertFacts(factKinds.mandates), [JSON.stringify([mandate]), [code], null, null, null]);
    }
    const appoint = async (name: string, role: string, kind: 'HUMAN' | 'SYSTEM') => {
      const personId = uuidv7();
      const email = kind === 'HUMAN' ? `${name}@${acronym.toLowerCase()}.example` : null;
      await client.query('insert into people (id, email, name, kind) values ($1, $2, $3, $4)', [
        personId,
        email,
        `${name} ${acronym}`,
        kind,
      ]);
      await client.query(
        `insert into appointments (id, person_id, body_id, role, clearance, valid_from) values ($1, $2, $3, $4, 1, '2020-01-01')`,
        [uuidv7(), personId, bodyId, role],
      );
      if (kind === 'HUMAN')
        await client.query('insert into auth.credentials (person_id, password_hash) values ($1, $2)', [
          personId,
          passwordHash,
        ]);
    };
    for (const [name, role] of Object.entries(body.people)) await appoint(name, role, 'HUMAN');
    await appoint('system', 'SYSTEM', 'SYSTEM');
  }
  await client.end();
}

/** Builds a world on a fresh clone of the template database. */
export async function openWorld(overrides: Partial<Config> = {}): Promise<World> {
  log.level = process.env.TEST_LOG ?? 'silent';
  const base = await template();
  const name = `w_${randomBytes(6).toString('hex')}`;
  const server = new pg.Client({ connectionString: ownerServer() });
  await server.connect();
  await server.query('select pg_advisory_lock(1)');
  await server.query(`create database ${name} template ${base} strategy file_copy`);
  await server.end();
  const ownerUrl = databaseUrl(name);
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 3 });
  // Dropping the database cuts idle connections.
  owner.on('error', () => undefined);
  const keys = await mkdtemp(join(tmpdir(), 'cordon-vault-'));
  await makeKeyFile(join(keys, 'keys.json'));
  const config: Config = {
    ...readConfig({ CORDON_SECRET: secret, ROLE_PREFIX: prefix, ...noBudgets }),
    secret,
    rolePrefix: prefix,
    vaultKeyFile: join(keys, 'keys.json'),
    ...overrides,
  };
  const runtimeUrl = urlForRole(ownerUrl, secret, rolesFor(prefix).runtime);
  const db = await Database.open(runtimeUrl, secret, entities, 8);
  const bell = await Bell.open({ postgresUrl: runtimeUrl, onError: () => undefined });
  const app = await createApp(AppModule.on(config, db, bell), config);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  const ids = new Map<string, string>();
  const appointmentIds = new Map<string, string>();
  for (const row of (await owner.query('select id, acronym from bodies')).rows) ids.set(row.acronym, row.id);
  for (const row of (
    await owner.query(`select p.id, a.id as appointment, split_part(p.name, ' ', 1) || '@' || b.acronym as who
     from people p join appointments a on a.person_id = p.id join bodies b on b.id = a.body_id`)
  ).rows) {
    ids.set(row.who, row.id);
    appointmentIds.set(row.who, row.appointment);
  }
  const tokens = new Map<string, string>();
  const world: World = {
    app,
    db,
    bell,
    config,
    owner,
    ids,
    appointmentIds,
    id(wanted) {
      const id = ids.get(wanted);
      if (!id) throw new Error(`nobody called ${wanted} in this world`);
      return id;
    },
    async token(who) {
      let token = tokens.get(who);
      if (!token) {
        const [person, body] = who.split('@') as [string, string];
        const answer = await request(app.getHttpServer())
          .post('/api/v1/auth/sign-in')
          .send({ email: `${person}@${body.toLowerCase()}.example`, password });
        if (answer.status !== 200) throw new Error(`sign-in of ${who}: ${answer.status} ${answer.text}`);
        token = answer.body.accessToken as string;
        tokens.set(who, token);
      }
      return token;
    },
    async as(who) {
      const authorization = `Bearer ${await world.token(who)}`;
      const at = (path: string) => (path.startsWith('/api') ? path : `/api/v1${path}`);
      return {
        get: path => request(app.getHttpServer()).get(at(path)).set('authorization', authorization),
        post: (path, body, headers = {}) =>
          request(app.getHttpServer()).post(at(path)).set('authorization', authorization).set(headers).send(body),
        patch: (path, body, headers = {}) =>
          request(app.getHttpServer()).patch(at(path)).set('authorization', authorization).set(headers).send(body),
      };
    },
    async close() {
      await app.close();
      await bell.close(1_000);
      await db.close();
      await owner.end();
      const last = new pg.Client({ connectionString: ownerServer() });
      await last.connect();
      await last.query(`drop database ${name} with (force)`);
      await last.end();
      await rm(keys, { recursive: true, force: true });
    },
  };
  return world;
}
