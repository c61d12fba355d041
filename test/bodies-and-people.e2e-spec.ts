import { randomUUID } from 'node:crypto';
import { type Caller, openWorld, type World } from './world.js';

describe('bodies and people', () => {
  let world: World;
  let admin: Caller;
  let analyst: Caller;
  beforeAll(async () => {
    world = await openWorld();
    admin = await world.as('admin@CORDON');
    analyst = await world.as('analyst@UNMIVA');
  });
  afterAll(() => world.close());

  it('lists bodies to everyone and filters them', async () => {
    const all = await analyst.get('/bodies?count=exact').expect(200);
    expect(all.body.total).toBe(all.body.items.length);
    const missions = await analyst.get('/bodies?kind=MISSION&kind=PANEL').expect(200);
    expect(missions.body.items.map((b: { acronym: string }) => b.acronym).sort()).toEqual(['PANEL', 'UNMIVA', 'UNSOB']);
    const one = await analyst.get('/bodies?acronym=unsob').expect(200);
    expect(one.body.items).toHaveLength(1);
    const body = await analyst.get(`/bodies/${one.body.items[0].id}`).expect(200);
    expect(body.body).toEqual(one.body.items[0]);
    expect(body.headers.etag).toBe('"1"');
    await analyst.get('/bodies/no-id').expect(404);
    await analyst.get('/bodies?kind=CLUB').expect(400);
  });

  it('sets up a body once, with its system appointment', async () => {
    const wanted = { id: randomUUID(), kind: 'PANEL', acronym: 'POE-XV', name: 'Panel of Experts', fictional: true };
    const first = await admin.post('/bodies', wanted).expect(201);
    expect(first.headers.location).toBe(`/api/v1/bodies/${wanted.id}`);
    expect(first.body).toMatchObject({ ...wanted, parentId: null, frozenAt: null, version: 1 });
    const again = await admin.post('/bodies', wanted).expect(200);
    expect(again.body).toEqual(first.body);
    const other = await admin.post('/bodies', { ...wanted, name: 'Another' }).expect(409);
    expect(other.body.type).toBe('/problems/id_already_used');
    const acronym = await admin.post('/bodies', { ...wanted, id: randomUUID() }).expect(409);
    expect(acronym.body.type).toBe('/problems/already_stored');
    const posts = await admin.get(`/appointments?bodyId=${wanted.id}`).expect(200);
    expect(posts.body.items).toMatchObject([
      { role: 'SYSTEM', clearance: 'CONFIDENTIAL', state: 'IN_FORCE', availableTransitions: [] },
    ]);
    const system = await admin.get(`/people/${posts.body.items[0].personId}`).expect(200);
    expect(system.body).toMatchObject({ kind: 'SYSTEM', email: null, name: 'System of POE-XV' });
    await admin.post(`/people/${system.body.id}/invitations`).expect(403);
    await admin.patch(`/people/${system.body.id}`, { name: 'x' }, { 'if-match': '"1"' }).expect(403);
    const end = { to: 'ENDED', reason: 'no' };
    await admin.post(`/appointments/${posts.body.items[0].id}/transitions`, end, { 'if-match': '"1"' }).expect(403);
  });

  it('gives one record to a client that repeats itself at the same time', async () => {
    const wanted = { id: randomUUID(), kind: 'MISSION', acronym: 'TWICE', name: 'Twice' };
    const answers = await Promise.all([1, 2, 3].map(() => admin.post('/bodies', wanted)));
    expect(answers.map(a => a.status).sort()).toEqual([200, 200, 201]);
  });

  it('adds mandates and refuses ends that contradict themselves', async () => {
    const at = `/bodies/${world.id('PANEL')}/mandates`;
    const wanted = {
      id: randomUUID(),
      validFrom: '2024-01-01',
      validTo: '2040-01-01',
      endKind: 'DATED',
      regimeCode: 'XV-9001',
    };
    await admin.post(at, wanted).expect(201);
    await admin.post(at, wanted).expect(200);
    await admin.post(`/bodies/${world.id('UNMIVA')}/mandates`, wanted).expect(409);
    const bad = await admin
      .post(at, { validFrom: '2024-01-01', validTo: '2023-01-01', endKind: 'NOT_KNOWN_AFTER', regimeCode: 'ZZ-1' })
      .expect(422);
    expect(bad.body.errors.map((e: { pointer: string; code: string }) => `${e.pointer} ${e.code}`).sort()).toEqual([
      '/knownUntil illegal_pair',
      '/regimeCode unknown_regime',
      '/validTo illegal_pair',
      '/validTo period_reversed',
    ]);
    const list = await analyst.get(at).expect(200);
    expect(list.body.items[0]).toMatchObject(wanted);
    expect(list.body.items).toHaveLength(2);
    await analyst.get(`/bodies/${randomUUID()}/mandates`).expect(404);
    await admin.post(`/bodies/${randomUUID()}/mandates`, wanted).expect(404);
  });

  it('lets nobody but an administrator manage', async () => {
    const person = world.id('chief@UNMIVA');
    for (const who of ['analyst@UNMIVA', 'head@UNMIVA', 'auditor@CORDON', 'secretary@COMMITTEE']) {
      const caller = await world.as(who);
      await caller.post('/bodies', { kind: 'PANEL', acronym: 'NO', name: 'No' }).expect(403);
      await caller.post(`/bodies/${world.id('UNMIVA')}/mandates`, {}).expect(403);
      await caller.post('/people', { name: 'No', email: 'no@no.example' }).expect(403);
      await caller.patch(`/people/${person}`, { disabled: true }, { 'if-match': '"1"' }).expect(403);
      await caller.post(`/people/${person}/invitations`).expect(403);
      await caller.post('/appointments', {}).expect(403);
      await caller.post(`/appointments/${world.appointmentIds.get('chief@UNMIVA')}/transitions`, {}).expect(403);
    }
  });

  it('hides the names of people of other bodies, as if they were not there', async () => {
    const mine = await analyst.get('/people?limit=500').expect(200);
    const names: string[] = mine.body.items.map((p: { name: string }) => p.name);
    expect(names).toContain('chief UNMIVA');
    expect(names.filter(name => !name.endsWith('UNMIVA'))).toEqual([]);
    const other = await analyst.get(`/people/${world.id('analyst@UNSOB')}`).expect(404);
    const nobody = await analyst.get(`/people/${randomUUID()}`).expect(404);
    expect({ ...other.body, instance: '' }).toEqual({ ...nobody.body, instance: '' });
    const filtered = await analyst.get('/people?email=analyst@unsob.example').expect(200);
    expect(filtered.body.items).toEqual([]);
    const posts = await analyst.get(`/appointments?bodyId=${world.id('UNSOB')}&count=exact`).expect(200);
    expect(posts.body).toEqual({ items: [], nextCursor: null, total: 0 });
    await analyst.get(`/appointments/${world.appointmentIds.get('analyst@UNSOB')}`).expect(404);
    const own = await analyst.get('/appointments?role=CELL_CHIEF').expect(200);
    expect(own.body.items).toMatchObject([
      { personId: world.id('chief@UNMIVA'), state: 'IN_FORCE', availableTransitions: [] },
    ]);
  });

  it('registers a person once, under one address', async () => {
    const wanted = { id: randomUUID(), name: 'Ada Vareta', email: 'Ada@Vareta.example' };
    const first = await admin.post('/people', wanted).expect(201);
    expect(first.body).toMatchObject({ id: wanted.id, email: 'ada@vareta.example', kind: 'HUMAN', disabledAt: null });
    await admin.patch(`/people/${wanted.id}`, { name: 'Ada V.' }, { 'if-match': '"1"' }).expect(200);
    const again = await admin.post('/people', wanted).expect(200);
    expect(again.body).toMatchObject({ name: 'Ada V.', version: 2 });
    await admin.post('/people', { ...wanted, name: 'Bea' }).expect(409);
    const taken = await admin.post('/people', { name: 'Bea', email: 'ADA@vareta.example' }).expect(409);
    expect(taken.body.type).toBe('/problems/already_stored');
  });

  it('names every fault at once', async () => {
    const person = await admin.post('/people', { id: 'x', email: 'no address', surname: 'y' }).expect(400);
    expect(person.body.errors.map((e: { pointer: string }) => e.pointer).sort()).toEqual([
      '/email',
      '/id',
      '/name',
      '/surname',
    ]);
    const post = { clearance: 'TOP', role: 'SYSTEM', validFrom: '2026-01-01' };
    const appointment = await admin.post('/appointments', post).expect(400);
    expect(appointment.body.errors.map((e: { pointer: string }) => e.pointer).sort()).toEqual([
      '/bodyId',
      '/clearance',
      '/personId',
      '/role',
      '/validFrom',
    ]);
    const rules = await admin
      .post('/appointments', {
        personId: randomUUID(),
        bodyId: world.id('PANEL'),
        role: 'HEAD_OF_MISSION',
        clearance: 'CONFIDENTIAL',
        validFrom: '2024-01-01T00:00:00Z',
        validTo: '2023-01-01T00:00:00Z',
      })
      .expect(422);
    expect(rules.body.errors.map((e: { pointer: string }) => e.pointer).sort()).toEqual([
      '/personId',
      '/role',
      '/validTo',
    ]);
    await admin.patch(`/people/${world.id('chief@UNMIVA')}`, { name: null }, { 'if-match': '"1"' }).expect(400);
  });

  it('changes a person only from the version that was read', async () => {
    const at = `/people/${world.id('focal@UNMIVA')}`;
    const read = await admin.get(at).expect(200);
    await admin.patch(at, { name: 'focal of UNMIVA' }).expect(428);
    await admin.patch(at, { name: 'focal of UNMIVA' }, { 'if-match': '*' }).expect(428);
    const stale = await admin.patch(at, { name: 'x' }, { 'if-match': '"7"' }).expect(412);
    expect(stale.headers.etag).toBe(read.headers.etag);
    await admin.patch(at, { name: 'x' }, { 'if-match': 'nonsense' }).expect(412);
    const changed = await admin.patch(at, { name: 'focal UNMIVA' }, { 'if-match': '"1"' }).expect(200);
    expect(changed.headers.etag).toBe('"1"');
    const renamed = await admin.patch(at, { name: 'Focal UNMIVA' }, { 'if-match': '"1"' }).expect(200);
    expect(renamed.headers.etag).toBe('"2"');
    await admin.patch(`/people/${randomUUID()}`, { name: 'x' }, { 'if-match': '"1"' }).expect(404);
  });

  it('leaves a leaf of the audit trail for every change', async () => {
    const { rows } = await world.owner.query(
      `select distinct object_kind || ' ' || action as leaf from audit.leaves
        where object_kind in ('bodies', 'mandates', 'people', 'appointments', 'appointment_ends') and person_id = $1`,
      [world.id('admin@CORDON')],
    );
    expect(rows.map(row => row.leaf).sort()).toEqual([
      'appointments INSERT',
      'bodies INSERT',
      'mandates INSERT',
      'people INSERT',
      'people UPDATE',
    ]);
  });
});
