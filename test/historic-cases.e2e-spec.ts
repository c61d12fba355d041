import { readFileSync } from 'node:fs';
import { historicCases } from '../seeds/demo/historic-cases.js';
import { isUuid } from '../src/http/fields.js';
import { readRequest } from '../src/http/validate.js';
import { RecordInspection } from '../src/inspections/inspection.dto.js';
import { type Answer, at } from './support/fact-checks.js';
import { expected } from './support/historic-facts.js';
import { type Caller, openWorld, type World } from './world.js';

/**
 * The thirteen source records (test/golden/historic-cases.json, copied field by field), and for each of their fields
 * the place in the API's answers that holds it. A field without a line here fails.
 */
interface SourceRecord extends Record<string, unknown> {
  id: string;
}
const golden = JSON.parse(readFileSync(new URL('golden/historic-cases.json', import.meta.url), 'utf8')) as {
  records: SourceRecord[];
};

/** Pointers of all values of a record; an empty list is a value. */
function leavesOf(value: unknown, pointer = ''): [string, unknown][] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) return [[pointer, value]];
  return entries.flatMap(([key, inner]) => leavesOf(inner, pointer ? `${pointer}/${key}` : key));
}

/** Every id that stands in a value. */
function idsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'id' ? [String(inner)] : idsIn(inner)));
}

describe('the thirteen historic cases', () => {
  let world: World;
  let records: Caller;
  const answers = new Map<string, Answer>();

  beforeAll(async () => {
    world = await openWorld();
    records = await world.as('records@CORDON');
    for (const { caseId, body } of historicCases) {
      const made = await records.post('/inspections', body);
      if (made.status !== 201) throw new Error(`${caseId}: ${made.status} ${made.text}`);
      const inspection = await records.get(`/inspections/${made.body.id}`).expect(200);
      const lines = await records.get(`/inspections/${made.body.id}/observations?limit=200`).expect(200);
      const observations = (lines.body.items as Record<string, unknown>[]).sort((a, b) => Number(a.n) - Number(b.n));
      answers.set(caseId, { inspection: inspection.body, observations });
    }
  });
  afterAll(() => world.close());

  it('are the cases of the source, well formed, with ids of their own', () => {
    expect(historicCases.map(c => c.caseId)).toEqual(golden.records.map(r => r.id));
    expect(Object.keys(expected)).toEqual(golden.records.map(r => r.id));
    for (const { body } of historicCases) readRequest(RecordInspection, body);
    const ids = historicCases.flatMap(c => idsIn(c.body));
    expect(ids.every(isUuid)).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(golden.records)('$id: every field of the source record is held', record => {
    const { facts } = expected[record.id]!;
    const answer = answers.get(record.id)!;
    const leaves = leavesOf(record);
    expect(Object.keys(facts).sort()).toEqual(leaves.map(([pointer]) => pointer).sort());
    for (const [pointer, fact] of leaves) {
      const checks = facts[pointer] ?? [];
      expect({ [pointer]: checks.length > 0 }).toEqual({ [pointer]: true });
      for (const check of checks) check(answer, fact);
    }
  });

  it.each(golden.records)('$id: what the source says inside its texts is held too', record => {
    const answer = answers.get(record.id)!;
    for (const [path, value] of expected[record.id]!.prose) {
      expect({ [path]: at(answer, path) }).toEqual({ [path]: value });
    }
  });

  it('counts lines as the source does, and calls them public and graded', () => {
    for (const record of golden.records) {
      const { inspection, observations } = answers.get(record.id)!;
      const totals = inspection.reportedTotals as unknown[];
      expect(observations.length + totals.length).toBe((record.items as unknown[]).length);
      expect(inspection).toMatchObject({ classification: 'UNCLASSIFIED', observationCount: observations.length });
      for (const line of observations) {
        expect(line.classification).toBe('UNCLASSIFIED');
        expect(['B', 'C']).toContain(line.sourceGrade);
        expect(['2', '3']).toContain(line.informationGrade);
      }
    }
  });

  it('are stored once, however often they are sent', async () => {
    for (const { caseId, body } of historicCases) {
      const again = await records.post('/inspections', body).expect(200);
      expect(again.body).toEqual(answers.get(caseId)!.inspection);
    }
    const all = await records.get('/inspections?limit=200&count=exact').expect(200);
    expect(all.body.total).toBe(13);
  });

  it('are not changed by a request that says something else under the same id', async () => {
    for (const { caseId, body } of historicCases) {
      const answer = await records.post('/inspections', { ...body, outcomeText: 'Nothing was found.' }).expect(409);
      expect(answer.body.type).toBe('/problems/id_already_used');
      const { inspection } = answers.get(caseId)!;
      const stored = await records.get(`/inspections/${inspection.id}`).expect(200);
      expect(stored.body).toEqual(inspection);
    }
    const [first] = historicCases;
    const [mortars, ...others] = first!.body.observations!;
    const three = { ...mortars!, quantity: { ...mortars!.quantity!, min: 3, max: 3 } };
    await records.post('/inspections', { ...first!.body, observations: [three, ...others] }).expect(409);
  });
});
