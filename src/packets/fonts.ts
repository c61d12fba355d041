import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The weights the template uses. Only these are ever drawn: the template switches font fallback off, because the fonts
 * of the host would make the bytes depend on the machine.
 */
const FONT_FILES = ['NotoSans-Regular.ttf', 'NotoSans-SemiBold.ttf', 'NotoSans-Bold.ttf'];

/** Control, format, private-use and unassigned characters: invisible, or able to reorder what stands beside them. */
const NEVER_PRINTED = /[\p{C}\p{Zl}\p{Zp}]/u;
const ALWAYS_PRINTED = new Set(['\n', '\u00ad']);
// U+200B: a line may break here, nothing is drawn.
const BREAK = '\u200b';

/** Fonts of a packet and the characters they can draw. */
export interface PacketFonts {
  /** TTF files. */
  files: Buffer[];
  /** Code points that every file can draw. */
  coverage: ReadonlySet<number>;
}

let loaded: Promise<PacketFonts> | undefined;

/**
 * Reads the fonts once for each process.
 *
 * @throws Error if a font is missing or has no full Unicode character map.
 */
export function packetFonts(): Promise<PacketFonts> {
  loaded ??= readFonts();
  return loaded;
}

async function readFonts(): Promise<PacketFonts> {
  const entry = createRequire(import.meta.url).resolve('@embedpdf/fonts-latin');
  const directory = join(dirname(entry), '..', 'fonts');
  const files = await Promise.all(FONT_FILES.map(name => readFile(join(directory, name))));
  const [first, ...others] = files.map(codePoints);
  const coverage = [...(first ?? [])].filter(codePoint => others.every(other => other.has(codePoint)));
  return { files, coverage: new Set(coverage) };
}

/** Reads the 32-bit character map (table `cmap`, format 12) of a TrueType file. */
function codePoints(font: Buffer): Set<number> {
  const covered = new Set<number>();
  const cmap = tableOffset(font, 'cmap');
  const subtables = font.readUInt16BE(cmap + 2);
  for (let index = 0; index < subtables; index++) {
    const start = cmap + font.readUInt32BE(cmap + 8 + 8 * index);
    if (font.readUInt16BE(start) !== 12) continue;
    const groups = font.readUInt32BE(start + 12);
    for (let group = 0; group < groups; group++) {
      const from = font.readUInt32BE(start + 16 + 12 * group);
      const to = font.readUInt32BE(start + 20 + 12 * group);
      for (let codePoint = from; codePoint <= to; codePoint++) covered.add(codePoint);
    }
  }
  if (covered.size === 0) throw new Error('Font without a format 12 character map');
  return covered;
}

function tableOffset(font: Buffer, tag: string): number {
  const tables = font.readUInt16BE(4);
  for (let index = 0; index < tables; index++) {
    const record = 12 + 16 * index;
    if (font.toString('latin1', record, record + 4) === tag) return font.readUInt32BE(record + 8);
  }
  throw new Error(`Font without a table ${tag}`);
}

/**
 * Makes any string safe to print. PDF/A forbids a character without a glyph, and one name in a script that is not
 * installed must not cost the whole packet: such a character is printed as its code point, "[U+0645 U+0627]".
 */
export class Printer {
  private replacedCount = 0;

  constructor(private readonly coverage: ReadonlySet<number>) {}

  /** Characters printed as a code point so far. */
  get replaced(): number {
    return this.replacedCount;
  }

  /**
   * @param maxWord longest word, in average characters, that is sure to fit its line; a longer one may break anywhere.
   * @param maxLength characters after which the text is cut, with an ellipsis.
   */
  print(text: string, maxWord: number, maxLength = Number.POSITIVE_INFINITY): string {
    const visible = this.visible(text);
    const bounded = visible.length > maxLength ? `${visible.slice(0, maxLength)}\u2026` : visible;
    return bounded.replace(/\S+/g, word => (wordWidth(word) > maxWord ? breakable(word, maxWord) : word));
  }

  private visible(text: string): string {
    let printed = '';
    let missing: string[] = [];
    const flush = () => {
      if (missing.length > 0) printed += `[${missing.join(' ')}]`;
      this.replacedCount += missing.length;
      missing = [];
    };
    // By code point: half of a surrogate pair is a character of its own here, and is not printable either.
    for (const character of text.replace(/\r\n?/g, '\n').replace(/\t/g, ' ')) {
      const codePoint = character.codePointAt(0) ?? 0;
      if (ALWAYS_PRINTED.has(character) || (this.coverage.has(codePoint) && !NEVER_PRINTED.test(character))) {
        flush();
        printed += character;
      } else {
        missing.push(`U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`);
      }
    }
    flush();
    return printed;
  }
}

/** Estimated width of a word in average characters of Noto Sans; errs on the wide side. */
export function wordWidth(word: string): number {
  const wide = word.match(/[WMmw@%\u0416\u0428\u0429\u042e\u0436\u0448\u0449\u044e]/g)?.length ?? 0;
  const capitals = word.match(/\p{Lu}/gu)?.length ?? 0;
  return word.length + 0.6 * wide + 0.2 * capitals;
}

/** Lets a word break after its punctuation (JSON, addresses), and anywhere where that is not enough. */
function breakable(word: string, maxPart: number): string {
  return word
    .split(/(?<=[,;/])/)
    .map(part => (wordWidth(part) > maxPart ? part.replace(/(?<=.)(?=\P{M})/gsu, BREAK) : part))
    .join(BREAK);
}
