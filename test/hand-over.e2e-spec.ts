import { actorOf, engage } from './support/actors.js';
import { inspectionWithCanaries } from './support/canaries.js';
import { canary } from './support/canary.js';
import { seenWith } from './support/everywhere.js';
import { type Caller, openWorld, type World } from './world.js';

describe('what a closed body leaves behind', () => {
  let world: World;
  let admin: Caller;
  let admin2: Caller;
  let records: Caller;
  let analyst: Caller;
  let inspection: string;
  let line: string;
  beforeAll(async () => {
    world = await openWorld();
    await engage(world, 'senior@UNMIVA', 'CELL_ANALYST', 2);
    await engage(world, 'archive@CORDON', 'RECORDS_OFFICER', 2);
    [admin, admin2, records, analyst] = await Promise.all([
      world.as('admin@CORDON'),
      world.as('admin2@CORDON'),
      world.as('records@CORDON'),
      world.as('analyst@UNMIVA'),
    ]);
    const site = await analyst.post('/sites', { name: `${canary} depot`, kind: 'ARMOURY', place: { placeName: 'x' } });
    const whole = inspectionWithCanaries(site.body.id, world.id('analyst@UNMIVA'));
    inspection = (await analyst.post('/inspections', whole).expect(201)).body.id;
    line = (await analyst.get(`/inspections/${inspection}/observations`)).body.items[0].id;
  });
  afterAll(() => world.close());

  const give = async (body: object, confirm = true) => {
    const made = await admin.post('/read-grants', { clearance: 'CONFIDENTIAL', reason: 'Hand-over', ...body });
    expect([made.status, made.body.state]).toEqual([201, 'PROPOSED']);
    const at = `/read-grants/${made.body.id}/transitions`;
    if (confirm) await admin2.post(at, { to: 'CONFIRMED' }, { 'if-match': '"1"' }).expect(200);
    return { id: made.body.id as string, at };
  };
  const freeze = (body: string, move: object, version = 1) =>
    admin.post(
      `/bodies/${world.id(body)}/transitions`,
      { reason: 'Mandate ended', ...move },
      { 'if-match': `"${version}"` },
    );

  it('is granted by one administrator and confirmed by another', async () => {
    const { at } = await give({ ofBodyId: world.id('UNMIVA'), toBodyId: world.id('CORDON') }, false);
    const alone = await admin.post(at, { to: 'CONFIRMED' }, { 'if-match': '"1"' });
    expect([alone.status, alone.body.type]).toEqual([409, '/problems/another_person_confirms']);
    expect((await records.post(at, { to: 'CONFIRMED' }, { 'if-match': '"1"' })).status).toBe(403);
    await admin2.post(at, { to: 'CONFIRMED' }, { 'if-match': '"1"' }).expect(200);
    expect((await admin2.post(at, { to: 'CONFIRMED' }, { 'if-match': '"2"' })).status).toBe(409);
    expect((await (await world.as('analyst@UNSOB')).get('/read-grants')).body.items).toEqual([]);
    expect((await records.get('/read-grants')).body.items.length).toBe(1);
  });

  it('is not read before the body is frozen, whatever is granted', async () => {
    expect(await seenWith(world, 'records@CORDON', canary)).toEqual({});
    expect((await records.get(`/inspections/${inspection}`)).status).toBe(404);
  });

  it('is read from then on, in lists and records, never written, and by nobody else', async () => {
    const frozen = await freeze('UNMIVA', { to: 'FROZEN' }).expect(200);
    expect([frozen.body.frozenAt === null, frozen.body.availableTransitions]).toEqual([false, ['SUCCEEDED']]);
    const seen = await records.get(`/inspections/${inspection}`).expect(200);
    expect([seen.body.mission, seen.body.parties[0].name]).toEqual(['UNMIVA', `${canary} guard`]);
    expect((await records.get('/inspections')).body.items).toEqual([]);
    const list = await records.get(`/inspections?ofBody=${world.id('UNMIVA')}&count=exact`).expect(200);
    expect([list.body.total, list.body.items[0].id]).toEqual([1, inspection]);
    expect((await records.get(`/observations/${line}`)).status).toBe(200);
    expect((await records.get(`/observations?ofBody=${world.id('UNMIVA')}`)).body.items.length).toBe(2);
    for (const [path, body] of [
      [`/inspections/${inspection}/documents`, { kind: 'PHOTO', title: 'x' }],
      [`/inspections/${inspection}/markings`, { caveats: ['NO_NAMES'], reason: 'x' }],
      [`/inspections/${inspection}/transitions`, { to: 'DRAFT_REPORT' }],
    ] as [string, object][])
      expect([path, (await records.post(path, body, { 'if-match': '"1"' })).status]).toEqual([path, 404]);
    for (const who of [
      'analyst@UNSOB',
      'secretary@COMMITTEE',
      'expert@PANEL',
      'focal@HOST',
      'admin@CORDON',
      'auditor@CORDON',
    ])
      expect([who, await seenWith(world, who, canary)]).toEqual([who, {}]);
    expect(
      (await (await world.as('analyst@UNSOB')).get(`/inspections?ofBody=${world.id('UNMIVA')}`)).body.items,
    ).toEqual([]);
    const past = await world.db
      .as(actorOf(world, 'records@CORDON'), tx =>
        tx.sql(`update inspections set remarks = 'x' where id = $1 returning id`, [inspection]),
      )
      .then(rows => rows.length);
    expect(past).toBe(0);
  });

  it('takes nothing more from its own people either, who still read it', async () => {
    const seen = await analyst.get(`/inspections/${inspection}`).expect(200);
    const tag = { 'if-match': seen.headers.etag as string };
    const answers = await Promise.all([
      analyst.patch(`/inspections/${inspection}`, { remarks: 'x' }, tag),
      analyst.post(`/inspections/${inspection}/documents`, { kind: 'PHOTO', title: 'x' }),
      analyst.post('/sites', { name: 'x', kind: 'ARMOURY', place: { placeName: 'x' } }),
      analyst.post(`/inspections/${inspection}/markings`, { caveats: ['NO_NAMES'], reason: 'x' }),
    ]);
    expect(answers.map(answer => [answer.status, answer.body.type])).toEqual(
      answers.map(() => [409, '/problems/body_is_closed']),
    );
  });

  it('is read up to the level granted and the own clearance, and no compartment is handed over', async () => {
    await world.owner.query('update inspections set classification = 2 where id = $1', [inspection]);
    const archive = await world.as('archive@CORDON');
    expect((await archive.get(`/inspections/${inspection}`)).status).toBe(404);
    const { at } = await give({
      ofBodyId: world.id('UNMIVA'),
      toBodyId: world.id('CORDON'),
      clearance: 'STRICTLY_CONFIDENTIAL',
    });
    expect((await archive.get(`/inspections/${inspection}`)).status).toBe(200);
    expect((await records.get(`/inspections/${inspection}`)).status).toBe(404);
    await admin.post(at, { to: 'ENDED', reason: 'Too much' }, { 'if-match': '"2"' }).expect(200);
    expect((await archive.get(`/inspections/${inspection}`)).status).toBe(404);
    await world.owner.query(
      `with c as (insert into compartments (body_id, id, name) values ($1, uuidv7(), 'x') returning body_id, id)
       update inspections i set classification = 1, compartment_id = c.id from c where i.id = $2`,
      [world.id('UNMIVA'), inspection],
    );
    expect((await records.get(`/inspections/${inspection}`)).status).toBe(404);
    await world.owner.query('update inspections set compartment_id = null where id = $1', [inspection]);
    expect((await records.get(`/inspections/${inspection}`)).status).toBe(200);
  });

  it('is named with its successor, which is not itself and not one that it succeeded', async () => {
    expect((await freeze('UNMIVA', { to: 'SUCCEEDED' }, 2)).status).toBe(422);
    const itself = await freeze('UNMIVA', { to: 'SUCCEEDED', successorId: world.id('UNMIVA') }, 2);
    expect([itself.status, itself.body.errors[0].code]).toEqual([422, 'succeeds_itself']);
    expect(
      (
        await analyst.post(
          `/bodies/${world.id('UNSOB')}/transitions`,
          { to: 'FROZEN', reason: 'x' },
          { 'if-match': '"1"' },
        )
      ).status,
    ).toBe(403);
    const done = await freeze('UNMIVA', { to: 'SUCCEEDED', successorId: world.id('UNSOB') }, 2).expect(200);
    expect([done.body.succeededById, done.body.availableTransitions]).toEqual([world.id('UNSOB'), []]);
    const circle = await freeze('UNSOB', { to: 'SUCCEEDED', successorId: world.id('UNMIVA') });
    expect([circle.status, circle.body.errors[0].code]).toEqual([422, 'circle']);
    expect((await freeze('UNMIVA', { to: 'FROZEN' }, 3)).status).toBe(409);
    const own = await freeze('CORDON', { to: 'FROZEN' });
    expect([own.status, own.body.type]).toEqual([403, '/problems/permission_missing']);
    // Succeeding is no right: the successor reads when it is granted.
    const successor = await world.as('analyst@UNSOB');
    expect((await successor.get(`/inspections/${inspection}`)).status).toBe(404);
    await give({ ofBodyId: world.id('UNMIVA'), toAppointmentId: world.appointmentIds.get('analyst@UNSOB') });
    expect((await successor.get(`/inspections/${inspection}`)).status).toBe(200);
    expect((await (await world.as('chief@UNSOB')).get(`/inspections/${inspection}`)).status).toBe(404);
  });

  it('of a panel goes to its custodian when the mandate has ended, and rests while a restarted one runs', async () => {
    const expert = await world.as('expert@PANEL');
    const found = (
      await expert.post('/sites', { name: 'Panel site', kind: 'ARMOURY', place: { placeName: 'x' } }).expect(201)
    ).body.id;
    await give({ ofBodyId: world.id('PANEL'), toBodyId: world.id('COMMITTEE') });
    const custodian = await world.as('secretary@COMMITTEE');
    expect((await custodian.get(`/sites/${found}`)).status).toBe(404);
    const mandate = (set: string) => world.owner.query(`update ref.mandates set ${set} where subject = 'PANEL'`);
    await mandate(`end_kind = 'DATED', valid_to = current_date`);
    expect((await custodian.get(`/sites/${found}`)).status).toBe(200);
    expect((await expert.get(`/sites/${found}`)).status).toBe(403);
    await mandate(`end_kind = 'OPEN', valid_to = null`);
    expect((await custodian.get(`/sites/${found}`)).status).toBe(404);
    expect((await expert.get(`/sites/${found}`)).status).toBe(200);
  });
});
