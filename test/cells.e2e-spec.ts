import { v4 } from 'uuid';
import { type Caller, openWorld, type World } from './world.js';

type Answer = { status: number; body: { errors?: { pointer: string; code: string }[]; type?: string } };
const faults = ({ status, body }: Answer) => [status, ...(body.errors ?? []).map(e => `${e.pointer} ${e.code}`)];

describe('cells, their members, vacancies and offers of personnel', () => {
  let world: World;
  let chief: Caller;
  let analyst: Caller;
  beforeAll(async () => {
    world = await openWorld();
    chief = await world.as('chief@UNMIVA');
    analyst = await world.as('analyst@UNMIVA');
  });
  afterAll(() => world.close());

  const unit = { name: 'Integrated unit', kind: 'INTEGRATED_UNIT', office: 'FORCE' };
  const tag = (version: number) => ({ 'if-match': `"${version}"` });
  const cell = async (more: object = {}): Promise<string> =>
    (await chief.post('/cells', { ...unit, ...more }).expect(201)).body.id;
  const names = async (query: string, who = 'analyst@UNMIVA') =>
    (await (await world.as(who)).get(`/cells${query}`).expect(200)).body.items.map((c: { name: string }) => c.name);
  const inCell = (id: string, more: object = {}) =>
    chief.post(`/cells/${id}/members`, {
      personId: world.id('analyst@UNMIVA'),
      component: 'CIVILIAN',
      validFrom: '2026-01-01',
      ...more,
    });

  it('registers a cell with what was given, and with the defaults of what was not', async () => {
    const full = {
      ...unit,
      validFrom: '2025-01-01',
      validTo: '2030-01-01',
      tasks: ['MONITOR', 'INSPECT'],
      dedicated: true,
      authorisedPosts: 12,
      purpose: 'Monitoring of the embargo',
      classification: 'UNCLASSIFIED',
      caveats: ['NOT_FOR_TCC'],
    };
    const made = await chief.post('/cells', full).expect(201);
    expect(made.headers.location).toBe(`/api/v1/cells/${made.body.id}`);
    expect(made.headers.etag).toBe('"1"');
    expect(made.body).toMatchObject({ ...full, parentId: null, members: 0, vacanciesOpen: 0 });
    const bare = await chief.post('/cells', { ...unit, name: 'Bare', validFrom: null }).expect(201);
    expect(bare.body).toMatchObject({
      ...{ validFrom: null, validTo: null, tasks: [], dedicated: false, authorisedPosts: null, purpose: null },
      ...{ classification: 'CONFIDENTIAL', caveats: [], version: 1 },
    });
    const read = await analyst.get(`/cells/${bare.body.id}`).expect(200);
    expect([read.body, read.headers.etag]).toEqual([bare.body, '"1"']);
  });

  it('takes the same request twice as one, and refuses other content under its id', async () => {
    const request = { ...unit, id: v4(), name: 'Sent often' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => chief.post('/cells', request)));
    expect(answers.map(a => a.status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    const other = await chief.post('/cells', { ...request, kind: 'JMAC' }).expect(409);
    expect(other.body.type).toBe('/problems/id_already_used');
    await (await world.as('chief@UNSOB')).post('/cells', { ...request, kind: 'JMAC' }).expect(201);
  });

  it.each([
    ['nothing', {}, [400, '/name required', '/kind required', '/office required']],
    ['unknown codes', { ...unit, kind: 'CASTLE', tasks: ['X'] }, [400, '/kind unknown_code', '/tasks unknown_code']],
    ['an unknown field', { ...unit, chief: 'x' }, [400, '/chief unknown_field']],
    ['no day', { ...unit, validFrom: '2026-02-30' }, [400, '/validFrom bad_date']],
    ['half a post', { ...unit, authorisedPosts: 1.5 }, [400, '/authorisedPosts wrong_type']],
    [
      'an end before the beginning',
      { ...unit, validFrom: '2026-02-01', validTo: '2026-01-01' },
      [422, '/validTo period_reversed'],
    ],
    ['a parent that is not there', { ...unit, parentId: v4() }, [422, '/parentId unknown_reference']],
  ])('refuses %s', async (_, request, expected) => {
    expect(faults(await chief.post('/cells', request))).toEqual(expected);
  });

  it('changes a cell for whoever has read its present version, and keeps what it said before', async () => {
    const id = await cell({ name: 'First name', authorisedPosts: 3, purpose: 'Old' });
    await chief.patch(`/cells/${id}`, { name: 'x' }).expect(428);
    await chief.patch(`/cells/${id}`, { name: 'x' }, tag(7)).expect(412);
    const second = await chief.patch(`/cells/${id}`, { name: 'Second name', authorisedPosts: null }, tag(1));
    expect([second.status, second.headers.etag]).toEqual([200, '"2"']);
    expect(second.body).toMatchObject({ name: 'Second name', authorisedPosts: null, purpose: 'Old', version: 2 });
    await chief.patch(`/cells/${id}`, { tasks: ['REPORT'], validFrom: '2026-01-01' }, tag(2)).expect(200);
    const nothing = await chief.patch(`/cells/${id}`, {}, tag(3)).expect(200);
    expect(nothing.headers.etag).toBe('"3"');
    expect(faults(await chief.patch(`/cells/${id}`, { validTo: '2025-01-01' }, tag(3)))).toEqual([
      422,
      '/validTo period_reversed',
    ]);
    expect(faults(await chief.patch(`/cells/${id}`, { name: null, tasks: null }, tag(3)))).toEqual([
      400,
      '/name null_not_allowed',
      '/tasks null_not_allowed',
    ]);
    const history = (await analyst.get(`/cells/${id}/history`).expect(200)).body.items;
    expect(history).toMatchObject([
      { version: 2, before: { name: 'Second name', authorisedPosts: null, tasks: [] } },
      { version: 1, before: { name: 'First name', authorisedPosts: 3, purpose: 'Old', validFrom: null } },
    ]);
    expect(history[0].replacedById).toBe(world.appointmentIds.get('chief@UNMIVA'));
    expect(history[0].before).not.toHaveProperty('contentHash');
  });

  it('lies in another cell of the own body, in no circle', async () => {
    const top = await cell({ name: 'Top' });
    const middle = await cell({ name: 'Middle', parentId: top });
    const low = await cell({ name: 'Low', parentId: middle });
    expect(await names(`?parentId=${top}`)).toEqual(['Middle']);
    const circle = [422, '/parentId circle'];
    expect(faults(await chief.patch(`/cells/${top}`, { parentId: top }, tag(1)))).toEqual(circle);
    expect(faults(await chief.patch(`/cells/${top}`, { parentId: low }, tag(1)))).toEqual(circle);
    // Where the chain passes through a cell that the writer may not read, the field cannot be named.
    await world.owner.query('update cells set classification = 2 where id = $1', [middle]);
    expect(faults(await chief.patch(`/cells/${top}`, { parentId: low }, tag(1)))).toEqual([422]);
    await world.owner.query('update cells set classification = 1 where id = $1', [middle]);
    await chief.patch(`/cells/${low}`, { parentId: top }, tag(1)).expect(200);
    await chief.patch(`/cells/${low}`, { parentId: null }, tag(2)).expect(200);
    const theirs = (await (await world.as('chief@UNSOB')).post('/cells', unit).expect(201)).body.id;
    expect(faults(await chief.patch(`/cells/${low}`, { parentId: theirs }, tag(3)))).toEqual([
      422,
      '/parentId unknown_reference',
    ]);
    // Past the service too, and where two go into each other at once.
    await expect(
      world.owner.query('update cells set parent_id = $2 where id = $1', [top, middle]),
    ).rejects.toMatchObject({ constraint: 'cells_no_circle' });
    const [one, two] = [await cell({ name: 'One' }), await cell({ name: 'Two' })];
    const both = await Promise.all([
      chief.patch(`/cells/${one}`, { parentId: two }, tag(1)),
      chief.patch(`/cells/${two}`, { parentId: one }, tag(1)),
    ]);
    expect(both.map(a => a.status).sort()).toEqual([200, 422]);
  });

  it('is found by kind, office, day and beginning of the name, page by page', async () => {
    const jmac = { kind: 'JMAC', office: 'JMAC' };
    await cell({ ...jmac, name: 'List 1', validFrom: '2020-01-01', validTo: '2021-01-01' });
    await cell({ ...jmac, name: 'List 2', validFrom: '2021-01-01' });
    await cell({ ...jmac, name: 'List 3', kind: 'ADVISORY_GROUP' });
    expect(await names('?q=LIST')).toEqual(['List 3', 'List 2', 'List 1']);
    expect(await names('?q=list&kind=JMAC')).toEqual(['List 2', 'List 1']);
    expect(await names('?q=list&kind=JMAC&kind=ADVISORY_GROUP&office=JMAC')).toHaveLength(3);
    expect(await names('?q=list&on=2020-12-31')).toEqual(['List 3', 'List 1']);
    expect(await names('?q=list&on=2021-01-01')).toEqual(['List 3', 'List 2']);
    const first = await analyst.get('/cells?q=list&limit=2&count=exact').expect(200);
    expect([first.body.total, first.body.items.length]).toEqual([3, 2]);
    expect(first.headers.link).toContain('rel="next"');
    expect(await names(`?q=list&limit=2&cursor=${first.body.nextCursor}`)).toEqual(['List 1']);
    for (const query of ['?on=2021', '?kind=X', '?nope=1', '?parentId=1', '?on=2020-01-01&on=2020-01-02'])
      await analyst.get(`/cells${query}`).expect(400);
  });

  it('has members with skills, counted while they serve, and ends a membership with its reason', async () => {
    const id = await cell();
    const skills = [
      { code: 'ARMS_TRACING', level: 'EXPERT' },
      { code: 'CUSTOMS', level: 'BASIC' },
    ];
    const made = await inCell(id, { skills, function: 'Analyst', providedBy: 'XO', lead: true }).expect(201);
    expect(made.headers.location).toBe(`/api/v1/cells/${id}/members/${made.body.id}`);
    expect(made.body).toMatchObject({ cellId: id, name: null, skills, lead: true, providedBy: 'XO', validTo: null });
    await inCell(id, { personId: undefined, name: 'Capt. Obel', component: 'MILITARY', validTo: '2026-01-02' });
    expect((await analyst.get(`/cells/${id}`)).body.members).toBe(1);
    const at = `/cells/${id}/members/${made.body.id}`;
    expect(faults(await chief.patch(at, { validTo: '2026-05-01' }, tag(1)))).toEqual([400, '/reason required']);
    expect(faults(await chief.patch(at, { reason: 'Left' }, tag(1)))).toEqual([400, '/validTo required']);
    expect(faults(await chief.patch(at, { validTo: '2025-05-01', reason: 'x' }, tag(1)))).toEqual([
      422,
      '/validTo period_reversed',
    ]);
    const ended = await chief.patch(at, { validTo: '2026-05-01', reason: 'Rotation' }, tag(1)).expect(200);
    expect(ended.body).toMatchObject({ validTo: '2026-05-01', reason: 'Rotation', skills });
    expect((await analyst.get(`/cells/${id}`)).body.members).toBe(0);
    const better = [{ code: 'CUSTOMS', level: 'EXPERT' }];
    const known = await chief.patch(at, { skills: better }, tag(2)).expect(200);
    expect(known.body).toMatchObject({ skills: better, reason: 'Rotation' });
    const back = await chief.patch(at, { validTo: null }, tag(3)).expect(200);
    expect(back.body).toMatchObject({ validTo: null, reason: null });
    const history = (await analyst.get(`${at}/history`).expect(200)).body.items;
    expect(history.map((v: { before: { endReason: string } }) => v.before.endReason)).toEqual([
      'Rotation',
      'Rotation',
      null,
    ]);
    const list = async (query: string) => (await analyst.get(`/cells/${id}/members${query}`).expect(200)).body.items;
    expect(await list('')).toHaveLength(2);
    expect(await list('?component=MILITARY')).toMatchObject([{ name: 'Capt. Obel' }]);
    expect(await list('?skill=CUSTOMS&skill=LANGUAGE')).toHaveLength(1);
    expect(await list('?skill=ARMS_TRACING')).toEqual([]);
    expect(await list('?on=2026-01-01')).toHaveLength(2);
    expect(await list('?on=2026-01-02')).toHaveLength(1);
    expect(await list(`?personId=${world.id('analyst@UNMIVA')}`)).toHaveLength(1);
  });

  it('refuses members of nobody, of two, of another body, and with skills that do not exist', async () => {
    const id = await cell();
    const nobody = { personId: undefined };
    expect(faults(await inCell(id, nobody))).toEqual([422, '/personId illegal_pair']);
    expect(faults(await inCell(id, { name: 'And by name' }))).toEqual([422, '/personId illegal_pair']);
    for (const personId of [world.id('analyst@UNSOB'), v4()])
      expect(faults(await inCell(id, { personId }))).toEqual([422, '/personId unknown_reference']);
    expect(faults(await inCell(id, { component: 'NAVY', skills: [{ code: 'X', level: 'Y' }] }))).toEqual([
      400,
      '/component unknown_code',
      '/skills/0/code unknown_code',
      '/skills/0/level unknown_code',
    ]);
    expect(faults(await inCell(id, { validFrom: undefined }))).toEqual([400, '/validFrom required']);
    expect((await inCell(v4())).status).toBe(404);
  });

  it('has one person in one cell once at a time, and knows the request that is sent again', async () => {
    const [id, other] = [await cell(), await cell()];
    await inCell(id, { validTo: '2026-03-01' }).expect(201);
    const twice = await inCell(id, { validFrom: '2026-02-28' }).expect(409);
    expect(twice.body.type).toBe('/problems/already_stored');
    const again = await inCell(id, { validFrom: '2026-03-01' }).expect(201);
    await inCell(other).expect(201);
    const early = { validFrom: '2026-02-01' };
    await chief.patch(`/cells/${id}/members/${again.body.id}`, early, tag(1)).expect(409);
    // Of two of one name nobody can say whether they are one.
    for (const _ of [1, 2]) await inCell(id, { personId: undefined, name: 'Sgt. Vare' }).expect(201);

    const key = { 'idempotency-key': v4() };
    const body = { name: 'Once', component: 'POLICE', validFrom: '2026-01-01' };
    const post = (content: object, at = id) => chief.post(`/cells/${at}/members`, content, key);
    const answers = await Promise.all(Array.from({ length: 4 }, () => post(body)));
    expect(new Set(answers.map(a => `${a.status} ${a.text}`)).size).toBe(1);
    await post({ ...body, lead: true }).expect(409);
    await post(body, other).expect(409);
    const own = { ...body, id: v4() };
    await chief.post(`/cells/${id}/members`, own).expect(201);
    await chief.post(`/cells/${id}/members`, own).expect(200);
    expect((await chief.post(`/cells/${other}/members`, own).expect(409)).body.type).toBe('/problems/id_already_used');
    // A member has its address below its own cell only.
    await analyst.get(`/cells/${id}/members/${own.id}`).expect(200);
    await analyst.get(`/cells/${other}/members/${own.id}`).expect(404);
    await chief.patch(`/cells/${other}/members/${own.id}`, { lead: true }, tag(1)).expect(404);
  });

  it('has vacancies, open until a member of the same cell fills them', async () => {
    const [id, other] = [await cell(), await cell()];
    const wish = { title: 'Customs analyst', component: 'CIVILIAN', skills: ['CUSTOMS'], since: '2026-01-01' };
    const made = await chief.post(`/cells/${id}/vacancies`, wish).expect(201);
    expect(made.body).toMatchObject({ ...wish, state: 'OPEN', filledByMemberId: null, cellId: id });
    expect((await analyst.get(`/cells/${id}`)).body.vacanciesOpen).toBe(1);
    const member = (await inCell(id).expect(201)).body.id;
    const stranger = (await inCell(other).expect(201)).body.id;
    const at = `/cells/${id}/vacancies/${made.body.id}`;
    const fill = (filledByMemberId?: string, state = 'FILLED') => chief.patch(at, { state, filledByMemberId }, tag(1));
    expect(faults(await fill())).toEqual([422, '/filledByMemberId filled_without_member']);
    expect(faults(await fill(stranger))).toEqual([422, '/filledByMemberId unknown_reference']);
    expect(faults(await fill(member, 'OFFERED'))).toEqual([422, '/filledByMemberId not_filled']);
    expect((await fill(member).expect(200)).body).toMatchObject({ state: 'FILLED', filledByMemberId: member });
    expect((await analyst.get(`/cells/${id}`)).body.vacanciesOpen).toBe(0);
    const free = await chief.patch(at, { state: 'OPEN' }, tag(2)).expect(200);
    expect(free.body).toMatchObject({ state: 'OPEN', filledByMemberId: null });
    expect((await analyst.get(`${at}/history`).expect(200)).body.items).toHaveLength(2);
    expect((await analyst.get(`/cells/${id}/vacancies?state=OPEN&state=FILLED`)).body.items).toHaveLength(1);
    expect((await analyst.get(`/cells/${id}/vacancies?state=FILLED`)).body.items).toEqual([]);
    expect(faults(await chief.post(`/cells/${id}/vacancies`, { ...wish, state: 'FILLED' }))).toEqual([
      422,
      '/filledByMemberId filled_without_member',
    ]);
  });

  it('records what Member States offer, for a vacancy or for none', async () => {
    const id = await cell();
    const vacancy = (
      await chief
        .post(`/cells/${id}/vacancies`, { title: 'Tracer', component: 'POLICE', since: '2026-01-01' })
        .expect(201)
    ).body.id;
    const offer = { country: 'XO', component: 'POLICE', skills: ['ARMS_TRACING'], persons: 3, offeredOn: '2026-02-01' };
    const made = await chief.post('/personnel-offers', { ...offer, vacancyId: vacancy, until: '2026-06-01' });
    expect([made.status, made.body]).toMatchObject([201, { ...offer, vacancyId: vacancy, state: 'OFFERED' }]);
    const at = `/personnel-offers/${made.body.id}`;
    const taken = await chief.patch(at, { state: 'ACCEPTED', vacancyId: null, persons: 2 }, tag(1)).expect(200);
    expect(taken.body).toMatchObject({ state: 'ACCEPTED', vacancyId: null, persons: 2, until: '2026-06-01' });
    expect((await analyst.get(`${at}/history`)).body.items).toMatchObject([{ before: { persons: 3 } }]);
    expect((await analyst.get('/personnel-offers?country=XO&skill=ARMS_TRACING')).body.items).toHaveLength(1);
    expect((await analyst.get('/personnel-offers?state=OFFERED')).body.items).toEqual([]);
    expect(faults(await chief.post('/personnel-offers', { ...offer, persons: 0 }))).toEqual([
      400,
      '/persons out_of_range',
    ]);
    const wrong = { ...offer, until: '2026-01-31', vacancyId: v4() };
    expect(faults(await chief.post('/personnel-offers', wrong))).toEqual([
      422,
      '/until period_reversed',
      '/vacancyId unknown_reference',
    ]);
  });

  it('is read by the mission and managed by its chiefs; nobody else sees that it exists', async () => {
    const id = await cell({ name: 'Ours alone' });
    const member = (await inCell(id).expect(201)).body.id;
    await analyst.post('/cells', unit).expect(403);
    await analyst.post(`/cells/${id}/members`, {}).expect(403);
    await (await world.as('head@UNMIVA')).get(`/cells/${id}`).expect(200);
    for (const who of ['focal@HOST', 'expert@PANEL', 'secretary@COMMITTEE', 'admin@CORDON', 'auditor@CORDON'])
      await (await world.as(who)).get(`/cells/${id}`).expect(403);
    const other = await world.as('chief@UNSOB');
    for (const path of ['', '/history', '/members', '/vacancies', `/members/${member}`, `/members/${member}/history`])
      await other.get(`/cells/${id}${path}`).expect(404);
    await other.patch(`/cells/${id}`, { name: 'x' }, tag(1)).expect(404);
    await other.post(`/cells/${id}/vacancies`, { title: 'x', component: 'POLICE', since: '2026-01-01' }).expect(404);
    expect(await names('', 'chief@UNSOB')).not.toContain('Ours alone');
    for (const path of ['/cells/x', `/cells/${v4()}/members`, `/cells/x/members/${member}`, `/cells/${v4()}/history`])
      await analyst.get(path).expect(404);
  });

  it('takes no new cell once the mandate has ended, and still shows the old ones', async () => {
    const other = await world.as('chief@UNSOB');
    const id = (await other.post('/cells', { ...unit, name: 'Last' }).expect(201)).body.id;
    await world.owner.query(
      `update ref.mandates set end_kind = 'DATED', valid_to = current_date where subject = 'UNSOB'`,
    );
    const late = await other.post('/cells', unit).expect(409);
    expect(late.body.type).toBe('/problems/body_is_closed');
    await other.post(`/cells/${id}/vacancies`, { title: 'x', component: 'POLICE', since: '2026-01-01' }).expect(409);
    await other.get(`/cells/${id}`).expect(200);
    // What is there may still be brought to its end.
    await other.patch(`/cells/${id}`, { validTo: '2026-10-01' }, tag(1)).expect(200);
    expect((await other.get(`/cells/${id}/history`).expect(200)).body.items).toHaveLength(1);
  });
});
