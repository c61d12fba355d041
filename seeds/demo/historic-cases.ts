import { casesOfLiberiaAndIvoryCoast } from './historic-cases-liberia-ivory-coast.js';
import { casesOfLibya } from './historic-cases-libya.js';
import { casesOfSomaliaAndSudans } from './historic-cases-somalia-sudans.js';
import type { HistoricCase } from './historic-words.js';

export type { HistoricCase } from './historic-words.js';

/** Thirteen real inspections, seizures and refusals, each from a public document, in the order of their numbers. */
export const historicCases: HistoricCase[] = [
  ...casesOfLiberiaAndIvoryCoast,
  ...casesOfLibya,
  ...casesOfSomaliaAndSudans,
].sort((a, b) => a.caseId.localeCompare(b.caseId));
