import { activityOn, hostRequest } from './assisting.js';
import type { Heard } from './contract.js';

/** Sends one request to an operation and judges what comes, as the test of the document does. */
type Visit = (
  id: string,
  who: string,
  params?: Record<string, string>,
  body?: object,
  headers?: Record<string, string>,
  query?: string,
) => Promise<Heard>;

/** Visits every operation on assistance and procedures, with success; UNMIVA is mandated to assist already. */
export async function visitAssistance(visit: Visit): Promise<void> {
  const analyst = 'analyst@UNMIVA';
  const chief = 'chief@UNMIVA';
  const idOf = (heard: Heard) => (heard.body as { id: string }).id;
  const version = (heard: Heard) => ({ 'if-match': heard.headers.etag ?? '' });
  const page = ['?count=exact&limit=1'] as const;

  const request = await visit('recordAssistanceRequest', analyst, {}, hostRequest);
  await visit('listAssistanceRequests', analyst, {}, undefined, {}, ...page);
  await visit('getAssistanceRequest', analyst, { id: idOf(request) });
  await visit('amendAssistanceRequest', analyst, { id: idOf(request) }, { state: 'ACCEPTED' }, version(request));
  await visit('listEarlierAssistanceRequests', analyst, { id: idOf(request) });

  const activity = await visit('recordAssistanceActivity', analyst, {}, activityOn(idOf(request)));
  await visit('listAssistanceActivities', analyst, {}, undefined, {}, ...page);
  await visit('getAssistanceActivity', analyst, { id: idOf(activity) });
  await visit('amendAssistanceActivity', analyst, { id: idOf(activity) }, { to: null }, version(activity));
  await visit('listEarlierAssistanceActivities', analyst, { id: idOf(activity) });

  const held = { heldOn: '2024-05-06', audience: 'Customs', country: 'XV', subjects: ['SCOPE'] };
  const briefing = await visit('recordAwarenessBriefing', analyst, {}, held);
  await visit('listAwarenessBriefings', analyst, {}, undefined, {}, ...page);
  await visit('getAwarenessBriefing', analyst, { id: idOf(briefing) });

  const plan = { title: 'Needs', country: 'XV', regime: 'XV-9001', reviewOn: '2025-06-30', dueOn: '2025-04-01' };
  const assessment = await visit('planNeedsAssessment', analyst, {}, plan);
  const id = idOf(assessment);
  await visit('listNeedsAssessments', analyst, {}, undefined, {}, ...page);
  await visit('getNeedsAssessment', analyst, { id });
  await visit('amendNeedsAssessment', analyst, { id }, { carriedOutOn: '2025-03-01' }, version(assessment));
  await visit('listEarlierNeedsAssessments', analyst, { id });
  const gap = await visit('recordAssessmentGap', analyst, { id }, { text: 'No fire plan' });
  await visit('listAssessmentGaps', analyst, { id });
  await visit('amendAssessmentGap', analyst, { id, gapId: idOf(gap) }, { state: 'NOT_PURSUED' }, version(gap));
  await visit('listEarlierAssessmentGaps', analyst, { id, gapId: idOf(gap) });

  const procedure = await visit('registerProcedure', chief, {}, { title: 'Guide', kind: 'GUIDELINE' });
  const of = { id: idOf(procedure) };
  const issued = await visit('issueProcedureVersion', chief, of, { label: '1', from: '2024-01-01', text: 'x' });
  await visit('listProcedures', analyst, {}, undefined, {}, '?count=exact&on=2024-01-01');
  await visit('getProcedure', analyst, of);
  await visit('amendProcedure', chief, of, { ownerOffice: 'Cell' }, version(procedure));
  await visit('listEarlierProcedures', analyst, of);
  const move = { to: 'WITHDRAWN', at: '2024-02-01', reason: 'Overtaken' };
  await visit('moveProcedureVersion', chief, { ...of, versionId: idOf(issued) }, move, version(issued));
  await visit('listProcedureVersions', analyst, of);
}
