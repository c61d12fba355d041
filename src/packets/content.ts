/**
 * What a briefing packet says, as plain data: the whole input of `render`.
 * `gather` fills it inside one read-only snapshot; nothing here reads a clock, a database or a file.
 */
export interface PacketContent {
  /** Version of this data shape. */
  schema: 'cordon.packet/1';
  /** Version of the template that turns it into pages; part of what makes the bytes repeatable. */
  template: string;
  ref: string;
  kind: string;
  mission: { acronym: string; name: string };
  committee: { name: string };
  /** Half-open, days as YYYY-MM-DD. */
  period: { from: string; to: string };
  /** The instant the data was read (RFC 3339 UTC); also the document's only time stamp. */
  takenAt: string;
  /** `pg_current_snapshot()` of the transaction that computed every figure. */
  snapshot: string;
  /** The newest checkpoint of the audit trail at that moment, so that whoever holds the packet can prove the trail. */
  auditCheckpoint: AuditCheckpoint | null;
  classification: 'UNCLASSIFIED' | 'CONFIDENTIAL' | 'STRICTLY_CONFIDENTIAL';
  caveats: string[];
  /** Printed on every page when the body is not a real one. */
  fictional: boolean;
  sections: PacketSection[];
  figures: PacketFigure[];
}

/** What the audit trail was: how many entries, the root of the tree over them (hex), and the note that signs both. */
export interface AuditCheckpoint {
  size: number;
  root: string;
  note: string;
  publicKey: string;
}

/** One numbered section. */
export interface PacketSection {
  code: string;
  title: string;
  /** Prose; a number may only appear as a `{{fig:ID}}` token. */
  paragraphs: string[];
  chart?: PacketChart;
  table?: PacketTable;
}

/** Stacked bars: one bar for each category, one layer for each series. */
export interface PacketChart {
  title: string;
  /** Read aloud instead of the picture (PDF/UA alternative text). */
  alt: string;
  /** Printed under the chart: number of records and period. */
  note: string;
  categories: string[];
  series: { name: string; values: number[] }[];
}

/** A table of a section. */
export interface PacketTable {
  caption: string;
  columns: { title: string; numeric?: boolean }[];
  rows: string[][];
}

/** A number that can be opened: `filter` and the packet's snapshot find its records again. */
export interface PacketFigure {
  id: string;
  label: string;
  /** null = cannot be computed (denominator 0), never 0 by default. */
  value: number | null;
  numerator: number;
  denominator: number | null;
  unit: string;
  filter: Record<string, unknown>;
  ruleVersion: string;
  /** Why the value is withheld, if it is. */
  suppressed: string | null;
}
