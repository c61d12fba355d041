import { v4 } from 'uuid';
import { activityOn, faultsOf, hostRequest, mandateToAssist } from './support/assisting.js';
import { type Caller, openWorld, type World } from './world.js';

const reviews = ['2025-06-30', '2026-06-30'];
const assessment = {
  title: 'Storage and marking in Vareta',
  country: 'XV',
  regime: 'XV-9001',
  reviewOn: '2025-06-30',
  dueOn: '2025-04-01',
  standards: [{ code: 'IATG 06.70' }],
};

describe('needs assessments', () => {
  let world: World;
  let analyst: Caller;
  beforeAll(async () => {
    world = await openWorld();
    analyst = await world.as('analyst@UNMIVA');
    await mandateToAssist(world, reviews);
  });
  afterAll(() => world.close());

  const plan = async (change: object = {}) =>
    (await analyst.post('/needs-assessments', { ...assessment, ...change }).expect(201)).body;
  const refused = async (change: object, who = analyst) => {
    const answer = await who.post('/needs-assessments', { ...assessment, ...change });
    return [answer.status, ...faultsOf(answer)];
  };
  const none = { OPEN: 0, BEING_ADDRESSED: 0, ADDRESSED: 0, NOT_PURSUED: 0, UNKNOWN: 0 };

  it('are tied to a review of the measures that is known, and come before it', async () => {
    const made = await plan();
    expect(made).toMatchObject({ ...assessment, carriedOutOn: null, gapsByState: none, readyForEasing: null });
    expect(made.basis).toContain('S/2017/1025 annex II para. 15');
    expect(await refused({ reviewOn: '2025-06-29' })).toEqual([422, '/reviewOn not_a_review_day']);
    expect(await refused({ dueOn: '2025-06-30' })).toEqual([422, '/dueOn period_reversed']);
    expect(await refused({ regime: 'XV-1' })).toEqual([422, '/regime unknown_regime']);
    expect(await refused({ carriedOutOn: '2990-01-01' })).toEqual([422, '/carriedOutOn date_in_future']);
    const { body } = await analyst.post('/needs-assessments', { ...assessment, reviewOn: '2025-06-29' });
    expect(body.errors[0].detail).toContain(reviews.join(', '));
    // UNSOB and the host know of no review, so any day stands as given.
    for (const who of ['analyst@UNSOB', 'focal@HOST'])
      expect(await refused({ reviewOn: '2025-06-29' }, await world.as(who))).toEqual([201]);
    // A review of the regime binds all who work under it.
    const facts = `update ref.regimes set facts = facts || '{"reviewDates": ["2025-05-31"]}' where code = 'XV-9001'`;
    await world.owner.query(facts);
    expect(await refused({ reviewOn: '2025-05-31' })).toEqual([201]);
    expect(await refused({ reviewOn: '2025-06-29' }, await world.as('focal@HOST'))).toEqual([
      422,
      '/reviewOn not_a_review_day',
    ]);
    await world.owner.query(`update ref.regimes set facts = facts - 'reviewDates' where code = 'XV-9001'`);
  });

  it('are overdue when their day has passed without their being carried out', async () => {
    const late = await plan({ title: 'Late' });
    const early = await plan({ title: 'Early', carriedOutOn: '2025-03-01' });
    const ids = async (query: string): Promise<string[]> =>
      (await analyst.get(`/needs-assessments${query}`).expect(200)).body.items.map((one: { id: string }) => one.id);
    expect(late.overdue).toBe(true);
    expect(early.overdue).toBe(false);
    expect(await ids('?overdue=true')).toContain(late.id);
    expect(await ids('?overdue=true')).not.toContain(early.id);
    expect(await ids('?overdue=false')).toContain(early.id);
    expect(await ids('?regime=XV-9001&country=XV')).toEqual(expect.arrayContaining([late.id, early.id]));
    expect(await ids('?regime=XO-9002')).toEqual([]);
    await analyst.get('/needs-assessments?overdue=perhaps').expect(400);
  });

  it('are changed by whoever has read the present version, and keep the one before', async () => {
    const { id } = await plan();
    const at = `/needs-assessments/${id}`;
    await analyst.patch(at, { summary: 'x' }).expect(428);
    await analyst.patch(at, { summary: 'x' }, { 'if-match': '"3"' }).expect(412);
    const done = await analyst
      .patch(at, { carriedOutOn: '2025-03-20', summary: 'Found wanting.' }, { 'if-match': '"1"' })
      .expect(200);
    expect(done.headers.etag).toBe('"2"');
    expect(done.body).toMatchObject({ carriedOutOn: '2025-03-20', summary: 'Found wanting.', readyForEasing: true });
    const bad = async (wrong: object) => faultsOf(await analyst.patch(at, wrong, { 'if-match': '"2"' }));
    expect(await bad({ reviewOn: '2024-01-01' })).toEqual(['/dueOn period_reversed', '/reviewOn not_a_review_day']);
    expect(await bad({ regime: 'XV-1' })).toEqual(['/regime unknown_regime']);
    const moved = await analyst.patch(at, { reviewOn: '2026-06-30' }, { 'if-match': '"2"' }).expect(200);
    expect(moved.body).toMatchObject({ reviewOn: '2026-06-30', dueOn: '2025-04-01' });
    const history = (await analyst.get(`${at}/history`).expect(200)).body.items;
    expect(history.map((one: { version: number }) => one.version)).toEqual([2, 1]);
    expect(history[1].before).toMatchObject({ carriedOutOn: null, reviewOn: '2025-06-30' });
  });

  describe('gaps', () => {
    const gap = { text: 'No fire plan', standard: { code: 'IATG 02.10', version: '3' }, severity: 'HIGH' };

    it('stand in the way of easing until each is addressed or not pursued', async () => {
      const { id } = await plan();
      const at = `/needs-assessments/${id}`;
      const made = await analyst.post(`${at}/gaps`, gap).expect(201);
      expect(made.headers.etag).toBe('"1"');
      expect(made.body).toMatchObject({ ...gap, assessmentId: id, state: 'OPEN', activityId: null, addressedOn: null });
      const shown = async () => {
        const { gapsByState, readyForEasing, version } = (await analyst.get(at).expect(200)).body;
        return { gapsByState, readyForEasing, version };
      };
      expect(await shown()).toEqual({ gapsByState: { ...none, OPEN: 1 }, readyForEasing: null, version: 1 });
      await analyst.patch(at, { carriedOutOn: '2025-03-20' }, { 'if-match': '"1"' }).expect(200);
      expect(await shown()).toMatchObject({ readyForEasing: false });

      const asked = (await analyst.post('/assistance-requests', hostRequest).expect(201)).body.id;
      const activityId = (await analyst.post('/assistance-activities', activityOn(asked)).expect(201)).body.id;
      const of = `${at}/gaps/${made.body.id}`;
      const change = async (wish: object, version: number) =>
        (await analyst.patch(of, wish, { 'if-match': `"${version}"` }).expect(200)).body;
      expect(await change({ state: 'BEING_ADDRESSED', activityId }, 1)).toMatchObject({ ...gap, activityId });
      expect(await shown()).toMatchObject({ readyForEasing: false });
      await change({ state: 'ADDRESSED', addressedOn: '2025-05-02', note: 'Plan agreed.' }, 2);
      expect(await shown()).toMatchObject({ gapsByState: { ...none, ADDRESSED: 1 }, readyForEasing: true });
      // Whoever does not know what became of a gap cannot say that it was addressed.
      const open = await analyst.post(`${at}/gaps`, { text: 'Another', state: 'UNKNOWN' }).expect(201);
      expect(await shown()).toMatchObject({ readyForEasing: false });
      const dropped = { state: 'NOT_PURSUED' };
      await analyst.patch(`${at}/gaps/${open.body.id}`, dropped, { 'if-match': '"1"' }).expect(200);
      expect(await shown()).toMatchObject({
        gapsByState: { ...none, ADDRESSED: 1, NOT_PURSUED: 1 },
        readyForEasing: true,
      });
      const list = async (query: string) => (await analyst.get(`${at}/gaps${query}`).expect(200)).body.items;
      expect(await list('')).toHaveLength(2);
      expect(await list('?state=ADDRESSED&state=OPEN')).toMatchObject([{ id: made.body.id, version: 3 }]);
      const history = (await analyst.get(`${of}/history`).expect(200)).body.items;
      expect(history).toMatchObject([
        { version: 2, before: { state: 'BEING_ADDRESSED', activityId } },
        { version: 1, before: { state: 'OPEN', activityId: null } },
      ]);
      await analyst.get(`/needs-assessments/${(await plan()).id}/gaps/${made.body.id}/history`).expect(404);
    });

    it('are stored once for one id or one key, under the protection of their assessment', async () => {
      const { id } = await plan({ caveats: ['NO_NAMES'], classification: 'UNCLASSIFIED' });
      const at = `/needs-assessments/${id}/gaps`;
      const wish = { ...gap, id: v4() };
      const made = await analyst.post(at, wish).expect(201);
      expect(made.body).toMatchObject({ caveats: ['NO_NAMES'], classification: 'UNCLASSIFIED' });
      expect((await analyst.post(at, wish).expect(200)).body).toEqual(made.body);
      await analyst.post(at, { ...wish, severity: 'LOW' }).expect(409);
      // The same gap of another assessment is another gap.
      await analyst.post(`/needs-assessments/${(await plan()).id}/gaps`, wish).expect(409);
      const key = { 'idempotency-key': 'gap-1' };
      const first = await analyst.post(at, gap, key).expect(201);
      expect((await analyst.post(at, gap, key).expect(201)).body).toEqual(first.body);
      await analyst.post(at, { ...gap, severity: 'LOW' }, key).expect(409);
      expect((await analyst.get(at).expect(200)).body.items).toHaveLength(2);
    });

    it('are refused with every fault named', async () => {
      const { id } = await plan();
      const at = `/needs-assessments/${id}/gaps`;
      const wrong = async (change: object) => {
        const answer = await analyst.post(at, { ...gap, ...change });
        return [answer.status, ...faultsOf(answer)];
      };
      expect(await wrong({ state: 'ADDRESSED' })).toEqual([422, '/addressedOn illegal_pair']);
      expect(await wrong({ addressedOn: '2025-01-01' })).toEqual([422, '/addressedOn illegal_pair']);
      expect(await wrong({ state: 'ADDRESSED', addressedOn: '2990-01-01' })).toEqual([
        422,
        '/addressedOn date_in_future',
      ]);
      expect(await wrong({ activityId: v4() })).toEqual([422, '/activityId unknown_reference']);
      expect(await wrong({ severity: 'TERRIBLE', state: 'LOST' })).toEqual([
        400,
        '/severity unknown_code',
        '/state unknown_code',
      ]);
      const made = await analyst.post(at, gap).expect(201);
      const of = `${at}/${made.body.id}`;
      await analyst.patch(of, { note: 'x' }).expect(428);
      await analyst.patch(of, { note: 'x' }, { 'if-match': '"2"' }).expect(412);
      const change = await analyst.patch(of, { state: 'ADDRESSED' }, { 'if-match': '"1"' });
      expect(faultsOf(change)).toEqual(['/addressedOn illegal_pair']);
      // A gap is found under its own assessment only.
      const elsewhere = `/needs-assessments/${(await plan()).id}/gaps/${made.body.id}`;
      await analyst.patch(elsewhere, { note: 'x' }, { 'if-match': '"1"' }).expect(404);
      await analyst.post(`/needs-assessments/${v4()}/gaps`, gap).expect(404);
      await analyst.get(`/needs-assessments/${v4()}/gaps`).expect(404);
    });
  });

  it('are the workspace of one body, where recording roles write', async () => {
    const { id } = await plan();
    const made = await analyst.post(`/needs-assessments/${id}/gaps`, { text: 'x' }).expect(201);
    for (const who of ['analyst@UNSOB', 'focal@HOST']) {
      const stranger = await world.as(who);
      for (const path of ['', '/gaps', '/history']) await stranger.get(`/needs-assessments/${id}${path}`).expect(404);
      await stranger.patch(`/needs-assessments/${id}`, { summary: 'x' }, { 'if-match': '"1"' }).expect(404);
      await stranger.post(`/needs-assessments/${id}/gaps`, { text: 'x' }, { 'idempotency-key': 'k' }).expect(404);
      const of = `/needs-assessments/${id}/gaps/${made.body.id}`;
      await stranger.patch(of, { note: 'x' }, { 'if-match': '"1"' }).expect(404);
      await stranger.get(`${of}/history`).expect(404);
      expect((await stranger.get('/needs-assessments')).body.items.map((one: { id: string }) => one.id)).not.toContain(
        id,
      );
    }
    const head = await world.as('head@UNMIVA');
    await head.get(`/needs-assessments/${id}/gaps`).expect(200);
    await head.post('/needs-assessments', assessment).expect(403);
    await head.post(`/needs-assessments/${id}/gaps`, { text: 'x' }).expect(403);
    await (await world.as('expert@PANEL')).get('/needs-assessments').expect(403);
  });
});
