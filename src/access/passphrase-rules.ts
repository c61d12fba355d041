import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../config.js';
import { type Fault, Problem } from '../http/problems.js';

/** Fewest characters of a passphrase. */
export const passphraseLength = 15;

/** Most characters of a passphrase. */
export const longestPassphrase = 128;

/** So many different characters at least: fewer are a pattern, however long. */
const differentCharacters = 6;

/** So many letters must be left when common words, digits and runs are taken away … */
const lettersOfOnesOwn = 4;
/** … unless there are so many different common words: four drawn at random are a passphrase. */
const wordsEnough = 4;
/** No listed word is longer. */
const longestWord = 30;

/**
 * A passphrase as it is hashed: exactly as typed, in Unicode's NFC. The same text comes as other code points from other
 * keyboards and systems, and would otherwise open the door on one machine only. Nothing is trimmed, folded or cut.
 */
export const asHashed = (passphrase: string): string => passphrase.normalize('NFC');

interface Refused {
  whole: Set<string>;
  mission: Set<string>;
  words: Set<string>;
}

let list: Refused | null = null;

/** The list of `seeds/reference/refused-passphrases.txt`, read at its first use. */
function refused(): Refused {
  if (list) return list;
  const sections: Record<string, string[]> = {};
  let section = '';
  for (const line of readFileSync(join(projectRoot, 'seeds/reference/refused-passphrases.txt'), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const heading = /^\[(\w+)\]$/.exec(line)?.[1];
    if (heading) section = heading;
    sections[section] ??= [];
    if (!heading) sections[section]?.push(line);
  }
  const { whole = [], mission = [], words = [] } = sections;
  list = { whole: new Set(whole), mission: new Set(mission), words: new Set(words) };
  return list;
}

/** Letters and digits in lower case; what is written between them is no protection. */
const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

const disguises: Record<string, string> = {
  '@': 'a',
  $: 's',
  '!': 'i',
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
};
const undisguised = (text: string): string => text.replace(/[@$!013457]/g, sign => disguises[sign] ?? sign);

const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
];
const columns = ['1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p', 'qazwsxedcrfvtgbyhnujmikolp', '1q2w3e4r5t6y7u8i9o0p'];
/** Keys and letters in their order, both ways. */
const runs = [...rows, ...columns].flatMap(run => [run, [...run].reverse().join('')]);

/** How many characters from `at` on are neighbours, such as `4567`, `qwert` or `dcba`; fewer than four are none. */
function runAt(text: string, at: number): number {
  let longest = 0;
  for (const run of runs) {
    let n = 4;
    while (at + n <= text.length && run.includes(text.slice(at, at + n))) n += 1;
    if (n > 4) longest = Math.max(longest, n - 1);
  }
  return longest;
}

const isRepetition = (text: string): boolean => {
  const characters = [...text];
  for (let period = 1; period <= characters.length / 2; period++)
    if (characters.every((character, n) => n < period || character === characters[n - period])) return true;
  return false;
};

/** The least that is left of a text up to a place, and the common words taken from it so far. */
interface Rest {
  letters: number;
  words: string[];
}

/** Whether common words, words of this work and of the person, runs and digits leave too little. */
function isMadeOfWords(text: string, around: Set<string>): boolean {
  const { mission, words } = refused();
  const best: (Rest | undefined)[] = [{ letters: 0, words: [] }];
  const reach = (at: number, rest: Rest) => {
    const there = best[at];
    const fewer = there && there.letters === rest.letters && rest.words.length < there.words.length;
    if (!there || rest.letters < there.letters || fewer) best[at] = rest;
  };
  for (let at = 0; at < text.length; at++) {
    const here = best[at];
    if (!here) continue;
    // Half of a letter beyond the basic plane counts as one.
    const letter = /[\p{L}\p{Cs}]/u.test(text[at] ?? '') ? 1 : 0;
    reach(at + 1, { ...here, letters: here.letters + letter });
    const run = runAt(text, at);
    for (let n = 4; n <= run; n++) reach(at + n, here);
    for (let n = 3; n <= longestWord && at + n <= text.length; n++) {
      const word = text.slice(at, at + n);
      if (mission.has(word) || around.has(word)) reach(at + n, here);
      else if (words.has(word)) reach(at + n, { ...here, words: [...here.words, word] });
    }
  }
  const rest = best[text.length];
  return rest !== undefined && rest.letters < lettersOfOnesOwn && new Set(rest.words).size < wordsEnough;
}

/**
 * What is wrong with a new passphrase: its length, in characters (code points), or that it is one of those that are
 * tried first. There is no rule of composition. `around` are words near the person: acronyms, name, address.
 */
export function passphraseFaults(passphrase: string, around: string[], pointer: string): Fault[] {
  const text = asHashed(passphrase);
  const length = [...text].length;
  const fault = (code: string, detail: string): Fault[] => [{ pointer, code, detail }];
  if (length < passphraseLength) return fault('too_short', `At least ${passphraseLength} characters.`);
  if (length > longestPassphrase) return fault('too_long', `At most ${longestPassphrase} characters.`);
  const plain = folded(text);
  if (new Set(text.toLowerCase()).size < differentCharacters || isRepetition(text) || isRepetition(plain))
    return fault('repeated', 'It repeats itself; take several words that do not belong together.');
  const near = new Set(around.map(folded).filter(word => word.length >= 3));
  // Digits may be digits, or letters in disguise: all of them, or those before the digits that people append.
  const lower = text.toLowerCase();
  for (const form of [plain, folded(undisguised(lower)), folded(undisguised(lower.replace(/[\p{N}\s!.-]+$/u, '')))])
    if (refused().whole.has(form) || isMadeOfWords(form, near))
      return fault(
        'too_common',
        'It is among those that are tried first: a common password, a row of keys, or words of this work, of your name or address.',
      );
  return [];
}

/** @throws Problem breaks_a_rule, naming what is wrong with the passphrase. */
export function refusePassphrase(passphrase: string, around: string[], pointer: string): void {
  const faults = passphraseFaults(passphrase, around, pointer);
  if (faults.length > 0) throw new Problem('breaks_a_rule', undefined, faults);
}
