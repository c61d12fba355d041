import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';
import type { Standard } from './activity.dto.js';

/** A row of `needs_assessments` (S/2017/1025 annex II para 15). */
@Entity('needs_assessments')
export class NeedsAssessment extends CaseRow {
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column('text')
  title!: string;

  @Column('text')
  country!: string;

  @Column('text')
  regimeCode!: string;

  /** The review of the measures that it prepares. */
  @Column('date')
  reviewOn!: string;

  @Column('date')
  dueOn!: string;

  @Column({ type: 'date', nullable: true })
  carriedOutOn!: string | null;

  @Column('jsonb')
  standards!: Standard[];

  @Column({ type: 'text', nullable: true })
  summary!: string | null;
}

/** A row of `assessment_gaps`: a gap in capacity, and what became of it. */
@Entity('assessment_gaps')
export class AssessmentGap extends CaseRow {
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column({ type: 'uuid', update: false })
  assessmentId!: string;

  @Column('text')
  text!: string;

  @Column({ type: 'jsonb', nullable: true })
  standard!: Standard | null;

  @Column('text')
  severity!: string;

  @Column('text')
  state!: string;

  /** The assistance that addresses it. */
  @Column({ type: 'uuid', nullable: true })
  activityId!: string | null;

  @Column({ type: 'date', nullable: true })
  addressedOn!: string | null;

  @Column({ type: 'text', nullable: true })
  note!: string | null;
}
