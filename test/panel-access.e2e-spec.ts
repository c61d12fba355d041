import { type Caller, openWorld, type World } from './world.js';

const inSeconds = (n: number) => new Date(Date.now() + n * 1000).toISOString();
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

describe('the access of a panel', () => {
  let world: World;
  let expert: Caller;
  let admin: Caller;
  let appointmentId: string;
  beforeAll(async () => {
    world = await openWorld();
    expert = await world.as('expert@PANEL');
    admin = await world.as('admin@CORDON');
    appointmentId = world.appointmentIds.get('expert@PANEL') ?? '';
  });
  afterAll(() => world.close());

  const reads = async () => (await expert.get('/inspections')).status;
  const writes = async () =>
    (await expert.post('/sites', { name: 'Yard', kind: 'DEPOT', place: { placeName: 'Here' } })).status;
  /** The panel's mandates, in place of what was there: half-open days. */
  const mandates = async (...periods: { from: string; to: string | null; regime?: string }[]) => {
    await world.owner.query(`delete from ref.mandates where subject = 'PANEL'`);
    for (const [n, { from, to, regime }] of periods.entries())
      await world.owner.query(
        `insert into ref.mandates (source, facts, code, subject, regime_code, valid_from, valid_to, end_kind)
         values ('test', '{}', $1, 'PANEL', $2, $3, $4, case when $4::date is null then 'OPEN' else 'DATED' end)`,
        [`PANEL-${n}`, regime ?? null, from, to],
      );
  };

  it('follows an expert’s contract to the second', async () => {
    expect([await reads(), await writes()]).toEqual([200, 201]);
    const ends = inSeconds(2);
    const made = await admin
      .post(`/panels/${world.id('PANEL')}/experts`, {
        appointmentId,
        expertise: ['ARMS', 'CUSTOMS'],
        contractFrom: inSeconds(-60),
        contractTo: ends,
      })
      .expect(201);
    expect(made.body).toMatchObject({
      appointmentId,
      expertise: ['ARMS', 'CUSTOMS'],
      state: 'IN_FORCE',
      contractTo: ends,
    });
    expect(await reads()).toBe(200);
    await pause(Date.parse(ends) - Date.now() + 5);
    const refused = await expert.get('/inspections').expect(403);
    expect(refused.body.type).toBe('/problems/appointment_not_in_force');
    expect(await writes()).toBe(403);
    // An ended contract is not reopened; a further one reads again at its first moment.
    const tag = { 'if-match': made.headers.etag ?? '' };
    const at = `/panels/PANEL/experts/${made.body.id}`;
    expect((await admin.patch(at, { contractTo: null }, tag)).status).toBe(409);
    await admin
      .post('/panels/PANEL/experts', { appointmentId, expertise: ['ARMS'], contractFrom: inSeconds(0) })
      .expect(201);
    expect(await reads()).toBe(200);
    const own = await expert.get('/panels/PANEL/experts').expect(200);
    expect(own.body.items.map((one: { state: string }) => one.state)).toEqual(['IN_FORCE', 'ENDED']);
    expect(own.body.items[0].name).toBe('expert PANEL');
  });

  it('refuses contracts that contradict themselves, overlap, or are of somebody else', async () => {
    const post = (body: object) => admin.post('/panels/PANEL/experts', body);
    const bad = await post({
      appointmentId: world.appointmentIds.get('analyst@UNMIVA'),
      expertise: [],
      contractFrom: inSeconds(10),
      contractTo: inSeconds(5),
    });
    expect(bad.body.errors.map((e: { pointer: string; code: string }) => `${e.pointer} ${e.code}`).sort()).toEqual([
      '/appointmentId unknown_reference',
      '/contractTo period_reversed',
      '/expertise empty',
    ]);
    const twice = await post({ appointmentId, expertise: ['ARMS'], contractFrom: inSeconds(5) });
    expect([twice.status, twice.body.type]).toEqual([409, '/problems/already_stored']);
    await (await world.as('chief@UNMIVA')).post('/panels/PANEL/experts', {}).expect(403);
    await expert.post('/panels/PANEL/holds', {}).expect(403);
    await (await world.as('analyst@UNMIVA')).get('/panels/PANEL/experts').expect(403);
    await admin.get('/panels/NOPANEL/experts').expect(404);
    await admin.get(`/panels/${world.id('UNMIVA')}/experts`).expect(404);
  });

  it('stops at once on hold, and goes on when the hold is lifted', async () => {
    const hold = await admin.post('/panels/PANEL/holds', { reason: 'Nominations are on hold' }).expect(201);
    expect([await reads(), await writes()]).toEqual([403, 403]);
    const tag = { 'if-match': hold.headers.etag ?? '' };
    const past = await admin.patch(`/panels/PANEL/holds/${hold.body.id}`, { to: '2020-01-01T00:00:00Z' }, tag);
    expect([past.status, past.body.errors[0].code]).toEqual([422, 'period_reversed']);
    const lifted = await admin.patch(`/panels/PANEL/holds/${hold.body.id}`, { to: inSeconds(0) }, tag).expect(200);
    expect([await reads(), await writes()]).toEqual([200, 201]);
    const again = { 'if-match': lifted.headers.etag ?? '' };
    expect((await admin.patch(`/panels/PANEL/holds/${hold.body.id}`, { to: null }, again)).status).toBe(409);
    expect((await admin.get('/panels/PANEL/holds').expect(200)).body.items).toHaveLength(1);
  });

  it('ends with the mandate, stays closed in a gap, and opens when the mandate restarts', async () => {
    await mandates({ from: '2020-01-01', to: day(0) });
    expect([await reads(), await writes()]).toEqual([403, 403]);
    await mandates({ from: '2020-01-01', to: day(-30) }, { from: day(5), to: null });
    expect([await reads(), await writes()]).toEqual([403, 403]);
    await mandates({ from: '2020-01-01', to: day(-30) }, { from: day(0), to: day(100) });
    expect([await reads(), await writes()]).toEqual([200, 201]);
    expect((await expert.get('/sites')).body.items.length).toBeGreaterThan(1);
  });

  it('ends where all that its regime ordered has ended, and does not where one measure lasts', async () => {
    await mandates({ from: '2014-01-01', to: null, regime: 'LR-1521' });
    expect(await reads()).toBe(403);
    await mandates(
      { from: '2014-01-01', to: null, regime: 'LR-1521' },
      { from: '2014-01-01', to: null, regime: 'XV-9001' },
    );
    expect(await reads()).toBe(200);
  });

  it('is not ended by an end nobody knows', async () => {
    await world.owner.query(
      `update ref.mandates set regime_code = null, end_kind = 'NOT_KNOWN_AFTER', known_until = '2020-01-01' where subject = 'PANEL'`,
    );
    expect([await reads(), await writes()]).toEqual([200, 201]);
  });
});

describe('the access of a mission', () => {
  it('stays for its own records after its mandate, and ends for new ones', async () => {
    const world = await openWorld();
    try {
      const analyst = await world.as('analyst@UNMIVA');
      const site = { name: 'Yard', kind: 'DEPOT', place: { placeName: 'Here' } };
      await analyst.post('/sites', site).expect(201);
      await world.owner.query(`update ref.mandates set end_kind = 'DATED', valid_to = $1 where subject = 'UNMIVA'`, [
        day(0),
      ]);
      expect((await analyst.get('/sites').expect(200)).body.items).toHaveLength(1);
      const refused = await analyst.post('/sites', site).expect(409);
      expect(refused.body.type).toBe('/problems/body_is_closed');
      // Its mandate lies ahead: the arrangement is planned before it begins.
      await world.owner.query(
        `update ref.mandates set end_kind = 'OPEN', valid_from = $1, valid_to = null where subject = 'UNMIVA'`,
        [day(30)],
      );
      await analyst.post('/sites', site).expect(201);
    } finally {
      await world.close();
    }
  });
});
