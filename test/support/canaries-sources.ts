import type { Caller, World } from '../world.js';

/** What was made of a source, for the addresses below it. */
export interface PlantedSources {
  source: string;
  /** Values for parameters of a path that is below a source. */
  parts: Record<string, string[]>;
  /** Ids inside the vault, which no list of the other tables has. */
  ids: string[];
}

/**
 * A source of UNMIVA with the word in its identity and in every free text about it; opened by the analyst, in an
 * emergency too, held, and proposed for erasure.
 */
export async function plantSources(world: World, canary: string, inspection: string): Promise<PlantedSources> {
  const analyst = await world.as('analyst@UNMIVA');
  const chief = await world.as('chief@UNMIVA');
  const store = async (who: Caller, path: string, body: object): Promise<string> => {
    const made = await who.post(path, body);
    if (made.status !== 201) throw new Error(`${path}: ${made.status} ${made.text}`);
    return made.body.id;
  };
  const source = await store(analyst, '/sources', {
    identity: { name: `${canary} name`, contacts: [`${canary} contact`], notes: `${canary} notes` },
    emergency: { channel: `${canary} channel`, instruction: `${canary} instruction` },
    grade: 'B',
    protectionNote: `${canary} protection`,
  });
  const at = `/sources/${source}`;
  const link = await store(analyst, `${at}/links`, { recordKind: 'INSPECTION', recordId: inspection });
  const purpose = { purposeCode: 'SECURITY', purpose: `${canary} purpose` };
  const opening = await store(analyst, `${at}/openings`, { ...purpose, kind: 'IDENTITY' });
  const approval = { to: 'APPROVED', reason: `${canary} decision` };
  await chief.post(`${at}/openings/${opening}/transitions`, approval, { 'if-match': '"1"' }).expect(200);
  const emergency = await store(analyst, `${at}/openings`, { ...purpose, kind: 'BREAK_GLASS' });
  const erasure = await store(chief, `${at}/erasures`, { reason: `${canary} erasure` });
  const hold = await store(chief, `${at}/holds`, { reason: `${canary} hold` });
  return {
    source,
    parts: { openingId: [opening, emergency], holdId: [hold], erasureId: [erasure] },
    ids: [link, opening, emergency, erasure, hold],
  };
}

/** Reading operations that find the word; those that open the vault do not, because a crawl has no opening. */
export const sourcesOperationsWithCanaries = [
  ...['listSources', 'getSource'],
  ...['listSourceOpenings', 'getSourceOpening'],
  ...['listSourceHolds', 'getSourceHold'],
  ...['listSourceErasures', 'getSourceErasure'],
];

/** What nobody of another body may add to: address, the record it lies below, and a request that is in order. */
export const sourcesWishes = ({ source, parts }: PlantedSources, inspection: string): [string, string, object][] => [
  ['/sources/{}/links', source, { recordKind: 'INSPECTION', recordId: inspection }],
  ['/sources/{}/openings', source, { kind: 'IDENTITY', purposeCode: 'LEGAL', purpose: 'To know who it is.' }],
  ['/sources/{}/openings', source, { kind: 'BREAK_GLASS', purposeCode: 'LEGAL', purpose: 'To know who it is.' }],
  ['/sources/{}/holds', source, { reason: 'x' }],
  ['/sources/{}/erasures', source, { reason: 'x' }],
  [`/sources/{}/openings/${parts.openingId?.[0]}/transitions`, source, { to: 'REVOKED', reason: 'x' }],
  [`/sources/{}/holds/${parts.holdId?.[0]}/transitions`, source, { to: 'LIFT_PROPOSED', reason: 'x' }],
  [`/sources/{}/erasures/${parts.erasureId?.[0]}/transitions`, source, { to: 'REFUSED', reason: 'x' }],
];
