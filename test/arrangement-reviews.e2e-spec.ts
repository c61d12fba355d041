import { hireWorker, until } from './support/workers.js';
import { type Caller, openWorld, type World } from './world.js';

interface Answer {
  mandate: string;
  reach: string | null;
  tasks: { code: string; paragraph: string }[];
  advice: {
    code: string;
    level: string;
    paragraphs: string[];
    missing: string[];
    triggeredBy: { fact: string; source: string }[];
  }[];
  silentOn: { subject: string }[];
}
const adviceOf = (review: Answer) => review.advice.map(advice => advice.code);
const silences = (review: Answer) => review.silentOn.map(silence => silence.subject);

/**
 * What annex II says of each mission at the report's date, and so what a reader may be told: silent wherever the
 * report or the resolutions on record say nothing.
 */
const in2017: [string, string, string | null, string[], string[]][] = [
  ['MINUSCA', 'KNOWN', 'EXTENSIVE', ['DEDICATED_UNIT', 'GOOD_OFFICES'], ['skills', 'focal points']],
  ['MONUSCO', 'KNOWN', 'LIMITED', [], ['skills', 'focal points']],
  ['UNAMA', 'KNOWN', 'NONE', [], ['mandate']],
  ['UNAMID', 'KNOWN', 'LIMITED', ['GOOD_OFFICES'], ['cells', 'office of the focal point']],
  ['UNSMIL', 'KNOWN', 'COOPERATION', ['GOOD_OFFICES'], ['cells', 'focal points', 'briefings']],
  ['UNSOM', 'KNOWN', 'COOPERATION', ['GOOD_OFFICES'], ['focal points', 'national focal points']],
  ['UNAMI', 'KNOWN', 'NONE', [], ['mandate']],
  ['UNIFIL', 'KNOWN', 'COOPERATION', [], ['national focal points', 'procedures']],
  // Both embargo mandates ended in 2016 (footnotes 2 and 3).
  ['UNOCI', 'ENDED', null, [], ['mandate']],
  ['UNMIL', 'KNOWN', 'NONE', [], ['mandate']],
];

describe('arrangement reviews of the missions of annex II', () => {
  let world: World;
  let secretary: Caller;
  beforeAll(async () => {
    world = await openWorld();
    secretary = await world.as('secretary@COMMITTEE');
  });
  afterAll(() => world.close());

  const review = async (mission: string, on: string): Promise<Answer> =>
    (await secretary.get(`/missions/${mission}/arrangement-review?on=${on}`).expect(200)).body;

  it.each(in2017)('of %s on 6 December 2017: mandate %s, reach %s', async (mission, mandate, reach, advice, silent) => {
    const found = await review(mission, '2017-12-06');
    expect([found.mandate, found.reach, adviceOf(found)]).toEqual([mandate, reach, advice]);
    expect(silences(found)).toEqual(expect.arrayContaining(silent));
    for (const one of found.advice) {
      expect(one.paragraphs[0]).toMatch(/^A[12]\//);
      expect(one.triggeredBy.length).toBeGreaterThan(0);
    }
    for (const task of found.tasks) expect(task.paragraph).toMatch(/^S\/RES\//);
  });

  it('says which facts speak for a unit of MINUSCA: its tasks, each with its paragraph, and the cell it has', async () => {
    const [unit] = (await review('MINUSCA', '2017-12-06')).advice;
    expect(unit).toMatchObject({ code: 'DEDICATED_UNIT', level: 'ADVICE', paragraphs: ['A2/10', 'A2/4', 'A1/R12'] });
    expect(unit?.triggeredBy.map(one => one.fact)).toEqual(expect.arrayContaining(['Task INSPECT', 'Task SEIZE']));
    expect(unit?.triggeredBy.at(-1)?.source).toBe('A2/7');
  });

  it('had nothing to say against the unit of UNOCI while its mandate ran', async () => {
    const found = await review('UNOCI', '2016-01-01');
    expect([found.mandate, found.reach, adviceOf(found)]).toEqual(['KNOWN', 'EXTENSIVE', []]);
  });

  it('is silent before a mission began, and 404 for one that is not known', async () => {
    expect((await review('UNAMID', '2005-01-01')).mandate).toBe('NOT_YET');
    await secretary.get('/missions/UNNONE/arrangement-review').expect(404);
    const unread = await secretary.get('/missions/MINUSCA/arrangement-review?on=yesterday').expect(400);
    expect(unread.body.errors[0]).toMatchObject({ pointer: '?on', code: 'bad_value' });
    await secretary.get('/missions/MINUSCA/arrangement-review?when=2017-12-06').expect(400);
    await (await world.as('admin@CORDON')).get('/missions/MINUSCA/arrangement-review').expect(403);
  });

  it('marks what is only known to have been in force', async () => {
    const found = await review('MONUSCO', '2030-01-01');
    expect(found.mandate).toBe('KNOWN');
    // The report's cell is not known to be there any more.
    expect(silences(found)).toContain('cells');
  });
});

describe('the arrangement review of one’s own mission', () => {
  let world: World;
  let chief: Caller;
  let admin: Caller;
  const tasks = (...codes: string[]) =>
    codes.map(code => ({ code, paragraph: `S/RES/9001(2015)/${code === 'INSPECT' || code === 'MONITOR' ? 12 : 13}` }));
  const today = new Date().toISOString().slice(0, 10);
  beforeAll(async () => {
    world = await openWorld();
    chief = await world.as('chief@UNMIVA');
    admin = await world.as('admin@CORDON');
    await admin
      .post(`/bodies/${world.id('UNMIVA')}/mandates`, {
        validFrom: '2015-01-01',
        endKind: 'OPEN',
        regimeCode: 'XV-9001',
        basisOp: 'S/RES/9001(2015)/12',
        tasks: tasks('INSPECT', 'MONITOR', 'SEIZE', 'ENFORCE'),
        reviewDates: [today],
      })
      .expect(201);
  });
  afterAll(() => world.close());

  const review = async (who: string): Promise<Answer> =>
    (await (await world.as(who)).get('/missions/UNMIVA/arrangement-review').expect(200)).body;

  it('asks for a unit where an enforcement mandate has a focal point only, and for what the unit then lacks', async () => {
    await chief
      .post('/focal-points', { kind: 'MISSION_TO_PANEL', name: 'N. Vost', office: 'JMAC', validFrom: '2020-01-01' })
      .expect(201);
    const before = await review('chief@UNMIVA');
    expect(before.reach).toBe('EXTENSIVE');
    expect(adviceOf(before)).toEqual(['DEDICATED_UNIT', 'FOCAL_POINT_OFFICE', 'PROCEDURES']);
    const unit = await chief
      .post('/cells', {
        name: 'Unit',
        kind: 'INTEGRATED_UNIT',
        office: 'JMAC',
        validFrom: '2020-01-01',
        dedicated: true,
      })
      .expect(201);
    await chief
      .post(`/cells/${unit.body.id}/members`, {
        name: 'A. Member',
        component: 'CIVILIAN',
        validFrom: '2020-01-01',
        skills: [{ code: 'CUSTOMS', level: 'EXPERT' }],
      })
      .expect(201);
    const after = await review('chief@UNMIVA');
    expect(adviceOf(after)).toEqual(['UNIT_EXPERTS', 'EXPLOSIVE_SAFETY', 'FOCAL_POINT_OFFICE', 'PROCEDURES']);
    expect(after.advice[0]?.missing).toEqual(['ARMS_TRACING', 'BORDER_CONTROL', 'WEAPONS_STORAGE']);
    const cells = after.advice[0]?.triggeredBy.map(one => one.source);
    expect(cells).toContain(`/api/v1/cells/${unit.body.id}`);
  });

  it('counts no version of a procedure that the next one ended, even once that one is withdrawn', async () => {
    const on = (day: string) => chief.get(`/missions/UNMIVA/arrangement-review?on=${day}`).expect(200);
    const asks = async (day: string) => adviceOf((await on(day)).body).includes('PROCEDURES');
    const { id } = (await chief.post('/procedures', { title: 'Rounds', kind: 'SOP' }).expect(201)).body;
    const at = `/procedures/${id}/versions`;
    await chief.post(at, { label: '1', from: '2020-01-01', text: 'Walk.' }).expect(201);
    const next = await chief.post(at, { label: '2', from: '2021-01-01', text: 'Drive.' }).expect(201);
    const withdrawn = { to: 'WITHDRAWN', at: '2022-01-01', reason: 'Roads.' };
    await chief.post(`${at}/${next.body.id}/transitions`, withdrawn, { 'if-match': '"1"' }).expect(200);
    expect([await asks('2020-06-01'), await asks('2021-06-01'), await asks('2022-06-01')]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('counts a vacancy and an offer today, and of a day that is past says that it does not know', async () => {
    const cell = (await chief.get('/cells').expect(200)).body.items[0].id;
    await chief
      .post(`/cells/${cell}/vacancies`, {
        title: 'Border adviser',
        component: 'POLICE',
        skills: ['BORDER_CONTROL'],
        since: '2026-01-01',
      })
      .expect(201);
    const now = await review('chief@UNMIVA');
    expect(adviceOf(now)).toContain('VACANCIES');
    expect(now.advice.find(one => one.code === 'UNIT_EXPERTS')?.missing).toEqual(['ARMS_TRACING', 'WEAPONS_STORAGE']);
    const then: Answer = (await chief.get('/missions/UNMIVA/arrangement-review?on=2026-02-01').expect(200)).body;
    expect(adviceOf(then)).not.toContain('VACANCIES');
    expect(silences(then)).toContain('vacancies');
  });

  it('tells nobody of another body what the mission has: to them nothing is known of its cells', async () => {
    for (const who of ['chief@UNSOB', 'expert@PANEL', 'focal@HOST', 'secretary@COMMITTEE']) {
      const theirs = await review(who);
      expect([adviceOf(theirs), silences(theirs)]).toEqual([
        [],
        expect.arrayContaining(['cells', 'focal points', 'procedures']),
      ]);
      expect(JSON.stringify(theirs)).not.toContain('JMAC');
    }
  });

  it('runs by itself when the mandate is set and on its review day, once each, and tells who answers for it', async () => {
    const worker = await hireWorker(world);
    await worker.start();
    try {
      const found = await until(
        async () => (await chief.get('/arrangement-reviews')).body.items as { review: Answer | null; cause: string }[],
        items => items.length === 3 && items.every(item => item.review?.reach === 'EXTENSIVE'),
      );
      // The tests' cast has a mandate of its own, without tasks: whichever is set, the whole mission is reviewed.
      expect(found.map(one => one.cause).sort()).toEqual(['MANDATE_SET', 'MANDATE_SET', 'REVIEW_DATE']);
      await until(
        async () => (await chief.get('/alerts?seen=false')).body.items as object[],
        items => items.length === 3,
      );
      await worker.sweep();
      await worker.sweep();
      expect((await chief.get('/arrangement-reviews?count=exact')).body.total).toBe(3);
    } finally {
      await worker.stop();
    }
    const [alert] = (await chief.get('/alerts?kind=ARRANGEMENT_REVIEW').expect(200)).body.items;
    expect(alert.title).toMatch(/^Arrangement of UNMIVA on \d{4}-\d\d-\d\d: /);
    const kept = await chief.get(`/${alert.subjectKind}/${alert.subjectId}`).expect(200);
    expect(kept.body.review.ruleVersion).toBe('arrangement-review 1');
    // An analyst answers for nothing here, and another mission's chief is told nothing.
    for (const who of ['analyst@UNMIVA', 'chief@UNSOB', 'expert@PANEL']) {
      const other = await world.as(who);
      expect(
        (await other.get('/alerts').expect(200)).body.items.filter((one: { id: string }) => one.id === alert.id),
      ).toEqual([]);
      await other.get(`/alerts/${alert.id}`).expect(404);
    }
    const tag = { 'if-match': `"${alert.version}"` };
    const seen = await chief.post(`/alerts/${alert.id}/transitions`, { to: 'SEEN' }, tag).expect(200);
    expect(seen.body.seenById).toBe(world.appointmentIds.get('chief@UNMIVA'));
    expect((await chief.post(`/alerts/${alert.id}/transitions`, { to: 'SEEN' }, tag)).status).toBe(412);
    const again = { 'if-match': seen.headers.etag ?? '' };
    expect((await chief.post(`/alerts/${alert.id}/transitions`, { to: 'SEEN' }, again)).status).toBe(409);
    expect((await chief.get('/alerts?seen=false').expect(200)).body.items).toHaveLength(2);
  });
});
