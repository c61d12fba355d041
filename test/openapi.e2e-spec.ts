import request from 'supertest';
import { problems } from '../src/http/problems.js';
import { codeNow } from './support/authenticator.js';
import { inspectionWithCanaries, nobodys, type Planted, plant } from './support/canaries.js';
import { type Heard, judgeBy, operationsOf } from './support/contract.js';
import { documentOf } from './support/crawl.js';
import { factsOfEveryKind } from './support/facts.js';
import type { OpenApi } from './support/routes.js';
import { visitAssistance } from './support/visits-assistance.js';
import { visitAudit } from './support/visits-audit.js';
import { visitCells } from './support/visits-cells.js';
import { visitMissions } from './support/visits-missions.js';
import { visitNeed } from './support/visits-need.js';
import { visitReleases } from './support/visits-releases.js';
import { visitSources } from './support/visits-sources.js';
import { openWorld, type World } from './world.js';

describe('the OpenAPI document', () => {
  let world: World;
  let planted: Planted;
  let document: OpenApi;
  let judge: ReturnType<typeof judgeBy>;
  /** Operations that a real answer was judged for: `id` of a success, `id!` of a failure. */
  const visited = new Set<string>();
  const faults: string[] = [];

  beforeAll(async () => {
    world = await openWorld();
    planted = await plant(world);
    document = documentOf(world);
    judge = judgeBy(document);
  }, 60_000);
  afterAll(() => world.close());

  /** Sends one request to an operation and judges what comes. */
  async function visit(
    id: string,
    who: string | null,
    params: Record<string, string> = {},
    body?: object,
    headers: Record<string, string> = {},
    query = '',
  ): Promise<Heard> {
    const known = operationsOf(document).get(id);
    if (!known) throw new Error(`no operation ${id}`);
    const path = known.path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? nobodys());
    const sent = request(world.app.getHttpServer())
      [known.method as 'get' | 'post' | 'patch'](path + query)
      .set(headers);
    if (who) sent.set('authorization', `Bearer ${await world.token(who)}`);
    const answer = await (body === undefined ? sent : sent.send(body));
    const heard: Heard = {
      status: answer.status,
      headers: answer.headers,
      body: answer.body,
      text: Buffer.isBuffer(answer.body) ? 'bytes' : (answer.text ?? ''),
    };
    visited.add(answer.status < 400 ? id : `${id}!`);
    faults.push(...judge(id, heard));
    return heard;
  }

  it('is OpenAPI 3.1.0, and every operation states its id, summary, permission and problems', () => {
    expect(document.openapi).toBe('3.1.0');
    const silent: string[] = [];
    for (const [id, { operation, path }] of operationsOf(document)) {
      if (!operation.summary || !operation['x-permission'] || !operation['x-problems']) silent.push(id);
      for (const code of operation['x-problems'] ?? []) if (!(code in problems)) silent.push(`${id}: ${code}`);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(found => found[1]);
      const stated = (operation.parameters ?? []).filter(one => one.in === 'path').map(one => one.name);
      if (JSON.stringify(named.sort()) !== JSON.stringify(stated.sort())) silent.push(`${id}: parameters of its path`);
    }
    expect(silent).toEqual([]);
    expect([...operationsOf(document).keys()]).not.toContain(undefined);
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      found => found[1],
    );
    expect(references.filter(name => !((name as string) in document.components.schemas))).toEqual([]);
  });

  /** One's own way in, and what two administrators do about it. */
  async function visitSigningIn() {
    const password = 'correct horse battery staple';
    const who = 'secretary@OTHERCOM';
    const of = (heard: Heard) => heard.body as Record<string, string>;
    await visit('listSessions', who);
    await visit('stepUp', who, {}, { password });
    const scope = ['reference.read'];
    const appointmentId = world.appointmentIds.get(who);
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const token = await visit('makeToken', who, {}, { name: 'doc', scope, appointmentId, expiresAt });
    await visit('listTokens', who);
    await visit('revokeToken', who, { id: of(token).id ?? '' }, { to: 'REVOKED' });
    const begun = await visit('beginSecondFactor', who);
    await visit('confirmSecondFactor', who, {}, { otp: codeNow(of(begun).secret ?? '') });
    await visit('removeSecondFactor', who, {}, { to: 'REMOVED' });
    await visit('changePassphrase', who, {}, { current: password, new: 'quartz heron ladder dispute' });
    const again = { email: 'secretary@othercom.example', password: 'quartz heron ladder dispute' };
    const other = (await request(world.app.getHttpServer()).post('/api/v1/auth/sign-in').send(again)).body;
    const authorization = `Bearer ${other.accessToken}`;
    const mine = await visit('listSessions', null, {}, undefined, { authorization });
    const old = (mine.body as { items: { id: string; current: boolean }[] }).items.find(one => !one.current);
    await visit('endSession', null, { id: old?.id ?? '' }, { to: 'ENDED' }, { authorization });
    await visit('signOutEverywhere', null, {}, undefined, { authorization });

    for (const admin of ['admin@CORDON', 'admin2@CORDON']) await visit('stepUp', admin, {}, { password });
    const id = world.id('records@CORDON');
    const asked = await visit('askPassphraseReset', 'admin@CORDON', { id }, { reason: 'forgotten' });
    await visit('askSecondFactorReset', 'admin@CORDON', { id }, { reason: 'lost' });
    const approval = { to: 'APPROVED' };
    await visit('decideAccessReset', 'admin2@CORDON', { id: of(asked).id ?? '' }, approval, { 'if-match': '"1"' });
    await visit('listAccessResets', 'admin@CORDON');
  }

  it('describes what every operation answers when it succeeds', async () => {
    const analyst = 'analyst@UNMIVA';
    const admin = 'admin@CORDON';
    const { inspection, observation, packet, job } = planted;
    const version = (heard: Heard) => ({ 'if-match': heard.headers.etag ?? '"1"' });
    const idOf = (heard: Heard) => (heard.body as { id: string }).id;
    const first = (heard: Heard) => (heard.body as { items: { id: string }[] }).items[0]?.id ?? nobodys();

    for (const id of ['live', 'ready', 'metrics']) await visit(id, null);
    await visit('openApi', analyst);
    const password = 'correct horse battery staple';
    const tokens = await visit('signIn', null, {}, { email: 'focal@unmiva.example', password });
    const { refreshToken, accessToken } = tokens.body as Record<string, string>;
    await visit('refreshSession', null, {}, { refreshToken });
    await visit('whoAmI', analyst);
    await visit('signOut', null, {}, undefined, { authorization: `Bearer ${accessToken}` });

    for (const id of [
      'listCodeLists',
      'listRegimes',
      'listOperativeParagraphs',
      'listCommittees',
      'listMissions',
      'listPanels',
      'listMandateFacts',
      'listPractices',
      'listBodies',
      'listPeople',
    ])
      await visit(id, analyst, {}, undefined, {}, id === 'listCodeLists' ? '' : '?limit=500');
    for (const [kind, { address, fact }] of Object.entries(factsOfEveryKind)) {
      const told = await visit(`tell${kind}`, admin, {}, { ...fact, source: 'test' });
      const correction = { note: 'Read again.', source: 'read at the source', reason: 'read again' };
      if (kind === 'Practice') Object.assign(correction, { title: correction.note, note: undefined });
      await visit(`correct${kind}`, admin, address, correction, version(told));
      await visit(`listVersionsOf${kind}`, analyst, address);
      const get = kind === 'Paragraph' ? 'getOperativeParagraph' : `get${kind}`;
      expect((await visit(get, analyst, address)).headers.etag).toBe('"2"');
    }
    await visit('listMandateTasks', analyst, { id: 'UNMIVA' });
    for (const id of [
      'listAppointments',
      'listSchedules',
      'listPackets',
      'listJobs',
      'listInspections',
      'listObservations',
    ])
      await visit(id, analyst, {}, undefined, {}, '?count=exact&limit=1');
    await visit('getCodeList', analyst, { name: 'country' });
    await visit('getRegime', analyst, { code: 'XV-9001' }, undefined, {}, '?on=2020-01-01');
    await visit('getBody', analyst, { id: world.id('UNMIVA') });
    await visit('listMandates', analyst, { id: world.id('UNMIVA') });
    await visit('getPerson', analyst, { id: world.id('analyst@UNMIVA') });
    await visit('getAppointment', analyst, { id: world.appointmentIds.get(analyst) ?? '' });

    const body = await visit(
      'registerBody',
      admin,
      {},
      { kind: 'MISSION', acronym: 'UNDOC', name: 'Document', fictional: true },
    );
    await visit('addMandate', admin, { id: idOf(body) }, { validFrom: '2020-01-01', endKind: 'OPEN' });
    const person = await visit('registerPerson', admin, {}, { name: 'Doc', email: 'doc@x.example' });
    await visit('amendPerson', admin, { id: idOf(person) }, { name: 'Doc Two' }, version(person));
    const post = await visit(
      'grantAppointment',
      admin,
      {},
      {
        personId: idOf(person),
        bodyId: idOf(body),
        role: 'CELL_ANALYST',
        clearance: 'CONFIDENTIAL',
        validFrom: new Date(Date.now() + 60_000).toISOString(),
      },
    );
    const invited = await visit('invitePerson', admin, { id: idOf(person) });
    await visit(
      'acceptInvitation',
      null,
      {},
      {
        token: (invited.body as { token: string }).token,
        password: 'a long passphrase for nobody',
      },
    );
    await visit('moveAppointment', admin, { id: idOf(post) }, { to: 'ENDED', reason: 'left' }, version(post));
    await visitSigningIn();

    const site = await visit('getSite', analyst, { id: first(await visit('listSites', analyst)) });
    await visit('amendSite', analyst, { id: idOf(site) }, { name: 'Renamed' }, version(site));
    await visit('registerSite', analyst, {}, { name: 'New', kind: 'DEPOT', place: { placeName: 'Here' } });
    await visit('getParty', analyst, { id: first(await visit('listParties', analyst)) });
    await visit('recordInspection', analyst, {}, inspectionWithCanaries(idOf(site), world.id(analyst)));
    await visit('getObservation', analyst, { id: observation });
    await visit('listObservationsOfInspection', analyst, { id: inspection });
    await visit('recordObservations', analyst, { id: inspection }, [{ class: 'AMMO' }]);
    await visit('addAccessResults', analyst, { id: inspection }, [{ result: 'FULL' }]);
    await visit('addCustodySteps', analyst, { id: inspection }, { reason: 'STORE' });
    await visit('addDocuments', analyst, { id: inspection }, { kind: 'PHOTO', title: 'x' });
    await visit('addClaims', analyst, { id: inspection }, { field: 'origin', value: 'x' });
    const seen = await visit('getInspection', analyst, { id: inspection });
    const amended = await visit('amendInspection', analyst, { id: inspection }, { remarks: null }, version(seen));
    await visit('moveInspection', analyst, { id: inspection }, { to: 'DRAFT_REPORT' }, version(amended));

    const wish = { committeeId: world.id('COMMITTEE'), kind: 'WRITTEN_REPORT' };
    const rule = { rrule: 'FREQ=MONTHLY;BYMONTHDAY=1', startsOn: '2026-11-01', name: 'Monthly' };
    await visitAssistance(visit);

    const schedule = await visit('schedulePackets', 'chief@UNMIVA', {}, { ...wish, ...rule });
    await visit('getSchedule', analyst, { id: idOf(schedule) });
    await visit('amendSchedule', 'chief@UNMIVA', { id: idOf(schedule) }, { active: false }, version(schedule));
    await visit('requestPacket', analyst, {}, { ...wish, period: { from: '2026-01-01', to: '2026-02-01' } });
    await visit('getJob', analyst, { id: job });
    await visit('followJob', analyst, { id: job });
    await visit('listFigures', analyst, { id: packet });
    await visit('getFigure', analyst, { id: packet, figureId: 'denial_rate' });
    await visit('listFigureRecords', analyst, { id: packet, figureId: 'access_recorded' });
    for (const format of ['pdf', 'json']) await visit('downloadPacket', analyst, { id: packet, format });
    const drafted = await visit('getPacket', 'chief@UNMIVA', { id: packet });
    await visit('movePacket', 'chief@UNMIVA', { id: packet }, { to: 'CELL_CHIEF_CLEARED' }, version(drafted));
    await visitCells(visit, world.id('analyst@UNMIVA'));
    await visitMissions(visit, world);
    await visitAudit(visit, world);
    await visitReleases(visit, world, observation);
    await visitNeed(visit, world, inspection);
    await visitSources(visit, inspection);
    expect(faults).toEqual([]);
    expect([...operationsOf(document).keys()].filter(id => !visited.has(id))).toEqual([]);
  }, 60_000);

  it('describes how every operation refuses: not signed in, not allowed, not there, not readable', async () => {
    faults.length = 0;
    let cells = 0;
    const ask = async (...wish: Parameters<typeof visit>) => {
      cells += 1;
      return visit(...wish);
    };
    for (const [id, { operation, method }] of operationsOf(document)) {
      const { responses, parameters = [] } = operation;
      const writes = '413' in responses;
      const permission = operation['x-permission'] ?? '';
      if (permission !== 'public' && permission !== 'documentation')
        expect([id, (await ask(id, null, {}, writes ? {} : undefined)).status]).toEqual([id, 401]);
      const people = [
        'analyst@UNMIVA',
        'chief@UNMIVA',
        'head@UNMIVA',
        'admin@CORDON',
        'secretary@COMMITTEE',
        'auditor@CORDON',
      ];
      for (const who of permission.includes('.') ? people : [])
        await ask(id, who, {}, writes ? { surprise: true } : undefined, { 'if-match': '"1"' });
      if (writes) await ask(id, 'analyst@UNMIVA', {}, { surprise: true }, { 'content-type': 'application/json' });
      if (method === 'get') await ask(id, 'analyst@UNMIVA', {}, undefined, {}, '?surprise=1');
      if (parameters.some(one => one.name === 'If-Match')) await ask(id, 'chief@UNMIVA', {}, {}, {});
    }
    await visit('signIn', null, {}, { email: 'nobody@x.example', password: 'wrong' });
    process.stdout.write(`openapi: ${visited.size} kinds of answer, ${cells} refusals judged, 0 skipped\n`);
    expect([...new Set(faults)]).toEqual([]);
    const never = [...operationsOf(document)]
      .filter(
        ([id, { operation }]) =>
          Object.keys(operation.responses).some(status => status >= '400' && status < '500') && !visited.has(`${id}!`),
      )
      .map(([id]) => id);
    // Everybody signed in may read the document, and nothing can be wrong with asking.
    expect(never.filter(id => id !== 'openApi')).toEqual([]);
  }, 60_000);

  it('would be contradicted by an answer that is not as it says', () => {
    const heard = (status: number, body: object, type = 'application/json'): Heard => ({
      status,
      body,
      headers: { 'content-type': type },
      text: JSON.stringify(body),
    });
    const problem = { type: '/problems/not_found', title: 'x', status: 404, detail: 'x', instance: 'x' };
    expect(judge('live', heard(200, { status: 'ok' }))).toEqual([]);
    expect(judge('live', heard(200, { status: 'ok', more: 1 }))[0]).toContain('additional properties');
    expect(judge('live', heard(200, { status: 'maybe' }))).toHaveLength(1);
    expect(judge('live', heard(418, {}))[0]).toContain('not documented');
    expect(judge('getJob', heard(200, { id: 'x' })).length).toBeGreaterThan(3);
    expect(judge('getJob', heard(404, problem, 'application/problem+json'))).toEqual([]);
    expect(judge('getJob', heard(404, problem))[0]).toContain('not documented');
    expect(judge('listJobs', heard(400, problem, 'application/problem+json'))[0]).toContain('not in x-problems');
  });
});
