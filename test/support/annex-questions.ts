/** A question that annex II of S/2017/1025 answers, and where to ask it. The answers are read from the report. */
export interface Question {
  /** `A2/5`, `A2/9 fn 6`, `A1/R12`. */
  paragraph: string;
  question: string;
  /** Path and query of the request. */
  get: string;
  /** What of the answer is asked for. */
  expect: (body: unknown) => unknown;
  /** The literal answer (toEqual). */
  is: unknown;
}

type Row = Record<string, unknown>;
type Pick = (body: unknown) => unknown;

/** `standing.state` of an object; undefined when there is no such member. */
const at = (body: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Row | null | undefined)?.[key], body);
const items = (body: unknown): Row[] => (body as { items: Row[] }).items;
const sorted = (values: unknown[]): unknown[] => values.map(String).sort();

/** These members of one object; a single one stands alone. */
const member =
  (...paths: string[]): Pick =>
  body =>
    paths.length === 1 ? at(body, paths[0]!) : paths.map(path => at(body, path));
/** The same of the only row of a list; of another number of rows, the number. */
const only =
  (...paths: string[]): Pick =>
  body =>
    items(body).length === 1 ? member(...paths)(items(body)[0]) : `${items(body).length} rows`;
const count: Pick = body => items(body).length;
/** This member of every row, each value once, in order of the alphabet. */
const each =
  (path: string): Pick =>
  body => [...new Set(sorted(items(body).map(row => at(row, path))))];
/** This member of every row, in order of the alphabet. */
const every =
  (path: string): Pick =>
  body =>
    sorted(items(body).map(row => at(row, path)));
/** Of each word, whether the title or statement of one row has it. */
const says =
  (...words: RegExp[]): Pick =>
  body =>
    words.map(word => items(body).some(row => word.test(`${row.title} ${row.statement}`)));

const practices = (query: string) => `/practices?${query}&limit=500`;
const panels = (query: string) => `/panels?${query}&limit=500`;
const missions = (query: string) => `/missions?${query}&limit=500`;
const tasks = (mission: string, day: string) => `/missions/${mission}/mandate-tasks?on=${day}&limit=500`;
/** The day of the report. */
const DAY = '2017-12-06';
/** What the report says is so, and nothing has been read since. */
const SINCE = ['NOT_KNOWN', '2017-12-07'];

export const questions: Question[] = [
  // 1 and 2
  {
    paragraph: 'A2/1',
    question: 'What three things did the Council ask best practice for in resolution 2220?',
    get: practices('paragraph=A2/1'),
    expect: every('serviceLine'),
    is: ['ASSIST_HOST_STATE', 'MONITOR_EMBARGO', 'SERVE_COMMITTEES_AND_PANELS'],
  },
  {
    paragraph: 'A2/1',
    question: 'Who asked, and is it a request or a finding?',
    get: practices('paragraph=A2/1&serviceLine=MONITOR_EMBARGO'),
    expect: only('kind', 'nature', 'from'),
    is: ['REQUEST', 'REQUESTED', { value: '2015', precision: 'YEAR' }],
  },
  {
    paragraph: 'A2/1',
    question: 'Which paragraph of which resolution?',
    get: practices('paragraph=A2/1&serviceLine=MONITOR_EMBARGO'),
    expect: says(/S\/RES\/2220 \(2015\)/, /para 28/),
    is: [true, true],
  },
  {
    paragraph: 'A2/2',
    question: 'Do the practices cover small arms and light weapons too?',
    get: practices('paragraph=A2/2'),
    expect: says(/every arms embargo measure/, /small arms and light weapons/),
    is: [true, true],
  },
  {
    paragraph: 'A2/2',
    question: 'When is the Council to consider them?',
    get: practices('paragraph=A2/2&kind=MANDATE'),
    expect: says(/mandates a new mission/, /adjusts a mandate/),
    is: [true, true],
  },

  // 3
  {
    paragraph: 'A2/3 fn 1',
    question: 'Which eight missions support arms embargoes?',
    get: practices('paragraph=A2/3&footnote=fn%201'),
    expect: every('mission'),
    is: ['MINUSCA', 'MONUSCO', 'UNAMA', 'UNAMI', 'UNAMID', 'UNIFIL', 'UNSMIL', 'UNSOM'],
  },
  {
    paragraph: 'A2/3 fn 1',
    question: 'Are UNOCI and UNMIL among them?',
    get: practices('paragraph=A2/3&footnote=fn%201'),
    expect: body => items(body).some(p => p.mission === 'UNOCI' || p.mission === 'UNMIL'),
    is: false,
  },
  {
    paragraph: 'A2/3',
    question: 'Do they all use the same arrangement?',
    get: practices('paragraph=A2/3&nature=FINDING'),
    expect: says(/vary considerably/i),
    is: [true],
  },
  {
    paragraph: 'A2/3 fn 1',
    question: 'What is known today of the mandate of UNIFIL as the report gives it?',
    get: practices('footnote=fn%201&mission=UNIFIL'),
    expect: only('standing.state', 'standing.notKnownSince'),
    is: SINCE,
  },

  // 4
  {
    paragraph: 'A2/4',
    question: 'Which mission had the Integrated Embargo Monitoring Unit?',
    get: practices('paragraph=A2/4&kind=CELL'),
    expect: only('mission', 'arrangement.cellKind', 'arrangement.dedicated'),
    is: ['UNOCI', 'INTEGRATED_UNIT', true],
  },
  {
    paragraph: 'A2/4',
    question: 'Who staffed it?',
    get: practices('paragraph=A2/4&kind=CELL'),
    expect: only('arrangement.components'),
    is: ['MILITARY', 'CIVILIAN'],
  },
  {
    paragraph: 'A2/4',
    question: 'What could its civilian experts do?',
    get: practices('paragraph=A2/4&kind=CELL'),
    expect: only('arrangement.skills'),
    is: ['ARMS_ANALYSIS', 'CUSTOMS', 'INFORMATION_ANALYSIS'],
  },
  {
    paragraph: 'A2/4',
    question: 'Until which day did the unit serve the embargo?',
    get: practices('paragraph=A2/4&kind=CELL'),
    expect: only('to', 'endKind'),
    is: [{ value: '2016-04-28', precision: 'DAY' }, 'DATED'],
  },
  {
    paragraph: 'A2/4',
    question: 'Is it there today?',
    get: practices('paragraph=A2/4&kind=CELL'),
    expect: only('standing.state', 'standing.notKnownSince'),
    is: ['ENDED', null],
  },
  {
    paragraph: 'A2/4',
    question: 'What did it write of the country?',
    get: practices('paragraph=A2/4&kind=PROCEDURE'),
    expect: says(/profiles/),
    is: [true],
  },
  {
    paragraph: 'A2/4 fn 2',
    question: 'Which resolution ended the embargo mandate of UNOCI?',
    get: practices('footnote=fn%202'),
    expect: body => [only('mission', 'kind')(body), says(/S\/RES\/2283 \(2016\)/)(body)],
    is: [['UNOCI', 'MANDATE'], [true]],
  },
  {
    paragraph: 'A2/4 fn 2',
    question: 'By what did the embargo on Côte d’Ivoire end, and from which day was it gone?',
    get: '/regimes/CI-1572',
    expect: body => [at(body, 'status'), ((at(body, 'measures') as Row[]) ?? []).map(m => [m.to, m.endBasis])],
    is: ['TERMINATED', [['2016-04-29', 'S/RES/2283 (2016) OP 1']]],
  },

  // 5
  {
    paragraph: 'A2/5',
    question: 'When did MONUSCO create its working group?',
    get: practices('paragraph=A2/5&kind=WORKING_GROUP'),
    expect: only('mission', 'from', 'to'),
    is: ['MONUSCO', { value: '2015-01', precision: 'MONTH' }, null],
  },
  {
    paragraph: 'A2/5',
    question: 'When was it reinforced by a cell?',
    get: practices('paragraph=A2/5&mission=MONUSCO&kind=CELL'),
    expect: only('from'),
    is: { value: '2015-10', precision: 'MONTH' },
  },
  {
    paragraph: 'A2/5',
    question: 'Where in the mission was the cell, and with whose support?',
    get: practices('paragraph=A2/5&mission=MONUSCO&kind=CELL'),
    expect: only('arrangement.cellKind', 'arrangement.office', 'arrangement.support'),
    is: ['EMBARGO_CELL', 'JMAC', ['UNMAS']],
  },
  {
    paragraph: 'A2/5',
    question: 'Was the cell there in June 2016?',
    get: practices('paragraph=A2/5&mission=MONUSCO&kind=CELL&on=2016-06-15'),
    expect: only('standing.on', 'standing.state'),
    is: ['2016-06-15', 'IN_FORCE'],
  },
  {
    paragraph: 'A2/5',
    question: 'Is it there today?',
    get: practices('paragraph=A2/5&mission=MONUSCO&kind=CELL'),
    expect: only('endKind', 'knownUntil', 'standing.state', 'standing.notKnownSince'),
    is: ['NOT_KNOWN_AFTER', DAY, ...SINCE],
  },
  {
    paragraph: 'A2/5',
    question: 'Who works in it?',
    get: practices('paragraph=A2/5&kind=STAFFING'),
    expect: says(/analysts/, /technical experts/),
    is: [true, true],
  },

  // 6
  {
    paragraph: 'A2/6',
    question: 'Who inspected the armouries of the Government of Liberia?',
    get: practices('paragraph=A2/6&mission=UNMIL&kind=CELL'),
    expect: only('arrangement.cellKind', 'arrangement.components'),
    is: ['INSPECTION_TEAM', ['POLICE']],
  },
  {
    paragraph: 'A2/6',
    question: 'What did those teams look at?',
    get: practices('paragraph=A2/6&mission=UNMIL&kind=CELL'),
    expect: says(/regularly/, /marked/, /stored/),
    is: [true, true, true],
  },
  {
    paragraph: 'A2/6 fn 3',
    question: 'Which resolution ended the embargo mandate of UNMIL, and on which day?',
    get: practices('footnote=fn%203'),
    expect: body => [only('mission', 'to.value', 'standing.state')(body), says(/S\/RES\/2288 \(2016\)/)(body)],
    is: [['UNMIL', '2016-05-25', 'ENDED'], [true]],
  },
  {
    paragraph: 'A2/6',
    question: 'Which mission had a focal point for the Panel of Experts on the Sudan?',
    get: practices('paragraph=A2/6&kind=FOCAL_POINT'),
    expect: only('mission', 'regime', 'nature', 'arrangement.beneficiary'),
    is: ['UNAMID', 'SD-1591', 'OBSERVED', 'Panel of Experts on the Sudan'],
  },

  // 7 and 8
  {
    paragraph: 'A2/7',
    question: 'Which mission is the example of monitoring by the JMAC, without a dedicated unit?',
    get: practices('paragraph=A2/7&nature=OBSERVED'),
    expect: only('mission', 'arrangement.cellKind', 'arrangement.dedicated'),
    is: ['MINUSCA', 'JMAC', false],
  },
  {
    paragraph: 'A2/7',
    question: 'What do most missions do?',
    get: practices('paragraph=A2/7&nature=FINDING'),
    expect: says(/no dedicated unit/, /Joint Mission Analysis Cell/),
    is: [true, true],
  },
  {
    paragraph: 'A2/8',
    question: 'Are arrangements of special political missions as extensive as those of peacekeeping operations?',
    get: practices('paragraph=A2/8&nature=FINDING'),
    expect: says(/in general not as extensive/),
    is: [true],
  },
  {
    paragraph: 'A2/8',
    question: 'Which part of UNSOM advises the Federal Government?',
    get: practices('paragraph=A2/8&mission=UNSOM&kind=CELL'),
    expect: only('arrangement.cellKind', 'arrangement.office', 'arrangement.beneficiary'),
    is: ['ADVISORY_GROUP', 'RULE_OF_LAW_AND_SECURITY_INSTITUTIONS', 'Federal Government of Somalia'],
  },
  {
    paragraph: 'A2/8',
    question: 'Which of the eight are special political missions?',
    get: missions('kind=SPECIAL_POLITICAL_MISSION'),
    expect: body =>
      every('acronym')({
        items: items(body).filter(m => !m.fictional && String(m.from) <= DAY),
      }),
    is: ['UNAMA', 'UNAMI', 'UNSMIL', 'UNSOM'],
  },

  // 9
  {
    paragraph: 'A2/9',
    question: 'Is there one arrangement for all missions?',
    get: practices('paragraph=A2/9&nature=GOOD_PRACTICE'),
    expect: says(/no one arrangement/i, /form follows function/i),
    is: [true, true],
  },
  {
    paragraph: 'A2/9 fn 5',
    question: 'Which missions are mandated to cooperate with committees and panels?',
    get: practices('paragraph=A2/9&footnote=fn%205'),
    expect: every('mission'),
    is: ['UNAMA', 'UNAMI', 'UNSOM'],
  },
  {
    paragraph: 'A2/9 fn 6',
    question: 'Which missions have more comprehensive mandates?',
    get: practices('paragraph=A2/9&footnote=fn%206'),
    expect: every('mission'),
    is: ['MINUSCA', 'MONUSCO', 'UNAMID'],
  },
  {
    paragraph: 'A2/9 fn 5, fn 6',
    question: 'In which of the two footnotes do UNSMIL and UNIFIL stand?',
    get: practices('paragraph=A2/9'),
    expect: body => items(body).filter(p => p.mission === 'UNSMIL' || p.mission === 'UNIFIL').length,
    is: 0,
  },
  {
    paragraph: 'A2/9',
    question: 'Do the comprehensive mandates always have inspections to enforce the embargo?',
    get: practices('paragraph=A2/9&kind=MANDATE&nature=FINDING'),
    expect: says(/may include monitoring/, /in some cases, active inspections/),
    is: [true, true],
  },
  {
    paragraph: 'A2/9',
    question: 'What do panels say of dedicated monitoring staff?',
    get: practices('paragraph=A2/9&kind=STAFFING'),
    expect: only('nature'),
    is: 'FINDING',
  },
  {
    paragraph: 'A2/9 fn 4',
    question: 'How many expert panels were there?',
    get: panels(`on=${DAY}&countedInReport=true`),
    expect: count,
    is: 9,
  },
  {
    paragraph: 'A2/9 fn 4',
    question: 'Which of them were based in New York?',
    get: panels(`on=${DAY}&countedInReport=true&base=NEW_YORK`),
    expect: every('code'),
    is: ['POE-KP', 'POE-MONITORING-TEAM'],
  },
  {
    paragraph: 'A2/9 fn 4',
    question: 'Which one was based in Nairobi?',
    get: panels(`on=${DAY}&countedInReport=true&base=REGIONAL`),
    expect: body => [only('code')(body), ((items(body)[0]?.base as Row[]) ?? []).map(b => b.place)],
    is: ['POE-SO-ER', ['Nairobi']],
  },
  {
    paragraph: 'A2/9 fn 4',
    question: 'How many were home-based?',
    get: panels(`on=${DAY}&countedInReport=true&base=HOME_BASED`),
    expect: count,
    is: 6,
  },
  {
    paragraph: 'A2/9 fn 4',
    question: 'Was every one of the nine at work on the day of the report?',
    get: panels(`on=${DAY}&countedInReport=true`),
    expect: each('status'),
    is: ['ACTIVE'],
  },
  {
    paragraph: 'A2/9 fn 4',
    question: 'Is the panel on Mali, created in September 2017, among the nine?',
    get: `/panels/POE-ML?on=${DAY}`,
    expect: member('countedInReport', 'status', 'from'),
    is: [false, 'ACTIVE', '2017-09-05'],
  },
  {
    paragraph: 'A2/9 fn 4',
    question: 'Was the panel on the DPRK there on the last day of April 2024?',
    get: '/panels/POE-KP?on=2024-04-30',
    expect: member('status', 'baseOn'),
    is: ['ACTIVE', 'NEW_YORK'],
  },
  {
    paragraph: 'A2/9 fn 4',
    question: 'And is it today?',
    get: '/panels/POE-KP',
    expect: member('status', 'to', 'committee'),
    is: ['ENDED', '2024-05-01', '1718'],
  },
  {
    paragraph: 'A2/9 fn 4',
    question: 'Did its committee end with it?',
    get: '/committees?regime=KP-1718&limit=500',
    expect: only('code', 'to', 'endKind'),
    is: ['1718', null, 'OPEN'],
  },
  {
    paragraph: 'A2/9 fn 4',
    question: 'Had the Monitoring Group on Somalia and Eritrea ended by 2019?',
    get: '/panels/POE-SO-ER?on=2019-01-01',
    expect: member('status', 'to'),
    is: ['ENDED', '2018-12-17'],
  },
  {
    paragraph: 'A2/9',
    question: 'Which tasks did MONUSCO hold by a paragraph on the day of the report?',
    get: tasks('MONUSCO', DAY),
    expect: every('code'),
    is: ['COLLECT', 'DISPOSE', 'MONITOR', 'SEIZE', 'SHARE_INFO'],
  },
  {
    paragraph: 'A2/9',
    question: 'And UNAMID?',
    get: tasks('UNAMID', DAY),
    expect: every('code'),
    is: ['GOOD_OFFICES', 'MONITOR'],
  },
  {
    paragraph: 'A2/9',
    question: 'By which paragraph does UNAMID monitor?',
    get: tasks('UNAMID', DAY),
    expect: body =>
      items(body)
        .filter(t => t.code === 'MONITOR')
        .map(t => [t.paragraph, t.regime]),
    is: [['S/RES/1769(2007)/9', 'SD-1591']],
  },
  {
    paragraph: 'A2/9',
    question: 'May UNIFIL inspect or seize by any paragraph known?',
    get: tasks('UNIFIL', DAY),
    expect: every('code'),
    is: ['ASSIST_HOST'],
  },
  {
    paragraph: 'A2/9 fn 5',
    question: 'Does footnote 5 alone give UNAMA a task to share information or to help with exemptions?',
    get: tasks('UNAMA', DAY),
    expect: body => items(body).filter(t => t.code === 'SHARE_INFO' || t.code === 'ASSIST_EXEMPTION').length,
    is: 0,
  },
  {
    paragraph: 'A2/4 fn 2',
    question: 'Could UNOCI still inspect on the last day of the embargo?',
    get: tasks('UNOCI', '2016-04-28'),
    expect: body => items(body).some(t => t.code === 'INSPECT' && t.regime === 'CI-1572'),
    is: true,
  },
  {
    paragraph: 'A2/4 fn 2',
    question: 'What was left to it on the next day?',
    get: tasks('UNOCI', '2016-04-29'),
    expect: every('code'),
    is: ['ASSIST_HOST'],
  },
  {
    paragraph: 'A2/6 fn 3',
    question: 'Had UNMIL any embargo task on the day after the embargo on Liberia?',
    get: tasks('UNMIL', '2016-05-26'),
    expect: body => items(body).filter(t => t.regime !== null).length,
    is: 0,
  },
  {
    paragraph: 'A2/6',
    question: 'By which paragraph did UNMIL inspect and report?',
    get: tasks('UNMIL', '2010-01-01'),
    expect: body => every('code')({ items: items(body).filter(t => t.paragraph === 'S/RES/1683(2006)/4') }),
    is: ['INSPECT', 'REPORT'],
  },

  // 10
  {
    paragraph: 'A2/10',
    question: 'When should the structure for embargo tasks be planned?',
    get: practices('paragraph=A2/10&kind=MANDATE'),
    expect: body => [only('nature')(body), says(/when the mandate is established/, /whenever it is reviewed/)(body)],
    is: ['RECOMMENDED', [true, true]],
  },
  {
    paragraph: 'A2/10',
    question: 'What should be considered for an extensive inspection and enforcement mandate?',
    get: practices('paragraph=A2/10&kind=CELL'),
    expect: only('nature', 'arrangement.dedicated', 'endKind'),
    is: ['RECOMMENDED', true, 'OPEN'],
  },
  {
    paragraph: 'A2/10',
    question: 'And for a limited mandate worked by the JMAC?',
    get: practices('paragraph=A2/10&kind=STAFFING&nature=RECOMMENDED'),
    expect: body => [only('arrangement.office')(body), says(/small number of staff/)(body)],
    is: ['JMAC', [true]],
  },
  {
    paragraph: 'A2/10',
    question: 'Which skills decide whether missions can carry out the tasks?',
    get: practices('paragraph=A2/10&nature=FINDING'),
    expect: body => sorted(items(body).flatMap(p => (at(p, 'arrangement.skills') as unknown[]) ?? [])),
    is: ['ARMS_TRACING', 'BORDER_CONTROL', 'CUSTOMS', 'WEAPONS_STORAGE'],
  },

  // 11
  {
    paragraph: 'A2/11',
    question: 'Does the Secretariat have standard operating procedures, or does it intend to write them?',
    get: practices('paragraph=A2/11&kind=PROCEDURE&nature=INTENDED'),
    expect: only('nature', 'standing.state'),
    is: ['INTENDED', 'NOT_KNOWN'],
  },
  {
    paragraph: 'A2/11',
    question: 'Where should the role of a mission be weighed with care?',
    get: practices('paragraph=A2/11&nature=RECOMMENDED'),
    expect: says(/good offices/, /mediation/, /reconciliation/),
    is: [true, true, true],
  },
  {
    paragraph: 'A2/11',
    question: 'Was UNSMIL mandated for good offices on the day of the report, so that care was due?',
    get: tasks('UNSMIL', DAY),
    expect: body => items(body).some(t => t.code === 'GOOD_OFFICES'),
    is: true,
  },

  // 12
  {
    paragraph: 'A2/12',
    question: 'Under which two conditions do missions assist host States?',
    get: practices('paragraph=A2/12&nature=FINDING'),
    expect: says(/mandated and requested/i),
    is: [true],
  },
  {
    paragraph: 'A2/12',
    question: 'Which two missions help to manage weapons, ammunition and infrastructure?',
    get: practices('paragraph=A2/12&kind=ASSISTANCE'),
    expect: body => every('mission')({ items: items(body).filter(p => /infrastructure/.test(String(p.statement))) }),
    is: ['MINUSCA', 'UNSOM'],
  },
  {
    paragraph: 'A2/12',
    question: 'Whom does the Maritime Task Force of UNIFIL work with?',
    get: practices('paragraph=A2/12&kind=CELL'),
    expect: only('mission', 'arrangement.office', 'arrangement.beneficiary', 'serviceLine'),
    is: ['UNIFIL', 'MARITIME_TASK_FORCE', 'Lebanese Navy', 'ASSIST_HOST_STATE'],
  },
  {
    paragraph: 'A2/12',
    question: 'What do they do together?',
    get: practices('paragraph=A2/12&mission=UNIFIL&kind=ASSISTANCE'),
    expect: says(/joint training/i),
    is: [true],
  },
  {
    paragraph: 'A2/12',
    question: 'By which paragraph does UNIFIL help Lebanon against unauthorised arms?',
    get: tasks('UNIFIL', DAY),
    expect: each('paragraph'),
    is: ['S/RES/1701(2006)/14'],
  },
  {
    paragraph: 'A2/12',
    question: 'Has the regime on Lebanon a committee?',
    get: '/regimes/LB-1701',
    expect: member('committee'),
    is: null,
  },

  // 13
  {
    paragraph: 'A2/13',
    question: 'Who briefed the Libyan authorities on the embargo?',
    get: practices('paragraph=A2/13&kind=AWARENESS_BRIEFING&nature=OBSERVED'),
    expect: body => [only('mission', 'regime')(body), says(/purpose/, /scope/, /implementation/)(body)],
    is: [
      ['UNSMIL', 'LY-1970'],
      [true, true, true],
    ],
  },
  {
    paragraph: 'A2/13',
    question: 'What did UNSMIL hand out for exemption requests and end user certificates?',
    get: practices('paragraph=A2/13&mission=UNSMIL'),
    expect: says(/flow charts/, /checklists/, /model language/, /end user certificates/),
    is: [true, true, true, true],
  },
  {
    paragraph: 'A2/13',
    question: 'With which sectors has MONUSCO been working?',
    get: practices('paragraph=A2/13&mission=MONUSCO'),
    expect: only('kind', 'arrangement.beneficiary'),
    is: ['HOST_CHANNEL', 'Military and justice sectors'],
  },

  // 14
  {
    paragraph: 'A2/14',
    question: 'Through which office does UNSOM assist the Federal Government?',
    get: practices('paragraph=A2/14&mission=UNSOM&kind=HOST_CHANNEL'),
    expect: body => [only('nature')(body), says(/Office of the National Security Adviser/)(body)],
    is: ['GOOD_PRACTICE', [true]],
  },
  {
    paragraph: 'A2/14',
    question: 'Does it help with notifications, a framework for weapons management, and the reception of imports?',
    get: practices('paragraph=A2/14&mission=UNSOM'),
    expect: says(/notifications and reporting/, /national framework/, /imports and donations/),
    is: [true, true, true],
  },
  {
    paragraph: 'A2/14',
    question: 'Do host States have national focal points, or are they encouraged to appoint them?',
    get: practices('paragraph=A2/14&kind=NATIONAL_FOCAL_POINT'),
    expect: only('nature', 'mission', 'standing.state'),
    is: ['RECOMMENDED', null, 'IN_FORCE'],
  },
  {
    paragraph: 'A2/14',
    question: 'Should a joint working group be formed everywhere?',
    get: practices('paragraph=A2/14&kind=JOINT_WORKING_GROUP'),
    expect: body => [only('nature', 'arrangement.cellKind')(body), says(/where feasible/i)(body)],
    is: [['RECOMMENDED', 'JOINT_WORKING_GROUP'], [true]],
  },
  {
    paragraph: 'A2/14',
    question: 'Whose knowledge of sanctions should missions draw upon?',
    get: practices('paragraph=A2/14&kind=INFORMATION_SHARING'),
    expect: says(/Security Council Affairs Division/, /Department of Political Affairs/),
    is: [true, true],
  },

  // 15
  {
    paragraph: 'A2/15',
    question: 'When above all should the needs of host States be reviewed?',
    get: practices('paragraph=A2/15&kind=NEEDS_REVIEW'),
    expect: body => [only('nature')(body), says(/periodically/, /adjusting the measures/)(body)],
    is: ['RECOMMENDED', [true, true]],
  },
  {
    paragraph: 'A2/15',
    question: 'Which document came of the assessment in Somalia, and in which year?',
    get: practices('paragraph=A2/15&kind=ASSESSMENT_MISSION&regime=SO-751'),
    expect: body => [only('from', 'endKind')(body), says(/S\/2014\/243/)(body)],
    is: [[{ value: '2014', precision: 'YEAR' }, 'DATED'], [true]],
  },
  {
    paragraph: 'A2/15',
    question: 'Which documents came of the assessments in Liberia, and in which years?',
    get: practices('paragraph=A2/15&kind=ASSESSMENT_MISSION&regime=LR-1521'),
    expect: body => [only('from.value', 'to.value')(body), says(/S\/2014\/707/, /S\/2015\/590/)(body)],
    is: [
      ['2014', '2015'],
      [true, true],
    ],
  },
  {
    paragraph: 'A2/15',
    question: 'What has to be done with gaps found by ISACS and IATG before an embargo is eased or lifted?',
    get: practices('paragraph=A2/15&kind=ASSESSMENT_MISSION&nature=RECOMMENDED'),
    expect: says(/ISACS/, /IATG/, /addressed before/),
    is: [true, true, true],
  },

  // 16
  {
    paragraph: 'A2/16',
    question: 'Which missions were mandated to report in writing to their committees?',
    get: practices('paragraph=A2/16&kind=WRITTEN_REPORT&nature=OBSERVED'),
    expect: every('mission'),
    is: ['UNMIL', 'UNOCI'],
  },
  {
    paragraph: 'A2/16',
    question: 'Are those duties alive today?',
    get: practices('paragraph=A2/16&kind=WRITTEN_REPORT&nature=OBSERVED'),
    expect: each('standing.state'),
    is: ['ENDED'],
  },
  {
    paragraph: 'A2/16',
    question: 'Had one of the eight missions a task to report on the day of the report?',
    get: tasks('MONUSCO', DAY),
    expect: body => items(body).some(t => t.code === 'REPORT'),
    is: false,
  },
  {
    paragraph: 'A2/16',
    question: 'Who often gives the periodic briefings?',
    get: practices('paragraph=A2/16&kind=BRIEFING&nature=OBSERVED'),
    expect: says(/often given by the Head of Mission/),
    is: [true],
  },
  {
    paragraph: 'A2/16',
    question: 'Why should the Council go on requesting such briefings?',
    get: practices('paragraph=A2/16&kind=BRIEFING&nature=RECOMMENDED'),
    expect: says(/political, peacekeeping and peacebuilding processes/),
    is: [true],
  },
  {
    paragraph: 'A2/16',
    question: 'Have the regimes on Liberia and Côte d’Ivoire been ended?',
    get: '/regimes/LR-1521',
    expect: member('status', 'standing.state'),
    is: ['TERMINATED', 'ENDED'],
  },

  // 17
  {
    paragraph: 'A2/17',
    question: 'What do regional States do at regional briefings?',
    get: practices('paragraph=A2/17&kind=REGIONAL_BRIEFING&nature=FINDING'),
    expect: says(/feedback/),
    is: [true],
  },
  {
    paragraph: 'A2/17',
    question: 'What may the Council and its bodies wish to do?',
    get: practices('paragraph=A2/17&nature=RECOMMENDED'),
    expect: every('kind'),
    is: ['CHAIR_VISIT', 'INFORMATION_SHARING', 'REGIONAL_BRIEFING'],
  },
  {
    paragraph: 'A2/17',
    question: 'What are the visits of Chairs useful for?',
    get: practices('paragraph=A2/17&kind=CHAIR_VISIT&nature=FINDING'),
    expect: says(/awareness/),
    is: [true],
  },

  // 18
  {
    paragraph: 'A2/18',
    question: 'Where in the mission is the focal point for panels well placed?',
    get: practices('paragraph=A2/18&kind=FOCAL_POINT&nature=GOOD_PRACTICE'),
    expect: only('arrangement.office', 'mission', 'endKind'),
    is: ['CHIEF_OF_STAFF', null, 'OPEN'],
  },
  {
    paragraph: 'A2/18',
    question: 'What does the focal point do for panels?',
    get: practices('paragraph=A2/18&kind=FOCAL_POINT&nature=OBSERVED'),
    expect: says(/exchange of information/, /logistical support/),
    is: [true, true],
  },
  {
    paragraph: 'A2/18',
    question: 'Between whom is most direct cooperation?',
    get: practices('paragraph=A2/18&kind=INFORMATION_SHARING'),
    expect: says(/between missions and panels/),
    is: [true],
  },

  // 19
  {
    paragraph: 'A2/19',
    question: 'Which five causes of uneven exchange does the report name?',
    get: practices('paragraph=A2/19'),
    expect: says(/mandates/, /regime/, /receptive the host State/, /resources and specialised staff/, /guidance/),
    is: [true, true, true, true, true],
  },
  {
    paragraph: 'A2/19',
    question: 'Is that a finding or a recommendation?',
    get: practices('paragraph=A2/19'),
    expect: each('nature'),
    is: ['FINDING'],
  },

  // 20
  {
    paragraph: 'A2/20',
    question: 'From which year are the informal guidelines, and do they hold today?',
    get: practices('paragraph=A2/20&nature=FINDING'),
    expect: body => [only('from', 'standing.state')(body), says(/outdated/)(body)],
    is: [[{ value: '2009', precision: 'YEAR' }, 'ENDED'], [true]],
  },
  {
    paragraph: 'A2/20',
    question: 'Who is to write uniform guidance?',
    get: practices('paragraph=A2/20&nature=INTENDED'),
    expect: says(
      /Department of Political Affairs/,
      /Department of Peacekeeping Operations/,
      /Inter-Agency Working Group/,
    ),
    is: [true, true, true],
  },
  {
    paragraph: 'A2/20',
    question: 'Which subjects is it to cover?',
    get: practices('paragraph=A2/20&nature=INTENDED'),
    expect: says(
      /resources/,
      /new technologies/,
      /mandates/,
      /operational constraints/,
      /knowledge transfer/,
      /information-sharing/,
    ),
    is: [true, true, true, true, true, true],
  },
  {
    paragraph: 'A2/20',
    question: 'Has it been written?',
    get: practices('paragraph=A2/20&nature=INTENDED'),
    expect: body => [each('standing.state')(body), each('standing.notKnownSince')(body)],
    is: [['NOT_KNOWN'], ['2017-12-07']],
  },

  // the missions since
  {
    paragraph: 'A2/6',
    question: 'Does UNAMID exist today?',
    get: '/missions/UNAMID',
    expect: member('kind', 'to', 'standing.state'),
    is: ['PEACEKEEPING_OPERATION', '2021-01-01', 'ENDED'],
  },
  {
    paragraph: 'A2/8',
    question: 'What became of UNSOM?',
    get: '/missions/UNSOM',
    expect: member('to', 'standing.state', 'succeededBy.acronym'),
    is: ['2024-11-01', 'ENDED', 'UNTMIS'],
  },
  {
    paragraph: 'A2/8',
    question: 'Does its successor still work?',
    get: '/missions/UNTMIS',
    expect: member('hostState', 'standing.state', 'to'),
    is: ['SO', 'ENDED', '2026-11-01'],
  },
  {
    paragraph: 'A2/3 fn 1',
    question: 'Which of the eight are not known after their last known mandate, UNAMA?',
    get: '/missions/UNAMA?on=2026-06-01',
    expect: member('standing.on', 'standing.state', 'standing.notKnownSince'),
    is: ['2026-06-01', 'NOT_KNOWN', '2026-03-18'],
  },
  {
    paragraph: 'A2/3 fn 1',
    question: 'Does UNIFIL exist on the first day of 2027?',
    get: '/missions/UNIFIL?on=2027-01-01',
    expect: member('standing.state', 'to'),
    is: ['ENDED', '2027-01-01'],
  },
  {
    paragraph: 'A2/3 fn 1',
    question: 'Is UNAMI open today?',
    get: '/missions/UNAMI',
    expect: member('kind', 'hostState', 'standing.state'),
    is: ['SPECIAL_POLITICAL_MISSION', 'IQ', 'ENDED'],
  },
  {
    paragraph: 'A2/4',
    question: 'Did UNOCI outlive its embargo mandate?',
    get: '/missions/UNOCI?on=2017-06-30',
    expect: member('standing.state', 'to'),
    is: ['IN_FORCE', '2017-07-01'],
  },

  // annex I
  {
    paragraph: 'A1/R12',
    question: 'Since when is a dedicated unit recommended to missions that monitor embargoes?',
    get: practices('paragraph=A1/R12&kind=CELL'),
    expect: only('nature', 'from.value', 'arrangement.dedicated', 'source'),
    is: ['RECOMMENDED', '2008', true, 'S/2017/1025 annex I, S/2008/258 recommendation 5'],
  },
  {
    paragraph: 'A1/R6c',
    question: 'Which officer is to be appointed in each peacekeeping operation, by which module?',
    get: practices('paragraph=A1/R6c'),
    expect: says(/fire explosive safety officer/i, /where feasible/, /12\.10/),
    is: [true, true, true],
  },
  {
    paragraph: 'A1/R13',
    question: 'What should missions next to a country under embargo set up?',
    get: practices('paragraph=A1/R13&kind=CELL'),
    expect: says(/arms and ammunition management cells/),
    is: [true],
  },
  {
    paragraph: 'A1/R8e',
    question: 'Why should information be harmonised across missions?',
    get: practices('paragraph=A1/R8e'),
    expect: says(/harmonise/i, /across borders/),
    is: [true, true],
  },
];
