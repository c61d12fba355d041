import { factKinds } from '../src/reference/fact-kinds.js';
import { type FactTeller, factTeller, faultsOf, source } from './support/facts.js';
import { type Caller, openWorld, type World } from './world.js';

describe('among the facts,', () => {
  let world: World;
  let admin: Caller;
  let analyst: Caller;
  let { tell, correct, body, items, column } = {} as FactTeller;
  beforeAll(async () => {
    world = await openWorld();
    ({ admin, analyst, tell, correct, body, items, column } = await factTeller(world));
  });
  afterAll(() => world.close());

  const practice = {
    code: 'P-1',
    paragraph: 'T/5',
    footnote: '7',
    serviceLine: 'MONITOR_EMBARGO',
    kind: 'CELL',
    nature: 'OBSERVED',
    mission: 'UNMIVA',
    regime: 'XV-9001',
    title: 'Arms embargo cell',
    statement: 'A cell of its own watches the embargo.',
    from: '2015-10',
    endKind: 'NOT_KNOWN_AFTER',
    knownUntil: '2017-12-31',
    arrangement: { cellKind: 'EMBARGO_CELL', dedicated: true, components: ['CIVILIAN'] },
  };

  describe('regimes', () => {
    it('contested: nothing of them is asserted, and who holds what is said', async () => {
      const iran = await body('/regimes/IR-1737?on=2026-01-01');
      expect(iran.standing).toEqual({ on: '2026-01-01', state: 'CONTESTED', notKnownSince: null });
      expect(iran.measures.map((m: { standing: { state: string } }) => m.standing.state)).toEqual(
        iran.measures.map(() => 'CONTESTED'),
      );
      expect(iran.positions).toHaveLength(2);
      expect(iran.positions[0]).toMatchObject({ actor: expect.any(String), date: '2025-09-28' });
      expect(await column('/regimes?country=IR', 'code')).toEqual(['IR-1737', 'IR-2231']);
      expect(await column('/regimes?country=IR&on=2026-01-01', 'code')).not.toContain('IR-1737');
    });

    it('are as their best measure, and become contested only with a position', async () => {
      const measure = {
        measure: 'ARMS',
        scope: 'TERRITORIAL',
        direction: 'IN',
        from: '2015-01-01',
        to: '2016-01-01',
        endKind: 'DATED',
        basis: 'S/RES/9001 (2015) OP 2',
      };
      const told = await tell('regimes', {
        code: 'XV-9009',
        name: 'Test',
        country: 'XV',
        status: 'ACTIVE',
        reviewDates: ['2016-01-01'],
        measures: [
          measure,
          { ...measure, from: '2018-01-01', to: null, endKind: 'NOT_KNOWN_AFTER', knownUntil: '2018-12-31' },
        ],
        fictional: true,
      });
      expect(told.body).toMatchObject({ reviewDates: ['2016-01-01'], positions: [], fictional: true, committee: null });
      const state = async (on: string) => (await body(`/regimes/XV-9009?on=${on}`)).standing;
      expect((await state('2014-12-31')).state).toBe('NOT_YET');
      expect((await state('2015-12-31')).state).toBe('IN_FORCE');
      expect((await state('2016-01-01')).state).toBe('NOT_YET');
      expect(await state('2019-06-01')).toMatchObject({ state: 'NOT_KNOWN', notKnownSince: '2019-01-01' });
      const unsaid = await correct('/regimes/XV-9009', { status: 'CONTESTED' }).expect(422);
      expect(faultsOf(unsaid)).toEqual(['/positions illegal_pair']);
      const said = { status: 'CONTESTED', positions: [{ actor: 'One State', position: 'Holds it ended' }] };
      const contested = await correct('/regimes/XV-9009', said).expect(200);
      expect(contested.body).toMatchObject({
        standing: { state: 'CONTESTED' },
        positions: [{ actor: 'One State', position: 'Holds it ended', date: null, source: null }],
      });
      expect(await column('/regimes?on=2015-06-01&country=XV', 'code')).not.toContain('XV-9009');
      const [now, first] = await items('/regimes/XV-9009/history');
      expect(now?.fact).toMatchObject({ measures: [{}, {}] });
      expect(first?.fact).toMatchObject({ status: 'ACTIVE' });
      expect(await column(`/regimes?on=2015-06-01&country=XV&asOf=${told.body.recordedAt}`, 'code')).toContain(
        'XV-9009',
      );
    });

    it('refuse what contradicts itself or refers to nothing', async () => {
      const wrong = {
        code: 'XV-9010',
        name: 'Test',
        status: 'ACTIVE',
        committee: '0',
        predecessor: 'NONE',
        measures: [
          {
            measure: 'ARMS',
            scope: 'AREA',
            direction: 'IN',
            from: '2015-01-02',
            to: '2015-01-02',
            endKind: 'DATED',
            basis: 'x',
            basisOp: 'S/RES/1(1946)/1',
          },
          { measure: 'ARMS', scope: 'AREA', direction: 'IN', from: '2015-01-01', endKind: 'DATED', basis: 'x' },
        ],
        source,
      };
      expect(faultsOf(await admin.post('/regimes', wrong).expect(422))).toEqual([
        '/committee unknown_reference',
        '/measures/0/basisOp unknown_paragraph',
        '/measures/0/to period_reversed',
        '/measures/1/to illegal_pair',
        '/predecessor unknown_regime',
      ]);
    });
  });

  describe('operative paragraphs', () => {
    const address = (id: string) => `/resolutions/${encodeURIComponent(id)}`;
    it('are found by an id that holds slashes, and told with the id their place makes', async () => {
      const known = await body(address('S/RES/788(1992)/8'));
      expect(known).toMatchObject({ id: 'S/RES/788(1992)/8', adopted: '1992-11-19', standing: { state: 'ENDED' } });
      const told = await tell('resolutions', {
        resolution: 'S/RES/9009 (2016)',
        paragraph: '4',
        regime: 'XO-9002',
        from: '2016-01-01',
        endKind: 'OPEN',
        kinds: ['MONITOR'],
        summary: 'Asks the mission to watch the embargo.',
        missions: ['UNMIVA'],
        fictional: true,
      });
      expect(told.body).toMatchObject({ id: 'S/RES/9009(2016)/4', summary: 'Asks the mission to watch the embargo.' });
      expect((await analyst.get(told.headers.location ?? '').expect(200)).body).toEqual(told.body);
      const changed = await correct(address('S/RES/9009(2016)/4'), {
        summary: 'Otherwise.',
        knownUntil: '2026-01-31',
        endKind: 'NOT_KNOWN_AFTER',
      });
      expect(changed.body).toMatchObject({
        summary: 'Otherwise.',
        standing: { state: 'NOT_KNOWN', notKnownSince: '2026-02-01' },
      });
      expect(
        (await items(`${address('S/RES/9009(2016)/4')}/history`)).map(v => (v.fact as { summary: string }).summary),
      ).toEqual(['Otherwise.', 'Asks the mission to watch the embargo.']);
      await analyst.get(address('S/RES/1(1946)/1')).expect(404);
    });

    it('refuse a date that does not exist and an end nobody knows', async () => {
      const wrong = { resolution: 'S/RES/9009 (2016)', paragraph: '5', kinds: ['MONITOR'], summary: 'x', source };
      expect(
        faultsOf(await admin.post('/resolutions', { ...wrong, from: '2016-02-30', endKind: 'OPEN' }).expect(400)),
      ).toEqual(['/from bad_date']);
      expect(
        faultsOf(await admin.post('/resolutions', { ...wrong, from: '0000-01-01', endKind: 'OPEN' }).expect(400)),
      ).toEqual(['/from bad_date']);
      expect(
        faultsOf(
          await admin
            .post('/resolutions', {
              ...wrong,
              from: '2016-01-01',
              to: '2017-01-01',
              endKind: 'NOT_KNOWN_AFTER',
              regime: 'NO',
              missions: ['NOBODY'],
            })
            .expect(422),
        ),
      ).toEqual([
        '/knownUntil illegal_pair',
        '/missions/0 unknown_reference',
        '/regime unknown_regime',
        '/to illegal_pair',
      ]);
    });
  });

  describe('practices', () => {
    it('keep dates as reported, and are found by all that the report says of them', async () => {
      const told = await tell('practices', practice);
      expect(told.body).toMatchObject({
        from: { value: '2015-10', precision: 'MONTH' },
        to: null,
        knownUntil: '2017-12-31',
        arrangement: { cellKind: 'EMBARGO_CELL', dedicated: true, components: ['CIVILIAN'] },
        standing: { state: 'NOT_KNOWN', notKnownSince: '2018-01-01' },
      });
      await tell('practices', {
        ...practice,
        code: 'P-2',
        footnote: null,
        from: null,
        arrangement: null,
        nature: 'RECOMMENDED',
      });
      for (const filter of ['footnote=7', 'nature=OBSERVED', 'q=cell%20OF%20its&nature=OBSERVED'])
        expect(await column(`/practices?paragraph=T/5&${filter}`, 'code')).toEqual(['P-1']);
      for (const filter of [
        'limit=500',
        'mission=unmiva',
        'regime=XV-9001',
        'kind=CELL&kind=PANEL',
        'serviceLine=MONITOR_EMBARGO',
        'on=2015-10-01',
      ])
        expect(await column(`/practices?paragraph=T/5&${filter}`, 'code')).toEqual(['P-1', 'P-2']);
      expect(await column('/practices?paragraph=T/5&on=2015-09-30', 'code')).toEqual(['P-2']);
      expect(await column('/practices?q=100%25', 'code')).toEqual([]);
      expect(await body(`/practices/${told.body.id}`)).toEqual(told.body);
    });

    it('are corrected with an end as reported, the last month included', async () => {
      const ended = await correct('/practices/P-1', {
        to: { value: '2016-03', precision: 'MONTH' },
        endKind: 'DATED',
        knownUntil: null,
        arrangement: { dedicated: null, office: 'JMAC' },
      }).expect(200);
      expect(ended.body).toMatchObject({
        to: { value: '2016-03', precision: 'MONTH' },
        arrangement: { cellKind: 'EMBARGO_CELL', office: 'JMAC', components: ['CIVILIAN'] },
      });
      expect((await body('/practices/P-1?on=2016-03-31')).standing.state).toBe('IN_FORCE');
      expect((await body('/practices/P-1?on=2016-04-01')).standing.state).toBe('ENDED');
    });

    it('refuse dates nobody knows and references to nothing', async () => {
      const bad = (change: object) => admin.post('/practices', { ...practice, code: 'P-3', source, ...change });
      for (const from of [
        '2015-13',
        '2015-02-30',
        'unknown',
        '2015-01-01T00:00:00Z',
        { value: '2015', precision: 'DAY' },
      ])
        expect(faultsOf(await bad({ from }).expect(400))).toEqual(['/from bad_date']);
      expect(faultsOf(await bad({ mission: 'NOBODY', regime: 'NO', knownUntil: '2015-09-30' }).expect(422))).toEqual([
        '/knownUntil period_reversed',
        '/mission unknown_reference',
        '/regime unknown_regime',
      ]);
      expect(faultsOf(await bad({ kind: 'NO', arrangement: { cellKind: 'NO', x: 1 } }).expect(400))).toEqual([
        '/arrangement/cellKind unknown_code',
        '/arrangement/x unknown_field',
        '/kind unknown_code',
      ]);
    });
  });

  it('what an installation brings can be corrected as it stands: no fact of it breaks a rule', async () => {
    const refused: string[] = [];
    let tried = 0;
    for (const [kind, { table, keyColumn }] of Object.entries(factKinds)) {
      const { rows } = await world.owner.query(
        `select ${keyColumn} as key, version from ref.${table} where superseded_at is null and recorded_by is null order by 1`,
      );
      for (const { key, version } of rows) {
        const answer = await correct(`/${kind}/${encodeURIComponent(key)}`, {}, version);
        tried += 1;
        if (answer.status !== 200) refused.push(`${kind} ${key}: ${answer.status} ${faultsOf(answer).join(', ')}`);
      }
    }
    expect(tried).toBeGreaterThan(150);
    expect(refused).toEqual([]);
  }, 60_000);
});
