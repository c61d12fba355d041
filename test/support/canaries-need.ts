import type { Caller, World } from '../world.js';

/** Ids of what was made of circles and markings. */
export interface PlantedNeed {
  compartment: string;
  marking: string;
  site: string;
  /** Values for parameters of a path that is below another record. */
  parts: Record<string, string[]>;
}

/**
 * A compartment of UNMIVA with its analyst inside and somebody who was, and a marking request on each kind of record,
 * with the word in every free text.
 */
export async function plantNeed(
  world: World,
  canary: string,
  on: { inspection: string; observation: string; site: string },
): Promise<PlantedNeed> {
  const chief = await world.as('chief@UNMIVA');
  const analyst = await world.as('analyst@UNMIVA');
  const store = async (who: Caller, path: string, body: object, headers = {}): Promise<string> => {
    const made = await who.post(path, body, headers);
    if (made.status !== 201 && made.status !== 200) throw new Error(`${path}: ${made.status} ${made.text}`);
    return made.body.id;
  };
  const compartment = await store(chief, '/compartments', { name: `${canary} circle`, purpose: `${canary} purpose` });
  const at = `/compartments/${compartment}`;
  const add = (who: string) => store(chief, `${at}/members`, { appointmentId: world.appointmentIds.get(who) });
  const inside = await add('analyst@UNMIVA');
  const left = await add('analyst2@UNMIVA');
  const end = { to: 'ENDED', reason: `${canary} left` };
  await store(chief, `${at}/members/${left}/transitions`, end, { 'if-match': '"1"' });
  const wish = { caveats: ['NO_LOCATION'], reason: `${canary} reason` };
  await store(analyst, `/observations/${on.observation}/markings`, wish);
  await store(analyst, `/sites/${on.site}/markings`, wish);
  const marking = await store(analyst, `/inspections/${on.inspection}/markings`, wish);
  const lower = { caveats: [], reason: `${canary} lower` };
  const proposed = await store(analyst, `/sites/${on.site}/markings`, lower);
  const rejected = { to: 'REJECTED', reason: `${canary} rejected` };
  await store(chief, `/markings/${proposed}/transitions`, rejected, { 'if-match': '"1"' });
  return { compartment, marking, site: on.site, parts: { memberId: [inside, left] } };
}

/** Reading operations that find the word, for whoever is inside and may read UNMIVA's records. */
export const needOperationsWithCanaries = [
  ...['listCompartments', 'getCompartment', 'listCompartmentMembers', 'getCompartmentMember'],
  ...['listMarkings', 'getMarking', 'listMarkingsOfInspection', 'listMarkingsOfObservation', 'listMarkingsOfSite'],
];

/** What nobody of another body may add to: address, the record it lies below, and a request that is in order. */
export const needWishes = (
  { compartment, marking, site }: PlantedNeed,
  on: { inspection: string; observation: string },
  appointmentId: string,
): [string, string, object][] => [
  ['/compartments/{}/members', compartment, { appointmentId }],
  ['/compartments/{}/transitions', compartment, { to: 'CLOSED', reason: 'x' }],
  ['/inspections/{}/markings', on.inspection, { caveats: ['NO_NAMES'], reason: 'x' }],
  ['/observations/{}/markings', on.observation, { caveats: ['NO_NAMES'], reason: 'x' }],
  ['/sites/{}/markings', site, { caveats: ['NO_NAMES'], reason: 'x' }],
  ['/markings/{}/transitions', marking, { to: 'REJECTED', reason: 'x' }],
];
