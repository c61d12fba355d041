import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';
import type { DatedReview } from './arrangement-review.service.js';

/** A row of `arrangement_reviews`. */
@Entity('arrangement_reviews')
export class ArrangementReview extends CaseRow {
  @Column({ type: 'text', update: false })
  mandate!: string;

  /** MANDATE_SET or REVIEW_DATE. */
  @Column({ type: 'text', update: false })
  cause!: string;

  /** The version of the mandate, or the review date. */
  @Column({ type: 'text', update: false })
  occasion!: string;

  @Column({ type: 'date', update: false })
  reviewedOn!: string;

  @Column({ type: 'uuid', update: false })
  jobId!: string;

  @Column({ type: 'text', nullable: true })
  ruleVersion!: string | null;

  /** Null until the job has been done. */
  @Column({ type: 'jsonb', nullable: true })
  review!: DatedReview | null;
}
