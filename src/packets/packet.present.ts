import { allows } from '../access/permissions.js';
import type { Actor } from '../database/context.js';
import { packetMoves } from './packet.moves.js';
import type { ReadPacket } from './packet-reads.service.js';

interface ShownPacket {
  state: string;
  round: number;
  steps: { round: number; step: string; personId: string | null }[];
  availableTransitions: string[];
}

/**
 * A packet as its reader gets it: with the moves that this reader's role, and what this person has cleared already,
 * leave open. A received copy has none.
 */
export function presentPacket(actor: Actor, packet: ReadPacket): string {
  if (packet.received) return packet.doc;
  const shown = JSON.parse(packet.doc) as ShownPacket;
  const clears = packetMoves.filter(move => move.clears).map(move => move.step as string);
  const cleared = shown.steps.some(
    step => step.round === shown.round && step.personId === actor.personId && clears.includes(step.step),
  );
  shown.availableTransitions = packetMoves
    .filter(move => move.from === shown.state && allows(actor.role, move.permission) && !(move.clears && cleared))
    .map(move => move.to);
  return JSON.stringify(shown);
}
