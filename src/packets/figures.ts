import type { Condition, Source } from './figure-records.js';

/** What a figure counts; the packet adds its period, regime and level. */
export interface FigureDefinition {
  /** Its name in the text: `{{fig:code}}`. */
  code: string;
  label: string;
  unit: 'COUNT' | 'PERCENT' | 'ITEM' | 'ROUND';
  /** Changes whenever what is counted changes. */
  ruleVersion: string;
  sources: Source[];
  dates: 'IN_PERIOD' | 'UNKNOWN';
  counted: Condition;
  /** With it the figure is a percentage of `counted` among it. */
  among?: Condition;
  sum?: 'QTY_MIN' | 'QTY_MAX';
}

/**
 * Access attempted: the mission arrived, or the host turned it back (domain rules §0 and §3.3). Results caused by the
 * mission itself (ABORTED_*) are no attempt at access; of UNKNOWN and NOT_STATED nobody can say.
 */
const attempted = [
  'FULL', // arrived, saw everything
  'PARTIAL', // arrived, the host kept something closed
  'DELAYED', // arrived, the host kept the team waiting
  'DENIED', // turned back by the host
  'POSTPONED_BY_HOST', // turned back by the host before it left
  'SITE_EMPTY', // arrived, nothing there
  'NOT_FOUND', // arrived, no such place there
  'HANDED_BACK', // arrived, the site had passed to another authority
] as const;

/** Results that the host caused, as `class` in the code list access-result has it. */
const hostCaused = ['DENIED', 'PARTIAL', 'DELAYED', 'POSTPONED_BY_HOST'] as const;

/** Statuses of an inspection that has taken place, or was turned back or broken off on the way. */
const done = ['COMPLETED', 'PARTIAL', 'DENIED', 'ABORTED', 'DRAFT_REPORT', 'QA', 'CLOSED'] as const;

const arms = ['SMALL_ARM', 'LIGHT_WEAPON'] as const;
const single = ['ITEM', 'PIECE'] as const;

/** Somebody looked at the marking and could tell; COVERED, NOT_EXAMINED, UNKNOWN and NOT_STATED say nothing of it. */
const examined = [
  'ORIGINAL_COMPLETE',
  'ORIGINAL_PARTIAL',
  'NEVER_MARKED',
  'ERASED',
  'ALTERED',
  'RESTAMPED',
  'OVERPAINTED',
  'WORN',
] as const;
const tampered = ['ERASED', 'ALTERED', 'RESTAMPED'] as const;

type Rest = Partial<Omit<FigureDefinition, 'code' | 'label'>>;

const figure = (source: Source | Source[], ruleVersion: string, code: string, label: string, rest: Rest = {}) => ({
  code,
  label,
  unit: rest.among ? ('PERCENT' as const) : ('COUNT' as const),
  ruleVersion,
  sources: [source].flat(),
  dates: 'IN_PERIOD' as const,
  counted: {},
  ...rest,
});

const inspections = (code: string, label: string, rest?: Rest) =>
  figure('INSPECTION', 'inspections/1', code, label, rest);
const access = (code: string, label: string, rest?: Rest) => figure('ACCESS_RESULT', 'access/1', code, label, rest);
const lines = (code: string, label: string, rest?: Rest) => figure('OBSERVATION', 'items/1', code, label, rest);

/** Every figure of a packet, in the order of its annex. */
export const figureDefinitions: FigureDefinition[] = [
  inspections('inspections_recorded', 'Inspections that began in the period'),
  inspections('inspections_done', 'Inspections carried out, turned back or broken off', {
    counted: { statuses: done },
  }),
  inspections('seizure_made', 'Inspections with a seizure', { counted: { outcomes: ['SEIZURE_MADE'] } }),
  access('access_recorded', 'Access results recorded'),
  access('access_attempted', 'Access attempted: arrived, or turned back by the host', {
    counted: { results: attempted },
  }),
  access('access_denied', 'Access denied', { counted: { results: ['DENIED'] } }),
  access('access_partial', 'Access partial', { counted: { results: ['PARTIAL'] } }),
  access('denial_rate', 'Denied, of access attempted', {
    counted: { results: ['DENIED'] },
    among: { results: attempted },
  }),
  access('partial_rate', 'Partial, of access attempted', {
    counted: { results: ['PARTIAL'] },
    among: { results: attempted },
  }),
  access('host_caused_rate', 'Denied, partial, delayed or postponed by the host, of access attempted', {
    counted: { results: hostCaused },
    among: { results: attempted },
  }),
  lines('observations_recorded', 'Lines recorded, of every class'),
  lines('arms_lines', 'Lines of small arms and light weapons', { counted: { classes: arms } }),
  lines('items_recorded', 'Lines of small arms and light weapons counted by the piece', {
    counted: { classes: arms, units: single },
  }),
  lines('items_recorded_min', 'Small arms and light weapons, sum of lower bounds of lines counted by the piece', {
    unit: 'ITEM',
    counted: { classes: arms, units: single },
    sum: 'QTY_MIN',
  }),
  lines('items_recorded_max', 'Small arms and light weapons, sum of upper bounds (the lower where none is stated)', {
    unit: 'ITEM',
    counted: { classes: arms, units: single },
    sum: 'QTY_MAX',
  }),
  lines('ammunition_lines', 'Lines of ammunition', { counted: { classes: ['AMMO'] } }),
  lines('ammunition_rounds_min', 'Rounds of ammunition, sum of lower bounds of lines counted by the round', {
    unit: 'ROUND',
    counted: { classes: ['AMMO'], units: ['ROUND'] },
    sum: 'QTY_MIN',
  }),
  lines('ammunition_rounds_max', 'Rounds of ammunition, sum of upper bounds (the lower where none is stated)', {
    unit: 'ROUND',
    counted: { classes: ['AMMO'], units: ['ROUND'] },
    sum: 'QTY_MAX',
  }),
  lines('marking_examined', 'Lines of arms whose marking was examined', {
    counted: { classes: arms, markings: examined },
  }),
  lines('altered_rate', 'Marking erased, altered or restamped, of markings examined', {
    counted: { classes: arms, markings: tampered },
    among: { classes: arms, markings: examined },
  }),
  lines('usable_serial_rate', 'Primary serial read without a gap, of lines of arms', {
    counted: { classes: arms, serial: 'USABLE' },
    among: { classes: arms },
  }),
  lines('open_ended_lines', 'Lines of arms and ammunition without a lower or an upper bound', {
    counted: { classes: [...arms, 'AMMO'], quantity: 'OPEN_ENDED' },
  }),
  figure(
    ['INSPECTION', 'ACCESS_RESULT', 'OBSERVATION'],
    'dates/1',
    'undated_records',
    'Records of unknown date, in no period',
    {
      dates: 'UNKNOWN',
    },
  ),
];
