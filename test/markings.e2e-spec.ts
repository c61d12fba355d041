import { actorOf, engage } from './support/actors.js';
import { inspectionWithCanaries } from './support/canaries.js';
import { canary } from './support/canary.js';
import { rowsOf, seenWith } from './support/everywhere.js';
import { type Caller, openWorld, type World } from './world.js';

const strictly = 'STRICTLY_CONFIDENTIAL';

describe('a marking', () => {
  let world: World;
  /** Cleared to strictly confidential. */
  let senior: Caller;
  let seniorChief: Caller;
  let analyst: Caller;
  let chief: Caller;
  let site: string;
  beforeAll(async () => {
    world = await openWorld();
    await engage(world, 'senior@UNMIVA', 'CELL_ANALYST', 2);
    await engage(world, 'deputy@UNMIVA', 'CELL_CHIEF', 2);
    [senior, seniorChief, analyst, chief] = await Promise.all([
      world.as('senior@UNMIVA'),
      world.as('deputy@UNMIVA'),
      world.as('analyst@UNMIVA'),
      world.as('chief@UNMIVA'),
    ]);
    site = (await analyst.post('/sites', { name: 'Depot', kind: 'ARMOURY', place: { placeName: 'x' } })).body.id;
  });
  afterAll(() => world.close());

  const record = async (body: object = {}) => {
    const made = await analyst
      .post('/inspections', { ...inspectionWithCanaries(site, world.id('analyst@UNMIVA')), ...body })
      .expect(201);
    const lines = await analyst.get(`/inspections/${made.body.id}/observations`);
    return {
      id: made.body.id as string,
      lines: lines.body.items.map((line: { id: string }) => line.id).reverse() as string[],
    };
  };
  const mark = (who: Caller, at: string, body: object, headers = {}) => who.post(`${at}/markings`, body, headers);

  it('is raised at once, for all that belongs to the record, earlier versions and names included', async () => {
    const { id } = await record();
    await analyst.patch(`/inspections/${id}`, { remarks: `${canary} other` }, { 'if-match': '"1"' }).expect(200);
    await analyst
      .post(`/inspections/${id}/claims`, { field: 'x', value: canary }, { 'idempotency-key': 'raised' })
      .expect(201);
    const whole = await rowsOf(world, 'analyst@UNMIVA', id);
    const raised = await mark(senior, `/inspections/${id}`, {
      classification: strictly,
      caveats: ['NO_NAMES'],
      reason: 'A source',
    });
    expect([
      raised.status,
      raised.body.state,
      raised.body.classificationBefore,
      raised.body.classificationAfter,
    ]).toEqual([201, 'IN_EFFECT', 'CONFIDENTIAL', strictly]);
    expect((await analyst.get(`/inspections/${id}`)).status).toBe(404);
    expect(await rowsOf(world, 'analyst@UNMIVA', id)).toEqual({});
    expect(await seenWith(world, 'analyst@UNMIVA', canary)).toEqual({});
    expect((await analyst.get('/parties?limit=500')).text).not.toContain(canary);
    const still = await senior.get(`/inspections/${id}`).expect(200);
    expect(still.body).toMatchObject({ classification: strictly, caveats: ['NO_NAMES'] });
    expect(still.body.parties[0].name).toBe(`${canary} guard`);
    const after = await rowsOf(world, 'senior@UNMIVA', id);
    expect(after).toMatchObject({ ...whole, inspection_history: (whole.inspection_history ?? 0) + 1 });
    expect(after.markings).toBe(1);
  });

  it('splits off a name that other records mention too, and keeps theirs', async () => {
    const name = `${canary} shared`;
    const plain = { type: 'ARMOURY', period: { from: '2026-02-05' }, parties: [{ name, role: 'HOST' }] };
    const [one, two] = await Promise.all([analyst.post('/inspections', plain), analyst.post('/inspections', plain)]);
    await mark(senior, `/inspections/${one.body.id}`, { classification: strictly, reason: 'A source' }).expect(201);
    const left = await analyst.get(`/inspections/${two.body.id}`);
    const gone = await senior.get(`/inspections/${one.body.id}`);
    expect([left.body.parties[0].name, gone.body.parties[0].name]).toEqual([name, name]);
    expect(left.body.parties[0].partyId).not.toBe(gone.body.parties[0].partyId);
  });

  it('is lowered only when another person confirms, and what was marked for itself stays', async () => {
    const { id, lines } = await record();
    await mark(senior, `/observations/${lines[0]}`, { caveats: ['SOURCE_SAFETY'], reason: 'The holder' }).expect(201);
    await mark(senior, `/inspections/${id}`, { classification: strictly, reason: 'A source' }).expect(201);
    const asked = await mark(senior, `/inspections/${id}`, {
      classification: 'CONFIDENTIAL',
      reason: 'The source is safe',
    });
    expect([asked.status, asked.body.state]).toEqual([201, 'PROPOSED']);
    expect((await analyst.get(`/inspections/${id}`)).status).toBe(404);
    const at = `/markings/${asked.body.id}/transitions`;
    const one = { 'if-match': '"1"' };
    expect((await senior.post(at, { to: 'CONFIRMED' }, one)).status).toBe(403);
    expect((await analyst.post(at, { to: 'CONFIRMED' }, one)).status).toBe(403);
    expect((await chief.post(at, { to: 'CONFIRMED' }, one)).status).toBe(404);
    expect((await seniorChief.get('/markings?state=PROPOSED')).body.items.map((m: { id: string }) => m.id)).toEqual([
      asked.body.id,
    ]);
    const confirmed = await seniorChief.post(at, { to: 'CONFIRMED' }, one).expect(200);
    expect([confirmed.body.state, confirmed.body.availableTransitions]).toEqual(['CONFIRMED', []]);
    const seen = await analyst.get(`/inspections/${id}`).expect(200);
    expect(seen.body.classification).toBe('CONFIDENTIAL');
    expect(seen.body.parties[0].name).toBe(`${canary} guard`);
    const visible = (await analyst.get(`/inspections/${id}/observations`)).body.items.map(
      (line: { id: string }) => line.id,
    );
    expect(visible).toEqual([lines[1]]);
    expect((await seniorChief.post(at, { to: 'REJECTED', reason: 'x' }, { 'if-match': '"2"' })).status).toBe(409);
  });

  it('proposed by a chief is not confirmed by that chief, and not once the record is marked otherwise', async () => {
    const { id } = await record({ caveats: ['NO_NAMES'] });
    const mine = await mark(chief, `/inspections/${id}`, { caveats: [], reason: 'No names in it' }).expect(201);
    const at = `/markings/${mine.body.id}/transitions`;
    const refused = await chief.post(at, { to: 'CONFIRMED' }, { 'if-match': '"1"' });
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/another_person_confirms']);
    await mark(analyst, `/inspections/${id}`, { caveats: ['NO_NAMES', 'NO_LOCATION'], reason: 'A place' }).expect(201);
    const late = await seniorChief.post(at, { to: 'CONFIRMED' }, { 'if-match': '"1"' });
    expect([late.status, late.body.type]).toEqual([409, '/problems/conflicting_change']);
    expect((await seniorChief.post(at, { to: 'REJECTED' }, { 'if-match': '"1"' })).status).toBe(400);
    await seniorChief.post(at, { to: 'REJECTED', reason: 'Ask anew' }, { 'if-match': '"1"' }).expect(200);
    expect((await analyst.get(`/inspections/${id}`)).body.caveats).toEqual(['NO_LOCATION', 'NO_NAMES']);
    const history = await analyst.get(`/inspections/${id}/markings`);
    expect(history.body.items.map((m: { state: string }) => m.state)).toEqual(['IN_EFFECT', 'REJECTED']);
  });

  it('is asked for within one’s own rights: not above the clearance, not into another’s compartment, not below the inspection', async () => {
    const { id, lines } = await record({ caveats: ['NO_NAMES'] });
    expect((await mark(analyst, `/inspections/${id}`, { classification: strictly, reason: 'x' })).status).toBe(409);
    expect((await analyst.get(`/inspections/${id}`)).body.classification).toBe('CONFIDENTIAL');
    const circle = (await chief.post('/compartments', { name: 'Source Q' })).body.id as string;
    expect((await mark(analyst, `/inspections/${id}`, { compartmentId: circle, reason: 'x' })).status).toBe(422);
    expect(
      (await mark(analyst, `/observations/${lines[0]}`, { caveats: [], reason: 'x' })).body.errors[0].pointer,
    ).toBe('/caveats');
    const both = { classification: 'UNCLASSIFIED', caveats: ['NO_NAMES', 'NO_LOCATION'], reason: 'x' };
    expect((await mark(analyst, `/inspections/${id}`, both)).status).toBe(422);
    expect((await mark(analyst, `/inspections/${id}`, { classification: 'CONFIDENTIAL', reason: 'x' })).status).toBe(
      422,
    );
    const stranger = await world.as('analyst@UNSOB');
    expect((await mark(stranger, `/inspections/${id}`, { caveats: ['NO_LOCATION'], reason: 'x' })).status).toBe(404);
  });

  it('takes a record into a compartment at once, and out of it by two persons inside', async () => {
    const { id } = await record();
    const circle = (await chief.post('/compartments', { name: 'Source R' })).body.id as string;
    const into = (name: string) =>
      chief.post(`/compartments/${circle}/members`, { appointmentId: world.appointmentIds.get(name) });
    await into('analyst@UNMIVA');
    await mark(analyst, `/inspections/${id}`, { compartmentId: circle, reason: 'A source' }).expect(201);
    expect(await rowsOf(world, 'chief@UNMIVA', id)).toEqual({});
    expect(await rowsOf(world, 'senior@UNMIVA', id)).toEqual({});
    const out = await mark(analyst, `/inspections/${id}`, { compartmentId: null, reason: 'Known by all' }).expect(201);
    expect([out.body.state, out.body.compartmentIdBefore, out.body.compartmentIdAfter]).toEqual([
      'PROPOSED',
      circle,
      null,
    ]);
    const at = `/markings/${out.body.id}/transitions`;
    expect((await chief.post(at, { to: 'CONFIRMED' }, { 'if-match': '"1"' })).status).toBe(404);
    await into('chief@UNMIVA');
    await chief.post(at, { to: 'CONFIRMED' }, { 'if-match': '"1"' }).expect(200);
    const seen = await senior.get(`/inspections/${id}`).expect(200);
    expect([seen.body.compartmentId, seen.body.observationCount]).toEqual([null, 2]);
  });

  it('of a site and of a line works alike, once for a key', async () => {
    const made = await analyst.post('/sites', { name: `${canary} hut`, kind: 'ARMOURY', place: { placeName: 'x' } });
    const wish = { caveats: ['NO_LOCATION'], reason: 'The way in' };
    const key = { 'idempotency-key': 'mark-site' };
    const first = await mark(analyst, `/sites/${made.body.id}`, wish, key).expect(201);
    expect((await mark(analyst, `/sites/${made.body.id}`, wish, key)).text).toBe(first.text);
    expect((await analyst.get(`/sites/${made.body.id}`)).body).toMatchObject({ caveats: ['NO_LOCATION'], version: 2 });
    const names = (holder: string) => ({
      class: 'AMMO',
      holder,
      quantity: { min: 1, unit: 'ROUND', method: 'COUNTED' },
    });
    const { id, lines } = await record({ observations: [names('Colonel Only'), names('Colonel Other')] });
    await mark(senior, `/observations/${lines[0]}`, { classification: strictly, reason: 'The holder' }).expect(201);
    expect((await analyst.get(`/observations/${lines[0]}`)).status).toBe(404);
    const seen = await analyst.get(`/inspections/${id}`);
    expect(seen.body.observationCount).toBe(1);
    const parties = (await analyst.get('/parties?limit=500')).text;
    expect([parties.includes('Colonel Only'), parties.includes('Colonel Other')]).toEqual([false, true]);
  });

  it('is not changed past the requests, and a request says of the present what is', async () => {
    const { id } = await record();
    const past = (who: string, text: string, values: unknown[]) =>
      world.db
        .as(actorOf(world, who), tx => tx.sql<Record<string, unknown>>(text, values))
        .then(
          rows => rows[0] ?? 'nothing',
          (error: { code: string; routine: string }) => `${error.code} ${error.routine}`,
        );
    expect(await past('senior@UNMIVA', 'update inspections set classification = 0 where id = $1', [id])).toBe(
      '42501 aclcheck_error',
    );
    expect(
      await past('senior@UNMIVA', 'update observations set compartment_id = null where inspection_id = $1', [id]),
    ).toBe('42501 aclcheck_error');
    // It claims to raise, and lowers: it stays a proposal.
    const claim = `insert into markings (body_id, id, recorded_by, subject_kind, subject_id, before_classification, before_caveats,
        after_classification, after_caveats, raises, reason, requested_by_person)
      values ($1, uuidv7(), $2, 'INSPECTION', $3, 0, '{}', 0, '{}', true, 'x', $4) returning raises, before_classification, requested_by_person`;
    const mine = [world.id('UNMIVA'), world.appointmentIds.get('analyst@UNMIVA'), id, world.id('chief@UNMIVA')];
    expect(await past('analyst@UNMIVA', claim, mine)).toEqual({
      raises: false,
      before_classification: 1,
      requested_by_person: world.id('analyst@UNMIVA'),
    });
    expect((await analyst.get(`/inspections/${id}`)).body.classification).toBe('CONFIDENTIAL');
  });
});
