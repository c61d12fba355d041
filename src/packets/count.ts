import type { Tx } from '../database/database.js';
import type { PacketFigure } from './content.js';
import { dayBegins, type FigureFilter, type Moment, momentValues } from './figure-filter.js';
import { conditionSql, relationOf, type Source } from './figure-records.js';
import { type FigureDefinition, figureDefinitions } from './figures.js';

/** What a packet counts. */
export interface Scope {
  period: { from: string; to: string };
  regime: string | null;
  level: string;
}

type Counts = Record<string, string>;

/**
 * Computes every figure of a packet in the transaction's own snapshot: one scan of each kind of record, however many
 * figures count it.
 */
export async function countFigures(tx: Tx, scope: Scope, moment: Moment): Promise<PacketFigure[]> {
  const sources: Source[] = ['INSPECTION', 'ACCESS_RESULT', 'OBSERVATION'];
  const scans = sources.flatMap(source => (['IN_PERIOD', 'UNKNOWN'] as const).map(dates => ({ source, dates })));
  const counts = await Promise.all(scans.map(scan => countOne(tx, scan.source, scan.dates, scope, moment)));
  return figureDefinitions.map(definition => {
    const mine = counts.filter(
      (_, n) => definition.dates === scans[n]?.dates && definition.sources.includes(scans[n].source),
    );
    const total = (part: string) => mine.reduce((sum, row) => sum + Number(row[`${definition.code}_${part}`] ?? 0), 0);
    return figureOf(definition, scope, total('n'), definition.among ? total('d') : null);
  });
}

function figureOf(
  definition: FigureDefinition,
  scope: Scope,
  numerator: number,
  denominator: number | null,
): PacketFigure {
  const { code, label, unit, ruleVersion, sources, dates, counted, among, sum } = definition;
  const filter: FigureFilter = { sources, dates, ...scope, counted, ...(among && { among }), ...(sum && { sum }) };
  const share = denominator === 0 ? null : (100 * numerator) / (denominator ?? 1);
  return {
    id: code,
    label,
    value: denominator === null ? numerator : share,
    numerator,
    denominator,
    unit,
    filter: { ...filter },
    ruleVersion,
    suppressed: null,
  };
}

async function countOne(
  tx: Tx,
  source: Source,
  dates: FigureFilter['dates'],
  scope: Scope,
  moment: Moment,
): Promise<Counts> {
  const figures = figureDefinitions.filter(figure => figure.dates === dates && figure.sources.includes(source));
  if (figures.length === 0) return {};
  const values = [tx.actor.bodyId, ...momentValues(moment, scope.level, scope.regime)];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const when = (conditions: string[]) => (conditions.length > 0 ? ` filter (where ${conditions.join(' and ')})` : '');
  const columns = figures.flatMap(({ code, counted, among, sum }) => {
    const wide = among ? conditionSql(among, bind) : [];
    const numerator = `${measures[sum ?? 'NUMBER']}${when([...wide, ...conditionSql(counted, bind)])}`;
    const whole = sum ? `coalesce(${rounding[sum]}(${numerator}), 0)` : numerator;
    return [`${whole}::bigint as ${code}_n`, ...(among ? [`count(*)${when(wide)}::bigint as ${code}_d`] : [])];
  });
  const where =
    dates === 'UNKNOWN'
      ? 'r.date_from is null'
      : `r.date_from >= ${bind(dayBegins(scope.period.from))}::timestamptz and r.date_from < ${bind(dayBegins(scope.period.to))}::timestamptz`;
  const counts = await tx.one<Counts>(
    `select ${columns.join(', ')} from (${relationOf(source)}) r where ${where}`,
    values,
  );
  return counts ?? {};
}

const measures = {
  NUMBER: 'count(*)',
  QTY_MIN: 'sum(r.qty_min)',
  QTY_MAX: 'sum(coalesce(r.qty_max, r.qty_min))',
};
/** Half a piece does not exist: bounds stay bounds. */
const rounding = { QTY_MIN: 'floor', QTY_MAX: 'ceil' };
