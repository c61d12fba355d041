import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { log } from '../http/log.js';
import { Bell, type Ring } from '../queue/bell.js';
import { Job } from './job.entity.js';

/** Asking for long work. */
@Injectable()
export class JobsService {
  constructor(private readonly bell: Bell) {}

  /**
   * Writes the job down in the caller's transaction. It will run with the rights the caller's appointment has then.
   * The row holds ids only, so it is unclassified and everybody of the body may watch it.
   * @returns what to ring with once the transaction has been committed.
   */
  async queue(tx: Tx, work: { id?: string; kind: string; subjectId: string }): Promise<Ring> {
    const { bodyId, personId, appointmentId } = tx.actor;
    const { id: jobId = uuidv7(), kind, subjectId } = work;
    await tx.insert(Job, [
      {
        kind,
        subjectId,
        bodyId,
        id: jobId,
        classification: 0,
        caveats: [],
        recordedBy: appointmentId,
        actorPersonId: personId,
        actorAppointmentId: appointmentId,
      },
    ]);
    return { bodyId, jobId };
  }

  /** Rings for a committed job and waits for nothing: a ring that is lost is rung again by the worker's sweep. */
  ring(ring: Ring): void {
    this.bell.ring(ring).catch(() => log.warn({ jobId: ring.jobId }, 'the bell did not take the ring'));
  }
}
