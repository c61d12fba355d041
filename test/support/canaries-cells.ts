import type { Caller, World } from '../world.js';

/** Ids below another record's address, by the name of the parameter that takes them. */
export interface PlantedCells {
  cell: string;
  group: string;
  nationalBody: string;
  /** Values for parameters of a path that is below another record. */
  parts: Record<string, string[]>;
}

/**
 * Cells, focal points, national bodies and working groups of UNMIVA with the word in every free text, each changed
 * once, so that the word also stands in an earlier version.
 */
export async function plantCells(world: World, canary: string): Promise<PlantedCells> {
  const chief = await world.as('chief@UNMIVA');
  const analyst = await world.as('analyst@UNMIVA');
  const store = async (who: Caller, path: string, body: object, change?: object, headers = {}): Promise<string> => {
    const made = await who.post(path, body, headers);
    if (made.status !== 201) throw new Error(`${path}: ${made.status} ${made.text}`);
    const { id } = made.body;
    if (change) {
      const changed = await who.patch(`${path}/${id}`, change, { 'if-match': '"1"' });
      if (changed.status !== 200) throw new Error(`${path}: ${changed.status} ${changed.text}`);
    }
    return id;
  };
  const words = (...names: string[]) => Object.fromEntries(names.map(name => [name, `${canary} ${name}`]));
  const period = { validFrom: '2026-01-01', validTo: null };

  const cell = await store(
    chief,
    '/cells',
    { ...words('name', 'purpose'), ...period, kind: 'EMBARGO_CELL', office: 'JMAC', tasks: ['MONITOR'] },
    { purpose: `${canary} other purpose` },
  );
  const member = await store(
    chief,
    `/cells/${cell}/members`,
    { ...words('name', 'function'), ...period, component: 'CIVILIAN' },
    { validTo: '2026-03-01', reason: `${canary} reason` },
    { 'idempotency-key': 'canary-member' },
  );
  const vacancy = await store(
    chief,
    `/cells/${cell}/vacancies`,
    { ...words('title'), component: 'POLICE', skills: ['CUSTOMS'], since: '2026-01-01' },
    { title: `${canary} other title` },
  );
  await store(
    chief,
    '/personnel-offers',
    {
      ...words('note'),
      country: 'XO',
      component: 'POLICE',
      persons: 2,
      offeredOn: '2026-02-01',
      vacancyId: vacancy,
    },
    { state: 'ACCEPTED' },
  );
  await store(
    chief,
    '/focal-points',
    { ...words('name', 'functionTitle', 'contact'), office: 'CHIEF_OF_STAFF', validFrom: '2026-01-01' },
    { contact: `${canary} other contact` },
  );
  await store(
    chief,
    '/national-focal-points',
    { ...words('institution', 'name', 'functionTitle', 'mandateText', 'contact'), country: 'XV' },
    { contact: `${canary} other contact` },
  );
  const nationalBody = await store(
    chief,
    '/national-bodies',
    { ...words('name', 'kind', 'basis', 'plan'), membersText: [`${canary} member`], country: 'XV' },
    { plan: `${canary} other plan` },
  );
  const group = await store(
    analyst,
    '/working-groups',
    {
      ...words('name'),
      kind: 'JOINT',
      nationalBodyId: nationalBody,
      participants: [{ name: `${canary} colonel`, organisation: `${canary} ministry` }],
    },
    { name: `${canary} other name` },
  );
  const meeting = await store(analyst, `/working-groups/${group}/meetings`, {
    ...words('place', 'agenda', 'minutes'),
    heldOn: '2026-02-05',
    attendees: [{ name: `${canary} colonel`, organisation: `${canary} ministry` }],
    decisions: [{ text: `${canary} decision` }],
  });
  const point = await store(
    analyst,
    `/working-groups/${group}/action-points`,
    { ...words('text', 'owner'), dueOn: '2026-02-20', meetingId: meeting },
    { owner: `${canary} other owner` },
  );
  const parts = { memberId: [member], vacancyId: [vacancy], meetingId: [meeting], pointId: [point] };
  return { cell, group, nationalBody, parts };
}

/** Reading operations that find the word, for whoever may read UNMIVA's records. */
export const cellsOperationsWithCanaries = [
  ...['listCells', 'getCell', 'listCellVersions'],
  ...['listMembers', 'getMember', 'listMemberVersions'],
  ...['listVacancies', 'getVacancy', 'listVacancyVersions'],
  ...['listOffers', 'getOffer', 'listOfferVersions'],
  ...['listFocalPoints', 'getFocalPoint', 'listFocalPointVersions'],
  ...['listNationalFocalPoints', 'getNationalFocalPoint', 'listNationalFocalPointVersions'],
  ...['listNationalBodies', 'getNationalBody', 'listNationalBodyVersions'],
  ...['listWorkingGroups', 'getWorkingGroup', 'listWorkingGroupVersions'],
  ...['listMeetings', 'getMeeting'],
  ...['listActionPointsOfGroup', 'getActionPoint', 'listActionPointVersions', 'listActionPoints'],
];

/** What nobody of another body may add to: address, the record it lies below, and a request that is in order. */
export const cellsWishes = ({ cell, group }: PlantedCells): [string, string, object][] => [
  ['/cells/{}/members', cell, { name: 'x', component: 'CIVILIAN', validFrom: '2026-01-01' }],
  ['/cells/{}/vacancies', cell, { title: 'x', component: 'CIVILIAN', since: '2026-01-01' }],
  ['/working-groups/{}/meetings', group, { heldOn: '2026-01-01' }],
  ['/working-groups/{}/action-points', group, { text: 'x' }],
];
