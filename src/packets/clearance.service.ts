import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { refuseStale } from '../http/etag.js';
import { isUuid } from '../http/fields.js';
import { Problem, refuseFaults } from '../http/problems.js';
import type { MovePacket } from './packet.dto.js';
import { type PacketMove, packetMoves } from './packet.moves.js';
import { TransmissionService } from './transmission.service.js';

/** What a move needs to know of its packet. */
export interface MovedPacket {
  id: string;
  ref: string;
  state: string;
  round: number;
  version: number;
  classification: number;
  caveats: string[];
  committee_id: string;
  content_sha256: string;
  snapshot: string;
  taken_at: string;
}

/** The way of a packet through its clearing steps. */
@Injectable()
export class ClearanceService {
  constructor(private readonly transmission: TransmissionService) {}

  /**
   * Makes one move and writes down who made it; the last one sends the packet out.
   * @throws Problem not_found, stale_version, move_not_allowed naming the legal moves, same_person_cleared_already.
   */
  async move(tx: Tx, id: string, expected: number, request: MovePacket): Promise<void> {
    const packet = isUuid(id) ? await this.hold(tx, id) : null;
    if (!packet) throw new Problem('not_found');
    refuseStale(expected, packet.version);
    const move = packetMoves.find(({ from, to }) => from === packet.state && to === request.to);
    if (!move) throw this.notAllowed(packet.state);
    if (move.needsReason && !request.reason)
      refuseFaults([{ pointer: '/reason', code: 'required', detail: 'A return needs its reason.' }]);
    await this.writeStep(tx, packet, move, request.reason ?? null);
    await tx.sql('update packets set state = $2, round = round + $3, version = version + 1 where id = $1', [
      id,
      move.to,
      move.step === 'RETURN' ? 1 : 0,
    ]);
    if (move.to === 'TRANSMITTED') await this.transmission.transmit(tx, packet);
  }

  /** The row stays locked, so of many identical moves one is made and the others find the packet changed. */
  private hold(tx: Tx, id: string): Promise<MovedPacket | null> {
    return tx.one<MovedPacket>(
      `select id, ref, state, round, version, classification, caveats, committee_id, content_sha256, snapshot,
              to_char(taken_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as taken_at
         from packets where id = $1 for update`,
      [id],
    );
  }

  private async writeStep(tx: Tx, packet: MovedPacket, move: PacketMove, comment: string | null): Promise<void> {
    await tx.sql(
      `insert into packet_steps (body_id, id, classification, caveats, recorded_by, packet_id, round, step, person_id, content_sha256, comment)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        tx.actor.bodyId,
        uuidv7(),
        packet.classification,
        packet.caveats,
        tx.actor.appointmentId,
        packet.id,
        packet.round,
        move.step,
        tx.actor.personId,
        packet.content_sha256,
        comment,
      ],
    );
  }

  private notAllowed(state: string): Problem {
    const legal = packetMoves.filter(({ from }) => from === state).map(({ to }) => to);
    return new Problem('move_not_allowed', `From ${state} a packet may go to: ${legal.join(', ') || 'nowhere'}.`);
  }
}
