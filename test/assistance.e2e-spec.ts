import { v4 } from 'uuid';
import { activityOn, assisting, faultsOf, hostRequest, mandateToAssist } from './support/assisting.js';
import { type Caller, openWorld, type World } from './world.js';

describe('assistance to the host State', () => {
  let world: World;
  let analyst: Caller;
  let host: Caller;
  let requestId: string;
  let siteId: string;
  beforeAll(async () => {
    world = await openWorld();
    analyst = await world.as('analyst@UNMIVA');
    host = await world.as('focal@HOST');
    await mandateToAssist(world);
    requestId = (await analyst.post('/assistance-requests', hostRequest).expect(201)).body.id;
    const site = { name: 'Armoury of the guard', kind: 'ARMOURY', place: { placeName: 'Port Amara' } };
    siteId = (await analyst.post('/sites', site).expect(201)).body.id;
  });
  afterAll(() => world.close());

  const idsOf = async (caller: Caller, path: string): Promise<string[]> =>
    (await caller.get(path).expect(200)).body.items.map((one: { id: string }) => one.id);
  const refused = async (change: object) => {
    const answer = await analyst.post('/assistance-activities', { ...activityOn(requestId), ...change });
    return [answer.status, ...faultsOf(answer)];
  };

  describe('requests', () => {
    it('are kept as written, answered, and every earlier version of them', async () => {
      const made = await analyst.post('/assistance-requests', hostRequest).expect(201);
      expect(made.headers.location).toBe(`/api/v1/assistance-requests/${made.body.id}`);
      expect(made.body).toMatchObject({ ...hostRequest, state: 'RECEIVED', answer: null, version: 1 });
      expect(made.body.classification).toBe('CONFIDENTIAL');
      const at = `/assistance-requests/${made.body.id}`;
      const change = { state: 'ACCEPTED', answer: 'Agreed, from March.' };
      await analyst.patch(at, change).expect(428);
      await analyst.patch(at, change, { 'if-match': '"4"' }).expect(412);
      const amended = await analyst.patch(at, change, { 'if-match': '"1"' }).expect(200);
      expect(amended.headers.etag).toBe('"2"');
      expect(amended.body).toMatchObject({ ...hostRequest, ...change, version: 2 });
      const history = (await analyst.get(`${at}/history`).expect(200)).body.items;
      expect(history).toHaveLength(1);
      expect(history[0]).toMatchObject({ version: 1, replacedById: world.appointmentIds.get('analyst@UNMIVA') });
      expect(history[0].before).toMatchObject({
        state: 'RECEIVED',
        answer: null,
        requestedBy: hostRequest.requestedBy,
      });
      await analyst.get(`/assistance-requests/${v4()}/history`).expect(404);
    });

    it('are stored once for one id', async () => {
      const id = v4();
      await analyst.post('/assistance-requests', { ...hostRequest, id }).expect(201);
      await analyst.post('/assistance-requests', { ...hostRequest, id }).expect(200);
      await analyst.post('/assistance-requests', { ...hostRequest, id, ref: 'other' }).expect(409);
    });

    it('are refused with every fault named', async () => {
      const of = async (change: object) => {
        const answer = await analyst.post('/assistance-requests', { ...hostRequest, ...change });
        return [answer.status, ...faultsOf(answer)];
      };
      expect(await of({ receivedOn: '2024-01-31' })).toEqual([422, '/receivedOn period_reversed']);
      expect(await of({ requestedOn: '2990-01-01', receivedOn: null })).toEqual([422, '/requestedOn date_in_future']);
      expect(await of({ state: 'LOST' })).toEqual([400, '/state unknown_code']);
      expect(await of({ types: ['MAGIC'] })).toEqual([400, '/types unknown_code']);
      const [first] = (await analyst.get('/assistance-requests?limit=1')).body.items;
      const amended = await analyst.patch(
        `/assistance-requests/${first.id}`,
        { receivedOn: '2024-01-01' },
        { 'if-match': `"${first.version}"` },
      );
      expect(faultsOf(amended)).toEqual(['/receivedOn period_reversed']);
    });

    it('are found by state, kind of assistance and country', async () => {
      const { id } = (
        await analyst.post('/assistance-requests', { ...hostRequest, types: ['MARITIME'], state: 'DECLINED' })
      ).body;
      expect(await idsOf(analyst, '/assistance-requests?type=MARITIME&type=DESTRUCTION')).toEqual([id]);
      expect(await idsOf(analyst, '/assistance-requests?state=DECLINED')).toContain(id);
      expect(await idsOf(analyst, '/assistance-requests?state=WITHDRAWN')).toEqual([]);
      expect(await idsOf(analyst, '/assistance-requests?country=XO')).toEqual([]);
      await analyst.get('/assistance-requests?state=LOST').expect(400);
    });
  });

  describe('activities', () => {
    it('rest on a mandate and a request, and keep what was delivered, to whom and with what effect', async () => {
      const request = {
        ...activityOn(requestId),
        outputs: [{ what: 'Rifles marked', quantity: 420, unit: 'rifle' }, { what: 'A marking plan' }],
        standards: [{ code: 'MOSAIC 05.30', version: '1.0' }, { code: 'IATG 12.10' }],
        assets: [{ what: 'Dot-peen machine', quantity: 2, value: 18000, currency: 'USD' }],
        partners: ['UNMAS'],
        sites: [
          { siteId, scoreBefore: 41, scoreAfter: 78.5, assessedBefore: '2024-02-20', assessedAfter: '2024-04-02' },
        ],
        trainees: { women: 7, men: 11, notKnown: 0 },
        remarks: 'Joint with the commission.',
      };
      const made = await analyst.post('/assistance-activities', request).expect(201);
      expect(made.body).toMatchObject({ ...request, classification: 'CONFIDENTIAL', procedureVersionId: null });
      const read = await analyst.get(`/assistance-activities/${made.body.id}`).expect(200);
      expect(read.body).toEqual(made.body);
      expect(await idsOf(analyst, `/assistance-activities?siteId=${siteId.toUpperCase()}`)).toEqual([made.body.id]);
      expect(await idsOf(analyst, `/assistance-activities?requestId=${requestId}`)).toContain(made.body.id);
      expect(await idsOf(analyst, `/assistance-activities?requestId=${v4()}`)).toEqual([]);
    });

    it('are refused where not mandated, naming the paragraphs that would do', async () => {
      expect(await refused({ mandateParagraph: undefined })).toEqual([422, '/mandateParagraph not_mandated']);
      expect(await refused({ mandateParagraph: 'S/RES/9001(2015)/4' })).toEqual([
        422,
        '/mandateParagraph not_mandated',
      ]);
      const other = { ...activityOn(requestId), mandateParagraph: 'S/RES/9001(2015)/4' };
      const { body } = await analyst.post('/assistance-activities', other);
      expect(body.errors[0].detail).toBe(`On 2024-03-01 your body is mandated to assist by ${assisting}.`);
      // Before the mandate began, no paragraph would do; the request is then later than the activity, too.
      const early = { from: '2014-12-31', to: '2015-01-02' };
      expect(await refused(early)).toEqual([422, '/mandateParagraph not_mandated', '/requestId not_requested']);
      // UNSOB has a mandate without tasks.
      const unsob = await world.as('analyst@UNSOB');
      const asked = (await unsob.post('/assistance-requests', hostRequest).expect(201)).body.id;
      const answer = await unsob.post('/assistance-activities', activityOn(asked));
      expect([answer.status, ...faultsOf(answer)]).toEqual([422, '/mandateParagraph not_mandated']);
      expect(answer.body.errors[0].detail).toContain('no paragraph known here');
    });

    it('are refused where not requested', async () => {
      const asked = async (change: object) =>
        (await analyst.post('/assistance-requests', { ...hostRequest, ...change }).expect(201)).body.id;
      const foreign = (await host.post('/assistance-requests', hostRequest).expect(201)).body.id;
      expect(await refused({ requestId: undefined })).toEqual([422, '/requestId not_requested']);
      expect(await refused({ requestId: foreign })).toEqual([422, '/requestId unknown_reference']);
      for (const state of ['DECLINED', 'WITHDRAWN'])
        expect(await refused({ requestId: await asked({ state }) })).toEqual([422, '/requestId not_requested']);
      const late = await asked({ requestedOn: '2024-03-02', receivedOn: null });
      expect(await refused({ requestId: late })).toEqual([422, '/requestId not_requested']);
      expect(await refused({ requestId: late, from: '2024-03-02' })).toEqual([201]);
    });

    it('are refused with every other fault named', async () => {
      for (const to of ['2024-03-01', '2024-02-01'])
        expect(await refused({ to })).toEqual([422, '/to period_reversed']);
      expect(await refused({ beneficiary: {} })).toEqual([422, '/beneficiary beneficiary_missing']);
      expect(await refused({ from: '2990-01-01', to: null })).toEqual([422, '/from date_in_future']);
      expect(await refused({ state: 'PLANNED', from: '2990-01-01', to: null })).toEqual([201]);
      expect(await refused({ assets: [{ what: 'x', quantity: 1, value: 5 }] })).toEqual([
        422,
        '/assets/0/currency illegal_pair',
      ]);
      expect(await refused({ sites: [{ siteId, scoreAfter: 50 }] })).toEqual([
        422,
        '/sites/0/assessedAfter score_without_day',
      ]);
      expect(await refused({ sites: [{ siteId, scoreAfter: 101, assessedAfter: '2024-04-01' }] })).toEqual([
        400,
        '/sites/0/scoreAfter out_of_range',
      ]);
      const days = { assessedBefore: '2024-04-02', assessedAfter: '2024-04-01' };
      expect(await refused({ sites: [{ siteId, ...days }, { siteId }] })).toEqual([
        422,
        '/sites/0/assessedAfter period_reversed',
        '/sites/1/siteId named_twice',
      ]);
      expect(await refused({ sites: [{ siteId: v4() }] })).toEqual([422, '/sites/0/siteId unknown_reference']);
      expect(await refused({ procedureVersionId: v4() })).toEqual([422, '/procedureVersionId unknown_reference']);
      expect(await refused({ trainees: { women: 1 } })).toEqual([
        400,
        '/trainees/men required',
        '/trainees/notKnown required',
      ]);
    });

    it('end with the mandate to assist, whose next paragraph may carry them on', async () => {
      const mandate = (from: string, to: string | null, paragraph: string) =>
        world.owner.query(
          `insert into ref.mandates (code, subject, regime_code, valid_from, valid_to, end_kind, source, facts)
           values ($1, 'UNSOB', 'XV-9001', $2, $3, 'DATED', 'test', $4)`,
          [`UNSOB ${from}`, from, to, JSON.stringify({ tasks: [{ code: 'ASSIST_EXEMPTION', paragraph }] })],
        );
      await mandate('2020-01-01', '2021-01-01', 'S/RES/9001(2015)/20');
      const unsob = await world.as('analyst@UNSOB');
      const wish = { ...hostRequest, requestedOn: '2020-01-01', receivedOn: null };
      const asked = (await unsob.post('/assistance-requests', wish).expect(201)).body.id;
      const over = {
        ...activityOn(asked),
        mandateParagraph: 'S/RES/9001(2015)/20',
        from: '2020-11-01',
        to: '2021-03-01',
      };
      expect(faultsOf(await unsob.post('/assistance-activities', over))).toEqual(['/to not_mandated']);
      const after = { ...over, from: '2021-02-01' };
      expect(faultsOf(await unsob.post('/assistance-activities', after))).toEqual(['/mandateParagraph not_mandated']);
      await unsob.post('/assistance-activities', { ...over, to: '2021-01-01' }).expect(201);
      await mandate('2021-01-01', '2022-01-01', 'S/RES/9001(2015)/18');
      await unsob.post('/assistance-activities', over).expect(201);
      expect(faultsOf(await unsob.post('/assistance-activities', after))).toEqual(['/mandateParagraph not_mandated']);
    });

    it('are changed by whoever has read the present version, and keep the one before', async () => {
      const asked = (await analyst.post('/assistance-requests', hostRequest).expect(201)).body.id;
      const planned = { ...activityOn(asked), state: 'UNDER_WAY', to: null, sites: [{ siteId, scoreBefore: 30 }] };
      const { id } = (await analyst.post('/assistance-activities', planned).expect(201)).body;
      const at = `/assistance-activities/${id}`;
      await analyst.patch(at, { state: 'COMPLETED' }).expect(428);
      // A request withdrawn since keeps nobody from completing what was begun, but nothing new may rest on it.
      await analyst.patch(`/assistance-requests/${asked}`, { state: 'WITHDRAWN' }, { 'if-match': '"1"' }).expect(200);
      const sites = [{ siteId, scoreBefore: 30, scoreAfter: 60, assessedAfter: '2024-06-02' }];
      const change = { state: 'COMPLETED', to: '2024-06-01', sites, trainees: { women: 1, men: 2, notKnown: 3 } };
      const done = await analyst.patch(at, change, { 'if-match': '"1"' }).expect(200);
      expect(done.body).toMatchObject({ ...activityOn(asked), ...change, version: 2 });
      await analyst.patch(at, { remarks: 'x' }, { 'if-match': '"1"' }).expect(412);
      const bad = async (wrong: object) => faultsOf(await analyst.patch(at, wrong, { 'if-match': '"2"' }));
      expect(await bad({ from: '2024-03-02' })).toEqual(['/requestId not_requested']);
      expect(await bad({ requestId: v4() })).toEqual(['/requestId unknown_reference']);
      expect(await bad({ mandateParagraph: 'S/RES/9001(2015)/4' })).toEqual(['/mandateParagraph not_mandated']);
      expect(await bad({ to: '2024-01-01' })).toEqual(['/to period_reversed']);
      expect(await bad({ sites: [{ siteId: v4() }] })).toEqual(['/sites/0/siteId unknown_reference']);
      expect(await bad({ mandateParagraph: null })).toEqual(['/mandateParagraph null_not_allowed']);
      const cleared = await analyst.patch(at, { trainees: null, to: null }, { 'if-match': '"2"' }).expect(200);
      expect(cleared.body).toMatchObject({ trainees: null, to: null, sites });
      const history = (await analyst.get(`${at}/history`).expect(200)).body.items;
      expect(history.map((one: { version: number }) => one.version)).toEqual([2, 1]);
      expect(history[1].before).toMatchObject({ state: 'UNDER_WAY', sites: planned.sites, periodTo: null });
    });

    it('are found by kind, state, period and country', async () => {
      const make = async (change: object) =>
        (await analyst.post('/assistance-activities', { ...activityOn(requestId), ...change }).expect(201)).body.id;
      const may = await make({ type: 'DESTRUCTION', from: '2024-05-01', to: '2024-06-01' });
      const open = await make({ type: 'LEGAL_REVIEW', state: 'UNDER_WAY', from: '2024-07-01', to: null });
      const types = '/assistance-activities?type=DESTRUCTION&type=LEGAL_REVIEW';
      expect((await idsOf(analyst, types)).sort()).toEqual([may, open].sort());
      expect(await idsOf(analyst, `${types}&state=UNDER_WAY`)).toEqual([open]);
      // Half-open: what ended on 1 June was not there any more on 1 June.
      expect(await idsOf(analyst, `${types}&from=2024-06-01`)).toEqual([open]);
      expect((await idsOf(analyst, `${types}&from=2024-05-31`)).sort()).toEqual([may, open].sort());
      expect(await idsOf(analyst, `${types}&to=2024-07-01`)).toEqual([may]);
      expect(await idsOf(analyst, `${types}&country=XO`)).toEqual([]);
      await analyst.get('/assistance-activities?state=DONE').expect(400);
    });
  });

  describe('briefings on the embargo', () => {
    const briefing = {
      heldOn: '2024-05-06',
      audience: 'Ministry of the Interior',
      country: 'XV',
      subjects: ['PURPOSE', 'EXEMPTIONS'],
      materials: [{ kind: 'MODEL_LANGUAGE', title: 'How to ask for an exemption', language: 'fr' }],
      participants: 23,
      mandateParagraph: assisting,
    };

    it('are recorded and never changed', async () => {
      const made = await analyst.post('/awareness-briefings', briefing).expect(201);
      expect(made.body).toMatchObject({ ...briefing, remarks: null });
      expect((await analyst.get(`/awareness-briefings/${made.body.id}`).expect(200)).body).toEqual(made.body);
      // Nor is there a way to: the catalogue's rules hold the same for the table.
      await analyst.patch(`/awareness-briefings/${made.body.id}`, { remarks: 'x' }, { 'if-match': '"1"' }).expect(404);
      expect(await idsOf(analyst, '/awareness-briefings?from=2024-05-06&to=2024-05-07&country=XV')).toEqual([
        made.body.id,
      ]);
      expect(await idsOf(analyst, '/awareness-briefings?from=2024-05-07')).toEqual([]);
    });

    it('are refused with every fault named', async () => {
      const wrong = { ...briefing, heldOn: '2990-01-01', mandateParagraph: 'S/RES/1(1946)/99' };
      const answer = await analyst.post('/awareness-briefings', wrong);
      expect([answer.status, ...faultsOf(answer).sort()]).toEqual([
        422,
        '/heldOn date_in_future',
        '/mandateParagraph unknown_paragraph',
      ]);
      const words = { ...briefing, subjects: ['GOSSIP'], materials: [{ kind: 'SONG', title: 'x' }] };
      expect(faultsOf(await analyst.post('/awareness-briefings', words))).toEqual([
        '/subjects unknown_code',
        '/materials/0/kind unknown_code',
      ]);
    });
  });

  it('lets only recording roles write, and nobody without the permission read', async () => {
    const head = await world.as('head@UNMIVA');
    await head.get('/assistance-activities').expect(200);
    await head.post('/assistance-requests', hostRequest).expect(403);
    await head.post('/assistance-activities', activityOn(requestId)).expect(403);
    await head.patch(`/assistance-requests/${requestId}`, { state: 'ACCEPTED' }, { 'if-match': '"1"' }).expect(403);
    for (const who of ['expert@PANEL', 'secretary@COMMITTEE', 'auditor@CORDON', 'admin@CORDON'])
      for (const path of ['/assistance-requests', '/assistance-activities', '/awareness-briefings'])
        await (await world.as(who)).get(path).expect(403);
  });

  it('is the workspace of one body: the host sees nothing of the mission’s, the mission nothing of the host’s', async () => {
    const asked = await host.post('/assistance-requests', { ...hostRequest, receivedOn: null }).expect(201);
    const received = {
      ...activityOn(asked.body.id),
      mandateParagraph: undefined,
      beneficiary: { institution: 'National Guard' },
    };
    const cited = await host.post('/assistance-activities', { ...received, mandateParagraph: assisting });
    expect([cited.status, ...faultsOf(cited)]).toEqual([422, '/mandateParagraph not_mandated']);
    const mine = await host.post('/assistance-activities', { ...received, requestId: undefined }).expect(201);
    expect(mine.body).toMatchObject({ mandateParagraph: null, requestId: null });
    const theirs = (await analyst.get('/assistance-activities?limit=1')).body.items[0].id;
    const pairs: [Caller, string][] = [
      [analyst, `/assistance-requests/${asked.body.id}`],
      [analyst, `/assistance-activities/${mine.body.id}`],
      [host, `/assistance-requests/${requestId}`],
      [host, `/assistance-activities/${theirs}`],
    ];
    for (const [caller, path] of pairs) {
      await caller.get(path).expect(404);
      await caller.get(`${path}/history`).expect(404);
      await caller.patch(path, { country: 'XO' }, { 'if-match': '"1"' }).expect(404);
    }
    expect(await idsOf(host, '/assistance-activities')).toEqual([mine.body.id]);
    expect(await idsOf(analyst, '/assistance-requests')).not.toContain(asked.body.id);
    expect(await idsOf(host, '/assistance-requests')).not.toContain(requestId);
    expect(await idsOf(host, '/awareness-briefings')).toEqual([]);
  });
});
