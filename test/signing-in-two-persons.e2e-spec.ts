import request from 'supertest';
import { codeNow } from './support/authenticator.js';
import { type Caller, openWorld, type World } from './world.js';

const password = 'correct horse battery staple';
const chosen = 'quartz heron ladder dispute';

describe('two persons', () => {
  let world: World;
  let admin: Caller;
  let second: Caller;
  let third: Caller;
  /** An administrator under the appointment of the cast, whatever else is granted here. */
  const acting = async (who: string): Promise<Caller> => {
    const caller = await world.as(who);
    const under = { 'x-appointment': world.appointmentIds.get(who) ?? '' };
    return {
      get: path => caller.get(path).set(under),
      post: (path, body, headers) => caller.post(path, body, { ...under, ...headers }),
      patch: (path, body, headers) => caller.patch(path, body, { ...under, ...headers }),
    };
  };
  beforeAll(async () => {
    world = await openWorld();
    [admin, second, third] = [
      await acting('admin@CORDON'),
      await acting('admin2@CORDON'),
      await acting('admin3@CORDON'),
    ];
  });
  afterAll(() => world.close());
  const http = () => request(world.app.getHttpServer());
  const signIn = (email: string, passphrase: string, more: object = {}) =>
    http()
      .post('/api/v1/auth/sign-in')
      .send({ email, password: passphrase, ...more });
  const accept = (token: string, more: object = {}) =>
    http()
      .post('/api/v1/auth/accept-invitation')
      .send({ token, password: chosen, ...more });
  const version = (n: number) => ({ 'if-match': `"${n}"` });
  const grant = (personId: string, role: string, body: string, by = admin) =>
    by.post('/appointments', {
      personId,
      bodyId: world.id(body),
      role,
      clearance: 'CONFIDENTIAL',
      validFrom: '2024-01-01T00:00:00Z',
    });
  const confirm = (id: string, by: Caller, v = 1) =>
    by.post(`/appointments/${id}/transitions`, { to: 'CONFIRMED' }, version(v));

  it('give a role: proposed it gives no rights; the granter and the appointed do not confirm it', async () => {
    const person = world.id('admin3@CORDON');
    const { body } = await grant(person, 'AUDITOR', 'CORDON').expect(201);
    expect(body).toMatchObject({ state: 'PROPOSED', confirmedAt: null });
    const me = await third.get('/auth/me').expect(200);
    expect(me.body.appointments).toHaveLength(1);
    const wished = http()
      .get('/api/v1/bodies')
      .set({ authorization: `Bearer ${await world.token('admin3@CORDON')}`, 'x-appointment': body.id });
    expect((await wished.expect(403)).body.type).toBe('/problems/appointment_not_in_force');
    expect((await confirm(body.id, admin).expect(409)).body.type).toBe('/problems/two_persons_needed');
    await confirm(body.id, third).expect(403);
    await confirm(body.id, second, 7).expect(412);
    const confirmed = await confirm(body.id, second).expect(200);
    expect(confirmed.body).toMatchObject({ state: 'IN_FORCE', version: 2, availableTransitions: ['ENDED'] });
    await confirm(body.id, second, 2).expect(409);
    expect((await third.get('/auth/me').expect(200)).body.appointments).toHaveLength(2);
    const { rows } = await world.owner.query('select granted_by, confirmed_by from appointments where id = $1', [
      body.id,
    ]);
    expect(rows[0]).toEqual({
      granted_by: world.appointmentIds.get('admin@CORDON'),
      confirmed_by: world.appointmentIds.get('admin2@CORDON'),
    });
    // One person with two appointments is one person.
    await world.owner.query(
      `insert into appointments (id, person_id, body_id, role, clearance, valid_from) values (gen_random_uuid(), $1, $2, 'PLATFORM_ADMIN', 0, '2020-01-01')`,
      [world.id('admin@CORDON'), world.id('HOST')],
    );
    const twice = await grant(world.id('analyst@UNSOB'), 'INSPECTOR', 'UNMIVA', second).expect(201);
    const other = (
      await world.owner.query(`select id from appointments where body_id = $1 and role = 'PLATFORM_ADMIN'`, [
        world.id('HOST'),
      ])
    ).rows[0].id;
    const as = (appointment: string) => ({ ...version(1), 'x-appointment': appointment });
    const mine = await admin.post(
      '/appointments',
      {
        personId: world.id('head@UNSOB'),
        bodyId: world.id('UNMIVA'),
        role: 'INSPECTOR',
        clearance: 'CONFIDENTIAL',
        validFrom: '2024-01-01T00:00:00Z',
      },
      { 'x-appointment': other },
    );
    expect(mine.status).toBe(201);
    const own = world.appointmentIds.get('admin@CORDON') ?? '';
    await admin.post(`/appointments/${mine.body.id}/transitions`, { to: 'CONFIRMED' }, as(own)).expect(409);
    await admin.post(`/appointments/${twice.body.id}/transitions`, { to: 'CONFIRMED' }, as(other)).expect(200);
  });

  it('are asked for by the database, too', async () => {
    const { body } = await grant(world.id('expert@PANEL'), 'CELL_ANALYST', 'UNMIVA', second).expect(201);
    const client = await world.owner.connect();
    try {
      for (const text of [
        `update appointments set confirmed_at = now(), confirmed_by = gen_random_uuid() where id = '${body.id}'`,
        `update appointments set confirmed_at = null where id = '${world.appointmentIds.get('head@UNMIVA')}'`,
        `insert into appointments (id, person_id, body_id, role, clearance, valid_from, confirmed_at) values (gen_random_uuid(), '${world.id('expert@PANEL')}', '${world.id('UNMIVA')}', 'SYSTEM', 1, now(), now())`,
      ])
        await expect(client.query(text)).rejects.toMatchObject({ code: '23514' });
    } finally {
      client.release();
    }
  });

  it('have one effect, however often at once (ST-2)', async () => {
    const trials = 10;
    const people = [
      'analyst@UNMIVA',
      'analyst2@UNMIVA',
      'chief@UNMIVA',
      'focal@UNMIVA',
      'head@UNMIVA',
      'analyst@UNSOB',
      'chief@UNSOB',
      'head@UNSOB',
      'expert@PANEL',
      'focal@HOST',
    ];
    for (let n = 0; n < trials; n++) {
      const person = world.id(people[n] ?? '');
      const grants = await Promise.all(Array.from({ length: 32 }, () => grant(person, 'MTF_OFFICER', 'UNMIVA')));
      const made = grants.filter(answer => answer.status === 201);
      expect([made.length, grants.filter(answer => answer.status === 409).length]).toEqual([1, 31]);
      const id = made[0]?.body.id as string;
      const answers = await Promise.all(Array.from({ length: 32 }, (_, k) => confirm(id, k % 2 ? second : third)));
      const statuses = answers.map(answer => answer.status);
      expect(statuses.filter(status => status === 200)).toHaveLength(1);
      expect(statuses.filter(status => status !== 200 && status !== 412)).toEqual([]);
    }
    const { rows } = await world.owner.query(
      `select count(*)::int as n, min(version) as low, max(version) as high from appointments where role = 'MTF_OFFICER'`,
    );
    expect(rows[0]).toEqual({ n: trials, low: 2, high: 2 });
    process.stdout.write(`ST-2: ${trials} of 500 trials, 32 parallel grants and 32 confirmations each\n`);
  });

  it('recover a lost passphrase, and neither of them chooses the new one unseen (AN-9)', async () => {
    const id = world.id('focal@UNMIVA');
    const email = 'focal@unmiva.example';
    const session = (await signIn(email, password).expect(200)).body;
    const reason = { reason: 'Forgotten; asked in person' };
    await admin.post(`/people/${id}/invitations`).expect(409);
    expect((await admin.post(`/people/${id}/passphrase-resets`, reason).expect(403)).body.type).toBe(
      '/problems/step_up_required',
    );
    for (const one of [admin, second, third]) await one.post('/auth/step-up', { password }).expect(204);
    const asked = await admin.post(`/people/${id}/passphrase-resets`, reason).expect(201);
    expect(asked.body).toMatchObject({ kind: 'PASSPHRASE', state: 'ASKED', availableTransitions: ['WITHDRAWN'] });
    await second.post(`/people/${id}/passphrase-resets`, reason).expect(409);
    await admin.post(`/people/${world.id('admin@CORDON')}/passphrase-resets`, reason).expect(409);
    const decide = (by: Caller, to = 'APPROVED', v = 1, reset = asked.body.id) =>
      by.post(`/access-resets/${reset}/transitions`, { to }, version(v));
    expect((await decide(admin).expect(409)).body.type).toBe('/problems/two_persons_needed');
    await signIn(email, password).expect(200);
    const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => decide(n % 2 ? second : third)));
    const won = answers.filter(answer => answer.status === 200);
    expect(won).toHaveLength(1);
    const token: string = won[0]?.body.invitation.token ?? '';
    const listed = await admin.get(`/access-resets?personId=${id}`).expect(200);
    expect(listed.text).not.toContain(token);
    expect(listed.body.items).toMatchObject([{ state: 'APPROVED', askedBy: world.id('admin@CORDON') }]);
    // Sessions and the old passphrase are gone; one administrator alone still cannot make an invitation.
    await http().get('/api/v1/auth/me').set('authorization', `Bearer ${session.accessToken}`).expect(401);
    await signIn(email, password).expect(401);
    await admin.post(`/people/${id}/invitations`).expect(409);
    await accept(token, { password: 'UNMIVA unmiva 2026' }).expect(422);
    await accept(token).expect(204);
    await accept(token).expect(404);
    await signIn(email, chosen).expect(200);
    const analyst = await world.as('analyst@UNMIVA');
    await analyst.get('/access-resets').expect(403);
    const { rows } = await world.owner.query(
      `select action from audit.leaves where object_ids = array[$1::uuid] and action ~ 'ACCEPTED' or object_kind = 'access_resets' order by id`,
      [id],
    );
    expect(rows.map(row => row.action)).toEqual(['INSERT', 'UPDATE', 'INVITATION_ACCEPTED']);
  });

  it('cannot get past a second factor with a passphrase, nor past a passphrase with a factor (AN-9)', async () => {
    const id = world.id('head@UNMIVA');
    const email = 'head@unmiva.example';
    const head = await world.as('head@UNMIVA');
    const { secret } = (await head.post('/auth/second-factor').expect(201)).body;
    const { recoveryCodes } = (await head.post('/auth/second-factor/confirm', { otp: codeNow(secret) }).expect(200))
      .body;
    const reset = async (kind: string) => {
      const asked = await second.post(`/people/${id}/${kind}-resets`, { reason: 'lost' }).expect(201);
      return (
        await admin.post(`/access-resets/${asked.body.id}/transitions`, { to: 'APPROVED' }, version(1)).expect(200)
      ).body;
    };
    const { invitation } = await reset('passphrase');
    // Whoever carries the invitation does not have the factor.
    expect((await accept(invitation.token).expect(401)).body.type).toBe('/problems/second_factor_required');
    await accept(invitation.token, { otp: recoveryCodes[0] }).expect(204);
    expect((await signIn(email, chosen).expect(401)).body.type).toBe('/problems/second_factor_required');
    expect((await reset('second-factor')).invitation).toBeNull();
    await signIn(email, password).expect(401);
    await signIn(email, chosen, { otp: recoveryCodes[1] }).expect(200);
    const { rows } = await world.owner.query(
      'select from auth.second_factors where person_id = $1 union all select from auth.recovery_codes where person_id = $1',
      [id],
    );
    expect(rows).toEqual([]);
  });

  it('take a reset back, and let an old one lapse', async () => {
    const id = world.id('chief@UNSOB');
    const first = await admin.post(`/people/${id}/second-factor-resets`, { reason: 'lost' }).expect(201);
    const at = (reset: string) => `/access-resets/${reset}/transitions`;
    await admin.post(at(first.body.id), { to: 'WITHDRAWN' }, version(1)).expect(200);
    await second.post(at(first.body.id), { to: 'APPROVED' }, version(2)).expect(409);
    const old = await admin.post(`/people/${id}/second-factor-resets`, { reason: 'lost' }).expect(201);
    await world.owner.query(`update access_resets set recorded_at = now() - interval '8 days' where id = $1`, [
      old.body.id,
    ]);
    await second.post(at(old.body.id), { to: 'APPROVED' }, version(1)).expect(409);
    await signIn('chief@unsob.example', password).expect(200);
  });
});
