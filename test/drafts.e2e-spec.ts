import { actorOf } from './support/actors.js';
import { inspectionWithCanaries } from './support/canaries.js';
import { canary } from './support/canary.js';
import { rowsOf, seenWith } from './support/everywhere.js';
import { hireWorker, until } from './support/workers.js';
import { type Caller, openWorld, type World } from './world.js';

describe('a draft', () => {
  let world: World;
  let analyst: Caller;
  let analyst2: Caller;
  let chief: Caller;
  let site: string;
  beforeAll(async () => {
    world = await openWorld();
    [analyst, analyst2, chief] = await Promise.all([
      world.as('analyst@UNMIVA'),
      world.as('analyst2@UNMIVA'),
      world.as('chief@UNMIVA'),
    ]);
    site = (await analyst.post('/sites', { name: 'Depot', kind: 'ARMOURY', place: { placeName: 'x' } })).body.id;
  });
  afterAll(() => world.close());

  const draft = async (body: object = {}) => {
    const made = await analyst.post('/inspections', {
      ...inspectionWithCanaries(site, world.id('analyst@UNMIVA')),
      draft: true,
      ...body,
    });
    expect([made.status, made.body.draft]).toEqual([201, true]);
    return made.body as { id: string; version: number };
  };
  const total = async (who: Caller, list: string) =>
    (await who.get(`${list}?count=exact&limit=1`)).body.total as number;

  it('is read by its recorder and the chiefs only, with everything that belongs to it, in lists and counts too', async () => {
    const before = { inspections: await total(analyst2, '/inspections'), parties: await total(analyst2, '/parties') };
    const { id } = await draft();
    await analyst.post(`/inspections/${id}/documents`, { kind: 'PHOTO', title: `${canary} later` }).expect(201);
    await analyst.patch(`/inspections/${id}`, { remarks: `${canary} amended` }, { 'if-match': '"1"' }).expect(200);
    await analyst
      .post(
        `/inspections/${id}/claims`,
        { field: 'origin', value: canary, saidBy: `${canary} new` },
        { 'idempotency-key': 'draft-1' },
      )
      .expect(201);
    for (const who of ['analyst2@UNMIVA', 'focal@UNMIVA', 'analyst@UNSOB', 'records@CORDON']) {
      expect([who, await seenWith(world, who, canary)]).toEqual([who, {}]);
      expect([who, await rowsOf(world, who, id)]).toEqual([who, {}]);
      expect((await (await world.as(who)).get(`/inspections/${id}`)).status).toBe(404);
    }
    expect(await total(analyst2, '/inspections')).toBe(before.inspections);
    expect(await total(analyst2, '/parties')).toBe(before.parties);
    for (const who of ['analyst@UNMIVA', 'chief@UNMIVA', 'head@UNMIVA'])
      expect([who, (await (await world.as(who)).get(`/inspections/${id}`)).body.draft]).toEqual([who, true]);
    const whole = await rowsOf(world, null, id);
    expect(Object.keys(whole).length).toBeGreaterThan(13);
    // The answer kept for the recorder's own repetition is the recorder's.
    expect(await rowsOf(world, 'analyst@UNMIVA', id)).toEqual(whole);
  });

  it('takes nothing from those who do not read it', async () => {
    const { id } = await draft();
    expect((await analyst2.post(`/inspections/${id}/documents`, { kind: 'PHOTO', title: 'x' })).status).toBe(404);
    expect(
      (await analyst2.post(`/inspections/${id}/transitions`, { to: 'SUBMITTED' }, { 'if-match': '"1"' })).status,
    ).toBe(404);
    const past = (text: string, values: unknown[]) =>
      world.db
        .as(actorOf(world, 'analyst2@UNMIVA'), tx => tx.sql(text, values))
        .then(
          rows => rows.length,
          (error: { code: string }) => error.code,
        );
    expect(await past(`update inspections set remarks = 'mine' where id = $1 returning id`, [id])).toBe(0);
    // Without a condition, only the policy of writing stands between a statement and the row.
    await past(`update inspections set remarks = 'mine'`, []);
    const { rows } = await world.owner.query('select remarks from inspections where id = $1', [id]);
    expect(rows[0].remarks).toBe(`${canary} remarks`);
    const submit = `insert into inspection_transitions (body_id, id, recorded_by, inspection_id, to_status)
                    values ($1, uuidv7(), $2, $3, 'SUBMITTED')`;
    const by = [world.id('UNMIVA'), world.appointmentIds.get('analyst2@UNMIVA'), id];
    expect(await past(submit, by)).toBe('23503');
    expect(
      await past(submit.replace('to_status)', 'to_status, draft_by)').replace(`'SUBMITTED')`, `'X', $4)`), [
        ...by,
        world.appointmentIds.get('analyst@UNMIVA'),
      ]),
    ).toBe('42501');
  });

  it('is submitted by its recorder or a chief, and is the body’s from then on, names included', async () => {
    const { id } = await draft({ remarks: 'First' });
    const tag = (await analyst.patch(`/inspections/${id}`, { remarks: 'Second' }, { 'if-match': '"1"' })).headers
      .etag as string;
    const early = await analyst.post(`/inspections/${id}/transitions`, { to: 'DRAFT_REPORT' }, { 'if-match': tag });
    expect([early.status, early.body.availableTransitions]).toEqual([409, ['SUBMITTED']]);
    const done = await chief
      .post(`/inspections/${id}/transitions`, { to: 'SUBMITTED' }, { 'if-match': tag })
      .expect(201);
    expect(done.body).toMatchObject({ draft: false, status: 'DENIED' });
    const seen = await analyst2.get(`/inspections/${id}`).expect(200);
    expect(seen.body.parties[0].name).toBe(`${canary} guard`);
    expect(seen.body).toMatchObject({ remarks: 'Second', draft: false });
    expect((await analyst2.get('/parties?limit=500')).text).toContain(`${canary} guard`);
    const whole = await rowsOf(world, null, id);
    const { inspection_history: _mine, idempotency_keys: _keys, ...rest } = whole;
    const { inspection_history: versions, ...others } = await rowsOf(world, 'analyst2@UNMIVA', id);
    expect(others).toEqual(rest);
    // What it said as a draft stays between the recorder and the chiefs.
    expect(versions).toBeUndefined();
    expect((await rowsOf(world, 'analyst@UNMIVA', id)).inspection_history).toBe(whole.inspection_history);
    const again = await chief.post(
      `/inspections/${id}/transitions`,
      { to: 'SUBMITTED' },
      { 'if-match': done.headers.etag as string },
    );
    expect(again.status).toBe(409);
  });

  it('does not tell by a name that is on record already, nor doubles it', async () => {
    const name = `${canary} twice`;
    const parties = [{ name, kind: 'ARMED_FORCES', role: 'HOST' }];
    const plain = { type: 'ARMOURY', period: { from: '2026-02-05' }, parties };
    const mine = (await analyst.post('/inspections', { ...plain, draft: true }).expect(201)).body.id;
    const other = (await analyst2.post('/inspections', plain).expect(201)).body;
    await analyst.post(`/inspections/${mine}/transitions`, { to: 'SUBMITTED' }, { 'if-match': '"1"' }).expect(201);
    const list = await analyst2.get(`/parties?limit=500`);
    const same = (list.body.items as { name: string; id: string }[]).filter(party =>
      JSON.stringify(party).includes(name),
    );
    expect(same.length).toBe(1);
    expect((await analyst2.get(`/inspections/${mine}`)).body.parties[0].partyId).toBe(other.parties[0].partyId);
  });

  it('is counted by no packet before it is submitted, whoever asks for the packet, and by none of an earlier moment', async () => {
    const fresh = await openWorld();
    const worker = await hireWorker(fresh);
    await worker.start();
    try {
      const [a, c] = await Promise.all([fresh.as('analyst@UNMIVA'), fresh.as('chief@UNMIVA')]);
      const made = await a
        .post('/inspections', {
          ...inspectionWithCanaries(
            (await a.post('/sites', { name: 'Depot', kind: 'ARMOURY', place: { placeName: 'x' } })).body.id,
            fresh.id('analyst@UNMIVA'),
          ),
          draft: true,
        })
        .expect(201);
      const packet = async () => {
        const asked = await c
          .post('/briefing-packets', {
            committeeId: fresh.id('COMMITTEE'),
            kind: 'WRITTEN_REPORT',
            period: { from: '2026-01-01', to: '2026-04-01' },
          })
          .expect(202);
        await until(
          async () => (await c.get(`/jobs/${asked.body.jobId}`)).body,
          job => job.state === 'DONE',
        );
        return asked.body.id as string;
      };
      const counts = async (id: string) => {
        const figures = (await c.get(`/briefing-packets/${id}/figures`)).body.items as {
          id: string;
          numerator: number;
        }[];
        const records = await c.get(`/briefing-packets/${id}/figures/observations_recorded/records`);
        return [
          figures.find(one => one.id === 'inspections_recorded')?.numerator,
          figures.find(one => one.id === 'observations_recorded')?.numerator,
          records.body.items.length,
        ];
      };
      const first = await packet();
      expect(await counts(first)).toEqual([0, 0, 0]);
      await a.post(`/inspections/${made.body.id}/transitions`, { to: 'SUBMITTED' }, { 'if-match': '"1"' }).expect(201);
      expect(await counts(await packet())).toEqual([1, 2, 2]);
      expect(await counts(first)).toEqual([0, 0, 0]);
    } finally {
      await worker.stop();
      await fresh.close();
    }
  }, 60_000);
});
