import { type ValidationError, validateSync } from 'class-validator';
import { type Field, fieldsOf, isUuid, shorthand } from './fields.js';
import { type Fault, Problem, refuseFaults } from './problems.js';

/**
 * An id from the path.
 * @throws Problem not_found: what is no id names no record.
 */
export function pathId(raw: string): string {
  if (!isUuid(raw)) throw new Problem('not_found');
  return raw.toLowerCase();
}

/** The fields that a PATCH names. The others stay untouched, so they must not lie over those of the row as undefined. */
export const given = <T extends object>(change: T): T =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as T;

type RequestClass<T extends object> = new () => T;

/**
 * Turns parsed JSON into a request class, naming every fault at once: fields nobody knows, then what each field's
 * own constraint says. Nothing is converted silently; nulls of optional fields are read as absent.
 * @throws Problem malformed_request or breaks_a_rule.
 */
export function readRequest<T extends object>(type: RequestClass<T>, body: unknown): T {
  const faults: Fault[] = [];
  const request = shapeInto(type, body, '', faults);
  if (request) collect(validateSync(request, { forbidUnknownValues: false }), '', faults);
  refuseFaults(faults);
  return request as T;
}

/** The same for a list of one request class, as sub-resources take it (one object or an array). */
export function readRequests<T extends object>(type: RequestClass<T>, body: unknown, max: number): T[] {
  if (!Array.isArray(body)) return [readRequest(type, body)];
  if (body.length === 0) throw new Problem('malformed_request', 'The list is empty.');
  if (body.length > max)
    throw new Problem('breaks_a_rule', undefined, [
      { pointer: '', code: 'too_many', detail: `At most ${max} in one request.` },
    ]);
  const faults: Fault[] = [];
  const requests = body.map((entry, n) => {
    const request = shapeInto(type, entry, `/${n}`, faults);
    if (request) collect(validateSync(request, { forbidUnknownValues: false }), `/${n}`, faults);
    return request;
  });
  refuseFaults(faults);
  return requests as T[];
}

const pointerPart = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');

const cache = new Map<RequestClass<object>, Map<string, Field>>();

function knownFields(type: RequestClass<object>): Map<string, Field> {
  let fields = cache.get(type);
  if (!fields) {
    fields = fieldsOf(type);
    cache.set(type, fields);
  }
  return fields;
}

function shapeInto<T extends object>(type: RequestClass<T>, raw: unknown, pointer: string, faults: Fault[]): T | null {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    faults.push({ pointer, code: 'wrong_type', detail: 'Expected an object.' });
    return null;
  }
  const known = knownFields(type);
  const request = new type() as Record<string, unknown>;
  for (const [key, value] of Object.entries(raw)) {
    const spec = known.get(key);
    const at = `${pointer}/${pointerPart(key)}`;
    if (!spec) {
      faults.push({ pointer: at, code: 'unknown_field', detail: 'No such field; see the OpenAPI document.' });
    } else if (value === null || value === undefined || !spec.nested) {
      request[key] = typeof value === 'string' && 'oneOf' in spec.schema ? shorthand(value) : value;
    } else if (!spec.list) {
      request[key] = shapeInto(spec.nested(), value, at, faults) ?? undefined;
    } else if (Array.isArray(value)) {
      const nested = spec.nested();
      request[key] = value.map((entry, n) => shapeInto(nested, entry, `${at}/${n}`, faults) ?? undefined);
    } else {
      faults.push({ pointer: at, code: 'wrong_type', detail: 'Expected an array.' });
    }
  }
  return request as T;
}

function collect(errors: ValidationError[], pointer: string, faults: Fault[]): void {
  for (const error of errors) {
    const at = `${pointer}/${pointerPart(error.property)}`;
    for (const [name, message] of Object.entries(error.constraints ?? {})) {
      // A nested value that is no object has been reported while it was shaped.
      if (name !== 'field') continue;
      const cut = message.indexOf('|');
      if (!faults.some(f => f.pointer === at))
        faults.push({ pointer: at, code: message.slice(0, cut), detail: message.slice(cut + 1) });
    }
    if (error.children) collect(error.children, at, faults);
  }
}
