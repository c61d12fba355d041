import { codesOf } from '../codes.js';
import type { PacketChart, PacketSection } from './content.js';
import type { Scope } from './count.js';
import { formatNumber } from './figure-text.js';

/** What the sections are written from, as rows. */
export interface Gathered {
  paragraphs: { id: string; kinds: string[]; from: string; to: string | null; summary: string }[];
  inspections: { type: string; month: string; n: number }[];
  /** One more than are shown, when there are more. */
  access: { day: string; ref: string; result: string; scope: string | null; reason: string | null }[];
  items: { class: string; marking: string; unit: string; lines: number; min: number; max: number }[];
  ammunition: { calibre: string | null; lines: number; min: number; max: number }[];
}

/** As many as one table may hold. */
export const accessRowsAtMost = 1000;
/** Types drawn apart; the renderer can tell eight layers apart, and the last holds the rest. */
const typesDrawn = 7;
/** Longer periods are drawn by year. */
const monthsDrawn = 24;

const label = (list: string, code: string): string => codesOf(list).get(code)?.label ?? code;
const quantities = [
  { title: 'Lines', numeric: true },
  { title: 'At least', numeric: true },
  { title: 'At most', numeric: true },
];
const quantityCells = (row: { lines: number; min: number; max: number }) => [
  formatNumber(row.lines),
  formatNumber(row.min),
  formatNumber(row.max),
];

/** The text of a packet. Numbers stand in it as figure tokens only, so that each can be opened. */
export function sectionsOf(gathered: Gathered, scope: Scope): PacketSection[] {
  return [
    legalFrame(gathered, scope),
    activity(gathered, scope),
    access(gathered),
    items(gathered),
    ammunition(gathered),
    gaps(),
    method(),
  ];
}

function legalFrame({ paragraphs }: Gathered, scope: Scope): PacketSection {
  const named = scope.regime
    ? `This packet counts records under the regime ${scope.regime}.`
    : 'This packet counts records under every regime.';
  return {
    code: 'MANDATE',
    title: 'Mandate and legal frame',
    paragraphs: [
      named,
      paragraphs.length > 0
        ? 'The operative paragraphs below were in force at some time of the period.'
        : 'No operative paragraph in force in the period is on record for it.',
    ],
    ...(paragraphs.length > 0 && {
      table: {
        caption: 'Operative paragraphs in force',
        columns: [
          { title: 'Paragraph' },
          { title: 'Concerns' },
          { title: 'From' },
          { title: 'Until' },
          { title: 'Summary' },
        ],
        rows: paragraphs.map(p => [
          p.id,
          p.kinds.map(kind => label('op-kind', kind)).join('; '),
          p.from,
          p.to ?? 'open or not known',
          p.summary,
        ]),
      },
    }),
  };
}

function activity({ inspections }: Gathered, scope: Scope): PacketSection {
  return {
    code: 'ACTIVITY',
    title: 'Monitoring activity',
    paragraphs: [
      'The mission recorded {{fig:inspections_recorded}} inspections that began in the period; {{fig:inspections_done}} of them were carried out, turned back or broken off. Inspections with a seizure: {{fig:seizure_made}}.',
    ],
    chart: activityChart(inspections, scope),
  };
}

function activityChart(inspections: Gathered['inspections'], { period }: Scope): PacketChart {
  const months = monthsOf(period);
  const byYear = months.length > monthsDrawn;
  const bar = (month: string) => (byYear ? month.slice(0, 4) : month);
  const categories = [...new Set(months.map(bar))];
  const totals = new Map<string, number>();
  for (const row of inspections) totals.set(row.type, (totals.get(row.type) ?? 0) + row.n);
  const ranked = [...totals].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([type]) => type);
  const drawn = ranked.length > typesDrawn + 1 ? ranked.slice(0, typesDrawn) : ranked;
  const values = (belongs: (type: string) => boolean) =>
    categories.map(category =>
      inspections.filter(row => belongs(row.type) && bar(row.month) === category).reduce((sum, row) => sum + row.n, 0),
    );
  const series = drawn.map(type => ({ name: label('inspection-type', type), values: values(other => other === type) }));
  if (drawn.length < ranked.length)
    series.push({ name: 'All other types', values: values(type => !drawn.includes(type)) });
  return {
    title: `Inspections by type and ${byYear ? 'year' : 'month'}`,
    alt: `Stacked bars, one for each ${byYear ? 'year' : 'month'} of the period: inspections by type. The numbers are in the table below.`,
    note: 'Records: {{fig:inspections_recorded}}; the period of this packet, by the first day of each inspection.',
    categories,
    series,
  };
}

/** Every month that the half-open period touches, as `2026-01`. */
function monthsOf({ from, to }: Scope['period']): string[] {
  const months: string[] = [];
  const end = Date.parse(`${to}T00:00:00Z`);
  const month = new Date(`${from.slice(0, 7)}-01T00:00:00Z`);
  for (; month.getTime() < end; month.setUTCMonth(month.getUTCMonth() + 1))
    months.push(month.toISOString().slice(0, 7));
  return months;
}

function access({ access: rows }: Gathered): PacketSection {
  const shown = rows.slice(0, accessRowsAtMost);
  const paragraphs = [
    'Access was attempted {{fig:access_attempted}} times. It was denied {{fig:access_denied}} times and partial {{fig:access_partial}} times.',
    'Of access attempted, {{fig:denial_rate}} was denied, {{fig:partial_rate}} was partial, and {{fig:host_caused_rate}} was denied, partial, delayed or postponed by the host. What the mission broke off itself is no attempt.',
  ];
  if (rows.length > shown.length)
    paragraphs.push(
      'The table shows the earliest results only; all {{fig:access_recorded}} can be opened from their figure.',
    );
  return {
    code: 'ACCESS',
    title: 'Access and cooperation',
    paragraphs,
    ...(shown.length > 0 && {
      table: {
        caption: 'Access results',
        columns: [
          { title: 'Date' },
          { title: 'Inspection' },
          { title: 'Result' },
          { title: 'Scope' },
          { title: 'Reason given' },
        ],
        rows: shown.map(row => [
          row.day,
          row.ref,
          label('access-result', row.result),
          row.scope ? label('denial-scope', row.scope) : '',
          row.reason ? label('denial-reason', row.reason) : '',
        ]),
      },
    }),
  };
}

function items({ items: rows }: Gathered): PacketSection {
  return {
    code: 'ITEMS',
    title: 'Items recorded',
    paragraphs: [
      'The mission recorded {{fig:observations_recorded}} lines, {{fig:arms_lines}} of them small arms and light weapons. One line may stand for many like objects: {{fig:items_recorded}} lines of arms counted by the piece stand for at least {{fig:items_recorded_min}} and at most {{fig:items_recorded_max}} arms.',
      'The marking was examined in {{fig:marking_examined}} lines of arms; it had been erased, altered or restamped in {{fig:altered_rate}}. A primary serial could be read without a gap in {{fig:usable_serial_rate}} of the lines of arms.',
    ],
    ...(rows.length > 0 && {
      table: {
        caption: 'Lines by class, marking and unit',
        columns: [{ title: 'Class' }, { title: 'Marking' }, { title: 'Unit' }, ...quantities],
        rows: rows.map(row => [
          label('observation-class', row.class),
          label('marking-status', row.marking),
          label('quantity-unit', row.unit),
          ...quantityCells(row),
        ]),
      },
    }),
  };
}

function ammunition({ ammunition: rows }: Gathered): PacketSection {
  return {
    code: 'AMMUNITION',
    title: 'Ammunition',
    paragraphs: [
      'The mission recorded {{fig:ammunition_lines}} lines of ammunition. Those counted by the round stand for at least {{fig:ammunition_rounds_min}} and at most {{fig:ammunition_rounds_max}} rounds.',
    ],
    ...(rows.length > 0 && {
      table: {
        caption: 'Rounds by calibre as written',
        columns: [{ title: 'Calibre' }, ...quantities],
        rows: rows.map(row => [row.calibre ?? 'not stated', ...quantityCells(row)]),
      },
    }),
  };
}

function gaps(): PacketSection {
  return {
    code: 'GAPS',
    title: 'Gaps and limits',
    paragraphs: [
      'Records of unknown date belong to no period and are in no other figure: {{fig:undated_records}}, whenever they were recorded.',
      'In {{fig:open_ended_lines}} lines of arms and ammunition the source states no lower or no upper bound; an upper bound that is not stated is taken as the lower one.',
      'Figures show what was recorded when the packet was taken, not what exists: a period without records may be a period without inspections.',
      'Records above the level of this packet, and records of a compartment, are not counted.',
    ],
  };
}

function method(): PacketSection {
  return {
    code: 'METHOD',
    title: 'Method and definitions',
    paragraphs: [
      'All figures were computed in one database snapshot. Each names its filter and the version of its rule in the annex, and its records can be opened by them.',
      'An inspection belongs to the period in which it began, an access result and a line to the period of their own date. Of a date known only as a month or a year the first day counts. Days are UTC.',
      'Access attempted means that the mission arrived, or that the host turned it back: full, partial, delayed, denied, postponed by the host, site empty, not found, handed back. What the mission broke off for security, safety or weather is no attempt.',
      'A result superseded by a later one and a line corrected by a later one do not count. A share of nothing is not available, never zero.',
      'A marking counts as examined when its state is known; covered and not examined markings say nothing of it.',
    ],
  };
}
