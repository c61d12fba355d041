import { v4, v7 } from 'uuid';
import { type Caller, openWorld, type World } from './world.js';

describe('recording inspections', () => {
  let world: World;
  let analyst: Caller;
  beforeAll(async () => {
    world = await openWorld();
    analyst = await world.as('analyst@UNMIVA');
  });
  afterAll(() => world.close());

  const armoury = {
    type: 'ARMOURY',
    period: { from: '2024-03-05' },
    legalBasis: { paragraphId: 'S/RES/9001(2015)/4' },
    place: {
      point: { type: 'Point', coordinates: [-28.5, -1.25] },
      accuracyM: 50,
      method: 'GPS',
      placeName: 'Port Amara',
    },
    notice: { kind: 'HOURS', hours: 4 },
    parties: [{ name: 'Vareta National Guard', kind: 'ARMED_FORCES', role: 'HOST' }],
    accessResults: [{ result: 'FULL' }],
    outcomes: ['NO_FINDING'],
    observations: [
      {
        class: 'SMALL_ARM',
        category1997: 'P97_SA4',
        makeRaw: 'Izhmash',
        modelRaw: 'AKM',
        calibreRaw: '7.62x39',
        countryOfManufacture: 'SUHH',
        markingStatus: 'ORIGINAL_COMPLETE',
        quantity: { min: 1, max: 1, unit: 'ITEM', method: 'COUNTED' },
        serials: [{ raw: 'КГ 1234', position: 'RECEIVER', origin: 'FACTORY' }],
        marks: [{ kind: 'PROPERTY', raw: 'UN 0012' }],
      },
      {
        class: 'AMMO',
        calibreRaw: '7.62x39',
        quantity: { min: 5000, unit: 'ROUND', method: 'ESTIMATED', asWritten: 'over 5,000' },
        headstamp: [
          { raw: '711', clock: 12 },
          { raw: '75', clock: 6 },
        ],
      },
    ],
  };

  it('keeps everything, fills what is not stated, and gives a reference number', async () => {
    const made = await analyst.post('/inspections', armoury).expect(201);
    expect(made.headers.location).toBe(`/api/v1/inspections/${made.body.id}`);
    expect(made.headers.etag).toBe('"1"');
    expect(made.body).toMatchObject({
      ref: 'UNMIVA-INS-2024-0001',
      mission: 'UNMIVA',
      status: 'COMPLETED',
      observationCount: 2,
      hasDenial: false,
    });
    expect(made.body.legalBasis).toMatchObject({ status: 'CITED', regime: 'XV-9001', paragraph: '4' });
    expect(made.body.coordinates).toEqual({ type: 'Point', coordinates: [-28.5, -1.25] });
    const lines = await analyst.get(`/inspections/${made.body.id}/observations`).expect(200);
    const rifle = lines.body.items.find((o: { class: string }) => o.class === 'SMALL_ARM');
    expect(rifle.serials[0]).toMatchObject({
      raw: 'КГ 1234',
      norm: 'KГ1234',
      script: 'CYRL',
      isPrimary: true,
      readMethod: 'NOT_STATED',
    });
    expect(rifle.marks[0].kind).toBe('UN_NUMBER');
    expect(rifle.itemId).toMatch(/^[0-9a-f-]{36}$/);
    expect(rifle.holderType).toBe('NOT_STATED');
    const rounds = lines.body.items.find((o: { class: string }) => o.class === 'AMMO');
    expect(rounds.quantity).toEqual({
      min: 5000,
      max: null,
      unit: 'ROUND',
      method: 'ESTIMATED',
      asWritten: 'over 5,000',
    });
    expect(rounds.itemId).toBeNull();
    const found = await analyst.get('/observations?serial=K%D0%93-1234').expect(200);
    expect(found.body.items.map((o: { id: string }) => o.id)).toContain(rifle.id);
  });

  it('answers a repetition with the stored record, and other content under the same id with 409', async () => {
    const body = { ...armoury, id: v4() };
    const first = await analyst.post('/inspections', body).expect(201);
    const again = await analyst.post('/inspections', body).expect(200);
    expect(again.body).toEqual(first.body);
    const other = await analyst.post('/inspections', { ...body, remarks: 'changed' }).expect(409);
    expect(other.body.type).toBe('/problems/id_already_used');
    // Another mission may use the same id: it learns nothing of ours.
    await (await world.as('analyst@UNSOB')).post('/inspections', { ...body, legalBasis: undefined }).expect(201);
  });

  it('names every fault at once and stores nothing', async () => {
    const before = await world.owner.query('select count(*) from inspections');
    const answer = await analyst
      .post('/inspections', {
        ...armoury,
        type: 'ARMORY',
        surprise: true,
        period: { from: '1944-12-31', to: '2999' },
        place: { point: { type: 'Point', coordinates: [200, 91] } },
        accessResults: [{ result: 'DENIED' }],
        observations: [{ class: 7 }, { class: 'AMMO', quantity: { min: 'many' } }],
      })
      .expect(400);
    const found = answer.body.errors.map((e: { pointer: string; code: string }) => `${e.pointer} ${e.code}`);
    expect(found).toEqual(
      expect.arrayContaining([
        '/type unknown_code',
        '/surprise unknown_field',
        '/period/from date_before_1945',
        '/place/point off_the_globe',
        '/observations/0/class unknown_code',
        '/observations/1/quantity/min wrong_type',
      ]),
    );
    expect((await world.owner.query('select count(*) from inspections')).rows).toEqual(before.rows);
  });

  it('names every broken rule at once', async () => {
    const answer = await analyst
      .post('/inspections', {
        ...armoury,
        period: { from: '2030-01-01' },
        status: 'COMPLETED',
        legalBasis: { paragraphId: 'S/RES/1521(2003)/2' },
        team: [{ personId: world.id('analyst@UNSOB') }],
        accessResults: [{ result: 'DENIED' }],
        observations: [
          { class: 'AMMO', quantity: { min: 5, max: 2 } },
          { class: 'SMALL_ARM', itemId: v7() },
        ],
        siteId: v7(),
      })
      .expect(422);
    const found = answer.body.errors.map((e: { pointer: string; code: string }) => `${e.pointer} ${e.code}`);
    expect(found.sort()).toEqual(
      [
        '/accessResults/0/denial denial_block_missing',
        '/legalBasis/paragraphId not_in_force',
        '/observations/0/quantity/max range_reversed',
        '/observations/1/itemId unknown_reference',
        '/period/from date_in_future',
        '/siteId unknown_reference',
        '/team/0/personId no_appointment_that_day',
      ].sort(),
    );
  });

  it('takes names in details that are words of the language', async () => {
    const details = { constructor: 'Factory 41', toString: 'x', hasOwnProperty: 1 };
    const body = { ...armoury, id: v4(), observations: [{ id: v4(), class: 'OTHER', details }] };
    const made = await analyst.post('/inspections', body).expect(201);
    const lines = await analyst.get(`/inspections/${made.body.id}/observations`).expect(200);
    expect(lines.body.items[0].details).toEqual(details);
    await analyst.post('/inspections', body).expect(200);
  });

  it('takes two thousand observations in one request', async () => {
    const { body } = await analyst.post('/inspections', { ...armoury, observations: [] }).expect(201);
    const lines = Array.from({ length: 2000 }, (_, n) => ({
      class: 'SMALL_ARM',
      quantity: { min: 1, max: 1, unit: 'ITEM' },
      serials: [{ raw: `AB${n}` }],
    }));
    const answer = await analyst.post(`/inspections/${body.id}/observations`, lines).expect(201);
    expect(answer.body.items).toHaveLength(2000);
    expect(answer.body.items.map((o: { n: number }) => o.n)).toEqual(lines.map((_, n) => n + 1));
    const more = await analyst
      .post(`/inspections/${body.id}/observations`, [...lines, ...lines.slice(0, 1)])
      .expect(422);
    expect(more.body.errors[0].code).toBe('too_many');
  });

  it('refuses broken JSON, bodies over the limit and other content types', async () => {
    const raw = (text: string, type = 'application/json') =>
      analyst.post('/inspections', undefined, { 'content-type': type }).send(text as never);
    expect((await raw('{"type": ')).body.type).toBe('/problems/invalid_json');
    expect((await raw('{"type":"ARMOURY"}', 'text/plain')).status).toBe(415);
    expect((await raw(`{"remarks":"${'x'.repeat(11 * 1024 * 1024)}"}`)).status).toBe(413);
  });

  it('judges nothing of a contested regime, and says that it is contested', async () => {
    const cited = async (legalBasis: object, on: string) =>
      analyst.post('/inspections', { ...armoury, period: { from: on }, legalBasis, observations: [] });
    const ended = await cited({ paragraphId: 'S/RES/1929(2010)/8' }, '2026-01-10');
    expect([ended.status, ended.body.legalBasis]).toEqual([201, expect.objectContaining({ status: 'CONTESTED' })]);
    const regime = await cited({ regime: 'IR-1737' }, '2026-01-10');
    expect([regime.status, regime.body.legalBasis.status]).toEqual([201, 'CONTESTED']);
    const over = await cited({ regime: 'CI-1572' }, '2026-01-10');
    expect([over.status, over.body.errors[0].code]).toEqual([422, 'not_in_force']);
  });

  it('never lets a denial be hidden', async () => {
    const denied = await analyst
      .post('/inspections', {
        ...armoury,
        observations: [],
        accessResults: [
          { result: 'DENIED', denial: { scope: 'WHOLE_SITE', reason: 'NEED_HIGHER_ORDER', waitMinutes: 45 } },
        ],
      })
      .expect(201);
    expect(denied.body).toMatchObject({ status: 'DENIED', hasDenial: true });
    const cancel = await analyst
      .post(`/inspections/${denied.body.id}/transitions`, { to: 'CANCELLED', reason: 'mistake' }, { 'if-match': '"1"' })
      .expect(409);
    expect(cancel.body.availableTransitions).toEqual(['DRAFT_REPORT']);
    const hide = await analyst
      .post(`/inspections/${denied.body.id}/access-results`, {
        result: 'FULL',
        supersedes: denied.body.accessResults[0].id,
      })
      .expect(409);
    expect(hide.body.type).toBe('/problems/denial_is_permanent');
    await analyst.patch(`/inspections/${denied.body.id}`, { status: 'COMPLETED' }, { 'if-match': '"1"' }).expect(400);
    // What can be done: say it more exactly, or record that access came later. The denial stays.
    await analyst
      .post(`/inspections/${denied.body.id}/access-results`, {
        result: 'DENIED',
        supersedes: denied.body.accessResults[0].id,
        denial: { scope: 'BUILDING', reason: 'KEYS_MISSING' },
      })
      .expect(201);
    const later = await analyst
      .post(`/inspections/${denied.body.id}/access-results`, { result: 'FULL', at: '2024-03-06' })
      .expect(201);
    expect(
      later.body.accessResults.map((a: { result: string; superseded: boolean }) => `${a.result} ${a.superseded}`),
    ).toEqual(['DENIED true', 'DENIED false', 'FULL false']);
    for (const statement of [`update access_results set result = 'FULL'`, 'delete from access_results']) {
      await expect(world.db.as(await actorOf(world), tx => tx.sql(statement))).rejects.toThrow(/permission denied/);
    }
  });

  it('moves along the life cycle, keeping each step and what the record said before', async () => {
    const planned = await analyst
      .post('/inspections', { type: 'CHECKPOINT', period: { from: '2031-05' }, legalBasis: { regime: 'XV-9001' } })
      .expect(201);
    expect(planned.body.status).toBe('PLANNED');
    const path = `/inspections/${planned.body.id}`;
    await analyst.patch(path, { objective: 'x' }).expect(428);
    const stale = await analyst.patch(path, { objective: 'x' }, { 'if-match': '"9"' }).expect(412);
    expect(stale.headers.etag).toBe('"1"');
    const amended = await analyst
      .patch(path, { objective: 'Night checkpoint', siteId: null }, { 'if-match': '"1"' })
      .expect(200);
    expect(amended.body).toMatchObject({ objective: 'Night checkpoint', version: 2 });
    const moved = await analyst.post(`${path}/transitions`, { to: 'APPROVED' }, { 'if-match': '"2"' }).expect(201);
    expect(moved.body.transitions.map((t: { to: string }) => t.to)).toEqual(['PLANNED', 'APPROVED']);
    const history = await world.owner.query(
      "select status, row_before->>'objective' as objective from inspection_history where inspection_id = $1 order by version",
      [planned.body.id],
    );
    expect(history.rows).toEqual([
      { status: 'PLANNED', objective: null },
      { status: 'PLANNED', objective: 'Night checkpoint' },
    ]);
    await analyst.post(`${path}/observations`, { class: 'AMMO' }).expect(201);
  });

  it('keeps custody as a chain and corrections as new lines', async () => {
    const made = await analyst
      .post('/inspections', {
        ...armoury,
        custody: [
          { reason: 'SEIZE', from: 'Unknown driver', to: 'ECOMIL' },
          { reason: 'HANDOVER', from: 'ECOMIL', to: 'UNMIL' },
        ],
      })
      .expect(201);
    expect(made.body.custody.map((c: { from: string; to: string }) => `${c.from}>${c.to}`)).toEqual([
      'Unknown driver>ECOMIL',
      'ECOMIL>UNMIL',
    ]);
    expect(made.body.custody[1].prevId).toBe(made.body.custody[0].id);
    const more = await analyst
      .post(`/inspections/${made.body.id}/custody`, { reason: 'DISPOSE', from: 'UNMIL' })
      .expect(201);
    expect(more.body.custody[2].prevId).toBe(made.body.custody[1].id);
    await analyst
      .post(`/inspections/${made.body.id}/custody`, { reason: 'STORE', prevId: made.body.custody[0].id })
      .expect(409);
    const [line] = (await analyst.get(`/inspections/${made.body.id}/observations?class=AMMO`).expect(200)).body.items;
    const corrected = await analyst
      .post(`/inspections/${made.body.id}/observations`, {
        class: 'AMMO',
        corrects: line.id,
        quantity: { min: 4000, max: 4000, unit: 'ROUND' },
      })
      .expect(201);
    expect((await analyst.get(`/observations/${line.id}`).expect(200)).body.correctedBy).toBe(corrected.body.id);
    await analyst.post(`/inspections/${made.body.id}/observations`, { class: 'AMMO', corrects: line.id }).expect(409);
  });

  it('pages without loss or repetition while rows are added', async () => {
    const seen = new Set<string>();
    let cursor: string | null = '';
    for (let page = 0; cursor !== null; page++) {
      const answer: { body: { items: { id: string }[]; nextCursor: string | null } } = await analyst
        .get(`/observations?class=SMALL_ARM&limit=500${cursor ? `&cursor=${cursor}` : ''}`)
        .expect(200);
      for (const { id } of answer.body.items) {
        expect(seen.has(id)).toBe(false);
        seen.add(id);
      }
      cursor = answer.body.nextCursor;
      if (page === 1) await analyst.post('/inspections', armoury).expect(201);
    }
    const { rows } = await world.owner.query(
      `select count(*)::int as n from observations where class = 'SMALL_ARM' and body_id = $1`,
      [world.id('UNMIVA')],
    );
    expect(seen.size).toBe(rows[0].n - 1);
    const counted = await analyst.get('/observations?class=SMALL_ARM&count=exact&limit=1').expect(200);
    expect(counted.body.total).toBe(rows[0].n);
    await analyst.get('/observations?clazz=1&limit=0').expect(400);
    await analyst.get('/inspections?bbox=-29,-2,-28,-1&type=ARMOURY&type=CACHE').expect(200);
  });

  it('leaves one leaf for each statement, in the same transaction, without case text', async () => {
    const made = await analyst.post('/inspections', { ...armoury, remarks: 'CANARY-TEXT' }).expect(201);
    const { rows } = await world.owner.query(
      `select action, object_kind, cardinality(object_ids) as n, length(new_hashes) as bytes, fields::text, person_id, leaf_hash from audit.leaves where xid in (select recorded_xid from inspections where id = $1) order by id`,
      [made.body.id],
    );
    expect(rows.map(r => `${r.object_kind} ${r.n}`)).toEqual(
      expect.arrayContaining(['inspections 1', 'observations 2', 'serials 1', 'headstamps 2', 'access_results 1']),
    );
    for (const row of rows) {
      expect(row.bytes).toBe(row.n * 32);
      expect(row.person_id).toBe(world.id('analyst@UNMIVA'));
      expect(JSON.stringify(row)).not.toContain('CANARY-TEXT');
    }
  });
});

async function actorOf(world: World) {
  return {
    personId: world.id('analyst@UNMIVA'),
    appointmentId: world.appointmentIds.get('analyst@UNMIVA') ?? '',
    bodyId: world.id('UNMIVA'),
    bodyAcronym: 'UNMIVA',
    bodyKind: 'MISSION',
    role: 'CELL_ANALYST',
    sessionId: null,
    requestId: 'test',
    purpose: null,
  };
}
