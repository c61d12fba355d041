import { v4 } from 'uuid';
import type { Worker } from '../src/jobs/worker.js';
import { hireWorker, until } from './support/workers.js';
import { type Caller, openWorld, type World } from './world.js';

const visit = { type: 'ARMOURY', period: { from: '2024-03-05' }, accessResults: [{ result: 'FULL' }] };

describe('Idempotency-Key', () => {
  let world: World;
  let analyst: Caller;
  let worker: Worker | undefined;
  beforeAll(async () => {
    world = await openWorld();
    analyst = await world.as('analyst@UNMIVA');
  });
  afterAll(async () => {
    await worker?.stop();
    await world.close();
  });

  const record = async (more: object = {}): Promise<string> =>
    (await analyst.post('/inspections', { ...visit, ...more }).expect(201)).body.id;
  const count = async (table: string, inspection: string): Promise<number> =>
    Number(
      (await world.owner.query(`select count(*) as n from ${table} where inspection_id = $1`, [inspection])).rows[0].n,
    );
  const keyed = (key: string = v4()) => ({ 'idempotency-key': key });

  it.each([
    ['observations', 'observations', { class: 'SMALL_ARM', quantity: { min: 1, max: 1, unit: 'ITEM' } }],
    ['access-results', 'access_results', { result: 'SITE_EMPTY' }],
    ['custody', 'custody_events', { reason: 'SEIZE', to: 'Vareta National Guard' }],
    ['documents', 'documents', { kind: 'REPORT', title: 'Visit report' }],
    ['claims', 'claims', { field: 'origin', value: 'bought at the market' }],
  ])('does eight identical posts of %s under one key once', async (path, table, body) => {
    const id = await record();
    const before = await count(table, id);
    const key = keyed();
    const post = (content: object) => analyst.post(`/inspections/${id}/${path}`, content, key);
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(body)));
    expect(answers.map(a => [a.status, a.text, a.headers.etag])).toEqual(
      Array.from({ length: 8 }, () => [201, answers[0]?.text, answers[0]?.headers.etag]),
    );
    expect(await count(table, id)).toBe(before + 1);
    const later = await post(body);
    expect([later.status, later.text]).toEqual([201, answers[0]?.text]);
    const colleague = await (await world.as('analyst2@UNMIVA')).post(`/inspections/${id}/${path}`, body, key);
    expect([colleague.status, colleague.text]).toEqual([201, answers[0]?.text]);
    const other = await post([body, body]);
    expect([other.status, other.body.type]).toEqual([409, '/problems/id_already_used']);
    expect(await count(table, id)).toBe(before + 1);
    await analyst.post(`/inspections/${id}/${path}`, body).expect(201);
    await analyst.post(`/inspections/${id}/${path}`, body).expect(201);
    expect(await count(table, id)).toBe(before + 3);
  });

  it('moves an inspection once, and answers a repetition with the tag it gave', async () => {
    const id = await record();
    const key = { ...keyed(), 'if-match': '"1"' };
    const move = () => analyst.post(`/inspections/${id}/transitions`, { to: 'DRAFT_REPORT' }, key);
    const answers = await Promise.all(Array.from({ length: 8 }, move));
    expect(answers.map(a => [a.status, a.headers.etag, a.body.status])).toEqual(
      Array.from({ length: 8 }, () => [201, '"2"', 'DRAFT_REPORT']),
    );
    expect(await count('inspection_transitions', id)).toBe(2);
    await analyst.post(`/inspections/${id}/transitions`, { to: 'QA' }, key).expect(409);
    await analyst.post(`/inspections/${id}/transitions`, { to: 'DRAFT_REPORT' }, { 'if-match': '"1"' }).expect(412);
  });

  it('binds a key to its record and operation, inside its body', async () => {
    const [first, second] = [await record(), await record()];
    const key = keyed();
    const claim = { field: 'origin', value: 'unknown' };
    await analyst.post(`/inspections/${first}/claims`, claim, key).expect(201);
    await analyst.post(`/inspections/${second}/claims`, claim, key).expect(409);
    await analyst.post(`/inspections/${first}/observations`, { class: 'AMMO' }, key).expect(409);
    const other = await world.as('analyst@UNSOB');
    await other.post(`/inspections/${first}/claims`, claim, key).expect(404);
    const theirs = (await other.post('/inspections', visit).expect(201)).body.id;
    await other.post(`/inspections/${theirs}/claims`, claim, key).expect(201);
  });

  it('leaves no key behind when nothing was done', async () => {
    const id = await record();
    const key = keyed();
    await analyst.post(`/inspections/${id}/custody`, { reason: 'SEIZE', prevId: v4() }, key).expect(404);
    await analyst.post(`/inspections/${id}/custody`, { reason: 'SEIZE' }, key).expect(201);
    for (const bad of ['', 'with space', 'x'.repeat(256)]) {
      const refused = await analyst.post(`/inspections/${id}/custody`, { reason: 'SEIZE' }, keyed(bad));
      expect([bad, refused.status]).toEqual([bad, 400]);
    }
  });

  it('answers nobody who may no longer see what it holds, and writes down whom it answered', async () => {
    await world.owner.query('update appointments set clearance = 2 where id = $1', [
      world.appointmentIds.get('analyst@UNMIVA'),
    ]);
    const id = await record({ classification: 'CONFIDENTIAL' });
    const key = keyed();
    const line = { class: 'AMMO', classification: 'STRICTLY_CONFIDENTIAL', description: 'Canary' };
    await analyst.post(`/inspections/${id}/observations`, line, key).expect(201);
    await analyst.post(`/inspections/${id}/observations`, line, key).expect(201);
    const { rows } = await world.owner.query(
      `select count(*) as n from audit.leaves where action = 'READ' and object_kind = 'recordObservations' and $1 = any(object_ids)`,
      [id],
    );
    expect(Number(rows[0].n)).toBe(1);
    const lower = await (await world.as('analyst2@UNMIVA')).post(`/inspections/${id}/observations`, line, key);
    expect(lower.status).toBeGreaterThanOrEqual(400);
    expect(lower.text).not.toContain('Canary');
    expect(await count('observations', id)).toBe(1);
  });

  it('moves a packet once', async () => {
    worker = await hireWorker(world);
    await worker.start();
    const packet = (
      await analyst
        .post('/briefing-packets', {
          committeeId: world.id('COMMITTEE'),
          kind: 'FLASH',
          period: { from: '2024-01-01', to: '2025-01-01' },
        })
        .expect(202)
    ).body;
    const chief = await world.as('chief@UNMIVA');
    const drafted = await until(
      () => chief.get(`/briefing-packets/${packet.id}`),
      answer => answer.body.state === 'DRAFT',
    );
    const headers = { ...keyed(), 'if-match': drafted.headers.etag ?? '' };
    const clear = () => chief.post(`/briefing-packets/${packet.id}/transitions`, { to: 'CELL_CHIEF_CLEARED' }, headers);
    const answers = await Promise.all(Array.from({ length: 8 }, clear));
    expect(answers.map(a => [a.status, a.text])).toEqual(answers.map(() => [200, answers[0]?.text]));
    const steps = await world.owner.query('select from packet_steps where packet_id = $1', [packet.id]);
    expect(steps.rowCount).toBe(1);
  });
});
