import { Problem } from '../http/problems.js';

/** What of an opening decides which moves it has. */
export interface OpeningRow {
  kind: string;
  state: string;
  expired: boolean | null;
  asked_by_person: string;
  reviewed_at: Date | null;
  version: number;
}

/** The legal moves by state; an opening past its time has none but the review of an emergency. */
const moves: Record<string, string[]> = {
  REQUESTED: ['APPROVED', 'REFUSED'],
  APPROVED: ['REVOKED'],
  IN_FORCE: ['REVOKED'],
  REFUSED: [],
  REVOKED: [],
};

/** @throws Problem move_not_allowed naming the legal moves. */
export function refuseMove(row: OpeningRow, to: string): void {
  const legal = row.expired ? [] : [...(moves[row.state] ?? [])];
  if (row.kind === 'BREAK_GLASS' && row.reviewed_at === null) legal.push('REVIEWED');
  if (!legal.includes(to))
    throw new Problem('move_not_allowed', `Legal moves: ${legal.length > 0 ? legal.join(', ') : 'none'}.`);
}
