import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { type Caller, openWorld, type World } from './world.js';

const passphrase = 'a passphrase of some length';
const year = new Date().getUTCFullYear();

describe('appointments, and how rights end', () => {
  let world: World;
  let admin: Caller;
  let second: Caller;
  beforeAll(async () => {
    world = await openWorld();
    admin = await world.as('admin@CORDON');
    second = await world.as('admin2@CORDON');
  });
  afterAll(() => world.close());

  /** A new colleague in UNMIVA, signed in. */
  async function newcomer(email: string, role = 'CELL_ANALYST') {
    const person = await admin.post('/people', { name: `New ${email}`, email }).expect(201);
    const appointment = await admin
      .post('/appointments', {
        personId: person.body.id,
        bodyId: world.id('UNMIVA'),
        role,
        clearance: 'CONFIDENTIAL',
        validFrom: '2024-01-01T00:00:00Z',
      })
      .expect(201);
    await second
      .post(`/appointments/${appointment.body.id}/transitions`, { to: 'CONFIRMED' }, { 'if-match': '"1"' })
      .expect(200);
    const invitation = await admin.post(`/people/${person.body.id}/invitations`).expect(201);
    const server = world.app.getHttpServer();
    await request(server)
      .post('/api/v1/auth/accept-invitation')
      .send({ token: invitation.body.token, password: passphrase })
      .expect(204);
    const signIn = () => request(server).post('/api/v1/auth/sign-in').send({ email, password: passphrase });
    const { accessToken, refreshToken } = (await signIn().expect(200)).body;
    const get = (path: string) => request(server).get(`/api/v1${path}`).set('authorization', `Bearer ${accessToken}`);
    const refresh = () => request(server).post('/api/v1/auth/refresh').send({ refreshToken });
    return { person: person.body, appointment, get, refresh, signIn };
  }

  it('ends all access of a disabled person at the next request', async () => {
    const someone = await newcomer('short@unmiva.example');
    await someone.get('/people').expect(200);
    // Nobody is invited anew by one administrator alone, who would hold the token and choose the passphrase.
    const anew = await admin.post(`/people/${someone.person.id}/invitations`).expect(409);
    expect(anew.body.detail).toContain('two administrators');
    const at = `/people/${someone.person.id}`;
    const disabled = await admin.patch(at, { disabled: true }, { 'if-match': '"1"' }).expect(200);
    expect(disabled.body.disabledAt).not.toBeNull();
    await someone.get('/people').expect(401);
    await someone.get('/bodies').expect(401);
    await someone.refresh().expect(401);
    await someone.signIn().expect(401);
    await admin.post(`${at}/invitations`).expect(409);
    await admin.patch(at, { disabled: false }, { 'if-match': '"2"' }).expect(200);
    // The old session does not come back.
    await someone.get('/people').expect(401);
    await someone.signIn().expect(200);
  });

  it('ends the open invitation of a person who is disabled', async () => {
    const person = await admin.post('/people', { name: 'Invited', email: 'invited@unmiva.example' }).expect(201);
    const open = await admin.post(`/people/${person.body.id}/invitations`).expect(201);
    await admin.patch(`/people/${person.body.id}`, { disabled: true }, { 'if-match': '"1"' }).expect(200);
    await admin.patch(`/people/${person.body.id}`, { disabled: false }, { 'if-match': '"2"' }).expect(200);
    const accept = { token: open.body.token, password: passphrase };
    await request(world.app.getHttpServer()).post('/api/v1/auth/accept-invitation').send(accept).expect(404);
  });

  it('ends rights with the appointment, at the next request', async () => {
    const someone = await newcomer('leaver@unmiva.example', 'INSPECTOR');
    await someone.get('/people').expect(200);
    const at = `/appointments/${someone.appointment.body.id}`;
    const end = { to: 'ENDED', reason: 'End of tour' };
    await admin.post(`${at}/transitions`, end).expect(428);
    await admin.post(`${at}/transitions`, end, { 'if-match': '"9"' }).expect(412);
    const past = { ...end, at: '2024-01-02T00:00:00Z' };
    const refused = await admin.post(`${at}/transitions`, past, { 'if-match': '"2"' }).expect(422);
    await admin.post(`${at}/transitions`, { to: 'ENDED' }, { 'if-match': '"2"' }).expect(400);
    expect(refused.body.errors[0]).toMatchObject({ pointer: '/at', code: 'period_reversed' });
    const later = { ...end, at: `${year + 1}-01-01T00:00:00Z` };
    const planned = await admin.post(`${at}/transitions`, later, { 'if-match': '"2"' }).expect(200);
    expect(planned.body).toMatchObject({
      state: 'IN_FORCE',
      validTo: `${year + 1}-01-01T00:00:00.000Z`,
      availableTransitions: ['ENDED'],
    });
    const latest = { ...end, at: `${year + 2}-01-01T00:00:00Z` };
    await admin.post(`${at}/transitions`, latest, { 'if-match': '"3"' }).expect(422);
    await someone.get('/people').expect(200);
    const ended = await admin.post(`${at}/transitions`, { ...end, reason: 'Left early' }, { 'if-match': '"3"' });
    expect(ended.status).toBe(200);
    expect(ended.headers.etag).toBe('"4"');
    expect(ended.body.endReason).toBe('Left early');
    await someone.get('/people').expect(403);
    const now = await admin.get(at).expect(200);
    expect(now.body).toMatchObject({ state: 'ENDED', availableTransitions: [] });
    await admin.post(`${at}/transitions`, end, { 'if-match': '"4"' }).expect(409);
  });

  it('gives no rights before an appointment begins, and none at all when it ends before', async () => {
    const wanted = {
      id: randomUUID(),
      personId: world.id('head@UNSOB'),
      bodyId: world.id('UNMIVA'),
      role: 'HEAD_OF_MISSION',
      clearance: 'CONFIDENTIAL',
      validFrom: `${year + 1}-01-01T00:00:00Z`,
    };
    const planned = await admin.post('/appointments', wanted).expect(201);
    expect(planned.body).toMatchObject({ state: 'PROPOSED', confirmedAt: null, availableTransitions: ['ENDED'] });
    await admin.post('/appointments', wanted).expect(200);
    await admin.post('/appointments', { ...wanted, clearance: 'UNCLASSIFIED' }).expect(409);
    const twice = await admin.post('/appointments', { ...wanted, id: undefined }).expect(409);
    expect(twice.body.type).toBe('/problems/already_stored');
    const confirm = { to: 'CONFIRMED' };
    const confirmed = await second.post(`/appointments/${wanted.id}/transitions`, confirm, { 'if-match': '"1"' });
    expect([confirmed.status, confirmed.body.state]).toEqual([200, 'PLANNED']);
    const head = await world.as('head@UNSOB');
    expect((await head.get('/auth/me').expect(200)).body.appointments).toHaveLength(1);
    const end = { to: 'ENDED', reason: 'Not coming' };
    const ended = await admin.post(`/appointments/${wanted.id}/transitions`, end, { 'if-match': '"2"' }).expect(200);
    expect(ended.body.validTo).toBe(ended.body.validFrom);
  });

  it('lets nobody grant, end or disable for themselves', async () => {
    const me = world.id('admin@CORDON');
    const post = {
      personId: me.toUpperCase(),
      bodyId: world.id('CORDON'),
      role: 'AUDITOR',
      clearance: 'CONFIDENTIAL',
      validFrom: '2024-01-01T00:00:00Z',
    };
    expect((await admin.post('/appointments', post).expect(403)).body.detail).toContain('themselves');
    const mine = world.appointmentIds.get('admin@CORDON');
    const end = { to: 'ENDED', reason: 'Enough' };
    await admin.post(`/appointments/${mine}/transitions`, end, { 'if-match': '"1"' }).expect(403);
    await admin.patch(`/people/${me}`, { disabled: true }, { 'if-match': '"1"' }).expect(403);
  });

  it('leaves a leaf of the audit trail for every change and invitation', async () => {
    const { rows } = await world.owner.query(
      `select distinct object_kind || ' ' || action as leaf from audit.leaves
        where object_kind in ('bodies', 'mandates', 'people', 'appointments', 'appointment_ends') and person_id = $1`,
      [world.id('admin@CORDON')],
    );
    expect(rows.map(row => row.leaf).sort()).toEqual([
      'appointment_ends INSERT',
      'appointments INSERT',
      'appointments UPDATE',
      'people INSERT',
      'people INVITED',
      'people LOCKED_OUT',
      'people UPDATE',
    ]);
  });
});
