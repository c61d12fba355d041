import { v7 as uuidv7 } from 'uuid';
import { ScheduleClock } from '../src/schedules/schedule-clock.js';
import { hireWorker, until } from './support/workers.js';
import { openWorld, type World } from './world.js';

/** The first of the month so many months ago. */
const monthsAgo = (n: number): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - n, 1)).toISOString().slice(0, 10);
};

describe('briefing schedules', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const wish = (more: object = {}) => ({
    name: 'Monthly to the committee',
    committeeId: world.id('COMMITTEE'),
    kind: 'WRITTEN_REPORT',
    rrule: 'FREQ=MONTHLY;BYMONTHDAY=1',
    startsOn: monthsAgo(0),
    ...more,
  });
  const packetsOf = async (schedule: string) =>
    (
      await world.owner.query(
        `select p.period_from::text, p.period_to::text, p.state, j.state as job, p.ref,
                (select count(*)::int from figures f where f.packet_id = p.id) as figures,
                (select count(*)::int from packet_files f where f.packet_id = p.id) as files
           from packets p left join jobs j on j.id = p.job_id where p.schedule_id = $1 order by p.period_from`,
        [schedule],
      )
    ).rows;

  it('are set up once, shown to their mission and changed under their version', async () => {
    const chief = await world.as('chief@UNMIVA');
    const id = uuidv7();
    const made = await chief.post('/briefing-schedules', wish({ id })).expect(201);
    expect(made.body).toMatchObject({
      id,
      active: true,
      periodFrom: monthsAgo(0),
      nextAt: `${monthsAgo(-1)}T00:00:00.000Z`,
    });
    await chief.post('/briefing-schedules', wish({ id })).expect(200);
    await chief.post('/briefing-schedules', wish({ id, name: 'Another' })).expect(409);
    const etag = made.headers.etag ?? '';
    await chief.patch(`/briefing-schedules/${id}`, { active: false }).expect(428);
    const paused = await chief.patch(`/briefing-schedules/${id}`, { active: false }, { 'if-match': etag }).expect(200);
    expect(paused.body).toMatchObject({ active: false, name: 'Monthly to the committee', version: 2 });
    await chief.patch(`/briefing-schedules/${id}`, { name: 'New' }, { 'if-match': etag }).expect(412);
    await chief.patch(`/briefing-schedules/${id}`, { name: null }, { 'if-match': '"2"' }).expect(400);
    await chief.patch(`/briefing-schedules/${id}`, { rrule: 'FREQ=DAILY' }, { 'if-match': '"2"' }).expect(400);
    expect((await chief.get('/briefing-schedules').expect(200)).body.items).toHaveLength(1);
    await (await world.as('chief@UNSOB')).get(`/briefing-schedules/${id}`).expect(404);
    await (await world.as('secretary@COMMITTEE')).get(`/briefing-schedules/${id}`).expect(403);
    await (await world.as('head@UNMIVA')).post('/briefing-schedules', wish()).expect(403);
  });

  it.each([
    ['FREQ=HOURLY'],
    ['FREQ=DAILY;BYHOUR=1,2'],
    ['FREQ=DAILY;INTERVAL=0'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'],
    ['FREQ=DAILY;COUNT=1'],
    ['FREQ=MONTHLY;UNTIL=19990101T000000Z'],
    ['FREQ=MONTHLY;BYMONTHDAY=x'],
    ['FREQ=MONTHLY;DTSTART=20260101'],
    ['FREQ=MONTHLY;FREQ=DAILY'],
    ['every month'],
  ])('refuse %s', async rrule => {
    const answer = await (await world.as('chief@UNMIVA')).post('/briefing-schedules', wish({ rrule })).expect(422);
    expect(answer.body.errors).toMatchObject([{ pointer: '/rrule', code: 'not_a_schedule' }]);
  });

  it('refuse who is no committee, what the clock is not cleared for, and a century of days', async () => {
    const chief = await world.as('chief@UNMIVA');
    const codes = async (more: object) =>
      (await chief.post('/briefing-schedules', wish(more)).expect(422)).body.errors.map(
        (e: { code: string }) => e.code,
      );
    expect(await codes({ committeeId: world.id('HOST') })).toEqual(['not_a_committee']);
    expect(await codes({ committeeId: uuidv7() })).toEqual(['not_a_committee']);
    expect(await codes({ classification: 'STRICTLY_CONFIDENTIAL' })).toEqual(['illegal_pair']);
    expect(await codes({ startsOn: '1950-01-01', rrule: 'FREQ=DAILY' })).toEqual(['not_a_schedule']);
  });

  it('make twelve packets of twelve due periods, once each, whatever two workers do', async () => {
    const chief = await world.as('chief@UNMIVA');
    const made = await chief.post('/briefing-schedules', wish({ startsOn: monthsAgo(12) })).expect(201);
    const workers = await Promise.all([hireWorker(world), hireWorker(world)]);
    await Promise.all(workers.map(worker => worker.start()));
    const rows = await until(
      () => packetsOf(made.body.id),
      packets => packets.length >= 12 && packets.every(packet => packet.job === 'DONE'),
      25_000,
    );
    await Promise.all(workers.map(worker => worker.sweep()));
    await Promise.all(workers.map(worker => worker.stop()));
    expect(await packetsOf(made.body.id)).toHaveLength(12);
    expect(rows.map(row => [row.period_from, row.period_to])).toEqual(
      Array.from({ length: 12 }, (_, n) => [monthsAgo(12 - n), monthsAgo(11 - n)]),
    );
    expect(new Set(rows.map(row => row.ref)).size).toBe(12);
    for (const row of rows) expect(row).toMatchObject({ state: 'DRAFT', files: 2 });
    expect(new Set(rows.map(row => row.figures)).size).toBe(1);
    const after = (await chief.get(`/briefing-schedules/${made.body.id}`)).body;
    expect(after).toMatchObject({ periodFrom: monthsAgo(0), nextAt: `${monthsAgo(-1)}T00:00:00.000Z` });
  });

  it('fire a period once even when the row says again that it is due', async () => {
    const chief = await world.as('chief@UNMIVA');
    const made = await chief.post('/briefing-schedules', wish({ startsOn: monthsAgo(1) })).expect(201);
    const clock = world.app.get(ScheduleClock, { strict: false });
    const system = {
      personId: world.id('system@UNMIVA'),
      appointmentId: world.appointmentIds.get('system@UNMIVA') ?? '',
      bodyId: world.id('UNMIVA'),
      bodyAcronym: 'UNMIVA',
      bodyKind: 'MISSION',
      role: 'SYSTEM',
      sessionId: null,
      requestId: 'test',
      purpose: null,
    };
    const fired = await Promise.all(Array.from({ length: 6 }, () => clock.fire(system, made.body.id)));
    expect(fired.filter(Boolean)).toHaveLength(1);
    // As after a restore of the schedule alone.
    await world.owner.query('update schedules set period_from = $2, next_at = $3 where id = $1', [
      made.body.id,
      monthsAgo(1),
      monthsAgo(0),
    ]);
    expect(await clock.fire(system, made.body.id)).toBeNull();
    expect(await packetsOf(made.body.id)).toHaveLength(1);
    expect((await world.owner.query(`select count(*)::int as n from jobs where kind = 'PACKET'`)).rows[0].n).toBe(13);
  });

  it('do not fire while paused, and make up for it afterwards', async () => {
    const chief = await world.as('chief@UNMIVA');
    const made = await chief.post('/briefing-schedules', wish({ startsOn: monthsAgo(2) })).expect(201);
    const at = `/briefing-schedules/${made.body.id}`;
    await chief.patch(at, { active: false }, { 'if-match': made.headers.etag ?? '' }).expect(200);
    const worker = await hireWorker(world, {}, []);
    await worker.sweep();
    expect(await packetsOf(made.body.id)).toHaveLength(0);
    await chief.patch(at, { active: true }, { 'if-match': '"2"' }).expect(200);
    await worker.sweep();
    expect(await packetsOf(made.body.id)).toHaveLength(2);
  });
});
