import type request from 'supertest';
import { v7 as uuidv7 } from 'uuid';
import type { World } from '../world.js';
import { plantAssistance } from './canaries-assistance.js';
import { type PlantedCells, plantCells } from './canaries-cells.js';
import { type PlantedNeed, plantNeed } from './canaries-need.js';
import { plantReleases } from './canaries-releases.js';
import { type PlantedSources, plantSources } from './canaries-sources.js';
import { canary } from './canary.js';
import { hireWorker, until } from './workers.js';

/** The word, for whoever looks for it. */
export { canary };

/** What was made: every id of it, by kind, for the addresses that take one. */
export interface Planted {
  inspection: string;
  observation: string;
  packet: string;
  job: string;
  assessment: string;
  gap: string;
  procedure: string;
  release: string;
  cells: PlantedCells;
  need: PlantedNeed;
  sources: PlantedSources;
  /** Every id of every record, counted rows included. */
  ids: string[];
  /** One of the ids of each table. */
  oneOfEach: Set<string>;
}

const place = () => ({
  placeName: `${canary} camp`,
  point: { type: 'Point', coordinates: [-28.5, -1.25] },
  method: 'GPS',
});
const custody = () => ({
  reason: 'SEIZE',
  from: `${canary} from`,
  to: `${canary} to`,
  witness: `${canary} witness`,
  sealNew: `${canary}-1`,
  condition: `${canary} condition`,
  remarks: `${canary} remarks`,
  place: place(),
});
const claim = () => ({
  field: `${canary} field`,
  value: `${canary} value`,
  saidBy: `${canary} sayer`,
  source: `${canary} source`,
});
const quantity = { min: 3, max: 3, unit: 'ITEM', method: 'COUNTED', asWritten: `${canary} three` };

/** An inspection with the canary in every free text that a client can write. */
export const inspectionWithCanaries = (siteId: string, personId: string) => ({
  type: 'ARMOURY',
  period: { from: '2026-02-05' },
  legalBasis: { paragraphId: 'S/RES/9001(2015)/4', asWritten: `${canary} basis` },
  siteId,
  place: place(),
  notice: { kind: 'HOURS', hours: 4, asWritten: `${canary} notice` },
  team: [
    { personId },
    { name: `${canary} member`, kind: 'PERSON', function: `${canary} function`, skills: [`${canary}`] },
  ],
  parties: [{ name: `${canary} guard`, kind: 'ARMED_FORCES', role: 'HOST', note: `${canary} note` }],
  vessel: {
    name: `${canary} ship`,
    callSign: canary.slice(0, 8),
    owner: `${canary} owner`,
    cargoDeclared: `${canary} cargo`,
  },
  coverage: { checked: 1, of: 2, unit: 'ITEM', asWritten: `${canary} coverage` },
  keyDates: [{ what: `${canary} day`, date: '2026-02-06', note: `${canary} note` }],
  accessResults: [
    {
      result: 'DENIED',
      remarks: `${canary} remarks`,
      denial: {
        scope: 'WHOLE_SITE',
        reason: 'REFUSED_NO_REASON',
        reasonAsWritten: `${canary} reason`,
        deniedBy: { name: `${canary} colonel`, rank: `${canary}`, unit: `${canary} unit`, party: `${canary} army` },
        evidence: `${canary} evidence`,
      },
    },
  ],
  outcomes: ['SEIZURE_MADE'],
  outcomeText: `${canary} outcome`,
  observations: [
    {
      class: 'SMALL_ARM',
      category1997: 'P97_SA4',
      description: `${canary} rifle`,
      makeRaw: `${canary} make`,
      modelRaw: `${canary} model`,
      calibreRaw: `${canary} calibre`,
      factoryMarkCode: `${canary} mark`,
      markingStatus: 'ORIGINAL_COMPLETE',
      holder: `${canary} holder`,
      quantity: { ...quantity, min: 1, max: 1 },
      place: place(),
      serials: [{ raw: `${canary}-77`, position: 'RECEIVER', origin: 'FACTORY', secondReader: `${canary} reader` }],
      marks: [{ kind: 'PROPERTY', raw: `${canary} mark`, position: `${canary} side` }],
      details: { note: `${canary} detail` },
      claims: [claim()],
      custody: [custody()],
      remarks: `${canary} remarks`,
    },
    {
      class: 'AMMO',
      lotRaw: `${canary} lot`,
      quantity: { min: 500, unit: 'ROUND', method: 'ESTIMATED', asWritten: `${canary} over 500` },
      headstamp: [{ raw: canary, clock: 12 }],
    },
  ],
  reportedTotals: [{ description: `${canary} total`, quantity }],
  custody: [custody()],
  documents: [
    {
      kind: 'PHOTO',
      title: `${canary} title`,
      symbol: `${canary}/1`,
      url: `https://x.example/${canary}`,
      quote: `${canary} quote`,
      remarks: `${canary} remarks`,
    },
  ],
  claims: [claim()],
  objective: `${canary} objective`,
  remarks: `${canary} remarks`,
});

/** The answer, or all that was wrong with the request. */
async function stored(sent: request.Test, status = 201): Promise<request.Response> {
  const answer = await sent;
  if (answer.status !== status) throw new Error(`${answer.status} ${answer.text}`);
  return answer;
}

/** A full set of records of UNMIVA, made over HTTP; the packet by a worker. */
export async function plant(world: World): Promise<Planted> {
  const analyst = await world.as('analyst@UNMIVA');
  const site = await stored(analyst.post('/sites', { name: `${canary} depot`, kind: 'ARMOURY', place: place() }));
  const made = await stored(
    analyst.post('/inspections', inspectionWithCanaries(site.body.id, world.id('analyst@UNMIVA'))),
  );
  const assisting = await plantAssistance(world, site.body.id);
  const lines = await analyst.get(`/inspections/${made.body.id}/observations`).expect(200);
  await (await world.as('chief@UNMIVA'))
    .post('/briefing-schedules', {
      name: `${canary} monthly`,
      committeeId: world.id('COMMITTEE'),
      kind: 'WRITTEN_REPORT',
      rrule: 'FREQ=MONTHLY;BYMONTHDAY=1',
      startsOn: '2026-11-01',
    })
    .expect(201);
  const asked = await analyst
    .post('/briefing-packets', {
      committeeId: world.id('COMMITTEE'),
      kind: 'WRITTEN_REPORT',
      period: { from: '2026-01-01', to: '2026-04-01' },
    })
    .expect(202);
  const worker = await hireWorker(world);
  await worker.start();
  try {
    await until(
      async () => (await analyst.get(`/jobs/${asked.body.jobId}`)).body,
      job => {
        if (job.state === 'FAILED') throw new Error(JSON.stringify(job.problem));
        return job.state === 'DONE';
      },
    );
    // The mandate of the mission is reviewed by itself.
    await until(
      async () => (await analyst.get('/arrangement-reviews')).body.items as { review: object | null }[],
      reviews => reviews.length > 0 && reviews.every(review => review.review !== null),
    );
  } finally {
    await worker.stop();
  }
  const cells = await plantCells(world, canary);
  const release = await plantReleases(world, made.body.id, lines.body.items[0].id);
  const on = { inspection: made.body.id, observation: lines.body.items[0].id, site: site.body.id };
  const need = await plantNeed(world, canary, on);
  const sources = await plantSources(world, canary, made.body.id);
  const of = await idsOf(world, 'UNMIVA');
  return {
    cells,
    need,
    release,
    sources,
    inspection: made.body.id,
    observation: lines.body.items[0].id,
    packet: asked.body.id,
    job: asked.body.jobId,
    ...assisting,
    ids: [...of.ids, ...sources.ids],
    oneOfEach: new Set([...of.oneOfEach, ...sources.ids]),
  };
}

/** Every id in every table that a body owns rows of, and one of each table. */
async function idsOf(world: World, body: string): Promise<Pick<Planted, 'ids' | 'oneOfEach'>> {
  const { rows } = await world.owner.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and 2 = (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attname in ('body_id', 'id'))`,
  );
  const union = rows.map(row => `select '${row.name}' as t, id from ${row.name} where body_id = $1`).join(' union ');
  const found = (await world.owner.query<{ t: string; id: string }>(union, [world.id(body)])).rows;
  return {
    ids: [...new Set(found.map(row => row.id))],
    oneOfEach: new Set(new Map(found.map(row => [row.t, row.id])).values()),
  };
}

/** A new UUID that belongs to nothing. */
export const nobodys = (): string => uuidv7();
