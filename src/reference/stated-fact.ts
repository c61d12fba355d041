import type { Fact, FactKindName } from './fact-kinds.js';

type Json = Record<string, unknown>;

/** Members that a fact spells otherwise than the API: fact ← API. */
const spelling: Partial<Record<FactKindName, Record<string, string>>> = { resolutions: { summary: 'text' } };

/**
 * What a request says, as a fact says it: an exclusive end becomes the last day in force, also inside measures, tasks
 * and bases. Nulls stay, because in a correction they clear; what is `undefined` was not said.
 */
export function statedFact(kind: FactKindName, request: object): Fact {
  const names = spelling[kind] ?? {};
  const said = Object.entries(request).filter(([key, value]) => value !== undefined && key !== 'reason');
  if (kind === 'practices') return Object.fromEntries(said.map(([key, value]) => [key, asReported(key, value)]));
  const fact: Fact = Object.fromEntries(said.map(([key, value]) => [names[key] ?? key, withLastDay(key, value)]));
  // A paragraph is named by where it stands: S/RES/788 (1992) and 8 make S/RES/788(1992)/8.
  if (kind === 'resolutions' && fact.resolution)
    fact.id = `${String(fact.resolution).replace(' ', '')}/${String(fact.paragraph)}`;
  return fact;
}

/** A correction merged into the fact before (RFC 7396): null clears, objects merge, anything else replaces. */
export function merged(before: Fact, change: Fact): Fact {
  const after: Json = { ...before };
  for (const [key, value] of Object.entries(change))
    after[key] = isObject(value) ? merged(isObject(after[key]) ? after[key] : {}, value) : value;
  return withoutNulls(after) as Fact;
}

/** The same fact with one spelling for what is not there: no member at all. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null && member !== undefined)
      .map(([key, member]) => [key, withoutNulls(member)]),
  );
}

function withLastDay(key: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map(entry => withLastDay('', entry));
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, inner]) => inner !== undefined)
        .map(([name, inner]) => [name, withLastDay(name, inner)]),
    );
  return key === 'to' && typeof value === 'string' ? dayBefore(value) : value;
}

/** A practice's dates are as reported: no more precise than there, and their end included, as the report has it. */
const asReported = (key: string, value: unknown): unknown =>
  (key === 'from' || key === 'to') && isObject(value) ? value.value : plain(value);

/** Without the members nobody sent, and no longer of a request class. */
const plain = (value: unknown): unknown => (isObject(value) ? withoutUndefined(value) : value);
const withoutUndefined = (value: Json): Json =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));

/** The day before a day. */
export const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
