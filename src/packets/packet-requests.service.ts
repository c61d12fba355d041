import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { nextRef } from '../database/ref-numbers.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { type Fault, refuseFaults } from '../http/problems.js';
import { levelOf } from '../http/shape.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { Ring } from '../queue/bell.js';
import type { RequestPacket } from './packet.dto.js';
import { packetFaults } from './packet.rules.js';

/** What a packet is to be, once judged. */
export interface PacketOrder {
  id?: string;
  scheduleId?: string;
  contentHash?: string;
  committeeId: string;
  kind: string;
  regimeCode: string | null;
  periodFrom: string;
  periodTo: string;
  classification: number;
  caveats: string[];
}

/** A packet that waits for its job. */
export interface QueuedPacket {
  id: string;
  ref: string;
  ring: Ring;
}

/** Asking for packets, by hand or by the calendar. */
@Injectable()
export class PacketRequestsService {
  constructor(private readonly jobs: JobsService) {}

  /**
   * Stores a request once; null when it had been stored before.
   * @throws Problem breaks_a_rule naming every fault, id_already_used.
   */
  async request(tx: Tx, id: string, request: RequestPacket): Promise<QueuedPacket | null> {
    const hash = contentHash(plain(request));
    if (await storedBefore(tx, 'packets', id, hash)) return null;
    const level = levelOf(request.classification ?? 'CONFIDENTIAL');
    refuseFaults([...periodFaults(request.period), ...(await packetFaults(tx, { ...request, level }))]);
    return this.queue(tx, {
      id,
      contentHash: hash,
      committeeId: request.committeeId,
      kind: request.kind,
      regimeCode: request.regimeCode ?? null,
      periodFrom: request.period.from,
      periodTo: request.period.to,
      classification: level,
      caveats: request.caveats ?? [],
    });
  }

  /** Writes the packet and its job; null when the schedule already has a packet for the period. */
  async queue(tx: Tx, order: PacketOrder): Promise<QueuedPacket | null> {
    const id = order.id ?? uuidv7();
    const ref = await nextRef(tx, 'BP', new Date().getUTCFullYear());
    const jobId = uuidv7();
    const stored = await tx.one(
      `insert into packets (body_id, id, classification, caveats, recorded_by, ref, content_hash, schedule_id, committee_id,
                            kind, regime_code, period_from, period_to, job_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       on conflict on constraint packets_once_a_period do nothing returning id`,
      [
        tx.actor.bodyId,
        id,
        order.classification,
        order.caveats,
        tx.actor.appointmentId,
        ref,
        order.contentHash ?? null,
        order.scheduleId ?? null,
        order.committeeId,
        order.kind,
        order.regimeCode,
        order.periodFrom,
        order.periodTo,
        jobId,
      ],
    );
    if (!stored) return null;
    return { id, ref, ring: await this.jobs.queue(tx, { id: jobId, kind: 'PACKET', subjectId: id }) };
  }
}

/** The hash is of plain JSON; a nested request class is not. */
const plain = (request: RequestPacket): object => ({ ...request, period: { ...request.period } });

function periodFaults({ from, to }: RequestPacket['period']): Fault[] {
  const faults: Fault[] = [];
  if (to <= from)
    faults.push({ pointer: '/period/to', code: 'period_reversed', detail: 'The end is not after the beginning.' });
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  if (to > tomorrow)
    faults.push({ pointer: '/period/to', code: 'date_in_future', detail: 'A period ends tomorrow at the latest.' });
  if (from < '1945-01-01')
    faults.push({ pointer: '/period/from', code: 'date_before_1945', detail: 'No date before 1945-01-01.' });
  return faults;
}
