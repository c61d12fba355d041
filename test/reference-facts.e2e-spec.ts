import type { Response } from 'supertest';
import { type FactTeller, factTeller, faultsOf, source } from './support/facts.js';
import { type Caller, openWorld, type World } from './world.js';

const today = new Date().toISOString().slice(0, 10);

describe('legal facts', () => {
  let world: World;
  let admin: Caller;
  let analyst: Caller;
  let { tell, correct, body, items, column } = {} as FactTeller;
  beforeAll(async () => {
    world = await openWorld();
    ({ admin, analyst, tell, correct, body, items, column } = await factTeller(world));
  });
  afterAll(() => world.close());

  describe('are read by everyone signed in', () => {
    const readers = ['auditor@CORDON', 'admin@CORDON', 'focal@HOST', 'secretary@COMMITTEE', 'expert@PANEL'];
    it('and told and corrected by the administrator alone', async () => {
      for (const who of [...readers, 'analyst@UNMIVA', 'head@UNSOB']) {
        const caller = await world.as(who);
        for (const kind of ['missions', 'panels', 'mandates', 'practices', 'regimes', 'resolutions', 'committees'])
          await caller.get(`/${kind}?on=2020-01-01`).expect(200);
        for (const at of ['/missions/UNMIL', '/missions/UNMIL/history', '/missions/UNMIL/mandate-tasks'])
          await caller.get(at).expect(200);
        if (who === 'admin@CORDON') continue;
        await caller.post('/missions', { acronym: 'UNX' }).expect(403);
        await caller.patch('/missions/UNMIL', { name: 'x' }, { 'if-match': '"1"' }).expect(403);
      }
      expect((await body('/missions/UNMIL')).version).toBe(1);
    });
  });

  describe('missions', () => {
    it('are found by acronym in any case, by id, and by their body', async () => {
      const unmil = await body('/missions/unmil');
      expect(unmil).toMatchObject({
        acronym: 'UNMIL',
        kind: 'PEACEKEEPING_OPERATION',
        hostState: 'LR',
        endKind: 'DATED',
        bodyId: null,
        standing: { on: today, state: 'ENDED', notKnownSince: null },
      });
      expect(await body(`/missions/${unmil.id}`)).toEqual(unmil);
      const registered = await admin.post('/bodies', {
        kind: 'MISSION',
        acronym: 'UNREG',
        name: 'Registered before anything was told of it',
        fictional: true,
      });
      const { id } = registered.body;
      const unreg = await body('/missions/UNREG');
      expect(unreg).toMatchObject({
        id,
        bodyId: id,
        kind: 'UNKNOWN',
        hostState: null,
        from: null,
        endKind: 'OPEN',
        version: 0,
        source: 'registered as a body',
        fictional: true,
        standing: { state: 'IN_FORCE' },
      });
      expect(await body(`/missions/${id}`)).toEqual(unreg);
      await analyst.get('/missions/NOBODY').expect(404);
      await analyst.get('/missions/%00').expect(404);
    });

    it('are listed by acronym, with the bodies that no fact describes', async () => {
      const all = (await column('/missions', 'acronym')) as string[];
      expect(all).toEqual([...all].sort());
      expect(all).toEqual(expect.arrayContaining(['MINUSCA', 'UNMIL', 'UNMIVA', 'UNREG', 'UNSOB']));
      const seen: unknown[] = [];
      let next: string | null = '/missions?limit=5&count=exact';
      while (next) {
        const page: Response = await analyst.get(next).expect(200);
        expect(page.body.total).toBe(all.length);
        seen.push(...page.body.items.map((m: { acronym: string }) => m.acronym));
        next = /<(.*)>/.exec(page.headers.link ?? '')?.[1] ?? null;
      }
      expect(seen).toEqual(all);
      expect(await column('/missions?hostState=LR&hostState=CI&kind=PEACEKEEPING_OPERATION', 'acronym')).toEqual([
        'UNMIL',
        'UNOCI',
      ]);
      expect(await column('/missions?acronym=unoci', 'acronym')).toEqual(['UNOCI']);
    });

    it('tell what is known on a day: the last day included, and where knowledge ends', async () => {
      const standing = async (at: string) => (await body(at)).standing;
      expect((await body('/missions/UNAMID')).to).toBe('2021-01-01');
      expect(await standing('/missions/UNAMID?on=2007-07-30')).toEqual({
        on: '2007-07-30',
        state: 'NOT_YET',
        notKnownSince: null,
      });
      expect((await standing('/missions/UNAMID?on=2020-12-31')).state).toBe('IN_FORCE');
      expect((await standing('/missions/UNAMID?on=2021-01-01')).state).toBe('ENDED');
      expect((await standing('/missions/UNAMA?on=2026-03-17')).state).toBe('IN_FORCE');
      expect(await standing('/missions/UNAMA?on=2026-03-18')).toEqual({
        on: '2026-03-18',
        state: 'NOT_KNOWN',
        notKnownSince: '2026-03-18',
      });
      expect(await column('/missions?on=2021-01-01', 'acronym')).not.toContain('UNAMID');
      expect(await column('/missions?on=2999-01-01', 'acronym')).toContain('UNAMA');
      expect((await body('/missions/UNSOM')).succeededBy).toEqual({
        acronym: 'UNTMIS',
        from: '2024-11-01',
        to: '2026-11-01',
      });
    });

    it('may begin nobody knows when, and then count as begun', async () => {
      const told = await tell('missions', {
        acronym: 'UNTIME',
        name: 'Mission without a known beginning',
        kind: 'SPECIAL_POLITICAL_MISSION',
        hostState: 'XV',
        endKind: 'OPEN',
        regimes: ['XV-9001'],
        fictional: true,
      });
      expect(told.headers.location).toBe('/api/v1/missions/UNTIME');
      expect(told.headers.etag).toBe('"1"');
      expect(told.body).toMatchObject({ from: null, to: null, regimes: ['XV-9001'], aliases: [], succeededBy: null });
      expect((await body('/missions/UNTIME?on=1990-01-01')).standing.state).toBe('IN_FORCE');
      const ofVareta = await column('/missions?regime=XV-9001', 'acronym');
      expect(ofVareta).toContain('UNTIME');
      expect(ofVareta).not.toContain('UNMIL');
    });

    it('take the place of a body that no fact described', async () => {
      await correct('/missions/UNREG', { name: 'x' }, 0).expect(404);
      expect(await items('/missions/UNREG/history')).toEqual([]);
      const { id } = await body('/missions/UNREG');
      const told = await tell('missions', {
        acronym: 'UNREG',
        name: 'Told at last',
        kind: 'PEACEKEEPING_OPERATION',
        hostState: 'XO',
        from: '2015-01-01',
        endKind: 'OPEN',
      });
      expect(told.body).toMatchObject({ id: expect.not.stringMatching(id), bodyId: id, version: 1, fictional: true });
      expect(await body(`/missions/${id}`)).toEqual(told.body);
    });
  });

  describe('a correction', () => {
    it('keeps what was believed before, by history and as of an instant', async () => {
      const before = await body('/missions/UNOCI');
      const then = new Date().toISOString();
      const answer = await correct('/missions/UNOCI', {
        aliases: ['ONUCI'],
        to: '2017-06-30',
        succeededBy: { acronym: 'UNX', from: '2017-07-01' },
      }).expect(200);
      expect(answer.headers.etag).toBe('"2"');
      expect(answer.body).toMatchObject({
        id: before.id,
        name: before.name,
        aliases: ['ONUCI'],
        to: '2017-06-30',
        succeededBy: { acronym: 'UNX', from: '2017-07-01', to: null },
        version: 2,
        source: 'read at the source',
      });
      expect(await body(`/missions/UNOCI?asOf=${then}`)).toEqual(before);
      expect(await body(`/missions/UNOCI?asOf=${answer.body.recordedAt}`)).toEqual(answer.body);
      expect(await items(`/missions?acronym=UNOCI&asOf=${then}`)).toEqual([before]);
      expect(await items('/missions?acronym=UNOCI&asOf=1999-01-01T00:00:00Z')).toEqual([]);
      await analyst.get('/missions/UNOCI?asOf=1999-01-01T00:00:00Z').expect(404);

      const [now, first, ...more] = await items('/missions/unoci/history');
      expect(more).toEqual([]);
      expect(now).toEqual({
        version: 2,
        fact: answer.body,
        reason: 'read again',
        source: 'read at the source',
        recordedAt: answer.body.recordedAt,
        recordedById: world.appointmentIds.get('admin@CORDON'),
        supersededAt: null,
      });
      expect(first).toMatchObject({ version: 1, fact: before, reason: null, recordedById: null });
      expect(first?.supersededAt).toBe(now?.recordedAt);
      const [page] = await items('/missions/UNOCI/history?limit=1');
      expect(page).toEqual(now);
      const leaves = await world.owner.query(
        `select action from audit.leaves where object_kind = 'missions' and appointment_id = $1 and object_ids && (
           select array_agg(id) from ref.missions where acronym = 'UNOCI') order by id`,
        [world.appointmentIds.get('admin@CORDON')],
      );
      expect(leaves.rows.map(row => row.action).sort()).toEqual(['INSERT', 'UPDATE']);
    });

    it('merges what is named, clears with null, and leaves the rest', async () => {
      await correct('/missions/UNOCI', { succeededBy: { to: '2018-01-01' }, note: 'noted' }, 2).expect(200);
      const kept = await correct('/missions/UNOCI', { aliases: null }, 3).expect(200);
      expect(kept.body).toMatchObject({
        aliases: [],
        note: 'noted',
        succeededBy: { acronym: 'UNX', from: '2017-07-01', to: '2018-01-01' },
      });
      const cleared = await correct('/missions/UNOCI', { succeededBy: null, note: null }, 4).expect(200);
      expect(cleared.body).toMatchObject({ note: null, succeededBy: null, to: '2017-06-30', version: 5 });
    });

    it('needs the version that was read, a reason and a source', async () => {
      const at = '/missions/UNAMI';
      const stale = await correct(at, { note: 'x' }, 7).expect(412);
      expect(stale.headers.etag).toBe('"1"');
      await admin.patch(at, { reason: 'r', source: 's' }).expect(428);
      expect(faultsOf(await admin.patch(at, { note: 'x' }, { 'if-match': '"1"' }).expect(400))).toEqual([
        '/reason required',
        '/source required',
      ]);
      expect(faultsOf(await correct(at, { name: null, acronym: 'UNX', colour: 'red' }).expect(400))).toEqual([
        '/acronym unknown_field',
        '/colour unknown_field',
        '/name null_not_allowed',
      ]);
      await correct('/missions/NOBODY', {}).expect(404);
      expect((await body(at)).version).toBe(1);
    });

    it('of two at once only one is taken', async () => {
      const both = await Promise.all([
        correct('/missions/UNIFIL', { note: 'one' }),
        correct('/missions/UNIFIL', { note: 'two' }),
      ]);
      expect(both.map(answer => answer.status).sort()).toEqual([200, 412]);
      expect(await column('/missions/UNIFIL/history', 'version')).toEqual([2, 1]);
    });
  });

  it('told again are the same fact; told otherwise they are refused', async () => {
    const committee = { code: '9009', name: 'Committee of the tests', regimes: ['XV-9001'], endKind: 'OPEN', source };
    const first = await admin.post('/committees', committee).expect(201);
    const again = await admin.post('/committees', { ...committee, note: null }).expect(200);
    expect(again.body).toEqual(first.body);
    expect((await admin.post('/committees', { ...committee, name: 'x' }).expect(409)).body.type).toBe(
      '/problems/already_stored',
    );
    const corrected = await correct('/committees/9009', { name: 'Renamed', to: '2020-01-01', endKind: 'DATED' });
    expect(corrected.body).toMatchObject({ name: 'Renamed', to: '2020-01-01', standing: { state: 'ENDED' } });
    expect((await admin.post('/committees', committee).expect(200)).body).toEqual(corrected.body);
    expect(await column('/committees?on=2019-12-31&regime=XV-9001', 'code')).toContain('9009');
    expect(await column('/committees?on=2020-01-01&regime=XV-9001', 'code')).not.toContain('9009');
    expect(await column('/committees/9009/history', 'reason')).toEqual(['read again', null]);
  });

  it('missions do not succeed themselves, nor by way of others', async () => {
    const own = await correct('/missions/MINUSCA', { succeededBy: { acronym: 'MINUSCA', from: '2026-11-16' } });
    expect([own.status, ...faultsOf(own)]).toEqual([422, '/succeededBy/acronym succeeds_itself']);
    await correct('/missions/MINUSCA', { succeededBy: { acronym: 'MONUSCO' } }).expect(200);
    const round = await correct('/missions/MONUSCO', { succeededBy: { acronym: 'MINUSCA' } });
    expect([round.status, ...faultsOf(round)]).toEqual([422, '/succeededBy/acronym succeeds_itself']);
    const nameless = await correct('/missions/MONUSCO', { succeededBy: { from: '2030-01-01' } });
    expect([nameless.status, ...faultsOf(nameless)]).toEqual([400, '/succeededBy/acronym required']);
    const ends = await correct('/missions/MONUSCO', { to: '2009-01-01', endKind: 'DATED' });
    expect([ends.status, ...faultsOf(ends)]).toEqual([422, '/knownUntil illegal_pair', '/to period_reversed']);
  });

  it('refuse parameters that cannot be read, on lists and on single facts', async () => {
    const pointers = (answer: Response) => answer.body.errors.map((e: { pointer: string }) => e.pointer);
    expect(
      pointers(await analyst.get('/panels?on=2020-02-30&asOf=2020-01-01&base=NO&countedInReport=1').expect(400)).sort(),
    ).toEqual(['?asOf', '?base', '?countedInReport', '?on']);
    expect(pointers(await analyst.get('/missions/UNMIL?on=0000-01-01&asOf=now').expect(400))).toEqual(['?on', '?asOf']);
    expect(pointers(await analyst.get('/missions/UNMIL?colour=red').expect(400))).toEqual(['?colour']);
    expect(pointers(await analyst.get('/missions/UNMIL/history?on=2020-01-01').expect(400))).toEqual(['?on']);
  });
});
