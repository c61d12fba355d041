import { DocumentController } from '../../src/system/document.controller.js';
import type { World } from '../world.js';
import { canary, nobodys, type Planted } from './canaries.js';
import type { OpenApi, Operation, Parameter } from './routes.js';

/** What a crawl saw. */
export interface Crawl {
  cells: number;
  /** Cells that could not be tried, with the reason; there should be none. */
  skipped: string[];
  /** Where something of the other body came through. */
  leaks: string[];
  /** Addresses with an id in them that answered 200, which only those can that lead to a record. */
  answered: Set<string>;
  /** Answers that were neither what an empty list, a refusal, nor a missing record looks like. */
  strange: string[];
}

/** What everyone signed in may know, so an answer that holds it is no leak. */
const shared = new Set([
  'listBodies',
  'getBody',
  'listMandates',
  'listCodeLists',
  'getCodeList',
  'listRegimes',
  'getRegime',
  'listVersionsOfRegime',
  'listOperativeParagraphs',
  'getOperativeParagraph',
  'listVersionsOfParagraph',
  'listCommittees',
  'getCommittee',
  'listVersionsOfCommittee',
  'listMissions',
  'getMission',
  'listVersionsOfMission',
  'listMandateTasks',
  'listPanels',
  'getPanel',
  'listVersionsOfPanel',
  'listMandateFacts',
  'getMandate',
  'listVersionsOfMandate',
  'listPractices',
  'getPractice',
  'listVersionsOfPractice',
  'openApi',
  'live',
  'ready',
  'metrics',
  'whoAmI',
]);

/** Answers everybody with what is published of a mission; what of its own records stands in it is judged. */
const published = new Set(['reviewArrangement']);

/** The administrator appoints people everywhere, so it sees people and appointments of every body: names, no records. */
const administers = new Set(['listPeople', 'getPerson', 'listAppointments', 'getAppointment']);

/** The auditor reads the trail of everybody: ids of records, and nothing that a record says. */
const audits = new Set([
  'listAuditEvents',
  'getAuditEvent',
  'listAuditCheckpoints',
  'getLatestAuditCheckpoint',
  'proveAuditInclusion',
  'proveAuditConsistency',
  'downloadAuditBundle',
]);

/** The document of a running world. */
export const documentOf = (world: World): OpenApi =>
  world.app.get(DocumentController, { strict: false }).read() as unknown as OpenApi;

/** Every reading operation: its id, address and parameters. */
export function readingOperations(document: OpenApi): { path: string; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    methods.get ? [{ path, operation: methods.get }] : [],
  );
}

/** Values for one filter: such as would find the planted records, if anything could. */
function valuesFor(world: World, parameter: Parameter, planted: Planted): string[] {
  const { name, schema = {} } = parameter;
  const known: Record<string, string[]> = {
    bbox: ['-180,-90,180,90'],
    limit: ['1', '500'],
    from: ['1950'],
    to: ['2999'],
    on: ['2026-02-05'],
    asOf: ['2999-01-01T00:00:00Z'],
    of: ['UNMIVA'],
    mission: ['UNMIVA'],
    serial: [`${canary}-77`],
    calibre: [`${canary} calibre`],
    make: [`${canary} make`],
    q: [canary],
    missionId: [world.id('UNMIVA')],
    ofBody: [world.id('UNMIVA')],
    ofBodyId: [world.id('UNMIVA')],
    toBodyId: [world.id('UNMIVA')],
    bodyId: [world.id('UNMIVA')],
    personId: [world.id('analyst@UNMIVA')],
    committeeId: [world.id('COMMITTEE')],
    email: ['analyst@unmiva.example'],
    acronym: ['UNMIVA'],
    inspectionId: [planted.inspection],
    subjectId: [planted.packet],
    regime: ['XV-9001'],
    // The planted records' country; the list has hundreds.
    country: ['XV', 'XO'],
    dueBefore: ['2999-01-01'],
    cursor: [Buffer.from(`2999-01-01 00:00:00+00|${planted.inspection}`).toString('base64url')],
  };
  return known[name] ?? schema.enum ?? (schema.format === 'uuid' ? planted.ids : [canary]);
}

/** The addresses of one operation: every id in every place, every filter alone, and the list as it is. */
function addresses(world: World, path: string, operation: Operation, planted: Planted): string[] {
  const inPath = (operation.parameters ?? []).filter(parameter => parameter.in === 'path');
  if (inPath.length === 0) {
    const filters = (operation.parameters ?? []).filter(parameter => parameter.in === 'query');
    return [
      path,
      ...filters.flatMap(filter =>
        valuesFor(world, filter, planted).map(value => `${path}?${filter.name}=${encodeURIComponent(value)}`),
      ),
    ];
  }
  const others: Record<string, string[]> = {
    figureId: ['denial_rate', 'access_recorded'],
    format: ['pdf', 'json'],
    name: ['country'],
    gapId: [planted.gap],
    memberId: [...(planted.cells.parts.memberId ?? []), ...(planted.need.parts.memberId ?? [])],
    code: ['XV-9001'],
  };
  const own = [world.id('UNMIVA'), world.id('analyst@UNMIVA'), world.appointmentIds.get('analyst@UNMIVA') ?? ''];
  let found = [path];
  for (const { name } of inPath) {
    const values =
      name === 'id'
        ? [...planted.ids, ...own]
        : (others[name] ?? planted.cells.parts[name] ?? planted.sources.parts[name] ?? planted.ids);
    found = found.flatMap(one => values.map(value => one.replace(`{${name}}`, value)));
  }
  return found;
}

/** Asks one address as one person; text of whatever came, headers included. */
async function ask(world: World, who: string, path: string): Promise<{ status: number; text: string; body: string }> {
  const answer = await (await world.as(who))
    .get(path)
    .buffer(true)
    .parse((response, done) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done(null, Buffer.concat(parts)));
    });
  const body = (answer.body as Buffer).toString('latin1');
  return { status: answer.status, body, text: `${JSON.stringify(answer.headers)}${body}` };
}

const withoutInstance = (text: string): string => text.replace(/"instance":"[^"]*"/, '');

/**
 * Reads everything that can be read, as each of some people, with every id and every filter that would find the planted
 * records, and reports whatever of them came through.
 */
export async function crawl(
  world: World,
  people: string[],
  planted: Planted,
  only: (operation: Operation) => boolean = () => true,
  choose: (addresses: string[]) => string[] = all => all,
): Promise<Crawl> {
  const result: Crawl = { cells: 0, skipped: [], leaks: [], strange: [], answered: new Set() };
  const planted_ids = new Set(planted.ids);
  const operations = readingOperations(documentOf(world)).filter(({ operation }) => only(operation));
  for (const who of people) {
    const visit = async (operation: Operation, path: string, at: string, missing: string | null) => {
      const { status, text, body } = await ask(world, who, at);
      result.cells += 1;
      if (path.includes('{') && status === 200) result.answered.add(at);
      const asked = new Set(at.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g) ?? []);
      const open =
        shared.has(operation.operationId) ||
        (who.startsWith('admin@') && administers.has(operation.operationId)) ||
        (who.startsWith('auditor@') && audits.has(operation.operationId));
      const where = `${who} ${operation.operationId} ${at.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}')}`;
      if (text.includes(canary) && !at.includes(encodeURIComponent(canary))) result.leaks.push(`${where}: the canary`);
      if (text.includes(canary) && status === 200) result.leaks.push(`${where}: the canary, found by filter`);
      const ids = (text.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g) ?? []).filter(
        id => planted_ids.has(id) && !asked.has(id) && !open,
      );
      if (ids.length > 0) result.leaks.push(`${where}: ${ids.length} ids`);
      if (open || (published.has(operation.operationId) && status === 200)) return;
      if (path.includes('{')) {
        if (status === 200) result.leaks.push(`${where}: answered 200`);
        else if (status !== 403 && status !== 404) result.strange.push(`${where}: ${status}`);
        else if (status === 404 && missing !== null && withoutInstance(body) !== missing)
          result.strange.push(`${where}: its 404 differs from that of an id that does not exist`);
      } else if (status !== 200 && status !== 403) {
        result.strange.push(`${where}: ${status} ${body.slice(0, 200)}`);
      }
    };
    for (const { path, operation } of operations) {
      const missingAt = path
        .replace(/\{id\}/, nobodys())
        .replace('{figureId}', 'denial_rate')
        .replace('{format}', 'pdf');
      const missing = path.includes('{id}') ? withoutInstance((await ask(world, who, missingAt)).body) : null;
      const found = addresses(world, path, operation, planted);
      const all = path.includes('{') ? choose(found) : found;
      if (all.length === 0) result.skipped.push(`${who} ${operation.operationId}`);
      // A few at a time: the pool is small, and the order does not matter.
      for (let n = 0; n < all.length; n += 8)
        await Promise.all(all.slice(n, n + 8).map(at => visit(operation, path, at, missing)));
    }
  }
  return result;
}
