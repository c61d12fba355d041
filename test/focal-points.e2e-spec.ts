import { v4 } from 'uuid';
import { type Caller, openWorld, type World } from './world.js';

type Answer = { status: number; body: { errors?: { pointer: string; code: string }[]; type?: string } };
const faults = ({ status, body }: Answer) => [status, ...(body.errors ?? []).map(e => `${e.pointer} ${e.code}`)];
const tag = (version: number) => ({ 'if-match': `"${version}"` });

describe('focal points and national bodies', () => {
  let world: World;
  let chief: Caller;
  let analyst: Caller;
  let host: Caller;
  beforeAll(async () => {
    world = await openWorld();
    chief = await world.as('chief@UNMIVA');
    analyst = await world.as('analyst@UNMIVA');
    host = await world.as('focal@HOST');
  });
  afterAll(() => world.close());

  const term = (more: object = {}) => ({
    personId: world.id('focal@UNMIVA'),
    office: 'CHIEF_OF_STAFF',
    validFrom: '2026-01-01',
    ...more,
  });
  const national = { country: 'XV', institution: 'Ministry of Defence', name: 'Col. Amara' };
  const commission = { country: 'XV', name: 'National commission on small arms' };

  it('names a focal point, and says which paragraph finds the office useful', async () => {
    const made = await chief.post('/focal-points', term({ functionTitle: 'Liaison', contact: 'Room 4' })).expect(201);
    expect(made.headers.location).toBe(`/api/v1/focal-points/${made.body.id}`);
    expect(made.body).toMatchObject({
      ...{ kind: 'MISSION_TO_PANEL', name: null, functionTitle: 'Liaison', contact: 'Room 4', validTo: null },
      ...{ goodPractice: true, goodPracticeBasis: 'S/2017/1025 annex II para 18', classification: 'CONFIDENTIAL' },
    });
    expect((await analyst.get(`/focal-points/${made.body.id}`).expect(200)).body).toEqual(made.body);
    const elsewhere = { personId: undefined, name: 'Maj. Obel', office: 'JMAC', kind: 'MISSION_TO_PANEL' };
    const other = await chief.post('/focal-points', term(elsewhere)).expect(201);
    expect(other.body).toMatchObject({ name: 'Maj. Obel', goodPractice: false, goodPracticeBasis: null });
    const list = async (query: string) => (await analyst.get(`/focal-points${query}`).expect(200)).body.items;
    expect(await list('?office=JMAC')).toHaveLength(1);
    expect(await list('?office=JMAC&office=CHIEF_OF_STAFF')).toHaveLength(2);
    expect(await list('?on=2025-12-31')).toEqual([]);
    expect(await list(`?personId=${world.id('focal@UNMIVA')}`)).toHaveLength(1);
    const page = await analyst.get('/focal-points?limit=1&count=exact').expect(200);
    expect(page.body.total).toBe(2);
    expect(await list(`?limit=1&cursor=${page.body.nextCursor}`)).toMatchObject([{ id: made.body.id }]);
    await analyst.get('/focal-points?on=2026').expect(400);
  });

  it('has one term of one person in one office at a time', async () => {
    const personId = world.id('head@UNMIVA');
    const first = await chief.post('/focal-points', term({ personId, validTo: '2026-06-01' })).expect(201);
    const twice = await chief.post('/focal-points', term({ personId, validFrom: '2026-05-31' })).expect(409);
    expect(twice.body.type).toBe('/problems/already_stored');
    await chief.post('/focal-points', term({ personId, validFrom: '2026-06-01' })).expect(201);
    await chief.post('/focal-points', term({ personId, office: 'POLITICAL_AFFAIRS' })).expect(201);
    const at = `/focal-points/${first.body.id}`;
    expect((await chief.patch(at, { validTo: null }, tag(1)).expect(409)).body.type).toBe('/problems/already_stored');
    // A term entered by mistake ends on the day it begins, and so was never in force.
    await chief.patch(at, { validTo: '2026-01-01' }, tag(1)).expect(200);
    await chief.post('/focal-points', term({ personId, validTo: '2026-05-01' })).expect(201);
    const request = { ...term({ personId: undefined, name: 'Sent twice' }), id: v4() };
    await chief.post('/focal-points', request).expect(201);
    await chief.post('/focal-points', request).expect(200);
    await chief.post('/focal-points', { ...request, office: 'JMAC' }).expect(409);
  });

  it('refuses a term of nobody, of another body’s people, of an unknown office, or that ends before it begins', async () => {
    const post = async (more: object) => faults(await chief.post('/focal-points', term(more)));
    expect(await post({ personId: undefined })).toEqual([422, '/personId illegal_pair']);
    expect(await post({ name: 'x' })).toEqual([422, '/personId illegal_pair']);
    expect(await post({ personId: world.id('focal@HOST') })).toEqual([422, '/personId unknown_reference']);
    expect(await post({ office: 'ATTIC', kind: 'X' })).toEqual([400, '/kind unknown_code', '/office unknown_code']);
    expect(await post({ validFrom: null, surprise: 1 })).toEqual([
      400,
      '/surprise unknown_field',
      '/validFrom null_not_allowed',
    ]);
    expect(await post({ validTo: '2025-01-01' })).toEqual([422, '/validTo period_reversed']);
  });

  it('changes a term for whoever has read its present version, and keeps what it said before', async () => {
    const request = term({ personId: undefined, name: 'Changed', contact: 'Room 1' });
    const { id } = (await chief.post('/focal-points', request).expect(201)).body;
    const at = `/focal-points/${id}`;
    await chief.patch(at, { contact: 'Room 2' }).expect(428);
    await chief.patch(at, { contact: 'Room 2' }, tag(9)).expect(412);
    const changed = await chief.patch(at, { contact: 'Room 2', validTo: '2026-09-01' }, tag(1)).expect(200);
    expect([changed.headers.etag, changed.body]).toMatchObject(['"2"', { contact: 'Room 2', validTo: '2026-09-01' }]);
    expect(faults(await chief.patch(at, { validFrom: '2027-01-01' }, tag(2)))).toEqual([
      422,
      '/validTo period_reversed',
    ]);
    expect(faults(await chief.patch(at, { office: 'JMAC' }, tag(2)))).toEqual([400, '/office unknown_field']);
    const history = (await analyst.get(`${at}/history`).expect(200)).body.items;
    expect(history).toMatchObject([{ version: 1, before: { contact: 'Room 1', validTo: null } }]);
  });

  it('records whom a host State has appointed, even where no date is known', async () => {
    const known = {
      ...national,
      ...{ functionTitle: 'Adviser', mandateText: 'Decree 12', contact: 'x@vareta.example' },
      ...{ validFrom: '2024-01-01', validTo: '2027-01-01', appointedOn: '2023-12-01' },
    };
    const made = await chief.post('/national-focal-points', known).expect(201);
    expect(made.body).toMatchObject(known);
    const bare = (await chief.post('/national-focal-points', { ...national, name: 'Unknown days' }).expect(201)).body;
    expect(bare).toMatchObject({ validFrom: null, validTo: null, appointedOn: null });
    const at = `/national-focal-points/${bare.id}`;
    expect((await analyst.get(at).expect(200)).body).toEqual(bare);
    await chief.patch(at, { validTo: '2026-01-01' }, tag(1)).expect(200);
    await chief.patch(at, { name: 'x' }, tag(1)).expect(412);
    expect((await analyst.get(`${at}/history`)).body.items).toMatchObject([{ before: { validTo: null } }]);
    const names = async (query: string) =>
      (await analyst.get(`/national-focal-points${query}`).expect(200)).body.items.map((n: { name: string }) => n.name);
    expect(await names('?on=2025-06-01')).toEqual(['Unknown days', 'Col. Amara']);
    expect(await names('?on=2026-06-01')).toEqual(['Col. Amara']);
    expect(await names('?q=COL')).toEqual(['Col. Amara']);
    expect(await names('?country=XO')).toEqual([]);
    expect(faults(await chief.post('/national-focal-points', { country: 'ZZZ' }))).toEqual([
      400,
      '/country unknown_code',
      '/institution required',
      '/name required',
    ]);
    const reversed = { ...national, validFrom: '2026-01-02', validTo: '2026-01-01' };
    expect(faults(await chief.post('/national-focal-points', reversed))).toEqual([422, '/validTo period_reversed']);
  });

  it('records national commissions and committees', async () => {
    const full = {
      ...commission,
      ...{ kind: 'Commission', basis: 'Law 3 of 2019', membersText: ['Police', 'Customs'], plan: 'Marking by 2027' },
    };
    const made = await chief.post('/national-bodies', full).expect(201);
    expect(made.body).toMatchObject({ ...full, validFrom: null, validTo: null });
    const at = `/national-bodies/${made.body.id}`;
    const changed = await chief.patch(at, { membersText: ['Police'], basis: null }, tag(1)).expect(200);
    expect(changed.body).toMatchObject({ membersText: ['Police'], basis: null, plan: 'Marking by 2027' });
    expect((await analyst.get(`${at}/history`)).body.items).toMatchObject([
      { before: { membersText: ['Police', 'Customs'], basis: 'Law 3 of 2019' } },
    ]);
    expect((await analyst.get('/national-bodies?q=national&country=XV')).body.items).toHaveLength(1);
    expect(faults(await chief.post('/national-bodies', { ...commission, membersText: [''] }))).toEqual([
      400,
      '/membersText empty',
    ]);
    const reversed = { validFrom: '2026-01-02', validTo: '2026-01-01' };
    expect(faults(await chief.patch(at, reversed, tag(2)))).toEqual([422, '/validTo period_reversed']);
  });

  it('lets the host’s own office keep its own, and neither sees the other’s', async () => {
    const ours = (await chief.post('/national-focal-points', { ...national, name: 'As the mission says' })).body.id;
    const theirs = await host.post('/national-focal-points', { ...national, name: 'As the host says' }).expect(201);
    const body = (await host.post('/national-bodies', commission).expect(201)).body.id;
    await host.patch(`/national-bodies/${body}`, { plan: 'Ours' }, tag(1)).expect(200);
    expect((await host.get('/national-focal-points').expect(200)).body.items).toEqual([theirs.body]);
    expect((await host.get('/national-bodies').expect(200)).body.items).toHaveLength(1);
    expect((await host.get('/focal-points').expect(200)).body.items).toEqual([]);
    for (const path of ['', '/history']) {
      await host.get(`/national-focal-points/${ours}${path}`).expect(404);
      await analyst.get(`/national-focal-points/${theirs.body.id}${path}`).expect(404);
      await (await world.as('chief@UNSOB')).get(`/national-bodies/${body}${path}`).expect(404);
    }
    await host.patch(`/national-focal-points/${ours}`, { name: 'x' }, tag(1)).expect(404);
  });

  it('is read by the mission, kept by those who may, and closed to everybody else', async () => {
    await analyst.get('/focal-points').expect(200);
    await (await world.as('focal@UNMIVA')).post('/national-bodies', commission).expect(201);
    for (const path of ['/focal-points', '/national-focal-points', '/national-bodies']) {
      await analyst.post(path, {}).expect(403);
      for (const who of ['expert@PANEL', 'secretary@COMMITTEE', 'admin@CORDON', 'auditor@CORDON'])
        await (await world.as(who)).get(path).expect(403);
      await analyst.get(`${path}/x`).expect(404);
      await analyst.get(`${path}/${v4()}/history`).expect(404);
    }
  });
});
