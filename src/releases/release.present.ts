import { allows } from '../access/permissions.js';
import type { Actor } from '../database/context.js';
import type { ShownRecord } from '../http/record.js';
import { releaseMoves } from './release.moves.js';

interface ShownRelease {
  kind: string;
  state: string;
  proposedById: string;
  approvedById: string | null;
  availableTransitions: string[];
}

/** A release as its reader gets it: with the moves that the role, and what the person has signed, leave open. */
export function presentRelease(actor: Actor, record: ShownRecord): ShownRecord {
  const shown = JSON.parse(record.doc) as ShownRelease;
  const took = shown.proposedById === actor.personId || shown.approvedById === actor.personId;
  shown.availableTransitions = releaseMoves
    .filter(move => shown.kind === 'RECORDS' && move.from === shown.state && allows(actor.role, move.permission))
    .filter(move => !(move.signs && took))
    .map(move => move.to);
  return { ...record, doc: JSON.stringify(shown) };
}
