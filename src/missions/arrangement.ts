/** A fact of the arrangement with where it is known from: a record's address or a paragraph. */
export interface Known {
  fact: string;
  source: string;
}

/** One cell as it is known on the day; null where nothing is known. */
export interface KnownCell extends Known {
  kind: string;
  office: string | null;
  dedicated: boolean | null;
  /** Null: who serves in it is not known. */
  skills: string[] | null;
  staff: number | null;
}

/** A task in force on the day, with the paragraph that gives it. */
export interface KnownTask {
  code: string;
  paragraph: string;
  /** IN_FORCE, or NOT_KNOWN when the last day of which it is known has passed. */
  state: string;
}

/** A panel that serves one of the mission's regimes on the day. */
export interface KnownPanel {
  code: string;
  base: string | null;
}

/**
 * What is known of a mission on a day. Of another body's mission only what is published is known: null means that
 * nothing is known, and no advice rests on it; an empty list means that there is none.
 */
export interface Arrangement {
  mission: string;
  kind: string;
  on: string;
  mandate: 'KNOWN' | 'UNKNOWN' | 'NOT_YET' | 'ENDED';
  tasks: KnownTask[];
  panels: KnownPanel[];
  cells: KnownCell[] | null;
  focalPoints: (Known & { office: string | null })[] | null;
  nationalFocalPoints: Known[] | null;
  jointWorkingGroups: Known[] | null;
  vacancies: (Known & { skills: string[] })[] | null;
  offers: (Known & { skills: string[]; accepted: boolean })[] | null;
  procedures: Known[] | null;
  schedules: Known[] | null;
  /** Days on which mandate or measures come up for review, from the day on, each with its needs assessment if any. */
  reviews: (Known & { on: string; assessed: boolean })[] | null;
}
