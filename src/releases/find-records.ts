import type { Tx } from '../database/database.js';
import type { ListSpec } from '../http/lists.js';
import { type Fault, Problem } from '../http/problems.js';
import { inspectionList } from '../inspections/inspection.list.js';
import { observationList } from '../observations/observation.list.js';
import { siteList } from '../sites/site.dto.js';
import { mostRecords, type RecordFilter } from './release.dto.js';
import type { Series } from './release-fields.js';

const lists: Record<Series, ListSpec> = { INSPECTION: inspectionList, OBSERVATION: observationList, SITE: siteList };

/** The ids that a filter finds now, by the same filters as the list of the same records; faults are added. */
export async function idsFound(
  tx: Tx,
  { series, where }: RecordFilter,
  pointer: string,
  faults: Fault[],
): Promise<string[]> {
  const spec = lists[series];
  const values: unknown[] = [tx.actor.bodyId];
  const conditions = [...(spec.where ?? [])];
  const before = faults.length;
  for (const [name, raw] of Object.entries(where)) {
    const filter = spec.filters[name];
    const at = `${pointer}/where/${name}`;
    if (!filter) {
      faults.push({ pointer: at, code: 'unknown_field', detail: 'These records are not filtered by this.' });
      continue;
    }
    try {
      const value = filter.list ? [raw].flat().map(one => filter.read(String(one))) : filter.read(String(raw));
      values.push(value);
      conditions.push(filter.where.replaceAll('$', `$${values.length}`));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      faults.push({ pointer: at, code: 'bad_value', detail: error.detail });
    }
  }
  if (faults.length > before) return [];
  const { alias } = spec.shape;
  const rows = await tx.sql<{ id: string }>(
    `select ${alias}.id ${spec.from} where ${conditions.join(' and ')} order by ${alias}.recorded_at, ${alias}.id limit ${mostRecords + 1}`,
    values,
  );
  return rows.map(row => row.id);
}
