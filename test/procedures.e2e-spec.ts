import { v4 } from 'uuid';
import { activityOn, faultsOf, hostRequest, mandateToAssist } from './support/assisting.js';
import { type Caller, openWorld, type World } from './world.js';

const procedure = {
  title: 'How we inspect armouries',
  kind: 'SOP',
  subjects: ['OPERATIONAL_CONSTRAINTS'],
  ownerOffice: 'Embargo cell',
};

describe('procedures', () => {
  let world: World;
  let chief: Caller;
  let analyst: Caller;
  beforeAll(async () => {
    world = await openWorld();
    chief = await world.as('chief@UNMIVA');
    analyst = await world.as('analyst@UNMIVA');
  });
  afterAll(() => world.close());

  const register = async (change: object = {}, who = chief): Promise<string> =>
    (await who.post('/procedures', { ...procedure, ...change }).expect(201)).body.id;
  const issue = async (id: string, label: string, from: string, change: object = {}, who = chief) =>
    (await who.post(`/procedures/${id}/versions`, { label, from, text: `As of ${from}.`, ...change }).expect(201)).body;
  const refused = async (id: string, wish: object) => {
    const answer = await chief.post(`/procedures/${id}/versions`, { label: 'x', text: 'x', ...wish });
    return [answer.status, ...faultsOf(answer)];
  };
  const inForce = async (id: string, on: string) => {
    const { items } = (await analyst.get(`/procedures?on=${on}&limit=500`).expect(200)).body;
    return items.find((one: { id: string }) => one.id === id).versionInForce?.label ?? null;
  };
  const withdraw = (id: string, versionId: string, body: object, version = 1) =>
    chief.post(`/procedures/${id}/versions/${versionId}/transitions`, body, { 'if-match': `"${version}"` });

  it('are registered, renamed and found, with every earlier version of the record', async () => {
    const id = v4();
    const made = await chief.post('/procedures', { ...procedure, id }).expect(201);
    expect(made.body).toMatchObject({ ...procedure, id, versionInForce: null, classification: 'CONFIDENTIAL' });
    await chief.post('/procedures', { ...procedure, id }).expect(200);
    await chief.post('/procedures', { ...procedure, id, kind: 'CHECKLIST' }).expect(409);
    const at = `/procedures/${id}`;
    await chief.patch(at, { title: 'x' }).expect(428);
    await chief.patch(at, { title: 'x' }, { 'if-match': '"5"' }).expect(412);
    const change = { subjects: ['KNOWLEDGE_TRANSFER'], kind: 'UNIFORM_GUIDANCE', ownerOffice: null };
    const amended = await chief.patch(at, change, { 'if-match': '"1"' }).expect(200);
    expect(amended.body).toMatchObject({ ...change, title: procedure.title, version: 2 });
    const history = (await analyst.get(`${at}/history`).expect(200)).body.items;
    expect(history).toMatchObject([{ version: 1, before: { kind: 'SOP', ownerOffice: 'Embargo cell' } }]);
    const ids = async (query: string) =>
      (await analyst.get(`/procedures${query}`).expect(200)).body.items.map((one: { id: string }) => one.id);
    expect(await ids('?subject=KNOWLEDGE_TRANSFER&subject=MANDATES')).toEqual([id]);
    expect(await ids('?kind=UNIFORM_GUIDANCE&count=exact')).toEqual([id]);
    expect(await ids('?kind=CHECKLIST')).toEqual([]);
    await analyst.get('/procedures?on=2024-02-30').expect(400);
    await analyst.get('/procedures?on=2024-02-01&on=2024-02-02').expect(400);
    await analyst.get('/procedures?subject=COOKING').expect(400);
  });

  it('have one version in force a day: the next one ends the one before', async () => {
    const id = await register();
    const one = await issue(id, '1.0', '2023-01-01', {
      text: undefined,
      documentTitle: 'Guide',
      url: 'https://x.example/guide',
      sha256: 'AB'.repeat(32),
    });
    expect(one).toMatchObject({
      label: '1.0',
      from: '2023-01-01',
      to: null,
      text: null,
      sha256: 'ab'.repeat(32),
      endsPrevious: true,
      availableTransitions: ['WITHDRAWN'],
    });
    const two = await issue(id, '2.0', '2024-01-01', { changes: 'Notice is given in writing.' });
    expect(two).toMatchObject({ from: '2024-01-01', to: null, changes: 'Notice is given in writing.' });
    expect(await inForce(id, '2022-12-31')).toBeNull();
    expect(await inForce(id, '2023-12-31')).toBe('1.0');
    expect(await inForce(id, '2024-01-01')).toBe('2.0');
    const versions = (await analyst.get(`/procedures/${id}/versions`).expect(200)).body.items;
    expect(versions.map((v: { label: string; to: string }) => [v.label, v.to])).toEqual([
      ['2.0', null],
      ['1.0', '2024-01-01'],
    ]);
    expect((await analyst.get(`/procedures/${id}`).expect(200)).body.versionInForce).toEqual({
      id: two.id,
      label: '2.0',
      from: '2024-01-01',
    });
    for (const from of ['2023-06-01', '2024-01-01'])
      expect(await refused(id, { from })).toEqual([422, '/from period_reversed']);
    expect(await refused(id, { from: '2025-01-01', endsPrevious: false })).toEqual([
      422,
      '/endsPrevious previous_in_force',
    ]);
    expect(await refused(id, { from: '2025-01-01', text: undefined })).toEqual([422, ' content_missing']);
    expect(await refused(id, { from: '2025-01-01', sha256: 'ab' })).toEqual([400, '/sha256 bad_format']);
    await chief.post(`/procedures/${v4()}/versions`, { label: '1', from: '2024-01-01', text: 'x' }).expect(404);
  });

  it('never have two versions in force, whoever issues them at once', async () => {
    const id = await register();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        chief.post(`/procedures/${id}/versions`, { label: `${n}`, from: '2024-01-01', text: 'x' }),
      ),
    );
    expect(answers.map(a => a.status).sort()).toEqual([201, 422, 422, 422, 422, 422]);
  });

  it('have versions that are stored once for one id or one key', async () => {
    const id = await register();
    const wish = { id: v4(), label: '1', from: '2024-01-01', text: 'x' };
    const made = await chief.post(`/procedures/${id}/versions`, wish).expect(201);
    expect((await chief.post(`/procedures/${id}/versions`, wish).expect(200)).body).toEqual(made.body);
    await chief.post(`/procedures/${id}/versions`, { ...wish, text: 'y' }).expect(409);
    const key = { 'idempotency-key': 'version-2' };
    const next = { label: '2', from: '2024-02-01', text: 'x' };
    const first = await chief.post(`/procedures/${id}/versions`, next, key).expect(201);
    expect((await chief.post(`/procedures/${id}/versions`, next, key).expect(201)).body).toEqual(first.body);
  });

  it('have versions that are withdrawn once, from a day on', async () => {
    const id = await register();
    const one = await issue(id, '1', '2023-01-01');
    const two = await issue(id, '2', '2024-01-01');
    const at = `/procedures/${id}/versions/${two.id}/transitions`;
    const wish = { to: 'WITHDRAWN', at: '2024-07-01', reason: 'Overtaken by the new mandate.' };
    await chief.post(at, wish).expect(428);
    expect((await withdraw(id, two.id, wish, 4)).status).toBe(412);
    expect(faultsOf(await withdraw(id, two.id, { ...wish, at: '2023-12-31' }))).toEqual(['/at period_reversed']);
    expect(faultsOf(await withdraw(id, one.id, { ...wish, at: '2024-01-01' }))).toEqual(['/at not_in_force']);
    expect(faultsOf(await withdraw(id, two.id, { to: 'WITHDRAWN' }))).toEqual(['/at required', '/reason required']);
    const done = (await withdraw(id, two.id, wish)).body;
    expect(done).toMatchObject({
      to: '2024-07-01',
      withdrawnOn: '2024-07-01',
      withdrawnReason: wish.reason,
      withdrawnById: world.appointmentIds.get('chief@UNMIVA'),
      availableTransitions: [],
      version: 2,
    });
    expect(await inForce(id, '2024-06-30')).toBe('2');
    // Withdrawn without another to follow: the one before does not come back.
    expect(await inForce(id, '2024-07-01')).toBeNull();
    const again = await withdraw(id, two.id, wish, 2);
    expect([again.status, again.body.type]).toEqual([409, '/problems/move_not_allowed']);
    await issue(id, '3', '2024-09-01', { endsPrevious: false });
    expect(await inForce(id, '2024-08-31')).toBeNull();
    expect(await inForce(id, '2024-09-01')).toBe('3');
    // The first one may still be withdrawn early, within its own time.
    expect((await withdraw(id, one.id, { ...wish, at: '2023-06-01' })).status).toBe(200);
    expect(await inForce(id, '2023-07-01')).toBeNull();
    expect((await withdraw(await register(), two.id, wish, 2)).status).toBe(404);
  });

  it('belong to one body, whose chiefs manage them', async () => {
    const id = await register();
    const { id: versionId } = await issue(id, '1', '2023-01-01');
    await analyst.post('/procedures', procedure).expect(403);
    await analyst.patch(`/procedures/${id}`, { title: 'x' }, { 'if-match': '"1"' }).expect(403);
    await analyst.post(`/procedures/${id}/versions`, { label: '2', from: '2024-01-01', text: 'x' }).expect(403);
    await (await world.as('auditor@CORDON')).get('/procedures').expect(403);
    const other = await world.as('chief@UNSOB');
    for (const path of ['', '/versions', '/history']) await other.get(`/procedures/${id}${path}`).expect(404);
    await other.patch(`/procedures/${id}`, { title: 'x' }, { 'if-match': '"1"' }).expect(404);
    await other.post(`/procedures/${id}/versions`, { label: '2', from: '2024-01-01', text: 'x' }).expect(404);
    const move = { to: 'WITHDRAWN', at: '2024-01-01', reason: 'x' };
    const at = `/procedures/${id}/versions/${versionId}/transitions`;
    await other.post(at, move, { 'if-match': '"1"' }).expect(404);
    expect((await other.get('/procedures')).body.items).toEqual([]);
  });

  describe('pinned by the records made under them', () => {
    const visit = (from: string, change: object = {}) => ({
      type: 'ARMOURY',
      period: { from },
      accessResults: [{ result: 'FULL' }],
      ...change,
    });
    const pinned = async (from: string, change: object = {}, who = analyst) =>
      (await who.post('/inspections', visit(from, change)).expect(201)).body.procedureVersionId;

    it('an inspection takes the version in force on its day, or the one it names', async () => {
      expect(await pinned('2024-03-05')).toBeNull();
      const id = await register({ subjects: ['INSPECTION', 'RESOURCES'] });
      const one = await issue(id, '1', '2023-01-01');
      const two = await issue(id, '2', '2024-03-15');
      expect(await pinned('2022-12-31')).toBeNull();
      expect(await pinned('2023-01-01')).toBe(one.id);
      expect(await pinned('2024-03-14T23:30:00Z')).toBe(one.id);
      expect(await pinned('2024-03-15')).toBe(two.id);
      // Of a month in which the version changed nobody can say which it was; of another month they can.
      expect(await pinned('2024-03')).toBeNull();
      expect(await pinned('2024-02')).toBe(one.id);
      // Named: some day that the date allows will do.
      expect(await pinned('2024-03', { procedureVersionId: two.id })).toBe(two.id);
      const refuse = async (from: string, procedureVersionId: string) => {
        const answer = await analyst.post('/inspections', visit(from, { procedureVersionId }));
        return [answer.status, ...faultsOf(answer)];
      };
      expect(await refuse('2024-03-14', two.id)).toEqual([422, '/procedureVersionId not_in_force']);
      expect(await refuse('2024-03-15', one.id)).toEqual([422, '/procedureVersionId not_in_force']);
      expect(await refuse('2024-03-15', v4())).toEqual([422, '/procedureVersionId unknown_reference']);
      // Other faults are told with it.
      const both = await analyst.post(
        '/inspections',
        visit('2024-03-14', { procedureVersionId: two.id, siteId: v4(), legalBasis: { regime: 'XX-1' } }),
      );
      expect(faultsOf(both)).toEqual([
        '/legalBasis/regime unknown_regime',
        '/siteId unknown_reference',
        '/procedureVersionId not_in_force',
      ]);
      // Another body's procedures are nobody else's, and its versions no references.
      const other = await world.as('analyst@UNSOB');
      expect(await pinned('2024-03-20', {}, other)).toBeNull();
      const theirs = await other.post('/inspections', visit('2024-03-20', { procedureVersionId: two.id }));
      expect(faultsOf(theirs)).toEqual(['/procedureVersionId unknown_reference']);
      // With a second procedure about inspections in force, the inspection must say which.
      const second = await register({ subjects: ['INSPECTION'] });
      const rival = await issue(second, '1', '2024-05-01');
      expect(await pinned('2024-04-30')).toBe(two.id);
      expect(await pinned('2024-05-01')).toBeNull();
      expect(await pinned('2024-05-01', { procedureVersionId: rival.id })).toBe(rival.id);
      await withdraw(second, rival.id, { to: 'WITHDRAWN', at: '2024-06-01', reason: 'One is enough.' }).expect(200);
      expect(await pinned('2024-06-01')).toBe(two.id);
      expect(await pinned('2024-05-31')).toBeNull();
    });

    it('an activity keeps the one it names', async () => {
      await mandateToAssist(world);
      const id = await register({ subjects: ['RESOURCES'] });
      const { id: procedureVersionId } = await issue(id, '1', '2024-03-02');
      const asked = (await analyst.post('/assistance-requests', hostRequest).expect(201)).body.id;
      const wish = { ...activityOn(asked), procedureVersionId };
      expect(faultsOf(await analyst.post('/assistance-activities', wish))).toEqual([
        '/procedureVersionId not_in_force',
      ]);
      const made = await analyst.post('/assistance-activities', { ...wish, from: '2024-03-02' }).expect(201);
      expect(made.body.procedureVersionId).toBe(procedureVersionId);
      const at = `/assistance-activities/${made.body.id}`;
      expect((await analyst.patch(at, { procedureVersionId: null }, { 'if-match': '"1"' })).body).toMatchObject({
        procedureVersionId: null,
      });
      await analyst.patch(at, { procedureVersionId }, { 'if-match': '"2"' }).expect(200);
    });
  });
});
