import type { World } from '../world.js';
import { engage } from './actors.js';
import type { Heard } from './contract.js';
import type { Visit } from './visits-cells.js';

const idOf = (heard: Heard): string => (heard.body as { id: string }).id;
const version = (heard: Heard): Record<string, string> => ({ 'if-match': heard.headers.etag ?? '"1"' });

/** Visits every operation of compartments, markings, read grants and closing a body, each with success. */
export async function visitNeed(visit: Visit, world: World, inspection: string): Promise<void> {
  const chief = 'chief@UNMIVA';
  const analyst = 'analyst@UNMIVA';
  const reason = 'As told.';
  const made = await visit('makeCompartment', chief, {}, { name: 'Source K' });
  const id = idOf(made);
  await visit('listCompartments', chief, {}, undefined, {}, '?count=exact');
  await visit('getCompartment', chief, { id });
  const member = await visit(
    'addCompartmentMember',
    chief,
    { id },
    { appointmentId: world.appointmentIds.get(analyst) },
  );
  const inside = { id, memberId: idOf(member) };
  await visit('listCompartmentMembers', analyst, { id });
  await visit('getCompartmentMember', analyst, inside);
  await visit('endCompartmentMember', chief, inside, { to: 'ENDED', reason }, version(member));
  await visit('closeCompartment', chief, { id }, { to: 'CLOSED', reason }, version(made));

  const site = await visit('registerSite', analyst, {}, { name: 'Hut', kind: 'ARMOURY', place: { placeName: 'x' } });
  const lines = await visit('listObservationsOfInspection', analyst, { id: inspection });
  const line = (lines.body as { items: { id: string }[] }).items[0]?.id ?? '';
  const raise = { caveats: ['NO_LOCATION', 'NO_NAMES'], reason };
  for (const [noun, subject] of [
    ['Observation', line],
    ['Inspection', inspection],
    ['Site', idOf(site)],
  ] as const) {
    await visit(`mark${noun}`, analyst, { id: subject }, raise);
    await visit(`listMarkingsOf${noun}`, analyst, { id: subject });
  }
  const proposed = await visit('markSite', analyst, { id: idOf(site) }, { caveats: [], reason });
  await visit('getMarking', analyst, { id: idOf(proposed) });
  await visit('listMarkings', chief, {}, undefined, {}, '?state=PROPOSED&count=exact');
  await visit('decideMarking', chief, { id: idOf(proposed) }, { to: 'CONFIRMED' }, version(proposed));

  const admin = 'admin@CORDON';
  await engage(world, 'second@CORDON', 'PLATFORM_ADMIN', 0);
  const hand = { ofBodyId: world.id('OTHERCOM'), toBodyId: world.id('COMMITTEE'), clearance: 'CONFIDENTIAL', reason };
  const grant = await visit('grantReading', admin, {}, hand);
  await visit('getReadGrant', 'secretary@COMMITTEE', { id: idOf(grant) });
  await visit('listReadGrants', admin, {}, undefined, {}, '?count=exact');
  await visit('moveReadGrant', 'second@CORDON', { id: idOf(grant) }, { to: 'CONFIRMED' }, version(grant));
  await visit('closeBody', admin, { id: world.id('OTHERCOM') }, { to: 'FROZEN', reason }, { 'if-match': '"1"' });
}
