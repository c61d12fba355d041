import type request from 'supertest';
import type { World } from '../world.js';

/** The paragraph that mandates UNMIVA to assist, after {@link mandateToAssist}. */
export const assisting = 'S/RES/9001(2015)/21';

/** Gives UNMIVA the task ASSIST_HOST, with the review days given. */
export async function mandateToAssist(world: World, reviewDates?: string[]): Promise<void> {
  const admin = await world.as('admin@CORDON');
  const answer = await admin.post(`/bodies/${world.id('UNMIVA')}/mandates`, {
    regimeCode: 'XV-9001',
    validFrom: '2015-01-01',
    endKind: 'OPEN',
    tasks: [{ code: 'ASSIST_HOST', paragraph: assisting }],
    reviewDates,
  });
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
}

/** A request of the host State for assistance. */
export const hostRequest = {
  ref: 'MOD/2024/17',
  requestedBy: 'Ministry of Defence of Vareta',
  country: 'XV',
  requestedOn: '2024-02-01',
  receivedOn: '2024-02-05',
  text: 'Help with the marking of the weapons of the national guard.',
  types: ['MARKING', 'TRAIN'],
};

/** An activity that a mission may record once it is mandated, given the request it rests on. */
export const activityOn = (requestId: string) => ({
  title: 'Marking of the national guard’s rifles',
  type: 'MARKING',
  state: 'COMPLETED',
  mandateParagraph: assisting,
  requestId,
  beneficiary: { nationalBody: 'National Commission on Small Arms' },
  country: 'XV',
  from: '2024-03-01',
  to: '2024-04-01',
});

/** What an answer refuses, each as `/pointer code`. */
export const faultsOf = (answer: request.Response): string[] =>
  (answer.body.errors ?? []).map((e: { pointer: string; code: string }) => `${e.pointer} ${e.code}`);
