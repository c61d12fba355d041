import type { Heard } from './contract.js';
import type { Visit } from './visits-cells.js';

const idOf = (heard: Heard): string => (heard.body as { id: string }).id;
const version = (heard: Heard): Record<string, string> => ({ 'if-match': heard.headers.etag ?? '"1"' });

/** Visits every operation of the source vault, each with success. */
export async function visitSources(visit: Visit, inspection: string): Promise<void> {
  const analyst = 'analyst@UNMIVA';
  const chief = 'chief@UNMIVA';
  const head = 'head@UNMIVA';
  const count = '?count=exact&limit=1';
  const made = await visit(
    'recordSource',
    analyst,
    {},
    {
      identity: { name: 'Amadou', contacts: ['by the market'] },
      emergency: { channel: 'Radio 7', instruction: 'Say that the tea is cold' },
      grade: 'C',
    },
  );
  const id = idOf(made);
  await visit('getSource', analyst, { id });
  await visit('listSources', analyst, {}, undefined, {}, '?grade=C&count=exact');
  await visit('linkSource', analyst, { id }, { recordKind: 'INSPECTION', recordId: inspection });
  const ask = { purposeCode: 'CASE_WORK', purpose: 'Asking again about the convoy.' };
  const asked = await visit('askToOpenSource', analyst, { id }, { ...ask, kind: 'IDENTITY' });
  const opening = { id, openingId: idOf(asked) };
  const decision = { to: 'APPROVED', reason: 'Needed' };
  await visit('decideSourceOpening', chief, opening, decision, version(asked));
  await visit('getSourceOpening', analyst, opening);
  await visit('listSourceOpenings', analyst, { id }, undefined, {}, '?state=APPROVED&limit=1');
  await visit('getSourceIdentity', analyst, { id }, undefined, {}, `?opening=${opening.openingId}`);
  const glass = await visit('askToOpenSource', analyst, { id }, { ...ask, kind: 'BREAK_GLASS' });
  await visit('getSourceEmergency', analyst, { id }, undefined, {}, `?opening=${idOf(glass)}`);

  const held = await visit('holdSource', chief, { id }, { reason: 'Court order' });
  const hold = { id, holdId: idOf(held) };
  const proposed = await visit('moveSourceHold', chief, hold, { to: 'LIFT_PROPOSED', reason: 'Ended' }, version(held));
  await visit('moveSourceHold', head, hold, { to: 'LIFTED', reason: 'Ended' }, version(proposed));
  await visit('getSourceHold', analyst, hold);
  await visit('listSourceHolds', analyst, { id }, undefined, {}, count);

  const wish = await visit('proposeSourceErasure', chief, { id }, { reason: 'Asked to be forgotten' });
  const erasure = { id, erasureId: idOf(wish) };
  await visit('getSourceErasure', analyst, erasure);
  await visit('listSourceErasures', analyst, { id }, undefined, {}, count);
  await visit('decideSourceErasure', head, erasure, { to: 'APPROVED', reason: 'Agreed' }, version(wish));
}
