import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../config.js';
import type { Series } from './release-fields.js';

/** How exactly a date goes out, finest first. */
export const datePrecisions = ['DAY', 'MONTH', 'YEAR'] as const;
/** How exactly a place goes out, finest first. */
export const placePrecisions = ['POINT', 'KM1', 'KM10', 'ADMIN_CODE', 'COUNTRY', 'NONE'] as const;
/** How exactly serial and lot numbers go out, finest first. */
export const serialPrecisions = ['FULL', 'TAIL_MASKED', 'PSEUDONYM', 'NONE'] as const;

/** How exactly what can find something again goes out. */
export interface Precisions {
  date: (typeof datePrecisions)[number];
  place: (typeof placePrecisions)[number];
  serial: (typeof serialPrecisions)[number];
  /** How many of a masked serial's last characters are hidden. */
  hidden: number;
}

/** What goes to one kind of recipient. */
export interface Rules extends Precisions {
  fields: Record<Series, string[]>;
}

/** A redaction profile: rules for each kind of recipient. */
export interface Profile {
  code: string;
  label: string;
  source: string;
  recipients: Record<string, Rules>;
}

/** The profiles, as in `seeds/reference/redaction-profiles.json`. */
export const profiles = JSON.parse(
  readFileSync(join(projectRoot, 'seeds/reference/redaction-profiles.json'), 'utf8'),
) as Profile[];

/** The rules of a profile for a kind of recipient. @throws Error for a profile or kind that does not exist. */
export function rulesOf(profile: string, kind: string): Rules {
  const rules = profiles.find(({ code }) => code === profile)?.recipients[kind];
  if (!rules) throw new Error(`no redaction rules of ${profile} for ${kind}`);
  return rules;
}

/** The coarser of two words of a scale. */
export function coarser<Word extends string>(scale: readonly Word[], a: Word, b: Word | null | undefined): Word {
  return b && scale.indexOf(b) > scale.indexOf(a) ? b : a;
}
