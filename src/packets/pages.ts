import { canonicalJson } from '../database/canonical-json.js';
import { CELL_PADDING, columnWidths } from './column-widths.js';
import type { PacketChart, PacketContent, PacketFigure, PacketSection, PacketTable } from './content.js';
import { figureText, figureValue, formatNumber, SMALL_COUNT, THIN_SPACE } from './figure-text.js';
import { Printer } from './fonts.js';

/** Rows of one table; a longer list belongs in an export, not in a briefing. */
export const MAX_TABLE_ROWS = 1000;
/** Layers of one chart that can still be told apart by tone. */
export const MAX_SERIES = 8;

const FICTIONAL_NOTICE = 'FICTIONAL DEMONSTRATION DATA';
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

// Characters. PDF/A ends a string (document title, bookmark, alternative text) at 32,767 bytes.
const PDF_STRING = 5000;
// Widths in average characters, measured on the template's own text sizes and A4 margins.
const PROSE_WORD = 40;
const TITLE_WORD = 24;
const TABLE_WIDTH = 100;
const ANNEX_WIDTH = 115;

/** Prose in pieces: plain text, or a figure's text with its id and the anchor of its line in the annex. */
type Piece = { text: string; figure?: string; anchor?: string };

interface TablePage {
  caption: string;
  columns: { title: string; numeric: boolean; width: number }[];
  rows: string[][];
  /** Names of the link targets, one for each row; empty if nothing links here. */
  anchors: string[];
}

interface ChartPage {
  title: string;
  alt: string;
  note: Piece[];
  legend: string[];
  bars: { category: string; total: string; layers: { series: number; value: string; share: number }[] }[];
  data: TablePage | null;
  /** Printed in place of the picture and its data. */
  refused: string | null;
}

/** What the template prints: every string already printable, every number already text. */
export interface PacketPages {
  title: string;
  ref: string;
  kind: string;
  mission: string;
  marking: string;
  notice: string | null;
  cover: { label: string; value: string }[];
  sections: {
    title: string;
    paragraphs: { number: string; pieces: Piece[] }[];
    chart: ChartPage | null;
    table: TablePage | null;
  }[];
  figures: TablePage;
}

/**
 * The one place that words the handling of a packet: level and caveats as they stand at the top and the foot of every
 * page.
 */
export function handlingMarking(content: Pick<PacketContent, 'classification' | 'caveats'>): string {
  return [content.classification, ...content.caveats].map(code => code.replaceAll('_', ' ')).join(' \u2022 ');
}

/**
 * Lays content out as pages, without drawing anything.
 *
 * @param contentSha256 hash of the packet's JSON, lower-case hex; printed on the cover.
 * @param coverage code points the fonts can draw.
 * @throws Error naming the fault if a token is unknown, a table is ragged or too long, or a chart cannot be drawn.
 */
export function packetPages(content: PacketContent, contentSha256: string, coverage: ReadonlySet<number>): PacketPages {
  return new PageBuilder(content, new Printer(coverage)).pages(contentSha256);
}

class PageBuilder {
  private readonly figures = new Map<string, { text: string; anchor: string }>();
  private paragraphs = 0;

  constructor(
    private readonly content: PacketContent,
    private readonly printer: Printer,
  ) {
    content.figures.forEach((figure, index) => {
      if (this.figures.has(figure.id)) throw new Error(`Two figures with the id ${figure.id}`);
      // Numbered, because a figure's id is data and an anchor is a name in the document.
      this.figures.set(figure.id, { text: figureText(figure), anchor: `figure-${index}` });
    });
  }

  pages(contentSha256: string): PacketPages {
    const { content } = this;
    const sections = content.sections.map(section => this.section(section));
    const figures = this.annex(content.figures);
    return {
      title: this.metadata(`${content.ref} \u2013 ${content.kind.replaceAll('_', ' ')}`),
      ref: this.title(content.ref),
      kind: this.title(content.kind.replaceAll('_', ' ')),
      mission: this.title(content.mission.name),
      marking: this.title(handlingMarking(content)),
      notice: content.fictional ? FICTIONAL_NOTICE : null,
      sections,
      figures,
      // Last: it reports what the printer met in all the rest.
      cover: this.cover(contentSha256),
    };
  }

  private cover(contentSha256: string): PacketPages['cover'] {
    const { content } = this;
    const lines: [string, string][] = [
      ['Reference', content.ref],
      ['Kind', content.kind.replaceAll('_', ' ')],
      ['Mission', `${content.mission.name} (${content.mission.acronym})`],
      ['Committee', content.committee.name],
      ['Period', periodText(content.period)],
      ['Level', content.classification.replaceAll('_', ' ')],
      ['Caveats', content.caveats.map(caveat => caveat.replaceAll('_', ' ')).join('; ') || 'None'],
      ['Taken at', content.takenAt],
      ['Database snapshot', content.snapshot],
      ['Template version', content.template],
      ['Content schema', content.schema],
    ];
    const cover = lines.map(([label, value]) => ({ label, value: this.prose(value) }));
    // Not through the printer: a break inside a hash would end up in what a reader copies.
    cover.push({ label: 'Content SHA-256', value: contentSha256 });
    const checkpoint = content.auditCheckpoint;
    cover.push({
      label: 'Audit checkpoint',
      value: checkpoint ? `${checkpoint.size} entries` : 'None: no entry of the trail was sealed yet',
    });
    if (checkpoint) cover.push({ label: 'Audit root', value: checkpoint.root });
    if (this.printer.replaced > 0) {
      const count = formatNumber(this.printer.replaced);
      cover.push({
        label: 'Characters not in font',
        value: `${count}, printed as [U+code]. The JSON of this packet has the original text.`,
      });
    }
    return cover;
  }

  private section(section: PacketSection): PacketPages['sections'][number] {
    return {
      title: this.title(section.title),
      paragraphs: section.paragraphs.map(paragraph => {
        this.paragraphs += 1;
        return { number: `${this.paragraphs}.`, pieces: this.pieces(paragraph, section.code) };
      }),
      chart: section.chart ? this.chart(section.chart, section.code) : null,
      table: section.table ? this.table(section.table) : null,
    };
  }

  /** Cuts prose at its tokens. */
  private pieces(prose: string, where: string): Piece[] {
    return prose.split(/(\{\{[^{}]*\}\})/).flatMap((part, index): Piece[] => {
      if (index % 2 === 0) return part === '' ? [] : [{ text: this.prose(part) }];
      const id = /^\{\{fig:(.*)\}\}$/s.exec(part)?.[1];
      const figure = id === undefined ? undefined : this.figures.get(id);
      if (id === undefined || figure === undefined) throw new Error(`Unknown token ${part} in section ${where}`);
      return [{ text: this.prose(figure.text), figure: this.prose(id), anchor: figure.anchor }];
    });
  }

  private chart(chart: PacketChart, where: string): ChartPage {
    const fault = chartFault(chart);
    if (fault) throw new Error(`Chart "${chart.title}": ${fault}`);
    const totals = chart.categories.map((_, bar) => sum(chart.series.map(series => series.values[bar] ?? 0)));
    const longest = Math.max(...totals, 0);
    const few = sum(totals) < SMALL_COUNT;
    const rows = chart.categories.map((category, bar) => [
      category,
      ...chart.series.map(series => formatNumber(series.values[bar] ?? 0)),
      formatNumber(totals[bar] ?? 0),
    ]);
    const columns = [...chart.series.map(series => series.name), 'Total'].map(title => ({ title, numeric: true }));
    const data = { caption: `${chart.title} (data)`, columns: [{ title: 'Category' }, ...columns], rows };
    return {
      title: this.title(chart.title),
      alt: this.metadata(chart.alt),
      note: this.pieces(chart.note, where),
      legend: chart.series.map(series => this.prose(series.name)),
      bars: few ? [] : chart.categories.map((category, bar) => this.bar(chart, category, bar, longest)),
      data: few ? null : this.table(data),
      refused: few ? `No chart: n < ${SMALL_COUNT}` : null,
    };
  }

  private bar(chart: PacketChart, category: string, bar: number, longest: number): ChartPage['bars'][number] {
    const values = chart.series.map(series => series.values[bar] ?? 0);
    return {
      category: this.title(category),
      total: formatNumber(sum(values)),
      layers: values.flatMap((value, series) =>
        value > 0 ? [{ series, value: formatNumber(value), share: value / longest }] : [],
      ),
    };
  }

  private table(table: PacketTable, width = TABLE_WIDTH, anchors: string[] = []): TablePage {
    const { caption, columns, rows } = table;
    if (rows.length > MAX_TABLE_ROWS) {
      throw new Error(`Table "${caption}": ${rows.length} rows, at most ${MAX_TABLE_ROWS}`);
    }
    if (columns.length === 0 || rows.some(row => row.length !== columns.length)) {
      throw new Error(`Table "${caption}": every row needs one cell for each column`);
    }
    const widths = columnWidths(
      columns.map((column, index) => [column.title, ...rows.map(row => row[index] ?? '')]),
      width,
    );
    const capacities = widths.map(characters => Math.max(1, Math.floor(characters - CELL_PADDING)));
    const cell = (text: string, index: number) => this.printer.print(text, capacities[index] ?? 1);
    return {
      caption: this.title(caption),
      columns: columns.map(({ title, numeric }, index) => ({
        title: cell(title, index),
        numeric: numeric ?? false,
        width: widths[index] ?? 1,
      })),
      // The groups of a number stay on one line.
      rows: rows.map(row =>
        row.map((text, index) => cell(columns[index]?.numeric ? text.replaceAll(' ', THIN_SPACE) : text, index)),
      ),
      anchors,
    };
  }

  private annex(figures: PacketFigure[]): TablePage {
    const rows = figures.map(figure => {
      // The parts of a withheld value would give the value away.
      const part = (value: number | null) =>
        figure.suppressed !== null ? 'withheld' : value === null ? '\u2013' : formatNumber(value);
      return [
        figure.id,
        `${figure.label}\n${figure.unit}${figure.suppressed === null ? '' : `; ${figure.suppressed}`}`,
        figureValue(figure),
        part(figure.numerator),
        part(figure.denominator),
        canonicalJson(figure.filter),
        figure.ruleVersion,
      ];
    });
    const columns = [
      { title: 'Id' },
      { title: 'Figure and unit' },
      { title: 'Value', numeric: true },
      { title: 'Numerator', numeric: true },
      { title: 'Denominator', numeric: true },
      { title: 'Filter' },
      { title: 'Rule version' },
    ];
    const anchors = figures.map((_, index) => `figure-${index}`);
    return this.table({ caption: 'Figures of this packet', columns, rows }, ANNEX_WIDTH, anchors);
  }

  private prose(text: string): string {
    return this.printer.print(text, PROSE_WORD);
  }

  /** For strings that are not drawn, and so need no places to break. */
  private metadata(text: string): string {
    return this.printer.print(text, PDF_STRING, PDF_STRING);
  }

  private title(text: string): string {
    return this.printer.print(text, TITLE_WORD, PDF_STRING);
  }
}

function chartFault({ categories, series }: PacketChart): string | null {
  if (series.length > MAX_SERIES) return `${series.length} series, at most ${MAX_SERIES}`;
  if (series.some(({ values }) => values.length !== categories.length)) return 'one value needed for each category';
  if (series.some(({ values }) => values.some(value => !(value >= 0)))) return 'a stacked bar has no negative values';
  return null;
}

/** "1 January 2025 to 31 March 2025": the last day counted, since a reader takes both ends as included. */
function periodText(period: PacketContent['period']): string {
  return `${dayText(period.from, 0)} to ${dayText(period.to, -1)}`;
}

function dayText(day: string, shift: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) throw new RangeError(`Not a day: ${day}`);
  date.setUTCDate(date.getUTCDate() + shift);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
