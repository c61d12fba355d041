import { v4 } from 'uuid';
import { type Caller, openWorld, type World } from './world.js';

describe('sites and parties', () => {
  let world: World;
  let analyst: Caller;
  beforeAll(async () => {
    world = await openWorld();
    analyst = await world.as('analyst@UNMIVA');
  });
  afterAll(() => world.close());

  const depot = { name: 'Depot 4, Port Amara', kind: 'DEPOT', place: { mgrs: '31N AA 66021 00000' } };
  const names = async (who: string, query = '') =>
    (await (await world.as(who)).get(`/sites${query}`).expect(200)).body.items.map((s: { name: string }) => s.name);
  const faults = (answer: { body: { errors: { pointer: string; code: string }[] } }) =>
    answer.body.errors.map(e => `${e.pointer} ${e.code}`);

  it('registers a site, keeps what was typed and works out where it is', async () => {
    const made = await analyst.post('/sites', depot).expect(201);
    expect(made.headers.location).toBe(`/api/v1/sites/${made.body.id}`);
    expect(made.headers.etag).toBe('"1"');
    expect(made.body).toMatchObject({ ...depot, classification: 'CONFIDENTIAL', caveats: [], mergedIntoId: null });
    // 31N AA 66021 00000 is where the equator meets the meridian of Greenwich.
    const [lon, lat] = made.body.coordinates.coordinates;
    expect(Math.abs(lon)).toBeLessThan(0.001);
    expect(Math.abs(lat)).toBeLessThan(0.001);
    const read = await analyst.get(`/sites/${made.body.id}`).expect(200);
    expect(read.body).toEqual(made.body);
    expect(read.headers.etag).toBe('"1"');
  });

  it('takes the same request twice as one, also at once, and refuses other content under its id', async () => {
    const request = { ...depot, id: v4(), name: 'Sent often' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => analyst.post('/sites', request)));
    expect(answers.map(a => a.status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201]);
    expect(await names('analyst@UNMIVA', '?q=sent')).toEqual(['Sent often']);
    const other = await analyst.post('/sites', { ...request, kind: 'CAMP' }).expect(409);
    expect(other.body.type).toBe('/problems/id_already_used');
    // The id is free in every other body.
    await (await world.as('analyst@UNSOB')).post('/sites', { ...request, kind: 'CAMP' }).expect(201);
  });

  it.each([
    ['an unknown kind', { ...depot, kind: 'CASTLE' }, 400, ['/kind unknown_code']],
    ['an unknown field', { ...depot, owner: 'x' }, 400, ['/owner unknown_field']],
    ['nothing at all', {}, 400, ['/name required', '/kind required', '/place required']],
    ['a place without a place', { ...depot, place: { accuracyM: 5 } }, 422, ['/place place_missing']],
    ['a site in a site', { ...depot, place: { placeName: 'x', siteId: v4() } }, 400, ['/place/siteId unknown_field']],
    [
      'only a site',
      { ...depot, place: { siteId: v4() } },
      400,
      ['/place place_missing', '/place/siteId unknown_field'],
    ],
    [
      'a point off the globe',
      { ...depot, place: { point: { type: 'Point', coordinates: [181, 0] } } },
      422,
      ['/place/point off_the_globe'],
    ],
    ...[
      '31NAA123',
      '61NAA66021',
      '31IAA66021',
      '31NAA 6602 1',
      'NAA66',
      '31NOA6602100000',
      '31NAA66021 0000O',
      '31NZA6602100000',
      '31NAV6602199999',
    ].map(
      mgrs =>
        [`the reference ${mgrs}`, { ...depot, place: { mgrs } }, 422, ['/place/mgrs off_the_globe']] as [
          string,
          object,
          number,
          string[],
        ],
    ),
  ] as [string, object, number, string[]][])('refuses %s', async (_, request, status, expected) => {
    const answer = await analyst.post('/sites', request);
    expect([answer.status, ...faults(answer)]).toEqual([status, ...expected]);
  });

  it('changes a site for whoever has read its present version', async () => {
    const { id } = (await analyst.post('/sites', { ...depot, name: 'Old name' }).expect(201)).body;
    await analyst.patch(`/sites/${id}`, { name: 'New name' }).expect(428);
    await analyst.patch(`/sites/${id}`, { name: 'New name' }, { 'if-match': '"7"' }).expect(412);
    const changed = await analyst.patch(`/sites/${id}`, { name: 'New name' }, { 'if-match': '"1"' }).expect(200);
    expect(changed.headers.etag).toBe('"2"');
    expect(changed.body).toMatchObject({ name: 'New name', kind: 'DEPOT', place: depot.place, version: 2 });
    const stale = await analyst.patch(`/sites/${id}`, { kind: 'CAMP' }, { 'if-match': '"1"' }).expect(412);
    expect(stale.headers.etag).toBe('"2"');
    const place = { placeName: 'Somewhere near Amara' };
    const moved = await analyst.patch(`/sites/${id}`, { kind: 'CAMP', place }, { 'if-match': '"2"' }).expect(200);
    expect(moved.body).toMatchObject({ name: 'New name', kind: 'CAMP', place, coordinates: null });
    for (const change of [{ name: null }, { kind: null }, { place: null }, { place: {} }, { caveats: [] }])
      expect((await analyst.patch(`/sites/${id}`, change, { 'if-match': '"3"' })).status).toBeGreaterThanOrEqual(400);
    expect((await analyst.get(`/sites/${id}`)).body.version).toBe(3);
  });

  it('shows them to their own body alone, and lets only recording roles write', async () => {
    const { id } = (await analyst.post('/sites', { ...depot, name: 'Ours' }).expect(201)).body;
    for (const who of ['analyst@UNSOB', 'expert@PANEL', 'secretary@COMMITTEE', 'focal@HOST']) {
      await (await world.as(who)).get(`/sites/${id}`).expect(404);
      expect(await names(who)).not.toContain('Ours');
    }
    await (await world.as('analyst@UNSOB')).patch(`/sites/${id}`, { name: 'x' }, { 'if-match': '"1"' }).expect(404);
    await (await world.as('auditor@CORDON')).get(`/sites/${id}`).expect(403);
    await (await world.as('head@UNMIVA')).get(`/sites/${id}`).expect(200);
    await (await world.as('head@UNMIVA')).post('/sites', depot).expect(403);
    await (await world.as('secretary@COMMITTEE')).post('/sites', depot).expect(403);
    await analyst.get('/sites/not-an-id').expect(404);
  });

  it('finds sites by kind, beginning of the name and box', async () => {
    const at = (lon: number, lat: number) => ({ point: { type: 'Point', coordinates: [lon, lat] } });
    await analyst.post('/sites', { name: '100%_sure', kind: 'MARKET', place: at(10, 20) }).expect(201);
    await analyst.post('/sites', { name: '100 Gate', kind: 'BORDER_POST', place: at(11, 21) }).expect(201);
    expect(await names('analyst@UNMIVA', '?kind=MARKET')).toEqual(['100%_sure']);
    expect(await names('analyst@UNMIVA', '?kind=MARKET&kind=BORDER_POST')).toHaveLength(2);
    expect(await names('analyst@UNMIVA', '?q=100%25_')).toEqual(['100%_sure']);
    expect(await names('analyst@UNMIVA', '?q=100%20g')).toEqual(['100 Gate']);
    expect(await names('analyst@UNMIVA', '?bbox=9,19,10.5,20.5')).toEqual(['100%_sure']);
    for (const query of ['?kind=CASTLE', '?bbox=1,2,3', '?nope=1', '?q='])
      await analyst.get(`/sites${query}`).expect(400);
  });

  it('is where inspections take place; a site of another body is none', async () => {
    const site = (await analyst.post('/sites', { ...depot, name: 'Armoury 1', kind: 'ARMOURY' }).expect(201)).body;
    const visit = { type: 'ARMOURY', period: { from: '2024-03-05' }, accessResults: [{ result: 'FULL' }] };
    const made = await analyst.post('/inspections', { ...visit, siteId: site.id }).expect(201);
    expect(made.body.siteId).toBe(site.id);
    const there = (await analyst.get(`/inspections?siteId=${site.id}`).expect(200)).body.items;
    expect(there.map((i: { id: string }) => i.id)).toEqual([made.body.id]);
    const stranger = await (await world.as('analyst@UNSOB')).post('/inspections', { ...visit, siteId: site.id });
    expect([stranger.status, ...faults(stranger)]).toEqual([422, '/siteId unknown_reference']);
  });

  it('lists the parties that records mention, by kind and beginning of the name', async () => {
    await analyst
      .post('/inspections', {
        type: 'CHECKPOINT',
        period: { from: '2024-03-06' },
        parties: [
          { name: 'Vareta National Guard', kind: 'ARMED_FORCES', role: 'HOST' },
          { name: 'Vareta Customs', kind: 'STATE_AUTHORITY', role: 'HOST' },
        ],
      })
      .expect(201);
    const list = (await analyst.get('/parties?q=vareta&kind=ARMED_FORCES&count=exact').expect(200)).body;
    expect(list).toMatchObject({ total: 1, items: [{ name: 'Vareta National Guard', kind: 'ARMED_FORCES' }] });
    expect((await analyst.get('/parties?q=vareta').expect(200)).body.items).toHaveLength(2);
    const [{ id }] = list.items;
    expect((await analyst.get(`/parties/${id}`).expect(200)).body).toEqual(list.items[0]);
    await (await world.as('analyst@UNSOB')).get(`/parties/${id}`).expect(404);
    expect((await (await world.as('analyst@UNSOB')).get('/parties')).body.items).toEqual([]);
    await analyst.get('/parties?kind=NOPE').expect(400);
  });
});
