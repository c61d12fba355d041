import type { World } from '../world.js';
import type { Heard } from './contract.js';
import type { Visit } from './visits-cells.js';

/** Visits every operation on releases and received copies, each with success. */
export async function visitReleases(visit: Visit, world: World, observation: string): Promise<void> {
  const focal = 'focal@UNMIVA';
  const chief = 'chief@UNMIVA';
  const idOf = (heard: Heard) => (heard.body as { id: string }).id;
  const version = (heard: Heard) => ({ 'if-match': heard.headers.etag ?? '' });
  const proposed = await visit(
    'proposeRelease',
    focal,
    {},
    {
      recipients: [world.id('COMMITTEE')],
      purpose: 'Case',
      observationIds: [observation],
      caveats: ['ORIGINATOR_CONTROLLED'],
      expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    },
  );
  const id = idOf(proposed);
  const consent = { caveat: 'ORIGINATOR_CONTROLLED', by: 'Originator', on: '2026-03-01', document: 'Letter' };
  await visit('recordConsent', focal, { id }, consent);
  await visit('previewRelease', chief, { id }, undefined, {}, `?recipientId=${world.id('COMMITTEE')}`);
  await visit('moveRelease', chief, { id }, { to: 'APPROVED' }, version(await visit('getRelease', chief, { id })));
  const reader = 'secretary@COMMITTEE';
  const list = await visit('listReleasedRecords', reader, {}, undefined, {}, '?count=exact&series=OBSERVATION');
  await visit('getReleasedRecord', reader, { id: (list.body as { items: { id: string }[] }).items[0]?.id ?? '' });
  await visit('listOpenings', chief, { id }, undefined, {}, '?count=exact');
  await visit('supersedeRelease', focal, { id }, { reason: 'Once more' });
  await visit('listReleases', chief, {}, undefined, {}, '?count=exact&state=RELEASED&kind=RECORDS');
}
