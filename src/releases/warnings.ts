import type { Copy } from './release-copies.js';
import { releasable } from './release-fields.js';

/** What the person who signs should look at before. */
export interface Warning {
  code: string;
  detail: string;
}

/** More records than this, each harmless, may be worth the next level together (domain rule 4.7). */
const aggregate = 50;
/** More lines than this of one small area and one day show a whole operation. */
const sameDayAndPlace = 10;
/** Fewer records than this of one kind of holder can point to a person (domain rule 6.7). */
const smallCell = 5;

/** Holders behind whom a person can stand; of an army or a police nobody can be told. */
const personal = new Set(['CIVIL', 'SELF_DEFENCE', 'CRIMINAL', 'OTHER']);

/** Everything worth a look in what one recipient would get. */
export function warningsOf(copies: Copy[], sitesOfBody: number, caveats: string[]): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, detail: string) => warnings.push({ code, detail });
  if (caveats.includes('LEGAL_HOLD')) warn('LEGAL_HOLD', 'Under legal hold: ask the legal adviser first.');
  if (copies.length >= aggregate) warn('AGGREGATION', `${copies.length} records together; consider the next level.`);
  const sites = copies.filter(({ item }) => item.series === 'SITE').length;
  if (sites > 1 && sites >= sitesOfBody) warn('COMPLETE_SITE_LIST', `All ${sites} sites of the body.`);
  for (const [where, n] of counted(copies.map(placeAndDay)))
    if (n > sameDayAndPlace) warn('ONE_AREA_ONE_DAY', `${n} records of ${where}.`);
  for (const [holder, n] of counted(copies.map(({ document }) => String(document.holderType ?? ''))))
    if (personal.has(holder) && n < smallCell)
      warn('SMALL_CELL', `Only ${n} records with holder ${holder}: a person might be told from them.`);
  for (const [what, n] of counted(copies.flatMap(risks))) warn('NOT_REDACTED', `${what} in ${n} records.`);
  return warnings;
}

/** The small area (about a kilometre, however it is released) and the day, where both go out. */
function placeAndDay({ document }: Copy): string {
  const { point } = (document.place ?? {}) as { point?: { coordinates: [number, number] } };
  const { value } = (document.observedAt ?? {}) as { value?: string | null };
  return point && value?.length === 10
    ? `${point.coordinates.map(degrees => degrees.toFixed(2)).join(', ')} on ${value}`
    : '';
}

function risks({ item, document, cut }: Copy): string[] {
  const kinds = releasable[item.series];
  return Object.keys(document).flatMap(field => {
    if (document[field] === null) return [];
    if (kinds[field] === 'text') return [`free text (${field})`];
    if (kinds[field] === 'serials' && cut.serial === 'FULL') return ['whole serial numbers'];
    if (kinds[field] === 'place' && cut.place === 'POINT') return ['exact places'];
    return [];
  });
}

function counted(words: string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) if (word) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts];
}
