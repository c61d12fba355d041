import { v7 as uuidv7 } from 'uuid';
import { type Recorded, releasing, secrets } from './support/releasing.js';
import { openWorld, type World } from './world.js';

describe('releases of records', () => {
  let world: World;
  let on: ReturnType<typeof releasing>;
  let records: Recorded;
  const codes = (answer: { body: { errors?: { pointer: string; code: string }[] } }) =>
    (answer.body.errors ?? []).map(fault => `${fault.pointer} ${fault.code}`);
  const count = async (sql: string): Promise<number> =>
    Number((await world.owner.query(`select count(*) as n from ${sql}`)).rows[0].n);

  beforeAll(async () => {
    world = await openWorld();
    on = releasing(world);
    records = await on.record();
  }, 60_000);
  afterAll(() => world.close());

  it('go to the recipient when a second person approves, and not before', async () => {
    const id = await on.proposed(['PANEL'], {
      inspectionIds: [records.inspection],
      observationIds: [records.observation],
    });
    expect((await on.received('expert@PANEL')).total).toBe(0);
    expect(await count('released_records')).toBe(0);
    const approved = await on.move('chief@UNMIVA', id, 'APPROVED');
    expect([approved.status, approved.body.state]).toEqual([200, 'RELEASED']);
    expect(approved.body.steps.map((step: { to: string }) => step.to)).toEqual(['PROPOSED', 'APPROVED']);
    const { items, total } = await on.received('expert@PANEL', `&releaseId=${id}`);
    expect([total, items.length]).toEqual([2, 2]);
    expect(items[0]).toMatchObject({
      mission: 'UNMIVA',
      purpose: 'Case work',
      alsoTo: null,
      classification: 'CONFIDENTIAL',
    });
    const line = items.find(item => item.series === 'OBSERVATION');
    expect(line?.record).toMatchObject({
      class: 'SMALL_ARM',
      makeRaw: 'Zastava',
      observedAt: { value: '2026-02-05', precision: 'DAY', about: false },
      serials: [{ serial: 'AB-4711-99', form: 'FULL' }],
      place: { point: { coordinates: [-28.525, -1.255] }, accuracyM: 800 },
    });
    expect(items.find(item => item.series === 'INSPECTION')?.record).toMatchObject({
      accessResults: [{ result: 'DENIED', scope: 'WHOLE_SITE', reason: 'REFUSED_NO_REASON' }],
    });
    const text = JSON.stringify(items);
    for (const secret of secrets.filter(word => word !== 'Secretdetail'))
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
    for (const id of [records.inspection, records.observation]) expect(text).not.toContain(id);
    const [alert] = (await (await world.as('expert@PANEL')).get('/alerts').expect(200)).body.items;
    expect(alert).toMatchObject({ kind: 'RELEASE_RECEIVED', subjectId: id });
    expect(JSON.stringify(alert)).not.toContain('Case work');
  });

  it('are approved by another person than the proposer, who has the role for it', async () => {
    const id = await on.proposed(['PANEL'], { observationIds: [records.observation] }, 'chief@UNMIVA');
    const own = await on.move('chief@UNMIVA', id, 'APPROVED');
    expect([own.status, own.body.type]).toEqual([409, '/problems/same_person_cleared_already']);
    expect((await (await world.as('chief@UNMIVA')).get(`/releases/${id}`)).body.availableTransitions).toEqual([
      'WITHDRAWN',
    ]);
    expect((await on.move('focal@UNMIVA', id, 'APPROVED')).body.type).toBe('/problems/permission_missing');
    expect((await on.move('analyst@UNMIVA', id, 'APPROVED')).status).toBe(403);
    expect((await on.propose(['PANEL'], { observationIds: [records.observation] }, 'analyst@UNMIVA')).status).toBe(403);
    expect((await on.move('head@UNMIVA', id, 'APPROVED')).body.state).toBe('RELEASED');
  });

  it('have one effect, however often the same approval is sent at once', async () => {
    const before = await count('released_records');
    const id = await on.proposed(['PANEL', 'COMMITTEE'], { observationIds: [records.observation] });
    const chief = await world.as('chief@UNMIVA');
    const etag = (await chief.get(`/releases/${id}`)).headers.etag ?? '';
    const head = await world.as('head@UNMIVA');
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, n) =>
        (n % 2 ? chief : head).post(`/releases/${id}/transitions`, { to: 'APPROVED' }, { 'if-match': etag }),
      ),
    );
    expect(answers.map(answer => answer.status).sort()).toEqual([200, ...Array(15).fill(412)]);
    expect((await count('released_records')) - before).toBe(2);
    expect(await count(`release_steps where release_id = '${id}'`)).toBe(2);
    expect(await count(`alerts where subject_id = '${id}'`)).toBe(2);
  });

  it('above CONFIDENTIAL need the countersignature of a third person, the head', async () => {
    await world.owner.query('update appointments set clearance = 2 where body_id = any ($1)', [
      [world.id('UNMIVA'), world.id('PANEL')],
    ]);
    const id = await on.proposed(['PANEL'], {
      observationIds: [records.observation],
      classification: 'STRICTLY_CONFIDENTIAL',
    });
    const approved = await on.move('chief@UNMIVA', id, 'APPROVED');
    expect([approved.status, approved.body.state, approved.body.availableTransitions]).toEqual([
      200,
      'APPROVED',
      ['WITHDRAWN'],
    ]);
    expect((await on.received('expert@PANEL', `&releaseId=${id}`)).total).toBe(0);
    expect((await on.move('chief@UNMIVA', id, 'RELEASED')).status).toBe(403);
    expect((await on.move('head@UNMIVA', id, 'RELEASED')).body.state).toBe('RELEASED');
    const got = await on.received('expert@PANEL', `&releaseId=${id}`);
    expect(got.items[0]?.classification).toBe('STRICTLY_CONFIDENTIAL');
    // The head may approve, but then another has to countersign.
    const second = await on.proposed(['PANEL'], {
      observationIds: [records.observation],
      classification: 'STRICTLY_CONFIDENTIAL',
    });
    expect((await on.move('head@UNMIVA', second, 'APPROVED')).body.state).toBe('APPROVED');
    expect((await on.move('head@UNMIVA', second, 'RELEASED')).body.type).toBe('/problems/same_person_cleared_already');
    await world.owner.query(`update appointments set clearance = 1 where body_id = $1`, [world.id('PANEL')]);
    expect((await on.received('expert@PANEL', `&releaseId=${id}`)).total).toBe(0);
  });

  it('are stopped by the database where the code forgets', async () => {
    const id = await on.proposed(['PANEL'], { observationIds: [records.observation] });
    const actor = async (who: string) => {
      const { rows } = await world.owner.query('select role from appointments where id = $1', [
        world.appointmentIds.get(who),
      ]);
      return {
        personId: world.id(who),
        appointmentId: world.appointmentIds.get(who) ?? '',
        bodyId: world.id('UNMIVA'),
        bodyAcronym: 'UNMIVA',
        bodyKind: 'MISSION',
        role: rows[0].role,
        sessionId: null,
        requestId: 'test',
        purpose: null,
      };
    };
    const refusal = async (who: string, ...statements: [string, unknown[]][]) => {
      try {
        await world.db.as(await actor(who), async tx => {
          for (const [text, values] of statements) await tx.sql(text, values);
        });
        return 'done';
      } catch (error) {
        const raw = error as { code: string; constraint?: string };
        return raw.constraint ?? raw.code;
      }
    };
    const focal = world.id('focal@UNMIVA');
    const chief = world.id('chief@UNMIVA');
    const sign = 'update releases set state = $2, approved_by = $3 where id = $1';
    expect(await refusal('focal@UNMIVA', [sign, [id, 'RELEASED', focal]])).toBe('releases_two_people');
    // In another's name.
    expect(await refusal('focal@UNMIVA', [sign, [id, 'RELEASED', chief]])).toBe('releases_signed_once');
    expect(await refusal('chief@UNMIVA', ['update releases set state = $2 where id = $1', [id, 'RELEASED']])).toBe(
      'releases_approved',
    );
    expect(await refusal('chief@UNMIVA', [sign, [id, 'RECALLED', chief]])).toBe('releases_moves');
    const copy: [string, unknown[]] = [
      `insert into released_records (body_id, owner_body_id, recorded_by, release_id, id, item_id, lineage_id, series, document, classification, caveats)
       select $1, i.body_id, $2, i.release_id, uuidv7(), i.id, i.id, i.series, '{}', $4, i.caveats from release_items i where i.release_id = $3`,
      [world.id('PANEL'), world.appointmentIds.get('chief@UNMIVA'), id, 1],
    ];
    expect(await refusal('chief@UNMIVA', copy)).toBe('42501');
    // Marked more freely than the release.
    const freer: [string, unknown[]] = [copy[0], [...copy[1].slice(0, 3), 0]];
    expect(await refusal('chief@UNMIVA', [sign, [id, 'RELEASED', chief]], freer)).toBe('42501');
    // Somebody else, or another record, joins after the proposal.
    const joins = `insert into release_recipients (body_id, recorded_by, id, release_id, recipient_body_id) values ($1, $2, uuidv7(), $3, $4)`;
    const me = world.appointmentIds.get('chief@UNMIVA');
    expect(await refusal('chief@UNMIVA', [joins, [world.id('UNMIVA'), me, id, world.id('HOST')]])).toBe('42501');
    const item = `insert into release_items (body_id, recorded_by, id, release_id, n, series, record_id, record_version, lineage_id)
                  values ($1, $2, uuidv7(), $3, 9, 'INSPECTION', $4, 1, uuidv7())`;
    expect(await refusal('chief@UNMIVA', [item, [world.id('UNMIVA'), me, id, records.inspection]])).toBe('42501');
    // As the transmission of a packet that nobody has cleared.
    const packet = `insert into releases (body_id, recorded_by, id, kind, purpose, packet_id, proposed_by, approved_by)
                    values ($1, $2, uuidv7(), 'PACKET', 'x', uuidv7(), $3, $4)`;
    const asFocal = world.appointmentIds.get('focal@UNMIVA');
    expect(await refusal('focal@UNMIVA', [packet, [world.id('UNMIVA'), asFocal, focal, chief]])).toBe(
      'releases_cleared',
    );
    // In the transaction of the release, and never after it.
    expect(await refusal('chief@UNMIVA', [sign, [id, 'RELEASED', chief]])).toBe('done');
    expect(await refusal('chief@UNMIVA', copy)).toBe('42501');
    expect(await refusal('chief@UNMIVA', ['update releases set expires_at = null where id = $1', [id]])).toBe('42501');
  });

  it('show in the preview, to the byte, what will be frozen', async () => {
    const id = await on.proposed(['COMMITTEE', 'PANEL'], {
      inspectionIds: [records.inspection],
      observationIds: [records.observation],
    });
    const focal = await world.as('focal@UNMIVA');
    const previews = new Map<string, string>();
    await focal.get(`/releases/${id}/preview`).expect(400);
    await focal.get(`/releases/${id}/preview?recipientId=${world.id('HOST')}`).expect(404);
    for (const [who, body] of [
      ['secretary@COMMITTEE', 'COMMITTEE'],
      ['expert@PANEL', 'PANEL'],
    ] as const) {
      const preview = await focal.get(`/releases/${id}/preview?recipientId=${world.id(body)}`).expect(200);
      expect(preview.body).toMatchObject({ asProposed: true, recipient: body });
      previews.set(who, preview.text);
    }
    expect((await on.move('chief@UNMIVA', id, 'APPROVED')).status).toBe(200);
    for (const [who, text] of previews) {
      const shown = [...text.matchAll(/"record":(\{.*?\})\}(?=,\{"series"|\]\}$)/g)].map(found => found[1]);
      const got = await on.received(who, `&releaseId=${id}`);
      expect([got.total, shown.length]).toEqual([2, 2]);
      const frozen = await Promise.all(
        [...got.items]
          .sort((a, b) => Number(a.n) - Number(b.n))
          .map(async item => (await (await world.as(who)).get(`/released-records/${item.id}`).expect(200)).text),
      );
      for (const [n, answer] of frozen.entries()) expect(answer).toContain(`"record":${shown[n]},"classification"`);
    }
  });

  it('refuse the approval when a record is not as it was proposed', async () => {
    const mine = await on.record();
    const id = await on.proposed(['PANEL'], { inspectionIds: [mine.inspection] });
    const analyst = await world.as('analyst@UNMIVA');
    const now = await analyst.get(`/inspections/${mine.inspection}`);
    await analyst
      .patch(
        `/inspections/${mine.inspection}`,
        { outcomes: ['MINOR_DEFICIENCY'] },
        { 'if-match': now.headers.etag ?? '' },
      )
      .expect(200);
    const preview = await analyst.get(`/releases/${id}/preview`).expect(200);
    expect(preview.body.asProposed).toBe(false);
    expect((await on.move('chief@UNMIVA', id, 'APPROVED')).body.type).toBe('/problems/conflicting_change');
    expect((await on.move('chief@UNMIVA', id, 'WITHDRAWN')).status).toBe(400);
    expect((await on.move('chief@UNMIVA', id, 'WITHDRAWN', 'Edited meanwhile.')).body.state).toBe('WITHDRAWN');
    expect((await on.move('chief@UNMIVA', id, 'APPROVED')).body.type).toBe('/problems/move_not_allowed');
  });

  it('give each kind of recipient dates, places and serials as its profile says', async () => {
    const id = await on.released(['COMMITTEE', 'UNSOB', 'HOST'], { observationIds: [records.observation] });
    const got = async (who: string) =>
      (await on.received(who, `&releaseId=${id}`)).items[0]?.record as Record<string, never>;
    const committee = await got('secretary@COMMITTEE');
    expect(committee).toMatchObject({
      observedAt: { value: '2026-02', precision: 'MONTH' },
      place: { adminCode: 'XV-NO' },
      serials: [{ serial: 'AB-471••••', form: 'TAIL_MASKED' }],
    });
    const mission = await got('analyst@UNSOB');
    expect(mission).toMatchObject({ place: { point: { coordinates: [-28.55, -1.25] }, accuracyM: 8000 } });
    expect(mission.serials).toMatchObject([{ serial: 'AB-4711•••' }]);
    const host = await got('focal@HOST');
    expect(host.place).toEqual({ country: 'XV' });
    expect(host.serials).toMatchObject([{ form: 'PSEUDONYM', serial: expect.stringMatching(/^P-[0-9a-f]{20}$/) }]);
    for (const copy of [committee, mission, host])
      for (const secret of secrets) expect([secret, JSON.stringify(copy).includes(secret)]).toEqual([secret, false]);
    // No other path shows more: the copies are all a recipient has.
    for (const who of ['secretary@COMMITTEE', 'analyst@UNSOB', 'focal@HOST'])
      for (const path of [
        '/released-records',
        '/alerts',
        '/releases',
        '/observations',
        '/inspections',
        '/sites',
        '/parties',
      ]) {
        const { text } = await (await world.as(who)).get(path);
        expect([who, path, /Secret|AB-4711-99|AB471199|-28\.5234/.test(text)]).toEqual([who, path, false]);
      }
    const minimal = await on.released(['UNSOB'], { observationIds: [records.observation], profile: 'MINIMAL' });
    const least = (await on.received('analyst@UNSOB', `&releaseId=${minimal}`)).items[0]?.record ?? {};
    expect(Object.keys(least).sort()).toEqual(['calibreRaw', 'category1997', 'class', 'observedAt', 'quantity']);
  });

  it('take chosen fields and precisions, and single records may be held back further, never less', async () => {
    const second = await on.record();
    const id = await on.released(['UNSOB'], {
      observationIds: [records.observation, second.observation],
      fields: { observation: ['class', 'makeRaw', 'serials', 'observedAt', 'place'] },
      precisions: { serial: 'FULL', date: 'MONTH', place: 'KM10' },
      overrides: [{ recordId: second.observation, drop: ['makeRaw'], serial: 'NONE', date: 'YEAR', place: 'POINT' }],
    });
    const { items } = await on.received('analyst@UNSOB', `&releaseId=${id}`);
    const [first, held] = [...items].sort((a, b) => Number(a.n) - Number(b.n)).map(item => item.record);
    expect(first).toMatchObject({
      makeRaw: 'Zastava',
      observedAt: { value: '2026-02' },
      serials: [{ serial: 'AB-4711-99' }],
    });
    expect(held).toMatchObject({ observedAt: { value: '2026' }, place: { accuracyM: 8000 } });
    expect(Object.keys(held ?? {}).sort()).toEqual(['class', 'observedAt', 'place']);
    expect(
      codes(await on.propose(['UNSOB'], { observationIds: [second.observation], overrides: [{ recordId: uuidv7() }] })),
    ).toEqual(['/overrides/0/recordId not_in_release']);
    const never = await on.propose(['UNSOB'], {
      observationIds: [second.observation],
      fields: { observation: ['holder'] },
    });
    expect(codes(never)).toEqual(['/fields/observation unknown_code']);
  });

  it('hold what a filter finds now, and nothing that comes later', async () => {
    const calibre = `9x${uuidv7().slice(0, 4)}`;
    await on.record({}, { calibreRaw: calibre });
    const id = await on.proposed(['UNSOB'], { filters: [{ series: 'OBSERVATION', where: { calibre } }] });
    await on.record({}, { calibreRaw: calibre });
    expect((await on.move('chief@UNMIVA', id, 'APPROVED')).body.recordCount).toBe(1);
    expect((await on.received('analyst@UNSOB', `&releaseId=${id}`)).total).toBe(1);
    const wrong = await on.propose(['UNSOB'], {
      filters: [{ series: 'SITE', where: { calibre: 'x', bbox: 'nowhere' } }],
    });
    expect(codes(wrong).slice(0, 2)).toEqual([
      '/filters/0/where/calibre unknown_field',
      '/filters/0/where/bbox bad_value',
    ]);
    expect(
      codes(await on.propose(['UNSOB'], { filters: [{ series: 'OBSERVATION', where: { calibre: 'none such' } }] })),
    ).toEqual([' nothing_to_release']);
  });

  it('of third-party information wait for the consent of the originator', async () => {
    const marked = await on.record({ caveats: ['THIRD_STATE_INFO:FR'] });
    const id = await on.proposed(['PANEL'], { inspectionIds: [marked.inspection] });
    const early = await on.move('chief@UNMIVA', id, 'APPROVED');
    expect([early.status, early.body.detail]).toEqual([409, expect.stringContaining('THIRD_STATE_INFO:FR')]);
    const focal = await world.as('focal@UNMIVA');
    const consent = {
      caveat: 'THIRD_STATE_INFO:FR',
      by: 'Permanent Mission',
      on: '2026-03-01',
      document: 'NV 12/2026',
    };
    expect(codes(await focal.post(`/releases/${id}/consents`, { ...consent, caveat: 'CONTINGENT_INFO:GH' }))).toEqual([
      '/caveat consent_not_needed',
    ]);
    const given = await focal.post(`/releases/${id}/consents`, consent).expect(201);
    expect(given.body.consents).toMatchObject([
      { caveat: 'THIRD_STATE_INFO:FR', by: 'Permanent Mission', on: '2026-03-01' },
    ]);
    expect((await on.move('chief@UNMIVA', id, 'APPROVED')).body.state).toBe('RELEASED');
    expect((await focal.post(`/releases/${id}/consents`, consent)).body.type).toBe('/problems/move_not_allowed');
    expect((await on.received('expert@PANEL', `&releaseId=${id}`)).items[0]?.caveats).toEqual(['THIRD_STATE_INFO:FR']);
  });

  it('are recalled at once, with an alert, and the owner sees who had opened what', async () => {
    const id = await on.released(['COMMITTEE', 'UNSOB'], {
      inspectionIds: [records.inspection],
      observationIds: [records.observation],
    });
    const before = (await on.received('secretary@COMMITTEE', `&releaseId=${id}&series=OBSERVATION`)).items[0]?.id ?? '';
    await (await world.as('secretary@COMMITTEE')).get(`/released-records/${before}`).expect(200);
    const head = await world.as('head@UNMIVA');
    expect((await on.move('head@UNMIVA', id, 'RECALLED')).status).toBe(400);
    const recalled = await on.move('head@UNMIVA', id, 'RECALLED', 'A source is in danger.');
    const since = performance.now();
    expect([recalled.status, recalled.body.state]).toEqual([200, 'RECALLED']);
    await (await world.as('secretary@COMMITTEE')).get(`/released-records/${before}`).expect(404);
    expect((await on.received('secretary@COMMITTEE', `&releaseId=${id}`)).total).toBe(0);
    expect((await on.received('analyst@UNSOB', `&releaseId=${id}`)).total).toBe(0);
    expect(performance.now() - since).toBeLessThan(2_000);
    const alerts = (await (await world.as('secretary@COMMITTEE')).get(`/alerts?subjectId=${id}`)).body.items;
    expect(alerts.map((alert: { kind: string }) => alert.kind)).toEqual(['RELEASE_RECALLED', 'RELEASE_RECEIVED']);
    expect(JSON.stringify(alerts)).not.toContain('danger');
    const openings = (await head.get(`/releases/${id}/openings?count=exact`).expect(200)).body;
    expect(openings.total).toBe(1);
    expect(openings.items[0]).toMatchObject({
      series: 'OBSERVATION',
      recordId: records.observation,
      recipient: 'COMMITTEE',
      personId: world.id('secretary@COMMITTEE'),
      role: 'COMMITTEE_SECRETARY',
    });
    await (await world.as('chief@UNSOB')).get(`/releases/${id}/openings`).expect(404);
    expect((await on.move('head@UNMIVA', id, 'RECALLED', 'Again.')).status).toBe(409);
  });

  it('expire by themselves', async () => {
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    const id = await on.released(['COMMITTEE'], { observationIds: [records.observation], expiresAt });
    const copy = (await on.received('secretary@COMMITTEE', `&releaseId=${id}`)).items[0]?.id ?? '';
    const secretary = await world.as('secretary@COMMITTEE');
    await secretary.get(`/released-records/${copy}`).expect(200);
    await new Promise(later => setTimeout(later, Date.parse(expiresAt) - Date.now() + 20));
    await secretary.get(`/released-records/${copy}`).expect(404);
    expect((await on.received('secretary@COMMITTEE', `&releaseId=${id}`)).total).toBe(0);
    const past = await on.propose(['COMMITTEE'], {
      observationIds: [records.observation],
      expiresAt: '2020-01-01T00:00:00Z',
    });
    expect(codes(past)).toEqual(['/expiresAt not_to_come']);
  });

  it('reach the same recipients in a new version, and the old copies close', async () => {
    const mine = await on.record();
    const id = await on.released(['COMMITTEE', 'PANEL'], { observationIds: [mine.observation] });
    const old = (await on.received('secretary@COMMITTEE', `&releaseId=${id}`)).items[0];
    const analyst = await world.as('analyst@UNMIVA');
    const line = (await analyst.get(`/observations/${mine.observation}`)).body;
    expect((await analyst.get(`/releases/${id}`)).body.changedRecords).toBe(0);
    await analyst
      .post(`/inspections/${mine.inspection}/observations`, {
        class: line.class,
        makeRaw: 'Crvena Zastava',
        corrects: mine.observation,
      })
      .expect(201);
    expect((await analyst.get(`/releases/${id}`)).body.changedRecords).toBe(1);
    const focal = await world.as('focal@UNMIVA');
    const next = await focal.post(`/releases/${id}/supersede`, { reason: 'The make was misread.' });
    expect([next.status, next.body.state, next.body.supersedesId]).toEqual([201, 'PROPOSED', id]);
    expect(next.body.recipients.map((one: { acronym: string }) => one.acronym)).toEqual(['COMMITTEE', 'PANEL']);
    expect((await on.received('secretary@COMMITTEE', `&releaseId=${id}`)).total).toBe(1);
    expect((await on.move('chief@UNMIVA', next.body.id, 'APPROVED')).status).toBe(200);
    expect((await on.received('secretary@COMMITTEE', `&releaseId=${id}`)).total).toBe(0);
    const fresh = (await on.received('secretary@COMMITTEE', `&releaseId=${next.body.id}`)).items[0];
    expect(fresh?.record).toMatchObject({ makeRaw: 'Crvena Zastava' });
    expect(fresh?.lineageId).toBe(old?.lineageId);
    expect((await focal.get(`/releases/${id}`)).body).toMatchObject({
      state: 'SUPERSEDED',
      supersededById: next.body.id,
    });
    expect((await focal.post(`/releases/${id}/supersede`, { reason: 'Again.' })).body.type).toBe(
      '/problems/move_not_allowed',
    );
  });

  it('go from a host State’s office to a mission only, approved by another of the office', async () => {
    const post = uuidv7();
    await world.owner.query(
      `insert into appointments (id, person_id, body_id, role, clearance, valid_from) values ($1, $2, $3, 'NATIONAL_FOCAL_POINT', 1, now())`,
      [post, world.id('analyst2@UNMIVA'), world.id('HOST')],
    );
    const site = uuidv7();
    await world.owner.query(
      `insert into sites (body_id, id, recorded_by, name, kind, place) values ($1, $2, $3, 'Depot', 'DEPOT', '{"placeName": "Depot"}')`,
      [world.id('HOST'), site, world.appointmentIds.get('focal@HOST')],
    );
    expect(codes(await on.propose(['PANEL'], { siteIds: [site] }, 'focal@HOST'))).toEqual([
      '/recipients/0 contradiction',
    ]);
    const id = await on.proposed(['UNMIVA'], { siteIds: [site], precisions: { place: 'POINT' } }, 'focal@HOST');
    expect((await on.move('focal@HOST', id, 'APPROVED')).status).toBe(409);
    const approved = await on.move('analyst2@UNMIVA', id, 'APPROVED', undefined, { 'x-appointment': post });
    expect(approved.body.state).toBe('RELEASED');
    expect((await on.received('analyst@UNMIVA')).items[0]?.record).toMatchObject({
      kind: 'DEPOT',
      place: { placeName: 'Depot' },
    });
  });

  it('warn of what many or few records show together', async () => {
    const lines = Array.from({ length: 12 }, () => ({
      class: 'SMALL_ARM',
      holderType: 'CIVIL',
      observedAt: '2026-02-05',
      place: { point: { type: 'Point', coordinates: [-28.5, -1.2] } },
      serials: [{ raw: 'ZZ-100', position: 'RECEIVER', origin: 'FACTORY' }],
    }));
    const many = await on.record({ observations: lines });
    const where = { inspectionId: many.inspection };
    const wish = {
      filters: [{ series: 'OBSERVATION', where }],
      fields: { observation: ['class', 'description', 'holderType', 'observedAt', 'place', 'serials'] },
    };
    const id = await on.proposed(['PANEL'], { ...wish, precisions: { place: 'POINT' } });
    const { warnings } = (await (await world.as('chief@UNMIVA')).get(`/releases/${id}/preview`).expect(200)).body;
    expect(warnings.map((warning: { code: string; detail: string }) => `${warning.code} ${warning.detail}`)).toEqual([
      expect.stringContaining('ONE_AREA_ONE_DAY 12 records'),
      'NOT_REDACTED exact places in 12 records.',
      'NOT_REDACTED whole serial numbers in 12 records.',
    ]);
    const one = await on.proposed(['PANEL'], { observationIds: [many.observation], profile: 'STANDARD' });
    const few = (await (await world.as('chief@UNMIVA')).get(`/releases/${one}/preview`).expect(200)).body.warnings;
    expect(few.map((warning: { code: string }) => warning.code)).toContain('SMALL_CELL');
  });

  it('are proposed once, however often the same request comes', async () => {
    const id = uuidv7();
    const wish = { id, observationIds: [records.observation] };
    expect((await on.propose(['PANEL'], wish)).status).toBe(201);
    expect((await on.propose(['PANEL'], wish)).status).toBe(200);
    expect((await on.propose(['COMMITTEE'], wish)).body.type).toBe('/problems/id_already_used');
  });

  it('of many new versions let one take the place', async () => {
    const id = await on.released(['UNSOB'], { observationIds: [records.observation] });
    const focal = await world.as('focal@UNMIVA');
    const [first, second] = await Promise.all(
      ['One', 'Two'].map(
        async reason => (await focal.post(`/releases/${id}/supersede`, { reason }).expect(201)).body.id,
      ),
    );
    expect((await on.move('head@UNMIVA', first, 'APPROVED')).status).toBe(200);
    expect((await on.move('head@UNMIVA', second, 'APPROVED')).body.type).toBe('/problems/conflicting_change');
    const third = await focal.post(`/releases/${first}/supersede`, { reason: 'Three' }).expect(201);
    expect((await on.move('head@UNMIVA', third.body.id, 'APPROVED')).status).toBe(200);
    expect((await on.move('head@UNMIVA', second, 'APPROVED')).body.type).toBe('/problems/conflicting_change');
  });

  it('are not made any more when the mandate has ended, but can still be recalled', async () => {
    const out = await on.proposed(['UNSOB'], { observationIds: [records.observation] });
    expect((await on.move('head@UNMIVA', out, 'APPROVED')).status).toBe(200);
    const waiting = await on.proposed(['UNSOB'], { observationIds: [records.observation] });
    const end = (kind: string, to: string) =>
      world.owner.query(`update ref.mandates set end_kind = '${kind}', valid_to = ${to} where subject = 'UNMIVA'`);
    await end('DATED', 'current_date');
    try {
      expect((await on.move('head@UNMIVA', waiting, 'APPROVED')).body.type).toBe('/problems/body_is_closed');
      expect((await on.propose(['UNSOB'], { observationIds: [records.observation] })).body.type).toBe(
        '/problems/body_is_closed',
      );
      expect((await on.move('head@UNMIVA', out, 'RECALLED', 'Closing.')).body.state).toBe('RECALLED');
    } finally {
      await end('OPEN', 'null');
    }
  });

  it('of two thousand records to three bodies are handed over in one short transaction', async () => {
    await world.owner.query(
      `insert into observations (body_id, id, recorded_by, inspection_id, n, content_hash, class, country, marking_status, holder_type,
         access_mode, acquisition_context, condition, unit, method, observed, source_grade, information_grade, details, calibre_raw)
       select o.body_id, uuidv7(), o.recorded_by, o.inspection_id, 100 + g, o.content_hash, o.class, o.country, o.marking_status, o.holder_type,
         o.access_mode, o.acquisition_context, o.condition, o.unit, o.method, o.observed, o.source_grade, o.information_grade, o.details, 'bulk'
         from observations o, generate_series(1, 2000) g where o.id = $1`,
      [records.observation],
    );
    // As autovacuum does within a minute: plans made for a handful of rows would be used for thousands.
    await world.owner.query('analyze');
    const id = await on.proposed(['PANEL', 'COMMITTEE', 'UNSOB'], {
      filters: [{ series: 'OBSERVATION', where: { calibre: 'bulk' } }],
    });
    const began = performance.now();
    expect((await on.move('head@UNMIVA', id, 'APPROVED')).body).toMatchObject({ state: 'RELEASED', recordCount: 2000 });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect((await on.received('analyst@UNSOB', `&releaseId=${id}`)).total).toBe(2000);
    const more = await on.propose(['PANEL'], {
      observationIds: [records.observation],
      filters: [{ series: 'OBSERVATION', where: { calibre: 'bulk' } }],
    });
    expect(codes(more)).toContain(' too_many');
  });

  it('are not approved by the proposer in another post either', async () => {
    const id = await on.proposed(['PANEL'], { observationIds: [records.observation] }, 'chief@UNMIVA');
    const post = uuidv7();
    await world.owner.query(
      `insert into appointments (id, person_id, body_id, role, clearance, valid_from) values ($1, $2, $3, 'HEAD_OF_MISSION', 1, now())`,
      [post, world.id('chief@UNMIVA'), world.id('UNMIVA')],
    );
    const other = await on.move('chief@UNMIVA', id, 'APPROVED', undefined, { 'x-appointment': post });
    expect([other.status, other.body.type]).toEqual([409, '/problems/same_person_cleared_already']);
  });
});
