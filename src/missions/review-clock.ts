import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { JobsService } from '../jobs/jobs.service.js';
import type { Clock } from '../jobs/worker.js';
import type { Ring } from '../queue/bell.js';

interface Due {
  body_id: string;
  mandate: string;
  cause: string;
  occasion: string;
  reviewed_on: string;
}

/** Asks for a review when a mandate is set and at every review date (S/2017/1025 annex II para 10). */
@Injectable()
export class ReviewClock implements Clock {
  constructor(
    private readonly db: Database,
    private readonly jobs: JobsService,
  ) {}

  async due(): Promise<{ bodyId: string; name: string }[]> {
    const due = await this.db.call<Due>('select distinct body_id, mandate from sec.reviews_due()');
    return due.map(review => ({ bodyId: review.body_id, name: review.mandate }));
  }

  /** Writes the oldest due review of a mandate and its job; null when none is due, or another worker was quicker. */
  fire(system: Actor, mandate: string): Promise<Ring | null> {
    return this.db.as(system, async tx => {
      const due = await tx.one<Due>(
        `select mandate, cause, occasion, reviewed_on::text from sec.reviews_due()
          where body_id = $1 and mandate = $2 order by reviewed_on limit 1`,
        [system.bodyId, mandate],
      );
      if (!due) return null;
      const [id, jobId] = [uuidv7(), uuidv7()];
      const stored = await tx.one(
        `insert into arrangement_reviews (body_id, id, recorded_by, mandate, cause, occasion, reviewed_on, job_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict on constraint arrangement_reviews_once do nothing returning id`,
        [system.bodyId, id, system.appointmentId, due.mandate, due.cause, due.occasion, due.reviewed_on, jobId],
      );
      return stored ? this.jobs.queue(tx, { id: jobId, kind: 'ARRANGEMENT_REVIEW', subjectId: id }) : null;
    });
  }
}
