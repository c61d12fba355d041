import type { Heard } from './contract.js';

/** Sends one request to an operation and judges what comes. */
export type Visit = (
  id: string,
  who: string | null,
  params?: Record<string, string>,
  body?: object,
  headers?: Record<string, string>,
  query?: string,
) => Promise<Heard>;

const idOf = (heard: Heard): string => (heard.body as { id: string }).id;
const version = (heard: Heard): Record<string, string> => ({ 'if-match': heard.headers.etag ?? '"1"' });

/** Visits every operation of cells, focal points, national bodies and working groups, each with success. */
export async function visitCells(visit: Visit, personId: string): Promise<void> {
  const chief = 'chief@UNMIVA';
  const analyst = 'analyst@UNMIVA';
  const count = '?count=exact&limit=1';
  /** Makes one, reads it, changes it, and reads the list and its history. */
  const round = async (
    names: [string, string, string, string, string],
    who: string,
    params: Record<string, string>,
    own: string,
    body: object,
    change: object,
  ): Promise<string> => {
    const [add, get, amend, list, history] = names;
    const made = await visit(add, who, params, body);
    const at = { ...params, [own]: idOf(made) };
    await visit(amend, who, at, change, version(await visit(get, who, at)));
    await visit(list, who, params, undefined, {}, count);
    await visit(history, who, at);
    return idOf(made);
  };
  const cell = await round(
    ['registerCell', 'getCell', 'amendCell', 'listCells', 'listCellVersions'],
    chief,
    {},
    'id',
    { name: 'Embargo cell', kind: 'EMBARGO_CELL', office: 'JMAC', tasks: ['INSPECT'], authorisedPosts: 4 },
    { validFrom: '2026-01-01' },
  );
  const member = await round(
    ['addMember', 'getMember', 'amendMember', 'listMembers', 'listMemberVersions'],
    chief,
    { id: cell },
    'memberId',
    {
      personId,
      component: 'MILITARY',
      validFrom: '2026-01-01',
      skills: [{ code: 'CUSTOMS', level: 'EXPERT' }],
      providedBy: 'XO',
      lead: true,
    },
    { validTo: '2026-02-01', reason: 'Rotation' },
  );
  const vacancy = await round(
    ['addVacancy', 'getVacancy', 'amendVacancy', 'listVacancies', 'listVacancyVersions'],
    chief,
    { id: cell },
    'vacancyId',
    { title: 'Customs analyst', component: 'CIVILIAN', skills: ['CUSTOMS'], since: '2026-01-01' },
    { state: 'FILLED', filledByMemberId: member },
  );
  await round(
    ['recordOffer', 'getOffer', 'amendOffer', 'listOffers', 'listOfferVersions'],
    chief,
    {},
    'id',
    { country: 'XO', component: 'CIVILIAN', persons: 2, offeredOn: '2026-01-05', vacancyId: vacancy },
    { state: 'ACCEPTED' },
  );
  await round(
    ['nameFocalPoint', 'getFocalPoint', 'amendFocalPoint', 'listFocalPoints', 'listFocalPointVersions'],
    chief,
    {},
    'id',
    { personId, office: 'CHIEF_OF_STAFF', validFrom: '2026-01-01' },
    { validTo: '2026-06-01' },
  );
  await round(
    [
      'recordNationalFocalPoint',
      'getNationalFocalPoint',
      'amendNationalFocalPoint',
      'listNationalFocalPoints',
      'listNationalFocalPointVersions',
    ],
    chief,
    {},
    'id',
    { country: 'XV', institution: 'Ministry of Defence', name: 'Col. Amara' },
    { appointedOn: '2025-01-01' },
  );
  const body = await round(
    ['recordNationalBody', 'getNationalBody', 'amendNationalBody', 'listNationalBodies', 'listNationalBodyVersions'],
    chief,
    {},
    'id',
    { name: 'Commission on small arms', country: 'XV', membersText: ['Police'] },
    { plan: 'Marking' },
  );
  const group = await round(
    ['setUpWorkingGroup', 'getWorkingGroup', 'amendWorkingGroup', 'listWorkingGroups', 'listWorkingGroupVersions'],
    analyst,
    {},
    'id',
    {
      name: 'Joint group',
      kind: 'JOINT',
      nationalBodyId: body,
      participants: [{ name: 'Adviser', organisation: 'UNMIVA', component: 'CIVILIAN' }],
    },
    { validFrom: '2026-01-01' },
  );
  const meeting = await visit(
    'recordMeeting',
    analyst,
    { id: group },
    { heldOn: '2026-01-10', decisions: [{ text: 'Mark all rifles', decidedOn: '2026-01-10' }] },
  );
  await visit('getMeeting', analyst, { id: group, meetingId: idOf(meeting) });
  await visit('listMeetings', analyst, { id: group }, undefined, {}, `${count}&from=2026-01-01`);
  await round(
    ['setActionPoint', 'getActionPoint', 'amendActionPoint', 'listActionPointsOfGroup', 'listActionPointVersions'],
    analyst,
    { id: group },
    'pointId',
    { text: 'Order a marking machine', dueOn: '2026-02-01', meetingId: idOf(meeting) },
    { state: 'DONE' },
  );
  await visit('listActionPoints', analyst, {}, undefined, {}, '?state=DONE&dueBefore=2026-03-01');
}
