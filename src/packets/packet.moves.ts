import type { Permission } from '../access/permissions.js';
import type { PacketState } from './packet.entity.js';

/** One legal move of a packet. */
export interface PacketMove {
  from: PacketState;
  to: PacketState;
  /** The permission a role needs for it. */
  permission: Permission;
  /** What is written down of it. */
  step: 'CELL_CHIEF' | 'HEAD_OF_MISSION' | 'TRANSMISSION' | 'RETURN';
  /** A clearing step: nobody takes two of them for one packet. */
  clears?: true;
  needsReason?: true;
}

/** The way of a packet from draft to committee (domain rule 6.5, in its shortest form), as data. */
export const packetMoves: readonly PacketMove[] = [
  {
    from: 'DRAFT',
    to: 'CELL_CHIEF_CLEARED',
    permission: 'packet.clear_as_cell_chief',
    step: 'CELL_CHIEF',
    clears: true,
  },
  {
    from: 'CELL_CHIEF_CLEARED',
    to: 'HEAD_OF_MISSION_CLEARED',
    permission: 'packet.clear_as_head',
    step: 'HEAD_OF_MISSION',
    clears: true,
  },
  { from: 'HEAD_OF_MISSION_CLEARED', to: 'TRANSMITTED', permission: 'packet.transmit', step: 'TRANSMISSION' },
  { from: 'CELL_CHIEF_CLEARED', to: 'DRAFT', permission: 'packet.return', step: 'RETURN', needsReason: true },
  { from: 'HEAD_OF_MISSION_CLEARED', to: 'DRAFT', permission: 'packet.return', step: 'RETURN', needsReason: true },
];

/** Where a packet can be moved to at all. */
export const packetTargets = [...new Set(packetMoves.map(move => move.to))];

/** The permission for a target, whatever state the packet is in. */
export const permissionFor = (to: string): Permission | undefined =>
  packetMoves.find(move => move.to === to)?.permission;
