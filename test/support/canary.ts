/** A word that stands in every free text of one body's records and nowhere else. */
export const canary = 'qanarijq';
