import { Chance } from '../seeds/demo/chance.js';
import { rolesFor } from '../src/database/roles.js';
import { canary, nobodys, type Planted, plant } from './support/canaries.js';
import { cellsOperationsWithCanaries, cellsWishes } from './support/canaries-cells.js';
import { needOperationsWithCanaries, needWishes } from './support/canaries-need.js';
import { releasesOperationsWithCanaries, releasesWishes } from './support/canaries-releases.js';
import { sourcesOperationsWithCanaries, sourcesWishes } from './support/canaries-sources.js';
import { crawl, documentOf, readingOperations } from './support/crawl.js';
import { sealAll } from './support/sealing.js';
import { openWorld, type World } from './world.js';

/** Everybody who is not of UNMIVA. */
const strangers = [
  'analyst@UNSOB',
  'chief@UNSOB',
  'head@UNSOB',
  'expert@PANEL',
  'secretary@COMMITTEE',
  'secretary@OTHERCOM',
  'focal@HOST',
  'admin@CORDON',
  'auditor@CORDON',
  'records@CORDON',
];

/** The sample of addresses that lead nowhere; SEED replays one, DEEP=1 tries them all. */
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** An address of one record of each table, or of a record that the planting names: others of a table are alike. */
function told(planted: Planted, address: string): boolean {
  const { ids: all, oneOfEach, ...named } = planted;
  const keys = new Set([...oneOfEach, ...(JSON.stringify(named).match(ids) ?? [])]);
  const every = new Set(all);
  return (address.match(ids) ?? []).every(id => !every.has(id) || keys.has(id));
}

describe('one body', () => {
  let world: World;
  /** Addresses at which its own people find something. */
  let living: Set<string>;
  let planted: Planted;
  beforeAll(async () => {
    world = await openWorld();
    planted = await plant(world);
    // So that the auditor's bundle and proofs are there to be searched, too.
    await sealAll(world);
  }, 60_000);
  afterAll(() => world.close());

  it('is full of canaries that its own people see, so the crawl can see them', async () => {
    expect(planted.ids.length).toBeGreaterThan(25);
    const own = await crawl(
      world,
      ['analyst@UNMIVA'],
      planted,
      operation => operation.operationId !== 'followJob',
      at => at.filter(one => told(planted, one)),
    );
    living = own.answered;
    const seen = new Set(own.leaks.map(leak => leak.split(' ')[1]));
    expect([...seen].sort()).toEqual(
      [
        'downloadPacket',
        'getAssistanceActivity',
        'getAssistanceRequest',
        'getAwarenessBriefing',
        'getNeedsAssessment',
        'getProcedure',
        'listAssessmentGaps',
        'listAssistanceActivities',
        'listAssistanceRequests',
        'listAwarenessBriefings',
        'listEarlierAssessmentGaps',
        'listEarlierAssistanceActivities',
        'listEarlierAssistanceRequests',
        'listEarlierNeedsAssessments',
        'listEarlierProcedures',
        'listNeedsAssessments',
        'listProcedureVersions',
        'listProcedures',
        'getFigure',
        'getInspection',
        'getJob',
        'getObservation',
        'getPacket',
        'getParty',
        'getPerson',
        'getAppointment',
        'getSchedule',
        'getSite',
        'listAppointments',
        'listFigureRecords',
        'listFigures',
        'listInspections',
        'listJobs',
        'listObservations',
        'listObservationsOfInspection',
        'listPackets',
        'listParties',
        'listSchedules',
        'listSites',
        'getArrangementReview',
        'listArrangementReviews',
        ...cellsOperationsWithCanaries,
        ...releasesOperationsWithCanaries,
        ...needOperationsWithCanaries,
        ...sourcesOperationsWithCanaries,
      ].sort(),
    );
  }, 120_000);

  it('is invisible to everyone of every other: every read, every id, every filter', async () => {
    const chance = new Chance(seed);
    const deep = process.env.DEEP === '1';
    let left = 0;
    const choose = (addresses: string[]) => {
      const chosen = addresses.filter((at, n) => deep || n === 0 || living.has(at) || chance.percent(3));
      left += addresses.length - chosen.length;
      return chosen;
    };
    const all = await crawl(world, strangers, planted, () => true, choose);
    process.stdout.write(
      `isolation: ${all.cells} cells run, ${all.skipped.length} skipped, ${left} addresses of nothing left out (seed ${seed}; DEEP=1 tries them)\n`,
    );
    expect(living.size).toBeGreaterThan(30);
    expect(all.leaks).toEqual([]);
    expect(all.strange).toEqual([]);
    expect(all.skipped).toEqual([]);
    expect(all.cells).toBeGreaterThan(strangers.length * readingOperations(documentOf(world)).length);
  }, 300_000);

  it('takes nothing into its records from anyone else: 404 as for a record that does not exist', async () => {
    const wishes: [string, string, object][] = [
      [`/inspections/{}/observations`, planted.inspection, { class: 'AMMO' }],
      [`/inspections/{}/access-results`, planted.inspection, { result: 'FULL' }],
      [`/inspections/{}/custody`, planted.inspection, { reason: 'SEIZE' }],
      [`/inspections/{}/documents`, planted.inspection, { kind: 'PHOTO', title: 'x' }],
      [`/inspections/{}/claims`, planted.inspection, { field: 'x', value: 'x' }],
      [`/inspections/{}/transitions`, planted.inspection, { to: 'DRAFT_REPORT' }],
      [`/needs-assessments/{}/gaps`, planted.assessment, { text: 'x' }],
      [`/procedures/{}/versions`, planted.procedure, { label: 'x', from: '2026-01-01', text: 'x' }],
      [`/briefing-packets/{}/transitions`, planted.packet, { to: 'CELL_CHIEF_CLEARED' }],
      ...cellsWishes(planted.cells),
      ...releasesWishes(planted.release),
      ...needWishes(planted.need, planted, world.appointmentIds.get('analyst@UNMIVA') ?? ''),
      ...sourcesWishes(planted.sources, planted.inspection),
    ];
    const faults: string[] = [];
    let cells = 0;
    for (const who of strangers) {
      const caller = await world.as(who);
      for (const [path, id, body] of wishes) {
        const post = async (at: string) => {
          const answer = await caller.post(path.replace('{}', at), body, { 'if-match': '"1"' });
          cells += 1;
          return [answer.status, { ...answer.body, instance: '' }] as const;
        };
        const theirs = await post(id);
        const nothing = await post(nobodys());
        if (theirs[0] !== 404 && theirs[0] !== 403)
          faults.push(`${who} ${path}: ${theirs[0]} ${JSON.stringify(theirs[1])}`);
        if (JSON.stringify(theirs) !== JSON.stringify(nothing)) faults.push(`${who} ${path}: differs from no record`);
      }
    }
    process.stdout.write(`isolation: ${cells} writing cells run, 0 skipped\n`);
    expect(faults).toEqual([]);
    const { rows } = await world.owner.query(`select count(*)::int as n from observations where body_id = $1`, [
      world.id('UNMIVA'),
    ]);
    expect(rows[0].n).toBe(2);
  }, 60_000);

  it('lets another body use its ids without telling that it does', async () => {
    const other = await world.as('analyst@UNSOB');
    const made = await other
      .post('/sites', { id: planted.inspection, name: 'ours', kind: 'ARMOURY', place: { placeName: 'here' } })
      .expect(201);
    expect(made.text).not.toContain(canary);
    expect((await other.get(`/inspections/${planted.inspection}`)).status).toBe(404);
  });

  it('would be seen to leak if one policy were wrong', async () => {
    const runtime = rolesFor(world.config.rolePrefix ?? '').runtime;
    await world.owner.query(`create policy leak on observations for select to ${runtime} using (true)`);
    try {
      const leaking = await crawl(world, ['analyst@UNSOB', 'expert@PANEL'], planted, ({ operationId }) =>
        ['getObservation', 'listObservations'].includes(operationId),
      );
      const where = new Set(leaking.leaks.map(leak => leak.split(' ').slice(0, 2).join(' ')));
      expect([...where]).toEqual(
        expect.arrayContaining(['analyst@UNSOB getObservation', 'expert@PANEL getObservation']),
      );
    } finally {
      await world.owner.query('drop policy leak on observations');
    }
  }, 60_000);
});
