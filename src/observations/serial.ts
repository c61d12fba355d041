/** Cyrillic capitals that look like Latin ones; nothing else is transliterated by guess (domain rule 2.3). */
const lookAlikes: Record<string, string> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  К: 'K',
  М: 'M',
  Н: 'H',
  О: 'O',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Х: 'X',
  І: 'I',
  Ј: 'J',
  Ѕ: 'S',
};

/** The first digit of the digit rows that are read as ASCII digits: Arabic-Indic, extended Arabic-Indic (Persian). */
const digitRows = [0x0660, 0x06f0];

/**
 * The form in which two readings of one serial or mark are compared: compatibility forms folded, capitals, ASCII
 * digits, Latin look-alikes, no separators. `?` (one unreadable character) and `*` (an unknown run) stay.
 */
export function normaliseMarking(raw: string): string {
  let out = '';
  for (const character of raw.normalize('NFKC').toUpperCase()) {
    const point = character.codePointAt(0) ?? 0;
    const row = digitRows.find(first => point >= first && point <= first + 9);
    out += row !== undefined ? String(point - row) : (lookAlikes[character] ?? character);
  }
  return out.replaceAll(/[\s.\-/\\_]/g, '');
}

const scripts: [string, RegExp][] = [
  ['CYRL', /\p{Script=Cyrillic}/u],
  ['ARAB', /\p{Script=Arabic}/u],
  ['HANS', /\p{Script=Han}/u],
  ['LATN', /\p{Script=Latin}/u],
];

/** The script a marking is written in, as its own characters show; digits alone are Latin. */
export const scriptOf = (raw: string): string => scripts.find(([, pattern]) => pattern.test(raw))?.[0] ?? 'LATN';
