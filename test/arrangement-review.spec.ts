import { adviceData } from '../src/missions/advice.js';
import type { Arrangement, KnownCell } from '../src/missions/arrangement.js';
import { reachOf, reviewArrangement } from '../src/missions/review.js';

const paragraph = 'S/RES/9001(2015)/12';
const tasks = (...codes: string[]) => codes.map(code => ({ code, paragraph, state: 'IN_FORCE' }));
const enforcement = tasks('INSPECT', 'MONITOR', 'SEIZE', 'ENFORCE');
const cooperation = tasks('SHARE_INFO', 'ASSIST_EXEMPTION');
const record = { fact: 'on record', source: '/api/v1/x' };
const allSkills = ['ARMS_TRACING', 'BORDER_CONTROL', 'CUSTOMS', 'WEAPONS_STORAGE', 'EXPLOSIVE_SAFETY'];
const cell = (kind: string, more: Partial<KnownCell> = {}): KnownCell => ({
  ...record,
  kind,
  office: null,
  dedicated: null,
  skills: allSkills,
  staff: 4,
  ...more,
});
/** A mission that lacks nothing but what a test takes away. */
const mission = (more: Partial<Arrangement>): Arrangement => ({
  mission: 'UNX',
  kind: 'PEACEKEEPING_OPERATION',
  on: '2026-01-01',
  mandate: 'KNOWN',
  tasks: enforcement,
  panels: [],
  cells: [cell('INTEGRATED_UNIT')],
  focalPoints: [{ ...record, office: 'CHIEF_OF_STAFF' }],
  nationalFocalPoints: [record],
  jointWorkingGroups: [record],
  vacancies: [],
  offers: [],
  procedures: [record],
  schedules: [record],
  reviews: [],
  ...more,
});
/** Of another body's mission nothing but its mandate is known. */
const stranger = {
  cells: null,
  focalPoints: null,
  nationalFocalPoints: null,
  jointWorkingGroups: null,
  vacancies: null,
  offers: null,
  procedures: null,
  schedules: null,
  reviews: null,
};
const codes = (arrangement: Arrangement) => reviewArrangement(arrangement).advice.map(advice => advice.code);

describe('the reach of a mandate', () => {
  it.each([
    ['EXTENSIVE', ['INSPECT', 'ENFORCE']],
    ['EXTENSIVE', ['INSPECT', 'SEIZE', 'MONITOR']],
    ['LIMITED', ['INSPECT', 'MONITOR']],
    ['LIMITED', ['MONITOR', 'SEIZE']],
    ['LIMITED', ['MONITOR']],
    ['COOPERATION', ['SHARE_INFO', 'ASSIST_EXEMPTION']],
    ['COOPERATION', ['ASSIST_HOST']],
    ['NONE', ['GOOD_OFFICES']],
    ['NONE', ['COLLECT', 'DISPOSE']],
    ['NONE', []],
  ])('is %s with %j', (reach, given) => {
    expect(reachOf(given)).toBe(reach);
  });
});

describe('a review of an arrangement', () => {
  it.each<[string, Partial<Arrangement>, string[]]>([
    ['nothing for a mission that lacks nothing', {}, []],
    ['a unit for an enforcement mandate with a focal point only', { cells: [] }, ['DEDICATED_UNIT']],
    [
      'a unit for an enforcement mandate that a JMAC carries',
      { cells: [cell('JMAC', { dedicated: false })] },
      ['DEDICATED_UNIT'],
    ],
    [
      'no unit where a dedicated cell carries an enforcement mandate',
      { cells: [cell('EMBARGO_CELL', { dedicated: true })] },
      [],
    ],
    [
      'experts for a unit without them',
      { cells: [cell('INTEGRATED_UNIT', { skills: ['CUSTOMS'] })] },
      ['UNIT_EXPERTS', 'EXPLOSIVE_SAFETY'],
    ],
    [
      'a smaller form for a cooperation mandate with a large unit',
      { tasks: cooperation, cells: [cell('INTEGRATED_UNIT', { staff: 40 })] },
      ['SMALLER_FORM'],
    ],
    ['no smaller form for a small cell', { tasks: cooperation, cells: [cell('EMBARGO_CELL', { staff: 3 })] }, []],
    [
      'dedicated staff for a limited mandate that a JMAC carries',
      { tasks: tasks('MONITOR'), cells: [cell('JMAC', { dedicated: false })] },
      ['DEDICATED_STAFF'],
    ],
    [
      'skills for a limited mandate',
      { tasks: tasks('MONITOR'), cells: [cell('EMBARGO_CELL', { dedicated: true, skills: [] })] },
      ['SKILLS'],
    ],
    [
      'caution where good offices are under way',
      { tasks: [...enforcement, ...tasks('GOOD_OFFICES')] },
      ['GOOD_OFFICES'],
    ],
    ['nothing of good offices that stand alone', { tasks: tasks('GOOD_OFFICES') }, []],
    [
      'a focal point where a panel serves the regime',
      { panels: [{ code: 'POE', base: 'HOME_BASED' }], focalPoints: [] },
      ['PANEL_FOCAL_POINT'],
    ],
    [
      'a focal point where information is to be shared',
      { tasks: cooperation, cells: [], focalPoints: [] },
      ['PANEL_FOCAL_POINT'],
    ],
    ['no focal point where nobody would use it', { focalPoints: [] }, []],
    [
      'the Office of the Chief of Staff for a focal point elsewhere',
      { panels: [{ code: 'POE', base: null }], focalPoints: [{ ...record, office: 'JMAC' }] },
      ['FOCAL_POINT_OFFICE'],
    ],
    [
      'what assistance needs',
      {
        tasks: [...enforcement, ...tasks('ASSIST_HOST')],
        nationalFocalPoints: [],
        jointWorkingGroups: [],
        reviews: [{ ...record, on: '2026-03-01', assessed: false }],
      },
      ['NATIONAL_FOCAL_POINT', 'JOINT_WORKING_GROUP', 'NEEDS_REVIEW'],
    ],
    [
      'no needs review once one is tied to the day',
      { tasks: [...enforcement, ...tasks('ASSIST_HOST')], reviews: [{ ...record, on: '2026-03-01', assessed: true }] },
      [],
    ],
    [
      'briefings where reports are asked for',
      { tasks: [...enforcement, ...tasks('REPORT')], schedules: [] },
      ['BRIEFINGS'],
    ],
    ['procedures', { procedures: [] }, ['PROCEDURES']],
    ['vacancies', { vacancies: [{ ...record, skills: ['CUSTOMS'] }] }, ['VACANCIES']],
    [
      'no explosive safety officer of a special political mission',
      { kind: 'SPECIAL_POLITICAL_MISSION', cells: [cell('INTEGRATED_UNIT', { skills: allSkills.slice(0, 4) })] },
      [],
    ],
  ])('advises %s', (_, more, expected) => {
    expect(codes(mission(more))).toEqual(expected);
  });

  it('does not ask for a skill that a vacancy seeks or an accepted offer brings', () => {
    const unit = [cell('INTEGRATED_UNIT', { skills: ['ARMS_TRACING', 'CUSTOMS', 'EXPLOSIVE_SAFETY'] })];
    const { advice } = reviewArrangement(
      mission({
        cells: unit,
        vacancies: [{ ...record, skills: ['BORDER_CONTROL'] }],
        offers: [{ ...record, skills: ['WEAPONS_STORAGE'], accepted: false }],
      }),
    );
    expect(advice.find(one => one.code === 'UNIT_EXPERTS')?.missing).toEqual(['WEAPONS_STORAGE']);
  });

  it('weighs panels that are not based in the country for staff of the mission’s own', () => {
    const { advice } = reviewArrangement(
      mission({
        tasks: tasks('MONITOR'),
        cells: [cell('JMAC', { dedicated: false })],
        panels: [
          { code: 'POE-A', base: 'HOME_BASED' },
          { code: 'POE-B', base: 'REGIONAL' },
        ],
      }),
    );
    expect(advice[0]?.triggeredBy.map(one => one.fact)).toEqual([
      'Task MONITOR',
      'on record',
      'The panel POE-A is not based in the mission area',
    ]);
  });

  it.each([
    ['UNKNOWN', 'No task with a paragraph is on record for this day.'],
    ['ENDED', 'Every mandate on record had ended on this day.'],
    ['NOT_YET', 'No mandate had begun on this day.'],
  ] as const)('is silent where the mandate is %s', (mandate, because) => {
    const review = reviewArrangement(mission({ mandate, tasks: [], cells: [], focalPoints: [], procedures: [] }));
    expect(review).toEqual({ reach: null, advice: [], silentOn: [{ subject: 'mandate', because }] });
  });

  it('never takes for absent what is not known, and says so', () => {
    const review = reviewArrangement(
      mission({ ...stranger, tasks: [...enforcement, ...cooperation, ...tasks('GOOD_OFFICES')] }),
    );
    expect(review.advice.map(advice => advice.code)).toEqual(['GOOD_OFFICES']);
    expect(review.silentOn.map(one => one.subject)).toEqual([
      'cells',
      'focal points',
      'briefings',
      'national focal points',
      'joint working groups',
      'needs assessments',
      'procedures',
    ]);
  });

  it('is silent where nobody has said whether a team works on the embargo only', () => {
    const team = [cell('INSPECTION_TEAM', { dedicated: null, skills: null, staff: null })];
    const review = reviewArrangement(mission({ tasks: tasks('MONITOR'), cells: team }));
    expect(review.advice).toEqual([]);
    expect(review.silentOn.map(one => one.subject)).toEqual(['dedicated staff', 'skills']);
  });

  it('is silent where no embargo task is on record', () => {
    const review = reviewArrangement(mission({ tasks: tasks('GOOD_OFFICES', 'COLLECT'), cells: [] }));
    expect(review).toEqual({
      reach: 'NONE',
      advice: [],
      silentOn: [{ subject: 'mandate', because: 'No embargo task with a paragraph is on record for this day.' }],
    });
  });

  it('is silent on skills of which only some are reported', () => {
    const review = reviewArrangement(
      mission({ cells: [cell('INTEGRATED_UNIT', { skills: ['CUSTOMS'], staff: null })] }),
    );
    expect(review.advice).toEqual([]);
    expect(review.silentOn).toEqual([{ subject: 'skills', because: 'Only some of the skills are known.' }]);
  });

  it('cites a paragraph of annex I or II with every advice, says what triggered it and what would satisfy it', () => {
    const everything = mission({
      tasks: [...enforcement, ...tasks('ASSIST_HOST', 'REPORT', 'GOOD_OFFICES')],
      cells: [],
      focalPoints: [],
      nationalFocalPoints: [],
      jointWorkingGroups: [],
      procedures: [],
      schedules: [],
      vacancies: [{ ...record, skills: [] }],
    });
    const { advice } = reviewArrangement(everything);
    expect(advice.length).toBeGreaterThan(6);
    for (const one of advice) {
      expect(one.triggeredBy.length).toBeGreaterThan(0);
      expect(one.satisfiedBy).not.toBe('');
    }
    for (const text of adviceData.advice) {
      expect(text.paragraphs.length).toBeGreaterThan(0);
      for (const cited of text.paragraphs) expect(cited).toMatch(/^(A2\/([1-9]|1\d|20)|A1\/R\d+)$/);
    }
  });
});
