/**
 * JSON with one spelling for each value: keys sorted by UTF-16 code unit, no white space, numbers and strings as
 * `JSON.stringify` writes them. A property that is `undefined` is left out.
 *
 * @throws TypeError for what JSON cannot say (NaN, infinity, bigint, function, class instance such as Date): a packet
 *   must not change its hash because a value was silently turned into `null` or `{}`.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isPlainObject(value)) {
    const members = Object.keys(value)
      .filter(key => value[key] !== undefined)
      .sort()
      .map(key => `${JSON.stringify(key)}:${canonicalJson(value[key])}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`No canonical JSON for ${typeof value} ${String(value)}`);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  // By names, not by identity: an object made in another realm (a worker, a test sandbox) is as plain as one made
  // here. And by its prototype, because a member may well be called `constructor`.
  if (Object.prototype.toString.call(value) !== '[object Object]') return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || prototype.constructor?.name === 'Object';
}
