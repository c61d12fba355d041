import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import request from 'supertest';
import { AppModule } from '../src/app.module.js';
import { readConfig } from '../src/config.js';
import { Database } from '../src/database/database.js';
import { migrate } from '../src/database/migrate.js';
import { rolesFor, urlForRole } from '../src/database/roles.js';
import { entities } from '../src/entities.js';
import { createApp } from '../src/http/create-app.js';
import { log } from '../src/http/log.js';
import { CannotFound, foundInstallation, readAdministrators } from '../src/people/founding.js';
import { Bell, migrateBell } from '../src/queue/bell.js';
import { codeNow } from './support/authenticator.js';

const secret = 'another secret for tests only, forty characters';
const name = `f_${randomBytes(6).toString('hex')}`;
const admins = ['--admin', 'Ada Admin <Ada@cordon.example>', '--admin', 'Bea Admin <bea@cordon.example>'];

/** As in production: an owner who is no superuser, so that row security binds it too. */
async function emptyDatabase(): Promise<string> {
  const server = process.env.TEST_DATABASE_URL ?? '';
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create role ${name}_owner login createrole password 'owner'`);
  await client.query(`create database ${name} owner ${name}_owner`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  url.username = `${name}_owner`;
  url.password = 'owner';
  return url.href;
}

describe('founding a production installation', () => {
  let ownerUrl: string;
  let db: Database;
  let bell: Bell;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    log.level = 'silent';
    ownerUrl = await emptyDatabase();
  });
  afterAll(async () => {
    await app?.close();
    await bell?.close(1_000);
    await db?.close();
    const client = new pg.Client({ connectionString: process.env.TEST_DATABASE_URL });
    await client.connect();
    await client.query(`drop database ${name} with (force)`);
    for (const role of Object.values(rolesFor(name))) await client.query(`drop role if exists ${role}`);
    await client.query(`drop role ${name}_owner`);
    await client.end();
  });

  it('wants two administrators with a name and an address each', () => {
    const refusal = (args: string[]) => {
      try {
        readAdministrators(args);
      } catch (error) {
        return (error as CannotFound).message;
      }
      return '';
    };
    expect(refusal([])).toContain('at least 2');
    expect(refusal(admins.slice(0, 2))).toContain('at least 2');
    expect(refusal([...admins.slice(0, 2), '--admin', 'Ada <ada@CORDON.example>'])).toContain('at least 2');
    const both = refusal(['--admin', 'nobody', '--colour', ...admins]);
    expect(both).toContain('--admin nobody');
    expect(both).toContain('--colour');
    expect(readAdministrators(admins)).toEqual([
      { name: 'Ada Admin', email: 'ada@cordon.example' },
      { name: 'Bea Admin', email: 'bea@cordon.example' },
    ]);
  });

  it('founds once, and the two administrators go on over the API', async () => {
    await expect(foundInstallation(ownerUrl, readAdministrators(admins))).rejects.toThrow('no tables');
    await migrate(ownerUrl, name, secret);
    await migrateBell(ownerUrl, rolesFor(name).runtime);
    const invitations = await foundInstallation(ownerUrl, readAdministrators(admins));
    await expect(foundInstallation(ownerUrl, readAdministrators(admins))).rejects.toThrow(CannotFound);

    const runtimeUrl = urlForRole(ownerUrl, secret, rolesFor(name).runtime);
    db = await Database.open(runtimeUrl, secret, entities, 4);
    bell = await Bell.open({ postgresUrl: runtimeUrl, onError: () => undefined });
    const config = {
      ...readConfig({ CORDON_SECRET: secret, ROLE_PREFIX: name }),
      secret,
      embedded: false,
      requireSecondFactor: true,
    };
    app = await createApp(AppModule.on(config, db, bell), config);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const http = request(app.getHttpServer());

    const signIn = async (token: string, email: string): Promise<string> => {
      const password = 'quartz heron ladder dispute';
      await http.post('/api/v1/auth/accept-invitation').send({ token, password }).expect(204);
      await http.post('/api/v1/auth/accept-invitation').send({ token, password }).expect(404);
      const session = await http.post('/api/v1/auth/sign-in').send({ email, password }).expect(200);
      const authorization = `Bearer ${session.body.accessToken}`;
      // As in production: before a second factor is set up, nothing else can be done.
      const missing = await http.get('/api/v1/people').set({ authorization }).expect(403);
      expect(missing.body.type).toMatch(/second_factor_missing|appointment_not_in_force/);
      const begun = await http.post('/api/v1/auth/second-factor').set({ authorization }).expect(201);
      const otp = codeNow(begun.body.secret);
      await http.post('/api/v1/auth/second-factor/confirm').set({ authorization }).send({ otp }).expect(200);
      return authorization;
    };
    const [ada, bea] = await Promise.all(invitations.map(i => signIn(i.token, i.email)));
    const post = (as: string | undefined, path: string, body?: object) =>
      http
        .post(`/api/v1${path}`)
        .set('authorization', as ?? '')
        .send(body);

    const me = await http
      .get('/api/v1/auth/me')
      .set('authorization', ada ?? '')
      .expect(200);
    expect(me.body.appointments).toMatchObject([{ role: 'PLATFORM_ADMIN', body: { acronym: 'CORDON' } }]);
    const mission = await post(ada, '/bodies', { kind: 'MISSION', acronym: 'UNMIVA', name: 'Mission' }).expect(201);
    const person = await post(bea, '/people', { name: 'Cy', email: 'cy@unmiva.example' }).expect(201);
    const proposed = await post(ada, '/appointments', {
      personId: person.body.id,
      bodyId: mission.body.id,
      role: 'CELL_CHIEF',
      clearance: 'CONFIDENTIAL',
      validFrom: '2024-01-01T00:00:00Z',
    }).expect(201);
    const confirm = (as: string | undefined) =>
      post(as, `/appointments/${proposed.body.id}/transitions`, { to: 'CONFIRMED' }).set('if-match', '"1"');
    await confirm(ada).expect(409);
    await confirm(bea).expect(200);
    const invitation = await post(bea, `/people/${person.body.id}/invitations`).expect(201);
    const chief = await signIn(invitation.body.token, 'cy@unmiva.example');
    const colleagues = await http.get('/api/v1/people').set('authorization', chief).expect(200);
    expect(colleagues.body.items.map((p: { name: string }) => p.name).sort()).toEqual(['Cy', 'System of UNMIVA']);
  });

  it('keeps no invitation as it was printed', async () => {
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    const { rows } = await client.query('select octet_length(token_sha256) as bytes from auth.invitations');
    expect(rows.every(row => row.bytes === 32)).toBe(true);
    await client.end();
  });
});
