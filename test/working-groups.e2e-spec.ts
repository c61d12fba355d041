import { v4 } from 'uuid';
import { type Caller, openWorld, type World } from './world.js';

type Answer = { status: number; body: { errors?: { pointer: string; code: string }[]; type?: string } };
const faults = ({ status, body }: Answer) => [status, ...(body.errors ?? []).map(e => `${e.pointer} ${e.code}`)];
const tag = (version: number) => ({ 'if-match': `"${version}"` });
const inDays = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);

describe('working groups, their meetings and action points', () => {
  let world: World;
  let analyst: Caller;
  let chief: Caller;
  let host: Caller;
  beforeAll(async () => {
    world = await openWorld();
    analyst = await world.as('analyst@UNMIVA');
    chief = await world.as('chief@UNMIVA');
    host = await world.as('focal@HOST');
  });
  afterAll(() => world.close());

  const joint = { name: 'Joint arms embargo working group', kind: 'JOINT' };
  const group = async (more: object = {}, who: Caller = analyst): Promise<string> =>
    (await who.post('/working-groups', { ...joint, ...more }).expect(201)).body.id;
  const participants = [
    { name: 'Col. Amara', organisation: 'Ministry of Defence' },
    { name: 'Lt. Obel', organisation: 'UNMIVA', component: 'MILITARY' },
  ];

  it('sets a group up with a national body, changes it and keeps what it said before', async () => {
    const bodyRequest = { name: 'Arms management committee', country: 'XV' };
    const nationalBodyId = (await chief.post('/national-bodies', bodyRequest).expect(201)).body.id;
    const made = await analyst.post('/working-groups', { ...joint, nationalBodyId, participants }).expect(201);
    expect(made.headers.location).toBe(`/api/v1/working-groups/${made.body.id}`);
    expect(made.body).toMatchObject({ ...joint, nationalBodyId, participants, validFrom: null, validTo: null });
    const at = `/working-groups/${made.body.id}`;
    expect((await analyst.get(at).expect(200)).body).toEqual(made.body);
    await analyst.patch(at, { name: 'x' }).expect(428);
    await analyst.patch(at, { name: 'x' }, tag(2)).expect(412);
    const changed = await analyst.patch(at, { participants: [participants[0]], nationalBodyId: null }, tag(1));
    expect([changed.status, changed.headers.etag]).toEqual([200, '"2"']);
    expect(changed.body).toMatchObject({ participants: [participants[0]], nationalBodyId: null, kind: 'JOINT' });
    expect((await analyst.get(`${at}/history`).expect(200)).body.items).toMatchObject([
      { version: 1, before: { nationalBodyId, participants } },
    ]);
    const theirs = (await host.post('/national-bodies', bodyRequest).expect(201)).body.id;
    for (const stranger of [theirs, v4()])
      expect(faults(await analyst.patch(at, { nationalBodyId: stranger }, tag(2)))).toEqual([
        422,
        '/nationalBodyId unknown_reference',
      ]);
  });

  it('refuses what is no group, and finds groups by kind, day and name', async () => {
    const post = async (body: object) => faults(await analyst.post('/working-groups', body));
    expect(await post({})).toEqual([400, '/name required', '/kind required']);
    expect(await post({ ...joint, kind: 'SECRET', participants: [{ name: 'x' }] })).toEqual([
      400,
      '/kind unknown_code',
      '/participants/0/organisation required',
    ]);
    expect(await post({ ...joint, validFrom: '2026-01-02', validTo: '2026-01-01' })).toEqual([
      422,
      '/validTo period_reversed',
    ]);
    expect(await post({ ...joint, nationalBodyId: v4() })).toEqual([422, '/nationalBodyId unknown_reference']);
    await group({ name: 'Find 1', kind: 'INTERNAL', validFrom: '2020-01-01', validTo: '2021-01-01' });
    await group({ name: 'Find 2' });
    const names = async (query: string) =>
      (await analyst.get(`/working-groups${query}`).expect(200)).body.items.map((g: { name: string }) => g.name);
    expect(await names('?q=find')).toEqual(['Find 2', 'Find 1']);
    expect(await names('?q=find&kind=INTERNAL')).toEqual(['Find 1']);
    expect(await names('?q=find&on=2022-01-01')).toEqual(['Find 2']);
    const page = await analyst.get('/working-groups?q=find&limit=1').expect(200);
    expect(await names(`?q=find&limit=1&cursor=${page.body.nextCursor}`)).toEqual(['Find 1']);
    await analyst.get('/working-groups?kind=X').expect(400);
    const request = { ...joint, id: v4() };
    await analyst.post('/working-groups', request).expect(201);
    await analyst.post('/working-groups', request).expect(200);
    await analyst.post('/working-groups', { ...request, name: 'Other' }).expect(409);
  });

  it('records meetings that are never edited, only put right by a further record', async () => {
    const id = await group();
    const meeting = {
      ...{ heldOn: '2026-02-03', place: 'Port Amara', agenda: 'Marking', minutes: 'All agreed.' },
      attendees: [{ name: 'Col. Amara', organisation: 'Ministry of Defence' }],
      decisions: [{ text: 'Mark all rifles', decidedOn: '2026-02-04' }, { text: 'Meet again' }],
    };
    const made = await analyst.post(`/working-groups/${id}/meetings`, meeting).expect(201);
    const at = `/working-groups/${id}/meetings/${made.body.id}`;
    expect(made.headers.location).toBe(`/api/v1${at}`);
    expect(made.body).toMatchObject({ ...meeting, groupId: id, correctsId: null, correctedById: null });
    await analyst.patch(at, { minutes: 'x' }, tag(1)).expect(404);
    await expect(
      world.db.as(
        {
          ...{ personId: world.id('analyst@UNMIVA'), appointmentId: world.appointmentIds.get('analyst@UNMIVA') ?? '' },
          ...{ bodyId: world.id('UNMIVA'), bodyAcronym: 'UNMIVA', bodyKind: 'MISSION', role: 'CELL_ANALYST' },
          ...{ sessionId: null, requestId: 'test', purpose: null },
        },
        tx => tx.sql(`update group_meetings set minutes = 'x'`),
      ),
    ).rejects.toMatchObject({ code: '42501' });
    const correction = { ...meeting, minutes: 'Most agreed.', correctsId: made.body.id };
    const better = await analyst.post(`/working-groups/${id}/meetings`, correction).expect(201);
    expect((await analyst.get(at).expect(200)).body.correctedById).toBe(better.body.id);
    const third = await analyst.post(`/working-groups/${id}/meetings`, { ...correction, minutes: 'None.' }).expect(409);
    expect(third.body.type).toBe('/problems/conflicting_change');
    await analyst.post(`/working-groups/${id}/meetings`, { heldOn: '2026-03-03' }).expect(201);
    const days = async (query: string) =>
      (await analyst.get(`/working-groups/${id}/meetings${query}`).expect(200)).body.items.length;
    expect([await days(''), await days('?from=2026-03-03'), await days('?to=2026-03-03')]).toEqual([3, 1, 2]);

    const other = await group();
    const wrong = async (body: object, of = id) => faults(await analyst.post(`/working-groups/${of}/meetings`, body));
    expect(await wrong({ heldOn: inDays(3) })).toEqual([422, '/heldOn date_in_future']);
    expect(await wrong({ heldOn: '2026-02', decisions: [{}] })).toEqual([
      400,
      '/heldOn bad_date',
      '/decisions/0/text required',
    ]);
    expect(await wrong({ heldOn: '2026-02-03', correctsId: made.body.id }, other)).toEqual([
      422,
      '/correctsId unknown_reference',
    ]);
    expect(await wrong({ heldOn: '2026-02-03' }, v4())).toEqual([404]);
    await analyst.get(`/working-groups/${other}/meetings/${made.body.id}`).expect(404);
  });

  it('does one request under one key or one id once', async () => {
    const id = await group();
    for (const [path, body] of [
      ['meetings', { heldOn: '2026-01-10' }],
      ['action-points', { text: 'Count the rifles' }],
    ] as [string, object][]) {
      const at = `/working-groups/${id}/${path}`;
      const key = { 'idempotency-key': v4() };
      const answers = await Promise.all(Array.from({ length: 4 }, () => analyst.post(at, body, key)));
      expect(answers.map(a => [a.status, a.text])).toEqual(answers.map(() => [201, answers[0]?.text]));
      expect(answers.map(a => a.headers.location)).toEqual(answers.map(() => `/api/v1${at}/${answers[0]?.body.id}`));
      await analyst.post(at, { ...body, classification: 'UNCLASSIFIED' }, key).expect(409);
      const own = { ...body, id: v4() };
      await analyst.post(at, own).expect(201);
      await analyst.post(at, own).expect(200);
      await analyst.post(at, { ...own, caveats: ['NO_NAMES'] }).expect(409);
      expect((await analyst.get(at)).body.items).toHaveLength(2);
    }
  });

  it('sets action points, closes them, and says what is overdue across all groups', async () => {
    const [id, other] = [await group(), await group({ name: 'Second', kind: 'INTERNAL' })];
    const meetingId = (await analyst.post(`/working-groups/${id}/meetings`, { heldOn: '2026-01-10' })).body.id;
    const set = (of: string, more: object = {}) =>
      analyst.post(`/working-groups/${of}/action-points`, { text: 'Order a marking machine', ...more });
    const late = await set(id, { owner: 'Ministry', dueOn: '2026-01-20', meetingId }).expect(201);
    expect(late.body).toMatchObject({ state: 'OPEN', closedOn: null, overdue: true, owner: 'Ministry', meetingId });
    const early = await set(other, { dueOn: inDays(30) }).expect(201);
    expect(early.body.overdue).toBe(false);
    await set(other).expect(201);
    const ids = async (query: string) =>
      (await analyst.get(`/action-points${query}`).expect(200)).body.items.map((p: { id: string }) => p.id);
    expect(await ids('?state=OPEN&dueBefore=2026-01-21')).toEqual([late.body.id]);
    expect(await ids(`?groupId=${other}&state=OPEN`)).toHaveLength(2);
    expect(await ids('?state=DONE')).toEqual([]);
    expect((await analyst.get(`/working-groups/${id}/action-points?state=OPEN`).expect(200)).body.items).toEqual([
      late.body,
    ]);
    const at = `/working-groups/${id}/action-points/${late.body.id}`;
    const patch = (body: object, version: number) => analyst.patch(at, body, tag(version));
    expect(faults(await patch({ closedOn: '2026-01-19' }, 1))).toEqual([422, '/closedOn not_closed']);
    expect(faults(await patch({ state: 'DONE', closedOn: inDays(3) }, 1))).toEqual([422, '/closedOn date_in_future']);
    expect((await patch({ state: 'DONE' }, 1).expect(200)).body).toMatchObject({ closedOn: inDays(0), overdue: false });
    expect((await patch({ closedOn: '2026-01-19' }, 2).expect(200)).body.closedOn).toBe('2026-01-19');
    expect((await patch({ state: 'DROPPED' }, 3).expect(200)).body.closedOn).toBe('2026-01-19');
    expect((await patch({ state: 'OPEN', meetingId: null }, 4).expect(200)).body).toMatchObject({
      closedOn: null,
      meetingId: null,
      overdue: true,
    });
    expect((await patch({ state: 'DONE', closedOn: null }, 5).expect(200)).body.closedOn).toBeNull();
    await patch({ text: 'x' }, 1).expect(412);
    expect((await analyst.get(`${at}/history`).expect(200)).body.items).toHaveLength(5);
    expect(faults(await set(other, { meetingId }))).toEqual([422, '/meetingId unknown_reference']);
    expect(faults(await set(id, { text: ' ', state: 'X' }))).toEqual([400, '/text empty', '/state unknown_code']);
    expect((await set(v4())).status).toBe(404);
    await analyst.patch(`/working-groups/${other}/action-points/${late.body.id}`, { text: 'x' }, tag(6)).expect(404);
    for (const query of ['?dueBefore=soon', '?overdue=true']) await analyst.get(`/action-points${query}`).expect(400);
  });

  it('lets the host keep groups of its own, and neither sees the other’s', async () => {
    const ours = await group({ name: 'Of the mission' });
    const point = (await analyst.post(`/working-groups/${ours}/action-points`, { text: 'Ours' }).expect(201)).body.id;
    const theirs = await group({ name: 'Of the host' }, host);
    await host.post(`/working-groups/${theirs}/meetings`, { heldOn: '2026-01-10' }).expect(201);
    await host.post(`/working-groups/${theirs}/action-points`, { text: 'Theirs' }).expect(201);
    expect((await host.get('/working-groups').expect(200)).body.items).toHaveLength(1);
    expect((await host.get('/action-points').expect(200)).body.items).toMatchObject([{ text: 'Theirs' }]);
    for (const path of ['', '/history', '/meetings', '/action-points', `/action-points/${point}`]) {
      await host.get(`/working-groups/${ours}${path}`).expect(404);
      await (await world.as('analyst@UNSOB')).get(`/working-groups/${ours}${path}`).expect(404);
    }
    await analyst.get(`/working-groups/${theirs}/meetings`).expect(404);
    await host.post(`/working-groups/${ours}/meetings`, { heldOn: '2026-01-10' }).expect(404);
    await host.patch(`/working-groups/${ours}`, { name: 'x' }, tag(1)).expect(404);
  });

  it('is recorded by those who work in it, and closed to everybody else', async () => {
    const id = await group();
    await (await world.as('head@UNMIVA')).get(`/working-groups/${id}`).expect(200);
    await (await world.as('head@UNMIVA')).post('/working-groups', joint).expect(403);
    await (await world.as('records@CORDON')).get('/action-points').expect(200);
    for (const who of ['expert@PANEL', 'secretary@COMMITTEE', 'admin@CORDON', 'auditor@CORDON'])
      for (const path of ['/working-groups', `/working-groups/${id}/meetings`, '/action-points'])
        await (await world.as(who)).get(path).expect(403);
    await analyst.get('/working-groups/x').expect(404);
    await analyst.get(`/working-groups/x/meetings`).expect(404);
  });
});
