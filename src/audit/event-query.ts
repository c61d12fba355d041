import { type Fault, Problem } from '../http/problems.js';
import { eventFilters, pageParameters } from './event.shape.js';

/** What a reader asks of the trail. */
export interface EventQuery {
  conditions: { where: string; value: unknown }[];
  /** Names of the filters used, and the ids in them: the trail keeps who looked for whom. */
  filters: string[];
  ids: string[];
  before: number | null;
  limit: number;
}

const known = { ...eventFilters, ...pageParameters };

/** Refuses parameters nobody knows, and repeats of what may be given once. */
export function refuseUnknown(query: Record<string, unknown>, parameters: Record<string, { list?: true }>): void {
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(query)) {
    const pointer = `?${name}`;
    if (!Object.hasOwn(parameters, name))
      faults.push({ pointer, code: 'unknown_parameter', detail: 'No such parameter.' });
    else if (Array.isArray(value) && !parameters[name]?.list)
      faults.push({ pointer, code: 'repeated_parameter', detail: 'This parameter may be given once.' });
  }
  if (faults.length > 0) throw new Problem('unknown_parameter', undefined, faults);
}

/**
 * Reads the filters and the page of a list of entries.
 * @throws Problem unknown_parameter or malformed_request, naming every fault.
 */
export function readEventQuery(query: Record<string, unknown>): EventQuery {
  refuseUnknown(query, known);
  const faults: Fault[] = [];
  const read: EventQuery = { conditions: [], filters: [], ids: [], before: null, limit: 50 };
  for (const [name, filter] of Object.entries(eventFilters)) {
    const raw = query[name];
    if (raw === undefined) continue;
    read.filters.push(name);
    try {
      const values = [raw].flat().map(one => filter.read(String(one)));
      read.conditions.push({ where: filter.where, value: filter.list ? values : values[0] });
      if (filter.schema.format === 'uuid') read.ids.push(String(raw));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      faults.push({ pointer: `?${name}`, code: 'bad_value', detail: error.detail });
    }
  }
  const page = readPage(query, faults);
  if (faults.length > 0) throw new Problem('malformed_request', undefined, faults);
  return { ...read, ...page };
}

/** Reads `limit` and `cursor` of a list that goes by number. */
export function readPage(query: Record<string, unknown>, faults: Fault[]): { before: number | null; limit: number } {
  const number = (name: string, most: number): number | null => {
    const raw = query[name];
    if (raw === undefined) return null;
    const value = typeof raw === 'string' && /^\d{1,15}$/.test(raw) ? Number(raw) : Number.NaN;
    if (value >= 1 && value <= most) return value;
    const detail = name === 'limit' ? 'Expected a whole number from 1 to 500.' : 'Not a cursor of this list.';
    faults.push({ pointer: `?${name}`, code: 'bad_value', detail });
    return null;
  };
  return { before: number('cursor', Number.MAX_SAFE_INTEGER), limit: number('limit', 500) ?? 50 };
}
