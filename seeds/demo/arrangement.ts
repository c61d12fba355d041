import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DemoCaller } from './caller.js';
import { dayAfter, demoId } from './chance.js';
import type { DemoState } from './found-demo.js';

/**
 * How made-up UNMIVA is organised for its embargo tasks, and what it does for its host: enough for the arrangement
 * review to find something in place and something lacking. Every id is the same at every start.
 */
export async function arrange(app: NestFastifyApplication, { firstStart }: DemoState, password: string): Promise<void> {
  const chief = await DemoCaller.signIn(app, 'chief@unmiva.example', password);
  const analyst = await DemoCaller.signIn(app, 'analyst@unmiva.example', password);
  const since = dayAfter(firstStart, -900);
  const cell = demoId('cell');
  await chief.post('/cells', {
    id: cell,
    name: 'Arms Embargo Cell',
    kind: 'EMBARGO_CELL',
    office: 'JMAC',
    dedicated: true,
    tasks: ['MONITOR', 'INSPECT', 'REPORT', 'SHARE_INFO'],
    authorisedPosts: 4,
    validFrom: since,
  });
  const members = [
    {
      name: 'Tobin Marsh (fictional)',
      component: 'CIVILIAN',
      function: 'Chief',
      lead: true,
      skills: ['ARMS_ANALYSIS'],
    },
    { name: 'Ilsa Corrin (fictional)', component: 'CIVILIAN', function: 'Arms analyst', skills: ['ARMS_TRACING'] },
    { name: 'Dero Quell (fictional)', component: 'POLICE', function: 'Customs adviser', skills: ['CUSTOMS'] },
  ];
  for (const { skills, ...member } of members)
    await chief.post(`/cells/${cell}/members`, {
      id: demoId(`member ${member.name}`),
      ...member,
      validFrom: since,
      skills: skills.map(code => ({ code, level: 'EXPERT' })),
    });
  await chief.post(`/cells/${cell}/vacancies`, {
    id: demoId('vacancy'),
    title: 'Border control adviser',
    component: 'POLICE',
    skills: ['BORDER_CONTROL'],
    since: dayAfter(firstStart, -60),
    state: 'OPEN',
  });
  await chief.post('/focal-points', {
    id: demoId('focal point'),
    kind: 'MISSION_TO_PANEL',
    name: 'Nera Vost (fictional)',
    office: 'CHIEF_OF_STAFF',
    validFrom: since,
  });
  await chief.post('/national-focal-points', {
    id: demoId('national focal point'),
    country: 'XV',
    institution: 'National Focal Point on Small Arms',
    name: 'Jor Almady (fictional)',
    validFrom: since,
  });
  const group = demoId('working group');
  await analyst.post('/working-groups', {
    id: group,
    name: 'Joint arms embargo working group',
    kind: 'JOINT',
    participants: [
      { name: 'Arms Embargo Cell', organisation: 'UNMIVA' },
      { name: 'National Focal Point', organisation: 'Government of Vareta' },
    ],
    validFrom: since,
  });
  await analyst.post(`/working-groups/${group}/meetings`, {
    id: demoId('meeting'),
    heldOn: dayAfter(firstStart, -20),
    place: 'Port Amsel',
    agenda: 'Storage of weapons at the Corda depot',
    attendees: [{ name: 'Jor Almady (fictional)', organisation: 'Government of Vareta' }],
    decisions: [{ text: 'The depot is visited together before the rains.' }],
  });
  await analyst.post('/assistance-requests', {
    id: demoId('host request'),
    requestedBy: 'National Focal Point on Small Arms',
    country: 'XV',
    requestedOn: dayAfter(firstStart, -200),
    receivedOn: dayAfter(firstStart, -198),
    text: 'Help with the storage and marking of weapons of the Varetan Guard.',
    types: ['PSSM_INFRA', 'MARKING'],
    state: 'ACCEPTED',
  });
  await analyst.post('/assistance-activities', {
    id: demoId('assistance'),
    title: 'Armoury of the Varetan Guard at Corda',
    type: 'PSSM_INFRA',
    state: 'UNDER_WAY',
    mandateParagraph: 'S/RES/9001(2015)/21',
    requestId: demoId('host request'),
    beneficiary: { institution: 'Varetan Guard' },
    country: 'XV',
    from: dayAfter(firstStart, -150),
    standards: [{ code: 'MOSAIC 05.20' }, { code: 'IATG 07.30' }],
    partners: ['UNMAS'],
  });
}
