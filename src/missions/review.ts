import { codesOf } from '../codes.js';
import { type AdviceText, adviceData, adviceText } from './advice.js';
import type { Arrangement, Known, KnownCell } from './arrangement.js';

/** An advice with the facts of this mission that trigger it. */
export interface Advice extends AdviceText {
  triggeredBy: Known[];
  /** What exactly is missing, such as codes of skills. */
  missing: string[];
}

/** What the review does not speak of, and why. */
export interface Silence {
  subject: string;
  because: string;
}

/** How far a mandate goes (annex II para 9 and 10; the borders are Cordon's reading). */
export type MandateReach = 'EXTENSIVE' | 'LIMITED' | 'COOPERATION' | 'NONE';

/** The outcome of a review. */
export interface Review {
  reach: MandateReach | null;
  advice: Advice[];
  silentOn: Silence[];
}

/** Tasks that are the embargo's own. Collecting and disposing of arms come with disarmament too, and tell nothing alone. */
const watching = new Set(['MONITOR', 'INSPECT', 'ENFORCE', 'SEIZE']);
const cooperating = new Set(['SHARE_INFO', 'REPORT', 'ASSIST_EXEMPTION', 'ASSIST_HOST']);
const assisting = new Set(['ASSIST_EXEMPTION', 'ASSIST_HOST']);
const telling = new Set(['SHARE_INFO', 'REPORT']);
const handling = new Set(['SEIZE', 'COLLECT', 'DISPOSE']);

/** The skills of annex II para 10. */
const namedSkills = [...codesOf('skill').values()]
  .filter(skill => skill.class === 'NAMED_IN_PARA_10')
  .map(skill => skill.code);

/**
 * Does form follow function? Holds the arrangement known on a day against the tasks in force that day. It speaks only
 * of what is known: without a known mandate it says nothing, and what is not known of an arrangement triggers nothing.
 */
export function reviewArrangement(arrangement: Arrangement): Review {
  const { mandate, tasks } = arrangement;
  if (mandate !== 'KNOWN')
    return { reach: null, advice: [], silentOn: [{ subject: 'mandate', because: why[mandate] }] };
  const reach = reachOf(tasks.map(task => task.code));
  const said = new Sayings(arrangement);
  if (reach === 'NONE') {
    const because = 'No embargo task with a paragraph is on record for this day.';
    return { reach, advice: [], silentOn: [{ subject: 'mandate', because }] };
  }
  ofUnits(arrangement, reach, said);
  ofStaff(arrangement, reach, said);
  ofPanels(arrangement, said);
  ofHost(arrangement, said);
  ofMeans(arrangement, reach, said);
  return { reach, advice: said.advice, silentOn: [...said.silent.values()] };
}

const why = {
  UNKNOWN: 'No task with a paragraph is on record for this day.',
  NOT_YET: 'No mandate had begun on this day.',
  ENDED: 'Every mandate on record had ended on this day.',
};

/** INSPECT with ENFORCE or SEIZE is what annex II para 10 calls extensive. */
export function reachOf(codes: string[]): MandateReach {
  const tasks = new Set(codes);
  if (tasks.has('INSPECT') && (tasks.has('ENFORCE') || tasks.has('SEIZE'))) return 'EXTENSIVE';
  if (codes.some(code => watching.has(code))) return 'LIMITED';
  return codes.some(code => cooperating.has(code)) ? 'COOPERATION' : 'NONE';
}

/** Gathers what the rules say. */
class Sayings {
  readonly advice: Advice[] = [];
  readonly silent = new Map<string, Silence>();

  constructor(private readonly arrangement: Arrangement) {}

  /** The tasks in force among these, as triggers. */
  tasks(among: Set<string>): Known[] {
    return this.arrangement.tasks
      .filter(task => among.has(task.code))
      .map(({ code, paragraph, state }) => ({
        fact: state === 'NOT_KNOWN' ? `Task ${code}, last known in force` : `Task ${code}`,
        source: paragraph,
      }));
  }

  say(code: string, triggeredBy: Known[], missing: string[] = []): void {
    this.advice.push({ ...adviceText(code), triggeredBy, missing });
  }

  /** True when the subject is known; otherwise the review says that it is silent on it. */
  knows<T>(subject: string, known: T | null): known is T {
    if (known === null)
      this.silent.set(subject, { subject, because: 'Nothing is known to the reader of this mission.' });
    return known !== null;
  }
}

const absent = (fact: string, on: string): Known => ({ fact: `${fact} on ${on}`, source: 'what is on record' });

/** Null: it may be, but nobody has said so. */
function isDedicated({ kind, dedicated }: KnownCell): boolean | null {
  if (kind === 'INTEGRATED_UNIT') return true;
  return adviceData.dedicatedKinds.includes(kind) ? dedicated : false;
}

function ofUnits(arrangement: Arrangement, reach: MandateReach, said: Sayings): void {
  const { cells, on } = arrangement;
  if (!said.knows('cells', cells)) return;
  const dedication = cells.map(isDedicated);
  const shape = cells.length > 0 ? named(cells) : [absent('No cell', on)];
  const asked = reach === 'EXTENSIVE' ? 'DEDICATED_UNIT' : 'DEDICATED_STAFF';
  if (reach !== 'COOPERATION' && !dedication.includes(true)) {
    if (dedication.includes(null))
      said.silent.set('dedicated staff', {
        subject: 'dedicated staff',
        because: 'Whether the staff of a cell work on the embargo only is not known.',
      });
    else if (asked === 'DEDICATED_UNIT')
      said.say(asked, [...said.tasks(new Set(['INSPECT', 'ENFORCE', 'SEIZE'])), ...shape]);
    else said.say(asked, [...said.tasks(watching), ...shape, ...far(arrangement)]);
  }
  const staff = cells.reduce((sum, cell) => sum + (cell.staff ?? 0), 0);
  const large = cells.filter(cell => cell.kind === 'INTEGRATED_UNIT' || staff > adviceData.smallStaff);
  if (reach === 'COOPERATION' && large.length > 0)
    said.say('SMALLER_FORM', [
      ...said.tasks(cooperating),
      ...large.map(({ fact, source, staff: n }) => ({ fact: n === null ? fact : `${fact}, ${n} staff`, source })),
    ]);
}

/** Panels that are not in the country weigh for staff of the mission's own (annex II para 9). */
const far = ({ panels }: Arrangement): Known[] =>
  panels
    .filter(panel => panel.base === 'HOME_BASED' || panel.base === 'NEW_YORK')
    .map(panel => ({ fact: `The panel ${panel.code} is not based in the mission area`, source: 'A2/9' }));

function ofStaff({ cells, vacancies, offers, kind }: Arrangement, reach: MandateReach, said: Sayings): void {
  if (cells === null || reach === 'COOPERATION') return;
  const known = cells.filter(cell => cell.skills !== null);
  if (cells.length > 0 && known.length === 0) {
    said.silent.set('skills', { subject: 'skills', because: 'Who serves in the cells is not known.' });
  } else if (known.length > 0) {
    const held = new Set(known.flatMap(cell => cell.skills ?? []));
    const sought = new Set((vacancies ?? []).flatMap(vacancy => vacancy.skills));
    const accepted = new Set((offers ?? []).filter(offer => offer.accepted).flatMap(offer => offer.skills));
    const missing = namedSkills.filter(skill => !held.has(skill) && !sought.has(skill) && !accepted.has(skill));
    // A report names some of the skills of a cell; only a full list of members shows that one is missing.
    const complete = known.every(cell => cell.staff !== null);
    if (!complete) said.silent.set('skills', { subject: 'skills', because: 'Only some of the skills are known.' });
    else if (missing.length > 0)
      said.say(
        reach === 'EXTENSIVE' && cells.some(one => isDedicated(one) === true) ? 'UNIT_EXPERTS' : 'SKILLS',
        [...said.tasks(watching), ...named(known)],
        missing,
      );
    if (
      complete &&
      kind === 'PEACEKEEPING_OPERATION' &&
      said.tasks(handling).length > 0 &&
      !held.has('EXPLOSIVE_SAFETY')
    )
      said.say('EXPLOSIVE_SAFETY', [...said.tasks(handling), ...named(known)], ['EXPLOSIVE_SAFETY']);
  }
  if (said.knows('vacancies', vacancies) && vacancies.length > 0)
    said.say('VACANCIES', [...named(vacancies), ...named(offers ?? [])]);
}

const named = (known: Known[]): Known[] => known.map(({ fact, source }) => ({ fact, source }));

function ofPanels({ focalPoints, schedules, panels, on }: Arrangement, said: Sayings): void {
  const shares = said.tasks(telling);
  const served = panels.map(panel => ({
    fact: `The panel ${panel.code} serves the mission's regime`,
    source: 'A2/18',
  }));
  if (shares.length + served.length > 0 && said.knows('focal points', focalPoints)) {
    if (focalPoints.length === 0)
      said.say('PANEL_FOCAL_POINT', [...shares, ...served, absent('No focal point for panels', on)]);
    const placed = focalPoints.filter(point => point.office !== null && point.office !== 'UNKNOWN');
    if (placed.length > 0 && placed.every(point => point.office !== 'CHIEF_OF_STAFF'))
      said.say('FOCAL_POINT_OFFICE', named(placed));
    else if (focalPoints.length > 0 && placed.length === 0)
      said.silent.set('office of the focal point', {
        subject: 'office of the focal point',
        because: 'Where the focal point sits is not known.',
      });
  }
  if (shares.length > 0 && said.knows('briefings', schedules) && schedules.length === 0)
    said.say('BRIEFINGS', [...shares, absent('No active briefing schedule', on)]);
}

function ofHost({ nationalFocalPoints, jointWorkingGroups, reviews, on }: Arrangement, said: Sayings): void {
  const assists = said.tasks(assisting);
  if (assists.length === 0) return;
  if (said.knows('national focal points', nationalFocalPoints) && nationalFocalPoints.length === 0)
    said.say('NATIONAL_FOCAL_POINT', [...assists, absent('No national focal point', on)]);
  if (said.knows('joint working groups', jointWorkingGroups) && jointWorkingGroups.length === 0)
    said.say('JOINT_WORKING_GROUP', [...assists, absent('No joint working group', on)]);
  if (!said.knows('needs assessments', reviews)) return;
  const unassessed = reviews.filter(review => !review.assessed);
  if (unassessed.length > 0) said.say('NEEDS_REVIEW', [...assists, ...named(unassessed)]);
}

function ofMeans({ procedures, tasks, on }: Arrangement, reach: MandateReach, said: Sayings): void {
  const offices = tasks.filter(task => task.code === 'GOOD_OFFICES');
  if (offices.length > 0)
    said.say('GOOD_OFFICES', [
      ...said.tasks(new Set(['GOOD_OFFICES'])),
      { fact: `The embargo mandate is ${reach}`, source: 'A2/9' },
    ]);
  if (said.knows('procedures', procedures) && procedures.length === 0)
    said.say('PROCEDURES', [absent('No procedure in force', on)]);
}
