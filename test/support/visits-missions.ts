import type { World } from '../world.js';
import type { Heard } from './contract.js';
import type { Visit } from './visits-cells.js';
import { hireWorker, until } from './workers.js';

const idOf = (heard: Heard): string => (heard.body as { id: string }).id;
const version = (heard: Heard): Record<string, string> => ({ 'if-match': heard.headers.etag ?? '"1"' });
const firstOf = (heard: Heard): string => (heard.body as { items: { id: string }[] }).items[0]?.id ?? '';

/** Visits every operation of arrangement reviews, alerts and the access of panels, each with success. */
export async function visitMissions(visit: Visit, world: World): Promise<void> {
  const chief = 'chief@UNMIVA';
  await visit('reviewArrangement', chief, { id: 'MINUSCA' }, undefined, {}, '?on=2017-12-06');
  const worker = await hireWorker(world);
  await worker.start();
  const caller = await world.as(chief);
  await until(
    async () => (await caller.get('/alerts')).body.items as object[],
    items => items.length > 0,
  );
  await worker.stop();
  const reviews = await visit('listArrangementReviews', chief, {}, undefined, {}, '?count=exact');
  await visit('getArrangementReview', chief, { id: firstOf(reviews) });
  const alert = firstOf(await visit('listAlerts', chief, {}, undefined, {}, '?seen=false'));
  await visit('seeAlert', chief, { id: alert }, { to: 'SEEN' }, version(await visit('getAlert', chief, { id: alert })));

  const admin = 'admin@CORDON';
  const panel = { id: world.id('PANEL') };
  const appointmentId = world.appointmentIds.get('expert@PANEL');
  const contract = await visit('contractExpert', admin, panel, {
    appointmentId,
    expertise: ['ARMS'],
    contractFrom: '2026-01-01T00:00:00Z',
  });
  const expert = { ...panel, expertId: idOf(contract) };
  await visit('amendContract', admin, expert, { expertise: ['ARMS', 'FINANCE'] }, version(contract));
  await visit('listPanelExperts', 'expert@PANEL', panel);
  const later = new Date(Date.now() + 86_400_000).toISOString();
  const hold = await visit('holdPanel', admin, panel, { from: later, reason: 'Nominations on hold' });
  await visit('amendHold', admin, { ...panel, holdId: idOf(hold) }, { to: later }, version(hold));
  await visit('listPanelHolds', admin, panel);
}
