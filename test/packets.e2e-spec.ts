import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Worker } from '../src/jobs/worker.js';
import { renderPacket } from '../src/packets/render.js';
import { recordsOf } from './support/records.js';
import { hireWorker, until } from './support/workers.js';
import { openWorld, type World } from './world.js';

const period = { from: '2026-01-01', to: '2026-04-01' };

describe('briefing packets', () => {
  let world: World;
  let worker: Worker;
  let packet: { id: string; jobId: string };
  let records: ReturnType<typeof recordsOf>;
  /** Counted by the owner, in plain SQL, before the packet is made. */
  let expected: Record<string, number>;

  const count = async (sql: string): Promise<number> => Number((await world.owner.query(sql)).rows[0].n);
  const wish = (more: object = {}) => ({ committeeId: world.id('COMMITTEE'), kind: 'WRITTEN_REPORT', period, ...more });
  const get = async (who: string, path: string) => (await world.as(who)).get(path);
  const readable = (response: { statusCode: number }) => response.statusCode;

  async function move(who: string, id: string, to: string, reason?: string) {
    const caller = await world.as(who);
    const now = await caller.get(`/briefing-packets/${id}`);
    return caller.post(
      `/briefing-packets/${id}/transitions`,
      { to, reason },
      { 'if-match': now.headers.etag ?? '"0"' },
    );
  }

  async function make(more: object = {}, who = 'analyst@UNMIVA'): Promise<{ id: string; jobId: string }> {
    const caller = await world.as(who);
    const asked = await caller.post('/briefing-packets', wish(more)).expect(202);
    await until(
      async () => (await caller.get(`/jobs/${asked.body.jobId}`)).body,
      job => ['DONE', 'FAILED'].includes(job.state),
    );
    return asked.body;
  }

  beforeAll(async () => {
    world = await openWorld();
    records = recordsOf(world, 'analyst@UNMIVA');
    const inside = await records.inspection('2026-01-10', { outcomes: ['SEIZURE_MADE'] });
    await records.inspection('2026-02-11', { type: 'CHECKPOINT', status: 'PLANNED' });
    await records.inspection('2026-03-31', { type: 'CHECKPOINT', status: 'DENIED' });
    await records.inspection('2026-04-01');
    await records.inspection('2025-12-31');
    await records.inspection(null);
    await records.inspection('2026-01-12', { classification: 2 });
    const denied = await records.access(inside, '2026-01-10', 'DENIED');
    await records.access(inside, '2026-01-10', 'PARTIAL', { supersedes_id: denied });
    for (const result of ['FULL', 'FULL', 'DENIED', 'DELAYED', 'SITE_EMPTY', 'ABORTED_WEATHER', 'UNKNOWN'])
      await records.access(inside, '2026-02-05', result);
    await records.access(inside, '2026-04-01', 'DENIED');
    await records.access(inside, null, 'DENIED');
    const whole = await records.line(inside, '2026-01-10', 'SMALL_ARM', { place: { placeName: 'Canary Camp' } });
    await records.serial(whole, 'AB-4711');
    const gap = await records.line(inside, '2026-01', 'SMALL_ARM', { marking_status: 'ERASED' });
    await records.serial(gap, 'AB?711');
    await records.line(inside, '2026-01-11', 'LIGHT_WEAPON', {
      qty_min: 3,
      qty_max: 5,
      marking_status: 'NOT_EXAMINED',
    });
    await records.line(inside, '2026-01-11', 'SMALL_ARM', { qty_min: 2, qty_max: null, unit: 'CRATE' });
    const wrong = await records.line(inside, '2026-01-11', 'SMALL_ARM', { qty_min: 999, qty_max: 999 });
    await records.line(inside, '2026-01-11', 'SMALL_ARM', { qty_min: 9, qty_max: 9, corrects_id: wrong });
    await records.line(inside, '2026-02-11', 'AMMO', {
      qty_min: 1000,
      qty_max: 1200,
      unit: 'ROUND',
      caveats: ['NO_NAMES'],
    });
    await records.line(inside, '2026-02-11', 'AMMO', { qty_min: 30, qty_max: 30, unit: 'BOX' });
    await records.line(inside, null, 'SMALL_ARM');
    const foreign = recordsOf(world, 'analyst@UNSOB');
    await foreign.line(await foreign.inspection('2026-01-10'), '2026-01-10', 'SMALL_ARM');
    const body = `body_id = '${world.id('UNMIVA')}' and classification <= 1`;
    const during = (column: string) => `${body} and ${column} >= '2026-01-01Z' and ${column} < '2026-04-01Z'`;
    const lines = `from observations o where ${during('observed_from')} and not exists (select from observations c where c.corrects_id = o.id)`;
    const results = `from access_results a where ${during('at_from')} and not exists (select from access_results s where s.supersedes_id = a.id)`;
    const arms = `class in ('SMALL_ARM', 'LIGHT_WEAPON')`;
    const n = (from: string, and = 'true') => count(`select count(*) as n ${from} and ${and}`);
    expected = {
      inspections_recorded: await n(`from inspections where ${during('period_from')}`),
      inspections_done: await n(`from inspections where ${during('period_from')}`, `status <> 'PLANNED'`),
      seizure_made: await n(`from inspections where ${during('period_from')}`, `'SEIZURE_MADE' = any(outcomes)`),
      access_recorded: await n(results),
      access_attempted: await n(results, `cause <> 'MISSION_CAUSED' and result <> 'UNKNOWN'`),
      access_denied: await n(results, `result = 'DENIED'`),
      access_partial: await n(results, `result = 'PARTIAL'`),
      observations_recorded: await n(lines),
      arms_lines: await n(lines, arms),
      items_recorded: await n(lines, `${arms} and unit = 'ITEM'`),
      items_recorded_min: await count(`select sum(qty_min) as n ${lines} and ${arms} and unit = 'ITEM'`),
      items_recorded_max: await count(`select sum(qty_max) as n ${lines} and ${arms} and unit = 'ITEM'`),
      ammunition_lines: await n(lines, `class = 'AMMO'`),
      ammunition_rounds_min: await count(`select sum(qty_min) as n ${lines} and unit = 'ROUND'`),
      ammunition_rounds_max: await count(`select sum(qty_max) as n ${lines} and unit = 'ROUND'`),
      marking_examined: await n(lines, `${arms} and marking_status <> 'NOT_EXAMINED'`),
      open_ended_lines: await n(lines, 'qty_max is null'),
      undated_records: 3,
    };
    worker = await hireWorker(world);
    await worker.start();
    packet = await make();
  });
  afterAll(async () => {
    await worker.stop();
    await world.close();
  });

  it('answers 202 with the job, and the packet follows with every figure as SQL counts it', async () => {
    const shown = (await get('analyst@UNMIVA', `/briefing-packets/${packet.id}`)).body;
    expect(shown).toMatchObject({
      state: 'DRAFT',
      received: false,
      caveats: ['NO_NAMES'],
      classification: 'CONFIDENTIAL',
    });
    expect(shown.ref).toMatch(/^UNMIVA-BP-\d{4}-\d{4}$/);
    const values = Object.fromEntries(shown.figures.map((f: { id: string; value: number }) => [f.id, f.value]));
    expect(values).toMatchObject(expected);
    expect(expected).toMatchObject({
      inspections_recorded: 3,
      access_attempted: 6,
      access_denied: 1,
      items_recorded_max: 16,
    });
    const rates = Object.fromEntries(
      shown.figures
        .filter((f: { unit: string }) => f.unit === 'PERCENT')
        .map((f: { id: string; numerator: number; denominator: number }) => [f.id, [f.numerator, f.denominator]]),
    );
    expect(rates).toEqual({
      denial_rate: [1, 6],
      partial_rate: [1, 6],
      host_caused_rate: [3, 6],
      altered_rate: [1, 4],
      usable_serial_rate: [1, 5],
    });
  });

  it('opens every figure to exactly the records it counted, also after they were edited and more came', async () => {
    const analyst = await world.as('analyst@UNMIVA');
    const figures = (await analyst.get(`/briefing-packets/${packet.id}/figures`).expect(200)).body.items;
    const { rows } = await world.owner.query(`select id from inspections where status = 'PLANNED'`);
    await world.owner.query(`update inspections set status = 'COMPLETED', period_from = '2020-01-01' where id = $1`, [
      rows[0].id,
    ]);
    await world.owner.query(`update inspections set outcomes = '{SEIZURE_MADE}' where id = $1`, [rows[0].id]);
    await records.access(await records.inspection('2026-01-20'), '2026-01-20', 'DENIED');
    for (const figure of figures) {
      const page = (
        await analyst.get(`/briefing-packets/${packet.id}/figures/${figure.id}/records?limit=500`).expect(200)
      ).body;
      const inside = page.items.filter((item: { inNumerator: boolean }) => item.inNumerator);
      const opened = (sum?: string) =>
        inside.reduce((total: number, item: Record<string, number>) => total + (sum ? (item[sum] ?? 0) : 1), 0);
      expect([
        figure.id,
        opened(figure.filter.sum && figure.filter.sum === 'QTY_MIN' ? 'qtyMin' : figure.filter.sum && 'qtyMax'),
      ]).toEqual([figure.id, figure.numerator]);
      if (figure.denominator !== null) expect(page.items).toHaveLength(figure.denominator);
    }
    const page = (
      await analyst.get(`/briefing-packets/${packet.id}/figures/access_recorded/records?limit=3`).expect(200)
    ).body;
    expect(page.items).toHaveLength(3);
    const next = await analyst.get(
      `/briefing-packets/${packet.id}/figures/access_recorded/records?limit=500&cursor=${page.nextCursor}`,
    );
    expect(next.body.items).toHaveLength((expected.access_recorded ?? 0) - 3);
    await analyst.get(`/briefing-packets/${packet.id}/figures/nothing/records`).expect(404);
    expect(
      (await analyst.get(`/briefing-packets/${packet.id}/figures/denial_rate`).expect(200)).body.value,
    ).toBeCloseTo(100 / 6);
  });

  it('does not let a restored database, which numbers transactions anew, count later rows', async () => {
    const late = await records.access(await records.inspection('2026-01-21'), '2026-01-21', 'DENIED');
    await world.owner.query(`update access_results set recorded_xid = '3'::xid8 where id = $1`, [late]);
    const page = await get('analyst@UNMIVA', `/briefing-packets/${packet.id}/figures/access_denied/records`);
    expect(page.body.items).toHaveLength(expected.access_denied ?? 0);
  });

  it('gives a share of nothing no value', async () => {
    const empty = await make({ period: { from: '1999-01-01', to: '1999-02-01' } });
    const rate = await get('analyst@UNMIVA', `/briefing-packets/${empty.id}/figures/denial_rate`);
    expect(rate.body).toMatchObject({ value: null, numerator: 0, denominator: 0 });
  });

  it('serves the stored bytes, which rendering the stored JSON gives again', async () => {
    const analyst = await world.as('analyst@UNMIVA');
    const file = (format: string) =>
      analyst
        .get(`/briefing-packets/${packet.id}/files/${format}`)
        .buffer(true)
        .parse((res, done) => {
          const chunks: Buffer[] = [];
          res.on('data', chunk => chunks.push(chunk));
          res.on('end', () => done(null, Buffer.concat(chunks)));
        });
    const pdf = await file('pdf').expect(200);
    const json = await file('json').expect(200);
    const shown = (await analyst.get(`/briefing-packets/${packet.id}`)).body;
    for (const [format, response] of [
      ['pdf', pdf],
      ['json', json],
    ] as const) {
      const sha256 = createHash('sha256').update(response.body).digest('hex');
      expect(shown.files).toContainEqual(expect.objectContaining({ format, sha256, size: response.body.length }));
      expect(response.headers.etag).toBe(`"${sha256}"`);
      expect(response.headers['content-disposition']).toContain(`${shown.ref}.${format}`);
    }
    expect(pdf.headers['content-type']).toBe('application/pdf');
    const again = await renderPacket(JSON.parse(json.body.toString()));
    expect(again.pdf.equals(pdf.body)).toBe(true);
    expect(again.json.equals(json.body)).toBe(true);
    const leaves = await count(
      `select count(*) as n from audit.leaves where action = 'DOWNLOAD' and '${packet.id}' = any(object_ids)`,
    );
    expect(leaves).toBe(2);
    await analyst.get(`/briefing-packets/${packet.id}/files/docx`).expect(404);
  });

  it('takes the same request twice as one, and refuses another under its id', async () => {
    const analyst = await world.as('analyst@UNMIVA');
    const id = uuidv7();
    await analyst.post('/briefing-packets', wish({ id })).expect(202);
    await analyst.post('/briefing-packets', wish({ id })).expect(200);
    const other = await analyst.post('/briefing-packets', wish({ id, kind: 'FLASH' })).expect(409);
    expect(other.body.type).toBe('/problems/id_already_used');
  });

  it('waits for the packet when asked to', async () => {
    const analyst = await world.as('analyst@UNMIVA');
    const made = await analyst.post('/briefing-packets', wish(), { prefer: 'wait=20' }).expect(201);
    expect(made.body).toMatchObject({ state: 'DRAFT', availableTransitions: [] });
    expect(made.headers.location).toBe(`/api/v1/briefing-packets/${made.body.id}`);
  });

  it('names everything wrong with a request', async () => {
    const answer = await (await world.as('analyst@UNMIVA'))
      .post('/briefing-packets', {
        committeeId: world.id('PANEL'),
        kind: 'FLASH',
        regimeCode: 'NOPE',
        period: { from: '2026-03-01', to: '2026-03-01' },
        classification: 'STRICTLY_CONFIDENTIAL',
        caveats: ['PANEL_ONLY'],
      })
      .expect(422);
    expect(answer.body.errors.map((e: { pointer: string; code: string }) => `${e.pointer} ${e.code}`)).toEqual([
      '/period/to period_reversed',
      '/committeeId not_a_committee',
      '/regimeCode unknown_regime',
      '/classification illegal_pair',
      '/caveats illegal_pair',
    ]);
    const future = { from: '2026-01-01', to: '2999-01-01' };
    await (await world.as('analyst@UNMIVA')).post('/briefing-packets', wish({ period: future })).expect(422);
    await (await world.as('expert@PANEL')).post('/briefing-packets', wish()).expect(403);
  });

  it('shows a packet before transmission to nobody outside', async () => {
    const paths = [
      '',
      '/figures',
      '/figures/access_denied',
      '/figures/access_denied/records',
      '/files/pdf',
      '/files/json',
    ];
    for (const who of ['analyst@UNSOB', 'head@UNSOB', 'expert@PANEL', 'secretary@COMMITTEE', 'secretary@OTHERCOM'])
      for (const path of paths)
        expect([who, path, readable(await get(who, `/briefing-packets/${packet.id}${path}`))]).toEqual([
          who,
          path,
          404,
        ]);
    for (const who of ['focal@HOST', 'admin@CORDON', 'auditor@CORDON'])
      for (const path of paths)
        expect([who, path, readable(await get(who, `/briefing-packets/${packet.id}${path}`))]).toEqual([
          who,
          path,
          403,
        ]);
    for (const who of ['analyst@UNSOB', 'expert@PANEL', 'secretary@COMMITTEE'])
      expect((await get(who, `/jobs/${packet.jobId}`)).status).toBe(404);
    expect((await get('secretary@COMMITTEE', '/briefing-packets')).body.items).toEqual([]);
  });

  it('goes through its steps in order, by different people, each with the role for it', async () => {
    expect((await move('analyst@UNMIVA', packet.id, 'CELL_CHIEF_CLEARED')).status).toBe(403);
    expect((await move('head@UNMIVA', packet.id, 'CELL_CHIEF_CLEARED')).body.type).toBe('/problems/permission_missing');
    const early = await move('head@UNMIVA', packet.id, 'TRANSMITTED');
    expect(early.status).toBe(409);
    expect(early.body.detail).toContain('CELL_CHIEF_CLEARED');
    expect((await get('chief@UNMIVA', `/briefing-packets/${packet.id}`)).body.availableTransitions).toEqual([
      'CELL_CHIEF_CLEARED',
    ]);
    const chief = await world.as('chief@UNMIVA');
    await chief.post(`/briefing-packets/${packet.id}/transitions`, { to: 'CELL_CHIEF_CLEARED' }).expect(428);
    await chief
      .post(`/briefing-packets/${packet.id}/transitions`, { to: 'CELL_CHIEF_CLEARED' }, { 'if-match': '"1"' })
      .expect(412);
    expect((await move('chief@UNMIVA', packet.id, 'CELL_CHIEF_CLEARED')).body).toMatchObject({
      state: 'CELL_CHIEF_CLEARED',
    });
    expect((await move('head@UNMIVA', packet.id, 'DRAFT')).status).toBe(400);
    expect((await move('head@UNMIVA', packet.id, 'DRAFT', 'Wrong period named.')).body).toMatchObject({
      state: 'DRAFT',
      round: 2,
    });
    expect((await move('chief@UNMIVA', packet.id, 'CELL_CHIEF_CLEARED')).status).toBe(200);
    expect((await move('head@UNMIVA', packet.id, 'HEAD_OF_MISSION_CLEARED')).body).toMatchObject({
      state: 'HEAD_OF_MISSION_CLEARED',
      availableTransitions: ['TRANSMITTED', 'DRAFT'],
    });
    expect((await move('chief@UNSOB', packet.id, 'DRAFT', 'Not theirs.')).status).toBe(404);
  });

  it('writes one release, however often the same transmission is sent at once', async () => {
    const focal = await world.as('focal@UNMIVA');
    const etag = (await focal.get(`/briefing-packets/${packet.id}`)).headers.etag ?? '';
    const send = () =>
      focal.post(`/briefing-packets/${packet.id}/transitions`, { to: 'TRANSMITTED' }, { 'if-match': etag });
    const statuses = (await Promise.all(Array.from({ length: 32 }, send))).map(answer => answer.status);
    expect(statuses.filter(status => status === 200)).toHaveLength(1);
    expect(statuses.filter(status => status === 412)).toHaveLength(31);
    expect(await count('select count(*) as n from releases')).toBe(1);
    expect(await count(`select count(*) as n from released_records where series = 'PACKET'`)).toBe(1);
    expect(await count(`select count(*) as n from packet_steps where step = 'TRANSMISSION'`)).toBe(1);
    const { rows } = await world.owner.query('select proposed_by, approved_by from releases');
    expect(rows).toEqual([{ proposed_by: world.id('chief@UNMIVA'), approved_by: world.id('head@UNMIVA') }]);
  });

  it('shows the recipient the frozen packet, its figures and redacted records, and the same bytes', async () => {
    const secretary = await world.as('secretary@COMMITTEE');
    const list = (await secretary.get('/briefing-packets').expect(200)).body.items;
    expect(list).toHaveLength(1);
    expect(list[0]).toMatchObject({ id: packet.id, received: true, mission: 'UNMIVA', state: 'TRANSMITTED' });
    const own = (await get('analyst@UNMIVA', `/briefing-packets/${packet.id}`)).body;
    const copy = (await secretary.get(`/briefing-packets/${packet.id}`).expect(200)).body;
    expect(copy.figures).toEqual(own.figures);
    expect(copy).toMatchObject({ received: true, jobId: null, scheduleId: null, contentSha256: own.contentSha256 });
    expect(copy.steps.map((s: { step: string; personId: null }) => [s.step, s.personId])).toEqual([
      ['CELL_CHIEF', null],
      ['RETURN', null],
      ['CELL_CHIEF', null],
      ['HEAD_OF_MISSION', null],
      ['TRANSMISSION', null],
    ]);
    expect(Object.keys(copy).sort()).toEqual(Object.keys(own).sort());
    for (const figure of copy.figures) {
      const page = (
        await secretary.get(`/briefing-packets/${packet.id}/figures/${figure.id}/records?limit=500`).expect(200)
      ).body;
      const mine = (
        await get('analyst@UNMIVA', `/briefing-packets/${packet.id}/figures/${figure.id}/records?limit=500`)
      ).body;
      expect([figure.id, page.items.length]).toEqual([figure.id, mine.items.length]);
      expect(page.items.map((i: { ref: string; result: string; class: string }) => [i.ref, i.result, i.class])).toEqual(
        mine.items.map((i: { ref: string; result: string; class: string }) => [i.ref, i.result, i.class]),
      );
      expect(JSON.stringify(page)).not.toMatch(/Canary|AB-4711|2026-01-1/);
    }
    const serials = (await secretary.get(`/briefing-packets/${packet.id}/figures/usable_serial_rate/records`)).body
      .items;
    expect(serials.map((i: { serial: string | null }) => i.serial)).toContain('•••4711');
    expect(serials[0].date.precision).toBe('MONTH');
    const pdf = await secretary.get(`/briefing-packets/${packet.id}/files/pdf`).buffer(true).expect(200);
    expect(pdf.headers.etag).toBe(`"${own.files.find((f: { format: string }) => f.format === 'pdf').sha256}"`);
    const reads = await count(
      `select count(*) as n from audit.leaves where action = 'READ' and object_kind = 'getPacket' and body_id = '${world.id('COMMITTEE')}'`,
    );
    expect(reads).toBeGreaterThanOrEqual(1);
  });

  it('shows the transmitted packet to no other committee, panel, host or mission', async () => {
    for (const who of ['secretary@OTHERCOM', 'expert@PANEL', 'analyst@UNSOB'])
      for (const path of ['', '/figures', '/figures/access_denied/records', '/files/pdf'])
        expect((await get(who, `/briefing-packets/${packet.id}${path}`)).status).toBe(404);
    expect((await get('focal@HOST', `/briefing-packets/${packet.id}`)).status).toBe(403);
  });

  it('is gone for the recipient below its level, after it expired, and after it was recalled', async () => {
    const look = async () => (await get('secretary@COMMITTEE', `/briefing-packets/${packet.id}`)).status;
    const gone = async () =>
      Promise.all(
        ['', '/figures', '/figures/access_denied/records', '/files/pdf'].map(
          async path => (await get('secretary@COMMITTEE', `/briefing-packets/${packet.id}${path}`)).status,
        ),
      );
    for (const [hide, show] of [
      [`expires_at = now() - interval '1 second'`, 'expires_at = null'],
      ['recalled_at = now()', 'recalled_at = null'],
      ['classification = 2', 'classification = 1'],
    ]) {
      await world.owner.query(`update released_records set ${hide}`);
      expect([hide, ...(await gone())]).toEqual([hide, 404, 404, 404, 404]);
      expect((await get('secretary@COMMITTEE', '/briefing-packets')).body.items).toEqual([]);
      await world.owner.query(`update released_records set ${show}`);
      expect(await look()).toBe(200);
    }
  });

  it('reaches the recipient under another id when the recipient has the first already', async () => {
    const third = await make();
    await world.owner.query(
      `insert into released_records (body_id, id, recorded_by, owner_body_id, release_id, series, packet_id, document)
       select body_id, $1, recorded_by, owner_body_id, release_id, 'PACKET_FILE', packet_id, '{}' from released_records where series = 'PACKET'`,
      [third.id],
    );
    for (const [who, to] of [
      ['chief@UNMIVA', 'CELL_CHIEF_CLEARED'],
      ['head@UNMIVA', 'HEAD_OF_MISSION_CLEARED'],
      ['focal@UNMIVA', 'TRANSMITTED'],
    ] as const)
      expect([to, (await move(who, third.id, to)).status]).toEqual([to, 200]);
    const secretary = await world.as('secretary@COMMITTEE');
    const [newest] = (await secretary.get('/briefing-packets')).body.items;
    expect(newest.id).not.toBe(third.id);
    expect((await secretary.get(`/briefing-packets/${newest.id}`).expect(200)).body.id).toBe(newest.id);
    await secretary.get(`/briefing-packets/${newest.id}/figures/access_denied/records`).expect(200);
    await secretary.get(`/briefing-packets/${newest.id}/files/json`).expect(200);
    await secretary.get(`/briefing-packets/${third.id}`).expect(404);
  });

  it('keeps records of a panel alone from the committee', async () => {
    const marked = await records.inspection('2024-05-05', { caveats: ['PANEL_ONLY'] });
    expect(marked).toBeTruthy();
    const fourth = await make({ period: { from: '2024-05-01', to: '2024-06-01' } });
    await move('chief@UNMIVA', fourth.id, 'CELL_CHIEF_CLEARED');
    await move('head@UNMIVA', fourth.id, 'HEAD_OF_MISSION_CLEARED');
    const refused = await move('focal@UNMIVA', fourth.id, 'TRANSMITTED');
    expect(refused.status).toBe(409);
    expect((await get('analyst@UNMIVA', `/briefing-packets/${fourth.id}`)).body.state).toBe('HEAD_OF_MISSION_CLEARED');
  });

  it('lists by state, period and committee', async () => {
    const analyst = await world.as('analyst@UNMIVA');
    const transmitted = (await analyst.get('/briefing-packets?state=TRANSMITTED&count=exact').expect(200)).body;
    expect(transmitted.total).toBe(2);
    expect((await analyst.get('/briefing-packets?to=2000').expect(200)).body.items).toHaveLength(1);
    expect((await analyst.get(`/briefing-packets?committeeId=${world.id('OTHERCOM')}`).expect(200)).body.items).toEqual(
      [],
    );
    await analyst.get('/briefing-packets?state=NOPE').expect(400);
    await analyst.get('/briefing-packets?nope=1').expect(400);
  });

  it('lets nobody clear two steps, whatever posts that person holds', async () => {
    const second = await make();
    const appointment = uuidv7();
    await world.owner.query(
      `insert into appointments (id, person_id, body_id, role, clearance, valid_from) values ($1, $2, $3, 'HEAD_OF_MISSION', 1, now())`,
      [appointment, world.id('chief@UNMIVA'), world.id('UNMIVA')],
    );
    const chief = await world.as('chief@UNMIVA');
    const step = async (post: string, to: string) => {
      const headers = { 'x-appointment': post };
      const now = await chief.get(`/briefing-packets/${second.id}`).set(headers).expect(200);
      return chief.post(
        `/briefing-packets/${second.id}/transitions`,
        { to },
        { ...headers, 'if-match': now.headers.etag ?? '' },
      );
    };
    const asChief = world.appointmentIds.get('chief@UNMIVA') ?? '';
    expect((await step(asChief, 'CELL_CHIEF_CLEARED')).status).toBe(200);
    const refused = await step(appointment, 'HEAD_OF_MISSION_CLEARED');
    expect([refused.status, refused.body.type]).toEqual([409, '/problems/same_person_cleared_already']);
    const shown = await chief.get(`/briefing-packets/${second.id}`).set({ 'x-appointment': appointment });
    expect(shown.body.availableTransitions).toEqual(['DRAFT']);
    // Nor after it was returned and somebody else took the first step.
    const deputy = uuidv7();
    await world.owner.query(
      `insert into appointments (id, person_id, body_id, role, clearance, valid_from) values ($1, $2, $3, 'CELL_CHIEF', 1, now())`,
      [deputy, world.id('analyst2@UNMIVA'), world.id('UNMIVA')],
    );
    const send = async (who: string, post: string, body: object) => {
      const caller = await world.as(who);
      const headers = { 'x-appointment': post };
      const now = await caller.get(`/briefing-packets/${second.id}`).set(headers).expect(200);
      const path = `/briefing-packets/${second.id}/transitions`;
      return caller.post(path, body, { ...headers, 'if-match': now.headers.etag ?? '' });
    };
    expect((await send('chief@UNMIVA', appointment, { to: 'DRAFT', reason: 'Once more.' })).status).toBe(200);
    expect((await send('analyst2@UNMIVA', deputy, { to: 'CELL_CHIEF_CLEARED' })).status).toBe(200);
    const again = await send('chief@UNMIVA', appointment, { to: 'HEAD_OF_MISSION_CLEARED' });
    expect([again.status, again.body.type]).toEqual([409, '/problems/same_person_cleared_already']);
  });
});
