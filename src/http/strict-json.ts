import { isUtf8 } from 'node:buffer';
import { Problem } from './problems.js';

/** What one body may hold; past any of these it is refused before it is built. */
export const jsonLimits = {
  /** Objects and arrays inside one another. */
  depth: 32,
  /** Names of members, in the whole body. */
  keys: 50_000,
  /** Names of one object; no request class has a tenth of it. */
  keysOfOne: 1_000,
  /** Values, in the whole body. */
  values: 100_000,
  /** Characters of one name. */
  keyLength: 200,
  /** Characters of one number. */
  numberLength: 40,
} as const;

/**
 * The name that assigning a member takes for an object's ancestor. `constructor` is a word that details of an object may
 * have; a request class that does not know it refuses it as it does any other.
 */
const forbidden = '__proto__';

/**
 * Reads one JSON value from UTF-8. JSON.parse takes the last of two equal names, rounds what it cannot hold and sees no
 * limit but memory; two readers that differ in these are how a check passes one thing and a store keeps another. So the
 * text is walked once before it is parsed, and whatever has two meanings is refused at its place.
 * @throws Problem invalid_json, with the pointer of the place wherever there is one.
 */
export function readJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new Problem('invalid_json', 'The body is empty.');
  if (!isUtf8(bytes)) throw new Problem('invalid_json', 'The body is not UTF-8.');
  const text = bytes.toString('utf8');
  if (text.charCodeAt(0) === 0xfeff) throw new Problem('invalid_json', 'The body begins with a byte order mark.');
  new Walk(text).whole();
  try {
    return JSON.parse(text);
  } catch {
    // The walk steps over escapes; JSON.parse reads them.
    throw new Problem('invalid_json', 'A text has an escape that JSON does not know.');
  }
}

interface Open {
  /** Names so far; null in an array. */
  names: Set<string> | null;
  /** The name or the number of the member being read; null before the first name. */
  at: string | number | null;
}

const pointerPart = (part: string | number) => String(part).replaceAll('~', '~0').replaceAll('/', '~1');

const space = (c: number) => c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09;
const quote = 0x22;
const backslash = 0x5c;
const literals: Record<string, string> = { t: 'true', f: 'false', n: 'null' };
/** Characters of a text up to its end, an escape, or what may not stand there; no loop of ours is as quick. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in a text
const plain = /[^"\\\u0000-\u001f]*/y;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** One walk over a text, without recursion: a deep body must not use up the stack. */
class Walk {
  private n = 0;
  private keys = 0;
  private values = 0;
  private readonly open: Open[] = [];

  constructor(private readonly text: string) {}

  /** Everything from the first character to the last. */
  whole(): void {
    let wantsValue = true;
    for (;;) {
      this.skip();
      if (wantsValue) wantsValue = this.value();
      else if (this.open.length === 0) break;
      else wantsValue = this.afterValue();
    }
    if (this.n < this.text.length) throw this.refusal('trailing_data', 'Something follows the value.');
  }

  /** Reads a value, or opens one; true when the next thing has to be a value. */
  private value(): boolean {
    const c = this.text[this.n];
    if (++this.values > jsonLimits.values) throw this.refusal('too_many', `At most ${jsonLimits.values} values.`);
    if (c === '{' || c === '[') return this.opening(c === '{');
    if (c === '"') this.string();
    else if (c !== undefined && c in literals) this.literal(literals[c] ?? '');
    else this.number();
    return false;
  }

  private opening(object: boolean): boolean {
    if (this.open.length >= jsonLimits.depth)
      throw this.refusal('too_deep', `At most ${jsonLimits.depth} levels inside one another.`);
    this.n++;
    this.skip();
    this.open.push({ names: object ? new Set() : null, at: object ? null : 0 });
    if (this.text[this.n] === (object ? '}' : ']')) {
      this.open.pop();
      this.n++;
      return false;
    }
    if (object) this.name();
    return true;
  }

  /** What follows a value inside an object or an array. */
  private afterValue(): boolean {
    const inside = this.open.at(-1) as Open;
    const c = this.text[this.n++];
    if (c === ',') {
      this.skip();
      if (inside.names) this.name();
      else inside.at = (inside.at as number) + 1;
      return true;
    }
    if (c !== (inside.names ? '}' : ']')) throw this.refusal('syntax', 'Expected a comma or the end.');
    this.open.pop();
    return false;
  }

  private name(): void {
    const inside = this.open.at(-1) as Open;
    if (this.text.charCodeAt(this.n) !== quote) throw this.refusal('syntax', 'Expected a name in quotes.');
    if (++this.keys > jsonLimits.keys) throw this.refusal('too_many', `At most ${jsonLimits.keys} names.`);
    const raw = this.string();
    if (raw.length > jsonLimits.keyLength)
      throw this.refusal('too_long', `A name has at most ${jsonLimits.keyLength} characters.`);
    const name = raw.includes('\\') ? this.unescaped(raw) : raw;
    if (inside.names?.has(name) || name === forbidden) {
      inside.at = name;
      throw name === forbidden
        ? this.refusal('forbidden_name', 'No request has a member of this name.')
        : this.refusal('duplicate_name', 'This name stands twice in the same object.');
    }
    if ((inside.names?.size ?? 0) >= jsonLimits.keysOfOne)
      throw this.refusal('too_many', `At most ${jsonLimits.keysOfOne} names in one object.`);
    inside.names?.add(name);
    inside.at = name;
    this.skip();
    if (this.text[this.n++] !== ':') throw this.refusal('syntax', 'Expected a colon after the name.');
  }

  private unescaped(raw: string): string {
    try {
      return JSON.parse(`"${raw}"`) as string;
    } catch {
      throw this.refusal('syntax', 'A name has an escape that JSON does not know.');
    }
  }

  /** The characters between the quotes, as written. */
  private string(): string {
    const from = ++this.n;
    for (;;) {
      plain.lastIndex = this.n;
      plain.test(this.text);
      this.n = plain.lastIndex;
      const c = this.text.charCodeAt(this.n);
      if (c === quote) return this.text.slice(from, this.n++);
      if (c !== backslash)
        throw this.refusal(
          'syntax',
          Number.isNaN(c) ? 'A text does not end.' : 'A text holds a bare control character.',
        );
      this.n += 2;
    }
  }

  private literal(word: string): void {
    if (!this.text.startsWith(word, this.n)) throw this.refusal('syntax', 'Expected a value.');
    this.n += word.length;
  }

  private number(): void {
    // A window: the pattern must not run over millions of digits.
    const window = this.text.slice(this.n, this.n + jsonLimits.numberLength + 1);
    numberPattern.lastIndex = 0;
    const written = numberPattern.exec(window)?.[0];
    if (!written) throw this.refusal('syntax', 'Expected a value.');
    if (written.length > jsonLimits.numberLength)
      throw this.refusal('too_long', `A number has at most ${jsonLimits.numberLength} characters.`);
    const value = Number(written);
    const vanished = value === 0 && /[1-9]/.test(written.split(/e/i)[0] ?? '');
    if (!Number.isFinite(value) || vanished || (Number.isInteger(value) && !Number.isSafeInteger(value)))
      throw this.refusal('number_not_exact', 'This number cannot be kept as it is written.');
    this.n += written.length;
  }

  private skip(): void {
    while (space(this.text.charCodeAt(this.n))) this.n++;
  }

  /** At the place being read; names are cut, because a pointer is for reading. */
  private refusal(code: string, detail: string): Problem {
    const pointer = this.open.map(({ at }) => (at === null ? '' : `/${pointerPart(at).slice(0, 60)}`)).join('');
    return new Problem('invalid_json', detail, [{ pointer, code, detail }]);
  }
}
