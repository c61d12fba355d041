import { type FactTeller, factTeller, faultsOf, source } from './support/facts.js';
import { type Caller, openWorld, type World } from './world.js';

describe('as facts,', () => {
  let world: World;
  let admin: Caller;
  let analyst: Caller;
  let { tell, correct, body, items, column } = {} as FactTeller;
  beforeAll(async () => {
    world = await openWorld();
    ({ admin, analyst, tell, correct, body, items, column } = await factTeller(world));
    for (const paragraph of ['18', '20'])
      await tell('resolutions', {
        resolution: 'S/RES/9009 (2016)',
        paragraph,
        regime: 'XO-9002',
        from: '2016-01-01',
        endKind: 'OPEN',
        kinds: ['REPORT'],
        summary: 'Asks for it.',
      });
    await tell('missions', {
      acronym: 'UNTASK',
      name: 'Mission with tasks',
      kind: 'SPECIAL_POLITICAL_MISSION',
      hostState: 'XO',
      endKind: 'OPEN',
    });
  });
  afterAll(() => world.close());

  const panel = {
    code: 'PANEL-T',
    name: 'Panel of the tests',
    regimes: ['XV-9001'],
    endKind: 'OPEN',
    from: '2015-01-01',
    base: [
      { kind: 'NEW_YORK', place: 'New York', from: '2015-01-01', to: '2018-01-01' },
      { kind: 'REGIONAL', place: 'Nairobi', from: '2018-01-01' },
    ],
    size: 5,
    countedInReport: true,
  };
  const mandate = {
    code: 'T-1',
    of: 'UNTASK',
    regime: 'XO-9002',
    from: '2016-01-01',
    to: '2017-01-01',
    endKind: 'DATED',
    basis: 'S/RES/9009 (2016) OP 18',
    basisOp: 'S/RES/9009(2016)/18',
    reviewDates: ['2016-06-30'],
    tasks: [
      { code: 'SHARE_INFO', paragraph: 'S/RES/9009(2016)/20' },
      { code: 'REPORT', paragraph: 'S/RES/9009(2016)/18', from: '2016-02-01', to: '2016-12-01' },
    ],
  };
  describe('mandates and their tasks', () => {
    it('are told and found', async () => {
      const told = await tell('mandates', mandate);
      expect(told.body).toMatchObject({
        code: 'T-1',
        of: 'UNTASK',
        from: '2016-01-01',
        to: '2017-01-01',
        reviewDates: ['2016-06-30'],
        tasks: [
          { code: 'SHARE_INFO', paragraph: 'S/RES/9009(2016)/20', from: '2016-01-01', to: '2017-01-01' },
          { code: 'REPORT', paragraph: 'S/RES/9009(2016)/18', from: '2016-02-01', to: '2016-12-01' },
        ],
        standing: { state: 'ENDED' },
      });
      expect(await body(`/mandates/${told.body.id}?on=2016-12-31`)).toMatchObject({ standing: { state: 'IN_FORCE' } });
      expect(await column('/mandates?of=untask&regime=XO-9002', 'code')).toEqual(['T-1']);
      expect(await column('/mandates?of=UNTASK&on=2018-01-01', 'code')).toEqual([]);
    });

    it('give their mission its tasks, oldest first; on a day only those in force', async () => {
      const at = '/missions/untask/mandate-tasks';
      expect(await items(at)).toEqual([
        expect.objectContaining({
          code: 'SHARE_INFO',
          paragraph: 'S/RES/9009(2016)/20',
          summary: 'Asks for it.',
          from: '2016-01-01',
          to: '2017-01-01',
          endKind: 'DATED',
          knownUntil: null,
          state: 'ENDED',
          mandate: 'T-1',
          regime: 'XO-9002',
        }),
        expect.objectContaining({ code: 'REPORT', from: '2016-02-01', to: '2016-12-01' }),
      ]);
      expect(await column(`${at}?on=2016-01-15`, 'code')).toEqual(['SHARE_INFO']);
      expect(await column(`${at}?on=2016-11-30`, 'code')).toEqual(['SHARE_INFO', 'REPORT']);
      expect(await column(`${at}?on=2016-12-01`, 'code')).toEqual(['SHARE_INFO']);
      expect(await column(`${at}?code=REPORT&code=MONITOR`, 'code')).toEqual(['REPORT']);
      expect(await items(`${at}?asOf=2000-01-01T00:00:00Z`)).toEqual([]);
      const first = await body(`${at}?limit=1`);
      expect((await body(`${at}?limit=1&cursor=${first.nextCursor}`)).items[0].code).toBe('REPORT');
      await analyst.get('/missions/NOBODY/mandate-tasks').expect(404);
    });

    it('refuse a task without a paragraph, outside its mandate, or after its resolution ended', async () => {
      const tasks = [
        { code: 'MONITOR', paragraph: 'S/RES/1(1946)/1' },
        { code: 'MONITOR', paragraph: 'S/RES/9009(2016)/20', from: '2016-01-01' },
        { code: 'MONITOR', paragraph: 'S/RES/788(1992)/8' },
      ];
      const wrong = { ...mandate, code: 'T-2', from: '2017-01-01', to: '2018-01-01', tasks, source };
      expect(faultsOf(await admin.post('/mandates', wrong).expect(422))).toEqual([
        '/tasks/0/paragraph unknown_paragraph',
        '/tasks/1 outside_mandate',
        '/tasks/2/to not_in_force',
      ]);
      const nobody = { ...mandate, code: 'T-2', of: 'NOBODY', regime: 'NO', basisOp: 'NO', tasks: [], source };
      expect(faultsOf(await admin.post('/mandates', nobody).expect(422))).toEqual([
        '/basisOp unknown_paragraph',
        '/of unknown_reference',
        '/regime unknown_regime',
      ]);
      const unasked = await admin.post('/mandates', { ...mandate, code: 'T-2', tasks: [{ code: 'MONITOR' }], source });
      expect(faultsOf(unasked)).toEqual(['/tasks/0/paragraph required']);
    });

    it('refuse a correction that leaves a task outside, and name the mandate when a paragraph would', async () => {
      expect(faultsOf(await correct('/mandates/T-1', { to: '2016-06-01' }).expect(422))).toEqual([
        '/tasks/1 outside_mandate',
      ]);
      const paragraph = `/resolutions/${encodeURIComponent('S/RES/9009(2016)/18')}`;
      const shorter = await correct(paragraph, { to: '2016-06-01', endKind: 'DATED' }).expect(422);
      expect(faultsOf(shorter)).toEqual(['/to outside_mandate']);
      expect(shorter.body.errors[0].detail).toContain('T-1');
      await correct(paragraph, { to: '2016-12-01', endKind: 'DATED' }).expect(200);
      const report = { tasks: [{ code: 'REPORT', paragraph: 'S/RES/9009(2016)/18' }] };
      expect(faultsOf(await correct('/mandates/T-1', report).expect(422))).toEqual(['/tasks/0/to not_in_force']);
      const then = (await body('/mandates/T-1')).recordedAt;
      await correct('/mandates/T-1', { to: '2016-06-01', tasks: [] }).expect(200);
      expect(await items('/missions/UNTASK/mandate-tasks')).toEqual([]);
      expect(await column(`/missions/UNTASK/mandate-tasks?asOf=${then}`, 'code')).toEqual(['SHARE_INFO', 'REPORT']);
    });
  });

  describe('panels', () => {
    it('are told with their base, and are what their mandates make of them on the day', async () => {
      const told = await tell('panels', panel);
      expect(told.body).toMatchObject({
        code: 'PANEL-T',
        base: [
          { kind: 'NEW_YORK', place: 'New York', from: '2015-01-01', to: '2018-01-01' },
          { kind: 'REGIONAL', place: 'Nairobi', from: '2018-01-01', to: null },
        ],
        size: 5,
        countedInReport: true,
        baseOn: 'REGIONAL',
        status: 'ACTIVE',
        bodyId: null,
      });
      const onDay = async (day: string) => {
        const { status, baseOn } = await body(`/panels/panel-t?on=${day}`);
        return [status, baseOn];
      };
      expect(await onDay('2014-12-31')).toEqual(['NOT_YET', null]);
      const period = { of: 'PANEL-T', regime: 'XV-9001', endKind: 'DATED' };
      await tell('mandates', { ...period, code: 'PT-1', from: '2016-01-01', to: '2017-01-01' });
      await tell('mandates', { ...period, code: 'PT-2', from: '2017-07-01', to: '2018-07-01' });
      expect(await onDay('2015-06-01')).toEqual(['NOT_YET', 'NEW_YORK']);
      expect(await onDay('2016-12-31')).toEqual(['ACTIVE', 'NEW_YORK']);
      expect(await onDay('2017-01-01')).toEqual(['GAP', 'NEW_YORK']);
      expect(await onDay('2018-06-30')).toEqual(['ACTIVE', 'REGIONAL']);
      expect(await onDay('2018-07-01')).toEqual(['ENDED', 'REGIONAL']);
      await correct('/mandates/PT-2', { to: null, endKind: 'NOT_KNOWN_AFTER', knownUntil: '2018-06-30' }).expect(200);
      expect(await onDay('2018-07-01')).toEqual(['NOT_KNOWN', 'REGIONAL']);
      expect(await column('/panels?regime=XV-9001&base=NEW_YORK&on=2017-12-31', 'code')).toEqual(['PANEL-T']);
      expect(await column('/panels?regime=XV-9001&base=NEW_YORK&on=2018-01-01', 'code')).toEqual([]);
      expect(await column('/panels?regime=XV-9001&countedInReport=true', 'code')).toEqual(['PANEL-T']);
      expect(await column('/panels?countedInReport=false', 'code')).toContain('PANEL');
    });

    it('that no fact describes are listed as their body', async () => {
      expect(await body(`/panels/${world.id('PANEL')}`)).toMatchObject({
        code: 'PANEL',
        version: 0,
        base: [],
        baseOn: null,
        size: null,
        status: 'ACTIVE',
        source: 'registered as a body',
      });
    });

    it('told to restart twice at the same time restart once', async () => {
      const restart = { of: 'PANEL-T', regime: 'XO-9002', from: '2019-01-01', endKind: 'OPEN', source };
      const both = await Promise.all(['PT-8', 'PT-9'].map(code => admin.post('/mandates', { ...restart, code })));
      expect(both.map(answer => answer.status).sort()).toEqual([201, 422]);
    });

    it('do not restart before they lapsed', async () => {
      const early = { code: 'PT-3', of: 'PANEL-T', regime: 'XV-9001', from: '2016-06-01', endKind: 'OPEN', source };
      expect(faultsOf(await admin.post('/mandates', early).expect(422))).toEqual(['/from mandate_has_not_lapsed']);
      expect(faultsOf(await correct('/mandates/PT-1', { to: '2017-08-01' }).expect(422))).toEqual([
        '/from mandate_has_not_lapsed',
      ]);
      const base = [{ kind: 'REGIONAL', from: '2018-01-01', to: '2018-01-01' }];
      expect(faultsOf(await correct('/panels/PANEL-T', { base, committee: '0', regimes: ['NO'] }).expect(422))).toEqual(
        ['/base/0/to period_reversed', '/committee unknown_reference', '/regimes/0 unknown_regime'],
      );
    });
  });
});
