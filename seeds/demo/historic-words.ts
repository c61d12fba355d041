import type { VagueDate } from '../../src/http/vague-date.js';
import type { RecordInspection } from '../../src/inspections/inspection.dto.js';

/**
 * A real case from public sources, as the body of `POST /inspections`.
 *
 * Ids are written out and never change, so that storing a case twice stores it once. They read
 * `01970000-<case>-7<part>-8000-<number>`; part 000 is the inspection, 001 an observation, 002 a document,
 * 003 a reported total, 004 an access result and 005 a step of custody.
 */
export interface HistoricCase {
  caseId: `R${number}`;
  body: RecordInspection;
}

type More = Omit<Partial<VagueDate>, 'value' | 'precision'>;

/** A day, with what else is known of it. */
export const day = (value: string, more: More = {}): VagueDate => ({ value, precision: 'DAY', ...more });

/** A month, with what else is known of it. */
export const month = (value: string, more: More = {}): VagueDate => ({ value, precision: 'MONTH', ...more });

/** A year, with what else is known of it. */
export const year = (value: string, more: More = {}): VagueDate => ({ value, precision: 'YEAR', ...more });
