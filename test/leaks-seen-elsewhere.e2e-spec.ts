import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { projectRoot } from '../src/config.js';
import type { Actor } from '../src/database/context.js';
import { rolesFor } from '../src/database/roles.js';
import { catalogueRules, faultsOf } from './support/catalogue-rules.js';
import { type Recorded, releasing } from './support/releasing.js';
import { sourcesUnder } from './support/source-rules.js';
import { openWorld, type World } from './world.js';

/**
 * Leaks that other systems of this kind have had, each as a test of this one. The names say where each was seen, so
 * that a reader can look up what happened there.
 */
describe('what leaked elsewhere does not leak here:', () => {
  let world: World;
  let on: ReturnType<typeof releasing>;
  let records: Recorded;
  const codes = (answer: { body: { errors?: { pointer: string; code: string }[] } }) =>
    (answer.body.errors ?? []).map(fault => `${fault.pointer} ${fault.code}`);
  const refused = async (to: string[], wish: object = {}, who?: string) =>
    codes(await on.propose(to, { observationIds: [records.observation], ...wish }, who));
  const actor = (who: string, role: string): Actor => {
    const [, body = ''] = who.split('@');
    return {
      personId: world.id(who),
      appointmentId: world.appointmentIds.get(who) ?? '',
      bodyId: world.id(body),
      bodyAcronym: body,
      bodyKind: 'MISSION',
      role,
      sessionId: null,
      requestId: 'test',
      purpose: null,
    };
  };
  const clearance = (who: string, level: number) =>
    world.owner.query('update appointments set clearance = $2 where id = $1', [world.appointmentIds.get(who), level]);

  beforeAll(async () => {
    world = await openWorld();
    on = releasing(world);
    records = await on.record();
  }, 60_000);
  afterAll(() => world.close());

  describe('MISP #4200, an empty sharing group meant everyone:', () => {
    it('an empty recipient list is refused', async () => {
      expect(await refused([])).toEqual(['/recipients no_recipients']);
      const none = await (await world.as('focal@UNMIVA')).post('/releases', {
        purpose: 'x',
        observationIds: [records.observation],
      });
      expect(codes(none)).toEqual(['/recipients required']);
    });

    it('an unknown recipient, the own body, and one named twice are refused', async () => {
      expect(await refused(['UNMIVA', 'PANEL'])).toEqual(['/recipients/0 own_body']);
      const focal = await world.as('focal@UNMIVA');
      const ask = (recipients: string[]) =>
        focal.post('/releases', { recipients, purpose: 'x', observationIds: [records.observation] });
      expect(codes(await ask([uuidv7()]))).toEqual(['/recipients/0 unknown_recipient']);
      expect(codes(await ask([world.id('PANEL'), world.id('PANEL').toUpperCase()]))).toEqual([
        '/recipients named_twice',
      ]);
    });

    it('recipients that contradict the handling marks are refused, whether the mark is asked for or the record’s own', async () => {
      const clash = '/recipients contradiction';
      expect(await refused(['PANEL'], { caveats: ['COMMITTEE_ONLY'] })).toEqual([clash]);
      expect(await refused(['COMMITTEE'], { caveats: ['PANEL_ONLY'] })).toEqual([clash]);
      expect(await refused(['PANEL', 'COMMITTEE'], { caveats: ['PANEL_ONLY', 'COMMITTEE_ONLY'] })).toEqual([
        clash,
        clash,
      ]);
      expect(await refused(['HOST'], { caveats: ['NOT_FOR_HOST_STATE'] })).toEqual([clash]);
      expect(await refused(['PANEL'], { caveats: ['EMBARGOED_UNTIL:2999-01-01'] })).toEqual(['/caveats contradiction']);
      const marked = await on.record({ caveats: ['PANEL_ONLY'] });
      expect(codes(await on.propose(['COMMITTEE'], { inspectionIds: [marked.inspection] }))).toEqual([clash]);
      const danger = await on.record({ caveats: ['SOURCE_SAFETY'] });
      expect(codes(await on.propose(['PANEL'], { inspectionIds: [danger.inspection] }))).toEqual([
        '/caveats source_in_danger',
      ]);
      // The line of a marked inspection is marked with it.
      expect(codes(await on.propose(['PANEL'], { observationIds: [danger.observation] }))).toEqual([
        '/caveats source_in_danger',
      ]);
      expect(await refused(['PANEL'], { caveats: ['COMMITTEE_ONLY'] }, 'chief@UNMIVA')).toEqual([clash]);
    });

    it('a record marked more strictly after the proposal stops the approval', async () => {
      const late = await on.record();
      const id = await on.proposed(['PANEL'], { observationIds: [late.observation] });
      await world.owner.query(`update observations set caveats = '{SOURCE_SAFETY}' where id = $1`, [late.observation]);
      expect((await on.move('chief@UNMIVA', id, 'APPROVED')).status).toBe(409);
      expect((await on.received('expert@PANEL', `&releaseId=${id}`)).total).toBe(0);
    });
  });

  describe('MISP proposals on attributes, access checked on the parent and not on the child:', () => {
    it('every child row carries body and classification, under its own forced policy', async () => {
      const runtime = rolesFor(world.config.rolePrefix ?? '').runtime;
      const kept = catalogueRules.filter(({ rule }) =>
        /row security is enabled|has the columns of a case table/.test(rule),
      );
      expect(kept).toHaveLength(2);
      for (const rule of kept) expect(await faultsOf(world.owner, rule, runtime)).toEqual([]);
    });

    it('a child that is marked more strictly than its record lifts the release, and stays hidden where it is not seen', async () => {
      const mine = await on.record();
      await world.owner.query(
        `insert into serials (body_id, id, recorded_by, classification, observation_id, n, raw, norm, script, position, origin, read_method, is_primary)
         select body_id, uuidv7(), recorded_by, 2, observation_id, 2, 'HIDDEN-1', 'HIDDEN1', script, position, origin, read_method, false
           from serials where observation_id = $1`,
        [mine.observation],
      );
      const wish = { observationIds: [mine.observation] };
      // Below its level the child is neither released nor told of.
      const low = await on.released(['PANEL'], wish);
      expect(JSON.stringify(await on.received('expert@PANEL', `&releaseId=${low}`))).not.toContain('HIDDEN');
      await clearance('focal@UNMIVA', 2);
      const lowered = await on.propose(['PANEL'], { ...wish, classification: 'CONFIDENTIAL' });
      expect(codes(lowered)).toEqual(['/classification mark_lowered']);
      const made = await on.propose(['PANEL'], wish);
      expect(made.body.classification).toBe('STRICTLY_CONFIDENTIAL');
      // Whoever is not cleared for all of it does not even find it.
      expect((await on.move('chief@UNMIVA', made.body.id, 'APPROVED')).status).toBe(404);
      await clearance('focal@UNMIVA', 1);
    });
  });

  describe('MISP #10019, names of a group’s members shown:', () => {
    it('recipients do not see one another unless the release says so', async () => {
      const hidden = await on.released(['PANEL', 'COMMITTEE', 'UNSOB'], { observationIds: [records.observation] });
      for (const who of ['expert@PANEL', 'secretary@COMMITTEE', 'analyst@UNSOB']) {
        const got = await on.received(who, `&releaseId=${hidden}`);
        expect([who, got.items[0]?.alsoTo]).toEqual([who, null]);
        const others = ['PANEL', 'COMMITTEE', 'UNSOB'].filter(body => !who.endsWith(body));
        const text = JSON.stringify([got, (await (await world.as(who)).get(`/alerts?subjectId=${hidden}`)).body]);
        for (const other of others)
          expect([who, text.includes(world.id(other)), text.includes(`"${other}"`)]).toEqual([who, false, false]);
        expect((await (await world.as(who)).get(`/releases/${hidden}`)).status).toBe(404);
        expect((await (await world.as(who)).get(`/releases/${hidden}/openings`)).status).toBe(404);
      }
      const open = await on.released(['PANEL', 'COMMITTEE'], {
        observationIds: [records.observation],
        recipientsVisible: true,
      });
      expect((await on.received('expert@PANEL', `&releaseId=${open}`)).items[0]?.alsoTo).toEqual(['COMMITTEE']);
    });
  });

  describe('MISP #394 and #2623, TheHive #314 and #1130, OpenCTI #5578, handling marks lost on the way, or unmarked taken as free:', () => {
    it('marks survive in every answer that shows a copy', async () => {
      const marked = await on.record({ caveats: ['NO_NAMES'] });
      const wish = { inspectionIds: [marked.inspection], caveats: ['NOT_FOR_TCC'], classification: 'CONFIDENTIAL' };
      const id = await on.released(['PANEL'], wish);
      const expert = await world.as('expert@PANEL');
      const listed = (await on.received('expert@PANEL', `&releaseId=${id}`)).items[0];
      const single = (await expert.get(`/released-records/${listed?.id}`).expect(200)).body;
      for (const shown of [listed, single])
        expect(shown).toMatchObject({ classification: 'CONFIDENTIAL', caveats: ['NOT_FOR_TCC', 'NO_NAMES'] });
      const { rows } = await world.owner.query(`select classification, caveats from alerts where subject_id = $1`, [
        id,
      ]);
      expect(rows).toEqual([{ classification: 1, caveats: ['NOT_FOR_TCC', 'NO_NAMES'] }]);
    });

    it('a proposal can add marks and take none away', async () => {
      const marked = await on.record({ caveats: ['NO_LOCATION'] });
      const made = await on.propose(['PANEL'], { inspectionIds: [marked.inspection], caveats: [] });
      expect([made.body.caveats, made.body.classification]).toEqual([['NO_LOCATION'], 'CONFIDENTIAL']);
      const freer = await on.propose(['PANEL'], { inspectionIds: [marked.inspection], classification: 'UNCLASSIFIED' });
      expect([freer.status, ...codes(freer)]).toEqual([422, '/classification mark_lowered']);
      expect((await on.move('chief@UNMIVA', made.body.id, 'APPROVED')).status).toBe(200);
      const got = (await on.received('expert@PANEL', `&releaseId=${made.body.id}`)).items[0];
      expect(got?.record).not.toHaveProperty('place');
    });

    it('what has no mark cannot be stored, so nothing is free by forgetting', async () => {
      const tables = ['releases', 'release_items', 'released_records', 'alerts', 'release_openings'];
      for (const table of tables)
        for (const column of ['classification', 'caveats']) {
          const { rows } = await world.owner.query(
            'select attnotnull from pg_attribute where attrelid = $1::regclass and attname = $2',
            [table, column],
          );
          expect([table, column, rows[0].attnotnull]).toEqual([table, column, true]);
        }
      // Nor can a copy be freer than its release: see "are stopped by the database where the code forgets".
    });
  });

  describe('OpenCTI #8237, #3319 and #11496, history, counts and links showed hidden records:', () => {
    it('counts and links on the record leave out what the reader may not see', async () => {
      const mine = await on.record();
      await world.owner.query('update observations set classification = 2 where id = $1', [mine.observation]);
      const analyst = await world.as('analyst@UNMIVA');
      const shown = (await analyst.get(`/inspections/${mine.inspection}`).expect(200)).body;
      expect(shown.observationCount).toBe(0);
      const listed = (await analyst.get(`/observations?inspectionId=${mine.inspection}&count=exact`)).body;
      expect([listed.total, listed.items]).toEqual([0, []]);
      await analyst.get(`/observations/${mine.observation}`).expect(404);
    });

    it('neither counts, filters nor openings tell of a recalled release', async () => {
      const id = await on.released(['UNSOB'], { observationIds: [records.observation] });
      const found = async () =>
        Promise.all(
          ['', '&calibre=7.62x39', '&q=zastava', '&category=P97_SA4', `&missionId=${world.id('UNMIVA')}`].map(
            async query => (await on.received('analyst@UNSOB', `&releaseId=${id}${query}`)).total,
          ),
        );
      expect(await found()).toEqual([1, 1, 1, 1, 1]);
      await on.move('chief@UNMIVA', id, 'RECALLED', 'Wrong.');
      expect(await found()).toEqual([0, 0, 0, 0, 0]);
    });

    it('no filter finds what was held back', async () => {
      const id = await on.released(['UNSOB'], { observationIds: [records.observation] });
      const total = async (query: string) => (await on.received('analyst@UNSOB', `&releaseId=${id}&${query}`)).total;
      expect(await total('serial=AB-4711-99')).toBe(0);
      expect(await total(`serial=${encodeURIComponent('AB-4711•••')}`)).toBe(1);
      for (const word of ['secretholder', 'secretplace', 'secretremark', 'AB-4711-99', '28.5234'])
        expect([word, await total(`q=${word}`)]).toEqual([word, 0]);
    });
  });

  describe('OpenCTI #5960 and #6991, a shared container’s contents were not shared, or too much was:', () => {
    it('a release holds exactly what its preview showed, for each recipient', async () => {
      const id = await on.proposed(['PANEL', 'UNSOB'], { observationIds: [records.observation] });
      const focal = await world.as('focal@UNMIVA');
      const shown = async (body: string) =>
        (await focal.get(`/releases/${id}/preview?recipientId=${world.id(body)}`).expect(200)).body.records.map(
          (one: { record: object }) => one.record,
        );
      const previews = { 'expert@PANEL': await shown('PANEL'), 'analyst@UNSOB': await shown('UNSOB') };
      await on.move('chief@UNMIVA', id, 'APPROVED');
      for (const [who, preview] of Object.entries(previews))
        expect((await on.received(who, `&releaseId=${id}`)).items.map(item => item.record)).toEqual(preview);
      // The inspection that the line belongs to was not released with it.
      for (const who of Object.keys(previews))
        expect((await on.received(who, `&releaseId=${id}&series=INSPECTION`)).total).toBe(0);
    });
  });

  describe('Kobo #3113 and #4739, row-level rights broke exports and counts:', () => {
    it('list = count = single read = what the database gives, for each reader', async () => {
      await on.released(['PANEL', 'COMMITTEE'], {
        inspectionIds: [records.inspection],
        observationIds: [records.observation],
      });
      const gone = await on.released(['COMMITTEE'], { observationIds: [records.observation] });
      await on.move('chief@UNMIVA', gone, 'RECALLED', 'Wrong.');
      const { rows } = await world.owner.query<{ id: string }>(
        `select id from released_records where series in ('INSPECTION', 'OBSERVATION', 'SITE')`,
      );
      for (const [who, role] of [
        ['expert@PANEL', 'PANEL_EXPERT'],
        ['secretary@COMMITTEE', 'COMMITTEE_SECRETARY'],
        ['secretary@OTHERCOM', 'COMMITTEE_SECRETARY'],
        ['analyst@UNSOB', 'CELL_ANALYST'],
        ['focal@HOST', 'NATIONAL_FOCAL_POINT'],
        ['head@UNMIVA', 'HEAD_OF_MISSION'],
      ] as const) {
        const { items, total } = await on.received(who);
        const listed = items.map(item => item.id).sort();
        const caller = await world.as(who);
        const single: string[] = [];
        for (const { id } of rows) if ((await caller.get(`/released-records/${id}`)).status === 200) single.push(id);
        const given = await world.db.read<{ id: string }>(
          actor(who, role),
          'select id from released_records order by id',
        );
        expect([who, total, single.sort(), given.map(row => row.id)]).toEqual([who, listed.length, listed, listed]);
      }
    }, 60_000);
  });

  describe('Uwazi #9118, sharing broken by an upgrade:', () => {
    it('the access matrix and the isolation of bodies are tests of every run', () => {
      for (const name of ['access-matrix.spec.ts', 'isolation.e2e-spec.ts', 'releases.e2e-spec.ts'])
        expect(existsSync(join(projectRoot, 'test', name))).toBe(true);
      const { scripts } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
        scripts: Record<string, string>;
      };
      expect(scripts.check).toContain('test');
      // Nothing chooses among them.
      expect(scripts.test).not.toMatch(/testPathPattern|--changed|--only|-t /);
    });
  });

  describe('ghostfolio #7196 and #7197, one forgotten condition in one handler:', () => {
    it('no handler has such a condition: what is recalled, expired or superseded is said in the database alone', () => {
      const conditions = sourcesUnder(projectRoot, 'src/releases', ['.ts']).filter(({ code }) =>
        /(recalled_at|superseded_at)\s+is|expires_at\s*[<>]/.test(code),
      );
      expect(conditions.map(({ path }) => path)).toEqual([]);
    });

    it('a query without any condition gives each reader its own copies and no others', async () => {
      const given = await world.db.read<{ body_id: string }>(
        actor('expert@PANEL', 'PANEL_EXPERT'),
        'select distinct body_id from released_records',
      );
      expect(given).toEqual([{ body_id: world.id('PANEL') }]);
      const openings = await world.db.read(actor('expert@PANEL', 'PANEL_EXPERT'), 'select from release_openings');
      expect(openings).toEqual([]);
    });
  });

  describe('Unleash segments, the scope to authorise was read from the request body:', () => {
    it('what a caller says of itself changes nothing: the scope is the stored row’s', async () => {
      const id = await on.proposed(['PANEL'], { observationIds: [records.observation] });
      const other = await world.as('head@UNSOB');
      const etag = (await (await world.as('chief@UNMIVA')).get(`/releases/${id}`)).headers.etag ?? '';
      const approve = (body: object, headers: object = {}) =>
        other.post(`/releases/${id}/transitions`, { to: 'APPROVED', ...body }, { 'if-match': etag, ...headers });
      expect((await approve({})).status).toBe(404);
      expect((await approve({ bodyId: world.id('UNMIVA') })).status).toBe(400);
      const borrowed = { 'x-appointment': world.appointmentIds.get('chief@UNMIVA') ?? '' };
      expect((await approve({}, borrowed)).status).toBe(403);
      const list = await other.get(`/released-records?missionId=${world.id('PANEL')}&count=exact`).expect(200);
      expect(list.body.total).toBe(0);
      // Another body's record is no record, and another body's id is free to take.
      const theirs = await (await world.as('chief@UNSOB')).post('/releases', {
        recipients: [world.id('PANEL')],
        purpose: 'x',
        observationIds: [records.observation],
      });
      expect(codes(theirs)).toContain('/observationIds unknown_reference');
    });
  });
});
