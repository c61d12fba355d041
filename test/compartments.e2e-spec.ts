import { v7 as uuidv7 } from 'uuid';
import { actorOf } from './support/actors.js';
import { inspectionWithCanaries } from './support/canaries.js';
import { canary } from './support/canary.js';
import { seenWith } from './support/everywhere.js';
import { type Caller, openWorld, type World } from './world.js';

describe('compartments', () => {
  let world: World;
  let chief: Caller;
  let head: Caller;
  let analyst: Caller;
  let analyst2: Caller;
  beforeAll(async () => {
    world = await openWorld();
    [chief, head, analyst, analyst2] = await Promise.all([
      world.as('chief@UNMIVA'),
      world.as('head@UNMIVA'),
      world.as('analyst@UNMIVA'),
      world.as('analyst2@UNMIVA'),
    ]);
  });
  afterAll(() => world.close());

  const appointment = (who: string) => world.appointmentIds.get(who) ?? '';
  const make = async (name = 'Source K') => (await chief.post('/compartments', { name }).expect(201)).body.id as string;
  const add = (who: Caller, compartment: string, name: string) =>
    who.post(`/compartments/${compartment}/members`, { appointmentId: appointment(name) });
  const inspection = { type: 'ARMOURY', period: { from: '2026-02-05' } };

  it('are made by a chief, who administers them without being inside', async () => {
    const id = await make();
    const shown = await chief.get(`/compartments/${id}`).expect(200);
    expect(shown.body).toMatchObject({ name: 'Source K', inside: false, availableTransitions: ['CLOSED'] });
    expect((await head.get(`/compartments/${id}`)).status).toBe(200);
    for (const who of ['analyst@UNMIVA', 'analyst2@UNMIVA', 'chief@UNSOB', 'head@UNSOB']) {
      const other = await world.as(who);
      expect([who, (await other.get(`/compartments/${id}`)).status]).toEqual([who, 404]);
      expect((await other.get(`/compartments/${id}/members`)).status).toBe(404);
    }
    expect((await analyst.post('/compartments', { name: 'mine' })).status).toBe(403);
    // A chief who is not inside records nothing in it.
    const refused = await chief.post('/inspections', { ...inspection, compartmentId: id });
    expect([refused.status, refused.body.errors?.[0].pointer]).toEqual([422, '/compartmentId']);
  });

  it('hold every record below what is recorded in them, from those outside, the chiefs included', async () => {
    const id = await make('Source L');
    await add(chief, id, 'analyst@UNMIVA').expect(201);
    const site = await analyst
      .post('/sites', { name: `${canary} depot`, kind: 'ARMOURY', place: { placeName: 'x' }, compartmentId: id })
      .expect(201);
    expect(site.body.compartmentId).toBe(id);
    const made = await analyst
      .post('/inspections', {
        ...inspectionWithCanaries(site.body.id, world.id('analyst@UNMIVA')),
        compartmentId: id,
      })
      .expect(201);
    for (const who of ['chief@UNMIVA', 'head@UNMIVA', 'analyst2@UNMIVA', 'analyst@UNSOB']) {
      expect([who, await seenWith(world, who, canary)]).toEqual([who, {}]);
      const caller = await world.as(who);
      expect((await caller.get(`/inspections/${made.body.id}`)).status).toBe(404);
      expect((await caller.get('/parties?limit=500')).text).not.toContain(canary);
    }
    const seen = Object.keys(await seenWith(world, 'analyst@UNMIVA', canary));
    expect(seen).toEqual(
      expect.arrayContaining([
        'access_results',
        'claims',
        'custody_events',
        'documents',
        'observations',
        'parties',
        'sites',
      ]),
    );
    // What is added later follows too.
    await analyst
      .post(`/inspections/${made.body.id}/documents`, { kind: 'PHOTO', title: `${canary} later` })
      .expect(201);
    await analyst
      .post(`/inspections/${made.body.id}/observations`, { class: 'AMMO', holder: `${canary} late` })
      .expect(201);
    expect(await seenWith(world, 'chief@UNMIVA', canary)).toEqual({});
  });

  it('let in and put out from the next transaction on', async () => {
    const id = await make('Source M');
    const member = await add(chief, id, 'analyst@UNMIVA').expect(201);
    const made = await analyst.post('/inspections', { ...inspection, compartmentId: id }).expect(201);
    expect((await analyst2.get(`/inspections/${made.body.id}`)).status).toBe(404);
    await add(chief, id, 'analyst2@UNMIVA').expect(201);
    expect((await analyst2.get(`/inspections/${made.body.id}`)).status).toBe(200);
    const at = `/compartments/${id}/members/${member.body.id}`;
    expect((await chief.post(`${at}/transitions`, { to: 'ENDED', reason: 'Left the task' })).status).toBe(428);
    const ended = await chief
      .post(`${at}/transitions`, { to: 'ENDED', reason: 'Left the task' }, { 'if-match': '"1"' })
      .expect(200);
    expect(ended.body).toMatchObject({ state: 'ENDED', endReason: 'Left the task', availableTransitions: [] });
    expect((await analyst.get(`/inspections/${made.body.id}`)).status).toBe(404);
    expect((await chief.post(`${at}/transitions`, { to: 'ENDED', reason: 'x' }, { 'if-match': '"2"' })).status).toBe(
      409,
    );
  });

  it('report a chief who goes in to the other chiefs', async () => {
    const id = await make('Source N');
    await add(chief, id, 'chief@UNMIVA').expect(201);
    const alerts = await head.get('/alerts?kind=COMPARTMENT_SELF_ADDED').expect(200);
    expect(alerts.body.items).toEqual([expect.objectContaining({ subjectKind: 'compartments', subjectId: id })]);
    expect((await chief.get('/alerts?kind=COMPARTMENT_SELF_ADDED')).body.items).toEqual([]);
    expect((await chief.get(`/compartments/${id}`)).body.inside).toBe(true);
  });

  it('close: nothing and nobody new, and what is inside stays with those inside', async () => {
    const id = await make('Source O');
    await add(chief, id, 'analyst@UNMIVA').expect(201);
    const made = await analyst.post('/inspections', { ...inspection, compartmentId: id }).expect(201);
    await chief
      .post(`/compartments/${id}/transitions`, { to: 'CLOSED', reason: 'Done' }, { 'if-match': '"1"' })
      .expect(200);
    expect((await add(chief, id, 'analyst2@UNMIVA')).body.type).toBe('/problems/move_not_allowed');
    expect((await analyst.post('/inspections', { ...inspection, compartmentId: id })).status).toBe(422);
    expect((await analyst.get(`/inspections/${made.body.id}`)).status).toBe(200);
  });

  it('take appointments of their own body only, whatever the id of the compartment', async () => {
    const id = await make('Source P');
    const foreign = await add(chief, id, 'analyst@UNSOB');
    expect([foreign.status, foreign.body.errors[0].pointer]).toEqual([422, '/appointmentId']);
    await add(chief, id, 'analyst@UNMIVA').expect(201);
    const made = await analyst.post('/inspections', { ...inspection, compartmentId: id }).expect(201);
    // A chief elsewhere makes a circle under the same id and tries to let somebody of UNMIVA in.
    const other = await world.as('chief@UNSOB');
    await other.post('/compartments', { id, name: 'The same id' }).expect(201);
    expect((await add(other, id, 'analyst2@UNMIVA')).status).toBe(422);
    const past = world.db.as(actorOf(world, 'chief@UNSOB'), tx =>
      tx.sql(
        `insert into compartment_members (body_id, id, compartment_id, appointment_id, recorded_by) values ($1, $2, $3, $4, $5)`,
        [world.id('UNSOB'), uuidv7(), id, appointment('analyst2@UNMIVA'), appointment('chief@UNSOB')],
      ),
    );
    await expect(past).rejects.toMatchObject({ code: '23503' });
    expect((await analyst2.get(`/inspections/${made.body.id}`)).status).toBe(404);
    expect((await (await world.as('analyst@UNSOB')).get(`/inspections/${made.body.id}`)).status).toBe(404);
  });

  it('are made with the same id once, and by PostgreSQL’s word only by a chief', async () => {
    const id = uuidv7();
    await chief.post('/compartments', { id, name: 'Once' }).expect(201);
    await chief.post('/compartments', { id, name: 'Once' }).expect(200);
    expect((await chief.post('/compartments', { id, name: 'Twice' })).status).toBe(409);
    const past = (who: string, text: string, values: unknown[]) =>
      world.db
        .as(actorOf(world, who), tx => tx.sql(text, values))
        .then(
          rows => rows.length,
          (error: { code: string }) => error.code,
        );
    const insert = 'insert into compartments (body_id, id, name, recorded_by) values ($1, $2, $3, $4)';
    const mine = [world.id('UNMIVA'), uuidv7(), 'x', appointment('analyst@UNMIVA')];
    expect(await past('analyst@UNMIVA', insert, mine)).toBe('42501');
    expect(await past('chief@UNMIVA', insert, [world.id('UNSOB'), uuidv7(), 'x', appointment('chief@UNMIVA')])).toBe(
      '42501',
    );
    const end = `update compartment_members set valid_to = null returning id`;
    expect(await past('analyst@UNMIVA', end, [])).toBe(0);
  });
});
