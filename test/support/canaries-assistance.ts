import type { World } from '../world.js';
import { activityOn, hostRequest, mandateToAssist } from './assisting.js';
import { canary } from './canary.js';

const standard = { code: `${canary} IATG`, version: `${canary} 3` };

/** Records of assistance and procedures of UNMIVA with the canary in every free text, each changed once. */
export async function plantAssistance(
  world: World,
  siteId: string,
): Promise<{ assessment: string; gap: string; procedure: string }> {
  const analyst = await world.as('analyst@UNMIVA');
  const chief = await world.as('chief@UNMIVA');
  await mandateToAssist(world);
  const stored = async (path: string, body: object, who = analyst): Promise<string> => {
    const answer = await who.post(path, body);
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.body.id;
  };
  const change = async (path: string, body: object, who = analyst) => {
    const answer = await who.patch(path, body, { 'if-match': '"1"' });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  };
  const procedure = await stored(
    '/procedures',
    { title: `${canary} procedure`, kind: 'SOP', subjects: ['RESOURCES'], ownerOffice: `${canary} office` },
    chief,
  );
  await change(`/procedures/${procedure}`, { title: `${canary} renamed` }, chief);
  const version = {
    label: `${canary} 1`,
    from: '2024-01-01',
    text: `${canary} text`,
    url: `https://x.example/${canary}`,
    documentTitle: `${canary} title`,
    changes: `${canary} changes`,
  };
  const procedureVersionId = await stored(`/procedures/${procedure}/versions`, version, chief);
  const requestId = await stored('/assistance-requests', {
    ...hostRequest,
    ref: `${canary} ref`,
    requestedBy: `${canary} ministry`,
    text: `${canary} wish`,
    answer: `${canary} answer`,
  });
  await change(`/assistance-requests/${requestId}`, { state: 'ACCEPTED' });
  const activityId = await stored('/assistance-activities', {
    ...activityOn(requestId),
    title: `${canary} activity`,
    beneficiary: { nationalBody: `${canary} commission`, institution: `${canary} guard` },
    outputs: [{ what: `${canary} output`, quantity: 1, unit: `${canary} unit` }],
    standards: [standard],
    assets: [{ what: `${canary} asset`, quantity: 1 }],
    partners: [`${canary} partner`],
    sites: [{ siteId }],
    remarks: `${canary} remarks`,
    procedureVersionId,
  });
  await change(`/assistance-activities/${activityId}`, { state: 'SUSPENDED' });
  await stored('/awareness-briefings', {
    heldOn: '2024-05-06',
    audience: `${canary} audience`,
    country: 'XV',
    materials: [{ kind: 'SLIDES', title: `${canary} slides`, language: 'fr' }],
    remarks: `${canary} remarks`,
  });
  const assessmentId = await stored('/needs-assessments', {
    title: `${canary} assessment`,
    country: 'XV',
    regime: 'XV-9001',
    reviewOn: '2025-06-30',
    dueOn: '2025-04-01',
    standards: [standard],
    summary: `${canary} summary`,
  });
  await change(`/needs-assessments/${assessmentId}`, { carriedOutOn: '2025-03-01' });
  const gaps = `/needs-assessments/${assessmentId}/gaps`;
  const gapId = await stored(gaps, { text: `${canary} gap`, standard, activityId, note: `${canary} note` });
  await change(`${gaps}/${gapId}`, { severity: 'LOW' });
  return { assessment: assessmentId, gap: gapId, procedure };
}
