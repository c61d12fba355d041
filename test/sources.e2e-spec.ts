import { readFile, rename, writeFile } from 'node:fs/promises';
import { jest } from '@jest/globals';
import pg from 'pg';
import { v4, v7 } from 'uuid';
import { rolesFor, urlForRole } from '../src/database/roles.js';
import { log } from '../src/http/log.js';
import { KeyProvider } from '../src/vault/key-provider.js';
import { recordsOf } from './support/records.js';
import { identityOf, recordSource, secret, tablesHolding, until } from './support/sources.js';
import { type Caller, openWorld, type World } from './world.js';

const ask = { kind: 'IDENTITY', purposeCode: 'CASE_WORK', purpose: 'Asking again about the convoy of May.' };
const emergency = { kind: 'BREAK_GLASS', purposeCode: 'SECURITY', purpose: 'The village is being searched now.' };
const match = (version: number) => ({ 'if-match': `"${version}"` });

describe('a source', () => {
  let world: World;
  let analyst: Caller;
  let analyst2: Caller;
  let chief: Caller;
  let head: Caller;
  beforeAll(async () => {
    world = await openWorld();
    analyst = await world.as('analyst@UNMIVA');
    analyst2 = await world.as('analyst2@UNMIVA');
    chief = await world.as('chief@UNMIVA');
    head = await world.as('head@UNMIVA');
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => world.close());

  const approve = async (source: string, opening: string, who = chief, to = 'APPROVED', version = 1) =>
    who.post(`/sources/${source}/openings/${opening}/transitions`, { to, reason: 'Needed' }, match(version));
  /** An approved opening of the analyst. */
  async function opened(source: string): Promise<string> {
    const { body } = await analyst.post(`/sources/${source}/openings`, ask).expect(201);
    expect((await approve(source, body.id)).status).toBe(200);
    return body.id;
  }
  const leaves = async (
    kind: string,
    source: string,
  ): Promise<{ fields: string[]; purpose: string; action: string }[]> =>
    (
      await world.owner.query(
        'select action, fields, purpose, object_ids from audit.leaves where object_kind = $1 and $2 = any (object_ids) order by id',
        [kind, source],
      )
    ).rows;

  it('is recorded once, and answered by a pseudonym alone', async () => {
    const id = v7();
    const body = { ...recordSource(), id };
    const first = await analyst.post('/sources', body).expect(201);
    expect(first.headers.location).toBe(`/api/v1/sources/${id}`);
    expect(first.body.pseudonym).toMatch(/^SRC-[0-9A-Z]{4}$/);
    expect(first.text).not.toContain(secret);
    expect(Object.keys(first.body).sort()).toEqual(
      ['availableTransitions', 'caveats', 'classification', 'compartmentId', 'erasedAt', 'grade', 'held', 'id']
        .concat(['protectionNote', 'pseudonym', 'recordedAt', 'safetyHold', 'version'])
        .filter(name => name !== 'availableTransitions')
        .sort(),
    );
    expect((await analyst.post('/sources', body).expect(200)).text).toBe(first.text);
    const other = await analyst.post('/sources', { ...body, identity: { name: 'Another', contacts: [] } });
    expect([other.status, other.body.type]).toEqual([409, '/problems/id_already_used']);
    expect((await analyst.get(`/sources/${id}`).expect(200)).text).toBe(first.text);
    expect((await analyst.get(`/sources?pseudonym=${first.body.pseudonym}`).expect(200)).body.items).toHaveLength(1);
    const open = await analyst.post('/sources', { ...recordSource(), classification: 'UNCLASSIFIED' });
    expect(open.status).toBe(400);
    const foreign = await analyst.post('/sources', { ...recordSource(), compartmentId: v4() });
    expect([foreign.status, foreign.body.errors?.[0]?.pointer]).toEqual([422, '/compartmentId']);
  });

  it('is opened by two persons for a stated purpose, and every read leaves its leaf first', async () => {
    const source = (await analyst.post('/sources', recordSource()).expect(201)).body.id;
    const inspection = await recordsOf(world, 'analyst@UNMIVA').inspection('2026-03-01');
    const link = { recordKind: 'INSPECTION', recordId: inspection };
    const linked = await analyst.post(`/sources/${source}/links`, link).expect(201);
    expect(linked.text).not.toContain(inspection);
    expect((await analyst.post(`/sources/${source}/links`, link).expect(200)).body).toEqual(linked.body);
    expect((await analyst.post(`/sources/${source}/links`, { ...link, recordId: v4() })).status).toBe(422);
    expect((await analyst.get(`/inspections/${inspection}`).expect(200)).text).not.toMatch(/source[A-Z]|SRC-/);

    expect((await analyst.post(`/sources/${source}/openings`, { ...ask, purpose: 'why not' })).status).toBe(400);
    expect((await analyst.post(`/sources/${source}/openings`, { ...ask, minutes: 61 })).status).toBe(400);
    const asked = await analyst.post(`/sources/${source}/openings`, { ...ask, minutes: 30 }).expect(201);
    const at = `/sources/${source}/identity?opening=${asked.body.id}`;
    expect((await analyst.get(at)).status).toBe(403);
    const approved = await approve(source, asked.body.id);
    expect([approved.status, approved.body.state]).toEqual([200, 'APPROVED']);
    const minutes = (Date.parse(approved.body.expiresAt) - Date.parse(approved.body.decidedAt)) / 60_000;
    expect(Math.round(minutes)).toBe(30);

    const identity = await analyst.get(at).expect(200);
    expect(identity.body).toMatchObject({ ...identityOf, openingId: asked.body.id });
    expect(identity.body.links).toEqual([{ ...link, linkedAt: expect.any(String) }]);
    expect((await leaves('getSourceIdentity', source)).filter(leaf => leaf.action === 'READ')).toEqual([
      {
        action: 'READ',
        fields: ['name', 'contacts', 'notes', 'links'],
        purpose: 'CASE_WORK',
        object_ids: [source, asked.body.id],
      },
    ]);
    for (const who of ['chief', 'head']) {
      const alerts = (await (await world.as(`${who}@UNMIVA`)).get(`/alerts?subjectId=${source}`).expect(200)).body
        .items;
      if (who === 'head') expect(alerts.map((one: { kind: string }) => one.kind)).toEqual(['SOURCE_OPENED']);
      expect(JSON.stringify(alerts)).not.toMatch(new RegExp(`${secret}|SRC-`));
    }
  });

  it('stays shut: same person twice, expired, reused, revoked, refused, somebody else (AZ-8)', async () => {
    const source = (await chief.post('/sources', recordSource()).expect(201)).body.id;
    const other = (await analyst.post('/sources', recordSource()).expect(201)).body.id;
    const own = await chief.post(`/sources/${source}/openings`, ask).expect(201);
    const twice = await approve(source, own.body.id);
    expect([twice.status, twice.body.type]).toEqual([403, '/problems/same_person_twice']);
    expect((await approve(source, own.body.id, analyst)).body.type).toBe('/problems/permission_missing');

    const opening = await opened(source);
    const identity = (who: Caller, id = source, open = opening) => who.get(`/sources/${id}/identity?opening=${open}`);
    expect((await identity(analyst)).status).toBe(200);
    const shut = async (answer: Promise<{ status: number; text: string; body: { type: string } }>) => {
      const { status, text, body } = await answer;
      expect([status, body.type]).toEqual([403, '/problems/opening_not_in_force']);
      expect(text).not.toContain(secret);
    };
    await shut(identity(analyst2));
    await shut(identity(chief));
    await shut(identity(analyst, other));
    await shut(identity(analyst, source, v4()));
    await shut(analyst.get(`/sources/${source}/identity`) as never);
    await shut(analyst.get(`/sources/${source}/emergency?opening=${opening}`) as never);

    expect((await approve(source, opening, head, 'REVOKED', 2)).status).toBe(200);
    await shut(identity(analyst));
    const again = await approve(source, opening, chief, 'APPROVED', 3);
    expect([again.status, again.body.type]).toEqual([409, '/problems/move_not_allowed']);

    const brief = await opened(source);
    expect((await identity(analyst, source, brief)).status).toBe(200);
    await world.owner.query(`update vault.openings set expires_at = now() - interval '1 millisecond' where id = $1`, [
      brief,
    ]);
    await shut(identity(analyst, source, brief));
    expect((await analyst.get(`/sources/${source}/openings/${brief}`).expect(200)).body).toMatchObject({
      state: 'EXPIRED',
      availableTransitions: [],
    });

    const refused = await analyst.post(`/sources/${source}/openings`, ask).expect(201);
    expect((await approve(source, refused.body.id, head, 'REFUSED')).body.state).toBe('REFUSED');
    await shut(identity(analyst, source, refused.body.id));
    // An appointment that has ended opens nothing, whatever was approved.
    const late = await opened(source);
    const end = `update appointments set valid_to = $2 where id = $1`;
    await world.owner.query(end, [world.appointmentIds.get('analyst@UNMIVA'), new Date()]);
    expect((await identity(analyst, source, late)).status).toBe(403);
    await world.owner.query(end, [world.appointmentIds.get('analyst@UNMIVA'), null]);
  });

  it('does not exist for a custodian whose clearance is below it', async () => {
    const clear = (who: string, level: number) =>
      world.owner.query('update appointments set clearance = $2 where id = $1', [world.appointmentIds.get(who), level]);
    await clear('analyst@UNMIVA', 2);
    const source = (
      await analyst.post('/sources', { ...recordSource(), classification: 'STRICTLY_CONFIDENTIAL' }).expect(201)
    ).body.id;
    const asked = await analyst.post(`/sources/${source}/openings`, ask).expect(201);
    expect((await approve(source, asked.body.id)).status).toBe(404);
    await clear('head@UNMIVA', 2);
    expect((await approve(source, asked.body.id, head)).status).toBe(200);
    expect((await analyst.get(`/sources/${source}/identity?opening=${asked.body.id}`)).status).toBe(200);
    // Lowered again, the opening is worth nothing: the database asks at every read.
    await clear('analyst@UNMIVA', 1);
    expect((await analyst.get(`/sources/${source}/identity?opening=${asked.body.id}`)).status).toBe(404);
    await clear('head@UNMIVA', 1);
  });

  it('is opened in an emergency without a second person: how to warn it, never who it is; two overseers know at once', async () => {
    const source = (await analyst.post('/sources', recordSource()).expect(201)).body.id;
    const began = Date.now();
    const glass = await analyst.post(`/sources/${source}/openings`, emergency).expect(201);
    expect(glass.body).toMatchObject({ state: 'IN_FORCE', kind: 'BREAK_GLASS', minutes: 60 });
    expect(Date.parse(glass.body.expiresAt) - Date.parse(glass.body.recordedAt)).toBeLessThanOrEqual(3_600_000);
    for (const overseer of [chief, head]) {
      const { items } = (await overseer.get(`/alerts?subjectId=${source}&kind=BREAK_GLASS`).expect(200)).body;
      expect(items).toHaveLength(1);
    }
    expect(Date.now() - began).toBeLessThan(5_000);
    const shown = await analyst.get(`/sources/${source}/emergency?opening=${glass.body.id}`).expect(200);
    expect(Object.keys(shown.body).sort()).toEqual(['channel', 'expiresAt', 'instruction', 'openingId', 'pseudonym']);
    expect(shown.text).not.toContain(identityOf.name);
    expect(await leaves('getSourceEmergency', source)).toMatchObject([{ fields: ['emergency'], purpose: 'SECURITY' }]);
    const alone = await analyst.get(`/sources/${source}/identity?opening=${glass.body.id}`);
    expect([alone.status, alone.text.includes(identityOf.name)]).toEqual([403, false]);
    expect((await approve(source, glass.body.id)).body.type).toBe('/problems/move_not_allowed');

    // Not reviewed within a day: no other emergency for this person, whatever the source.
    await world.owner.query(
      `update vault.openings set recorded_at = recorded_at - interval '25 hours', expires_at = expires_at - interval '25 hours' where id = $1`,
      [glass.body.id],
    );
    expect((await analyst.get(`/sources/${source}/emergency?opening=${glass.body.id}`)).status).toBe(403);
    const next = await analyst.post(`/sources/${source}/openings`, emergency);
    expect([next.status, next.body.type]).toEqual([403, '/problems/review_outstanding']);
    const review = await approve(source, glass.body.id, chief, 'REVIEWED');
    expect(review.body).toMatchObject({ review: 'Needed', reviewedAt: expect.any(String) });
    expect((await analyst.post(`/sources/${source}/openings`, emergency)).status).toBe(201);
    const mute = (await analyst.post('/sources', { ...recordSource(), emergency: undefined }).expect(201)).body.id;
    expect((await analyst.post(`/sources/${mute}/openings`, emergency)).body.type).toBe(
      '/problems/no_emergency_contact',
    );
    // A chief who opens is not the one who is told.
    const byChief = await chief.post(`/sources/${mute}/openings`, ask).expect(201);
    expect((await approve(mute, byChief.body.id, head)).status).toBe(200);
    expect((await chief.get(`/alerts?subjectId=${mute}`)).body.items).toHaveLength(1);
  });

  it('leaves its leaf before anything is unsealed, 200 times of 200, though the process dies in between (AU-8)', async () => {
    const source = (await analyst.post('/sources', recordSource()).expect(201)).body.id;
    const opening = await opened(source);
    const keys = world.app.get(KeyProvider, { strict: false });
    let there = 0;
    let n = 0;
    const die = jest.spyOn(keys, 'get').mockImplementation(async () => {
      // Asked on another connection: only what is committed is there.
      const { rowCount } = await world.owner.query(
        `select from audit.leaves where object_kind = 'getSourceIdentity' and action = 'READ' and $1 = any (object_ids)`,
        [source],
      );
      n += 1;
      if (rowCount === n) there += 1;
      throw new Error('the process died');
    });
    for (let trial = 0; trial < 200; trial++) {
      const answer = await analyst.get(`/sources/${source}/identity?opening=${opening}`);
      expect([answer.status, answer.text.includes(secret)]).toEqual([500, false]);
    }
    expect([n, there]).toEqual([200, 200]);
    die.mockRestore();
    // And the other way round: no leaf, no plaintext.
    const { runtime } = rolesFor(world.config.rolePrefix ?? '');
    await world.owner.query(`revoke execute on function audit.log(jsonb) from ${runtime}`);
    const unseen = await analyst.get(`/sources/${source}/identity?opening=${opening}`);
    await world.owner.query(`grant execute on function audit.log(jsonb) to ${runtime}`);
    expect([unseen.status, unseen.text.includes(secret)]).toEqual([503, false]);
  }, 60_000);

  it('under a hold is deleted by nobody, the owner included; two persons lift it, two erase', async () => {
    const source = (await analyst.post('/sources', recordSource()).expect(201)).body.id;
    const opening = await opened(source);
    const inspection = await recordsOf(world, 'analyst@UNMIVA').inspection('2026-03-02', { ref: 'UNMIVA-INS-HELD' });
    await analyst.post(`/sources/${source}/links`, { recordKind: 'INSPECTION', recordId: inspection }).expect(201);
    const proposal = await chief.post(`/sources/${source}/erasures`, { reason: 'Asked to be forgotten' }).expect(201);
    const held = await head.post(`/sources/${source}/holds`, { reason: 'Court order' }).expect(201);
    expect((await analyst.get(`/sources/${source}`)).body.held).toBe(true);
    const erase = (who: Caller, version = 1, id = proposal.body.id) =>
      who.post(`/sources/${source}/erasures/${id}/transitions`, { to: 'APPROVED', reason: 'Agreed' }, match(version));
    expect((await erase(head)).body.type).toBe('/problems/source_is_held');
    expect((await chief.post(`/sources/${source}/erasures`, { reason: 'x' })).body.type).toBe(
      '/problems/source_is_held',
    );

    const roles = rolesFor(world.config.rolePrefix ?? '');
    const deletes = ['sources', 'vault.data_keys', 'vault.identities', 'vault.links', 'vault.holds'].flatMap(table => [
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ]);
    deletes.push(`update vault.identities set name = '\\x00'`, `update vault.links set link = '\\x00'`);
    for (const statement of deletes)
      await expect(world.owner.query(statement)).rejects.toMatchObject({ constraint: 'source_is_held' });
    for (const role of [roles.runtime, roles.vault, roles.sealer, roles.match]) {
      const client = new pg.Client({
        connectionString: urlForRole(world.owner.options.connectionString ?? '', world.config.secret, role),
      });
      await client.connect();
      // The vault role may delete keys, but without a context there is none to delete.
      for (const statement of deletes)
        if (role !== roles.vault || statement !== 'delete from vault.data_keys')
          // A role that may not even look into a schema finds no such table there.
          await expect(client.query(statement)).rejects.toMatchObject({ code: expect.stringMatching(/^42(501|P01)$/) });
        else expect((await client.query(statement)).rowCount).toBe(0);
      await client.end();
    }
    const lift = (who: Caller, to: string, version: number) =>
      who.post(`/sources/${source}/holds/${held.body.id}/transitions`, { to, reason: 'Order ended' }, match(version));
    expect((await lift(head, 'LIFTED', 1)).body.type).toBe('/problems/move_not_allowed');
    expect((await lift(head, 'LIFT_PROPOSED', 1)).body).toMatchObject({
      state: 'LIFT_PROPOSED',
      availableTransitions: [],
    });
    expect((await lift(head, 'LIFTED', 2)).body.type).toBe('/problems/same_person_twice');
    expect((await erase(head)).body.type).toBe('/problems/source_is_held');
    expect((await lift(chief, 'LIFTED', 2)).body.state).toBe('LIFTED');

    expect((await erase(chief)).body.type).toBe('/problems/same_person_twice');
    expect((await erase(head)).body.state).toBe('APPROVED');
    expect((await analyst.get(`/sources/${source}`)).body).toMatchObject({ held: false, erasedAt: expect.any(String) });
    const gone = await analyst.get(`/sources/${source}/identity?opening=${opening}`);
    expect([gone.status, gone.body.type]).toEqual([409, '/problems/source_is_erased']);
    expect((await world.owner.query('select from vault.data_keys where id = $1', [source])).rowCount).toBe(0);
  }, 60_000);

  it('is closed with its keys away, and everything else works (CR-6)', async () => {
    const source = (await analyst.post('/sources', recordSource()).expect(201)).body.id;
    const opening = await opened(source);
    const at = `/sources/${source}/identity?opening=${opening}`;
    const path = world.config.vaultKeyFile ?? '';
    const file = await readFile(path, 'utf8');
    await rename(path, `${path}.away`);
    for (const broken of [
      null,
      '{',
      '{"current":"x","keys":{}}',
      JSON.stringify({ current: 'x', keys: { x: 'c2hvcnQ=' } }),
    ]) {
      if (broken !== null) await writeFile(path, broken);
      expect((await analyst.get(at)).status).toBe(503);
      const made = await analyst.post('/sources', recordSource());
      expect([made.status, made.headers['retry-after']]).toEqual([503, '30']);
      expect(made.text).not.toContain(secret);
    }
    const site = { name: 'Depot', kind: 'ARMOURY', place: { placeName: 'here' } };
    await analyst.post('/sites', site).expect(201);
    await analyst.get('/sources').expect(200);
    await analyst.get(`/sources/${source}/openings`).expect(200);
    await analyst.post(`/sources/${source}/openings`, ask).expect(201);
    await writeFile(path, file);
    expect((await analyst.get(at)).status).toBe(200);
  });

  it('names nobody in any other answer, log line, leaf, job or table', async () => {
    const lines: string[] = [];
    const stream = Object.getOwnPropertySymbols(log).find(symbol => symbol.description === 'pino.stream') as symbol;
    const streams = log as unknown as Record<symbol, unknown>;
    const before = streams[stream];
    streams[stream] = { write: (line: string) => lines.push(line) };
    log.level = 'trace';
    try {
      const made = await analyst.post('/sources', recordSource()).expect(201);
      const opening = await opened(made.body.id);
      await analyst.get(`/sources/${made.body.id}/identity?opening=${opening}`).expect(200);
      await analyst.post('/sources', { ...recordSource(), identity: { name: { secret } } }).expect(400);
      await analyst.post('/sources', { ...recordSource(), [secret]: 1 });
      await until(async () => (await leaves('getSource', made.body.id)).length >= 0);
    } finally {
      log.level = 'silent';
      streams[stream] = before;
    }
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.join('')).not.toContain(secret);
    expect(await tablesHolding(world, secret)).toEqual([]);
    for (const path of ['/sources?limit=500', '/alerts?limit=500', '/jobs?limit=500', '/inspections?limit=500'])
      expect((await chief.get(path).expect(200)).text).not.toContain(secret);
  });

  it('is nothing to other bodies, and to roles that have no part in it', async () => {
    const source = (await analyst.post('/sources', recordSource()).expect(201)).body.id;
    const opening = await opened(source);
    for (const who of ['analyst@UNSOB', 'chief@UNSOB', 'expert@PANEL']) {
      const stranger = await world.as(who);
      expect((await stranger.get('/sources').expect(200)).body.items).toEqual([]);
      for (const path of [
        '',
        `/identity?opening=${opening}`,
        `/emergency?opening=${opening}`,
        '/openings',
        `/openings/${opening}`,
        '/holds',
        '/erasures',
      ])
        expect([who, path, (await stranger.get(`/sources/${source}${path}`)).status].at(-1)).toBe(404);
      expect((await stranger.post(`/sources/${source}/openings`, ask)).status).toBe(404);
    }
    for (const who of [
      'admin@CORDON',
      'auditor@CORDON',
      'records@CORDON',
      'focal@UNMIVA',
      'focal@HOST',
      'secretary@COMMITTEE',
    ])
      expect([who, (await (await world.as(who)).get(`/sources/${source}`)).status]).toEqual([who, 403]);
    expect((await head.get(`/sources/${source}/identity?opening=${opening}`)).status).toBe(403);
  });

  it('keeps its vault from every role but its own, and from that one without a context', async () => {
    const roles = rolesFor(world.config.rolePrefix ?? '');
    const seen: string[] = [];
    for (const role of [roles.runtime, roles.vault, roles.sealer, roles.match]) {
      const client = new pg.Client({
        connectionString: urlForRole(world.owner.options.connectionString ?? '', world.config.secret, role),
      });
      await client.connect();
      for (const table of ['identities', 'data_keys', 'links', 'openings', 'holds', 'erasures', 'master_keys']) {
        const answer = await client.query(`select from vault.${table}`).then(
          found => String(found.rowCount),
          (error: { code: string }) => error.code,
        );
        if (answer !== '42501' && !(role === roles.vault && answer === '0')) seen.push(`${role} ${table}: ${answer}`);
      }
      // The vault's role reads no case but a source.
      for (const table of ['inspections', 'people', 'observations', 'audit.leaves'])
        if (role === roles.vault)
          await expect(client.query(`select from ${table}`)).rejects.toMatchObject({ code: '42501' });
      await client.end();
    }
    expect(seen).toEqual([]);
  });
});
