import { may } from '../access/permissions.js';
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
  const clearedAnother = (step: string | null) =>
    shown.steps.some(one => one.personId === actor.personId && clears.includes(one.step) && one.step !== step);
  shown.availableTransitions = packetMoves
    .filter(move => move.from === shown.state && may(actor, move.permission))
    .filter(move => !(move.clears && clearedAnother(move.step)))
    .map(move => move.to);
  return JSON.stringify(shown);
}
