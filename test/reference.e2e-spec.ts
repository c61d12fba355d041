import type { Response } from 'supertest';
import { type Caller, openWorld, type World } from './world.js';

describe('reference data', () => {
  let world: World;
  let analyst: Caller;
  beforeAll(async () => {
    world = await openWorld();
    analyst = await world.as('analyst@UNMIVA');
  });
  afterAll(() => world.close());
  const codesOf = (items: { code: string }[]) => items.map(i => i.code);

  it('is for everyone signed in, also for those who read no case', async () => {
    for (const who of ['auditor@CORDON', 'admin@CORDON', 'focal@HOST', 'secretary@COMMITTEE', 'expert@PANEL']) {
      const caller = await world.as(who);
      for (const path of ['/code-lists', '/regimes', '/resolutions', '/committees']) await caller.get(path).expect(200);
    }
  });

  it('names the code lists and shows one', async () => {
    const lists = await analyst.get('/code-lists').expect(200);
    expect(lists.body.nextCursor).toBeNull();
    const role = lists.body.items.find((l: { name: string }) => l.name === 'op-kind');
    const list = await analyst.get('/code-lists/op-kind').expect(200);
    expect(list.body.values).toHaveLength(role.count);
    expect(list.body.values[0]).toMatchObject({ code: 'EMBARGO', label: expect.any(String) });
    const none = await analyst.get('/code-lists/nonsense').expect(404);
    expect(none.body.type).toBe('/problems/unknown_code_list');
    await analyst.get('/code-lists?limit=3').expect(400);
  });

  it('tells which regimes have a measure in force on a day, the last day included', async () => {
    const on = async (day: string) =>
      codesOf((await analyst.get(`/regimes?on=${day}&country=LR`).expect(200)).body.items);
    expect(await on('1992-11-18')).toEqual([]);
    expect(await on('1992-11-19')).toEqual(['LR-985']);
    expect(await on('2001-03-06')).toEqual(['LR-985']);
    expect(await on('2001-03-07')).toEqual(['LR-1343']);
    const two = await analyst.get('/regimes?country=SO&country=ER&count=exact').expect(200);
    expect(two.body.total).toBe(3);
    expect(codesOf(two.body.items)).toEqual(['ER-1907', 'SO-2713', 'SO-751']);
  });

  it('shows a regime with its measures, their exclusive ends, and what is contested', async () => {
    const liberia = await analyst.get('/regimes/LR-985').expect(200);
    expect(liberia.body).toMatchObject({ code: 'LR-985', committee: '985', country: 'LR', status: 'TERMINATED' });
    expect(liberia.body.measures).toEqual([
      expect.objectContaining({
        measure: 'ARMS',
        from: '1992-11-19',
        to: '2001-03-07',
        endKind: 'DATED',
        knownUntil: null,
        basisOp: 'S/RES/788(1992)/8',
        contested: false,
      }),
    ]);
    const iran = await analyst.get('/regimes/IR-1737').expect(200);
    expect(iran.body.measures.some((m: { contested: boolean }) => m.contested)).toBe(true);
    await analyst.get('/regimes/ZZ-1').expect(404);
  });

  it('finds operative paragraphs by regime, day, resolution, kind and id', async () => {
    const find = async (query: string) =>
      (await analyst.get(`/resolutions?${query}`).expect(200)).body.items as Record<string, unknown>[];
    const [one, ...more] = await find(`id=${encodeURIComponent('S/RES/788(1992)/8')}`);
    expect(more).toEqual([]);
    expect(one).toMatchObject({
      resolution: 'S/RES/788 (1992)',
      paragraph: '8',
      regime: 'LR-985',
      from: '1992-11-19',
      to: '2001-03-07',
      kinds: ['EMBARGO'],
      fictional: false,
    });
    expect(await find(`resolution=${encodeURIComponent('S/RES/788(1992)')}`)).toEqual([one]);
    expect(await find(`resolution=${encodeURIComponent('S/RES/788 (1992)')}&on=2001-03-07`)).toEqual([]);
    const inspect = await find('regime=XV-9001&kind=INSPECT&kind=MONITOR');
    expect(inspect.length).toBeGreaterThan(0);
    for (const paragraph of inspect) expect(paragraph).toMatchObject({ regime: 'XV-9001', fictional: true });
  });

  it('shows committees', async () => {
    const found = await analyst.get('/committees?regime=LR-985').expect(200);
    expect(found.body.items).toMatchObject([{ code: '985', regimes: ['LR-985'], establishedBy: 'S/RES/985 (1995)' }]);
  });

  it('pages through every paragraph once, in the order of their ids', async () => {
    const seen: string[] = [];
    let next: string | null = '/resolutions?limit=25&count=exact';
    let total = 0;
    while (next) {
      const page: Response = await analyst.get(next).expect(200);
      seen.push(...page.body.items.map((p: { id: string }) => p.id));
      total = page.body.total;
      expect(page.body.nextCursor === null).toBe(page.headers.link === undefined);
      next = page.headers.link ? (/<(.*)>/.exec(page.headers.link)?.[1] ?? null) : null;
    }
    expect(total).toBeGreaterThan(100);
    expect(seen).toHaveLength(total);
    expect(seen).toEqual([...new Set(seen)].sort());
  });

  it('refuses what it does not know, naming every fault', async () => {
    const strangers = await analyst.get('/resolutions?colour=red&on=2020-01-01&on=2021-01-01').expect(400);
    expect(strangers.body.errors.map((e: { pointer: string }) => e.pointer)).toEqual(['?colour', '?on']);
    const bad = await analyst.get('/resolutions?on=2020-02-30&kind=NO&limit=0&cursor=%21').expect(400);
    expect(bad.body.errors.map((e: { pointer: string }) => e.pointer).sort()).toEqual([
      '?cursor',
      '?kind',
      '?limit',
      '?on',
    ]);
  });
});
