import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** Where a job stands. */
export type JobState = 'QUEUED' | 'RUNNING' | 'DONE' | 'FAILED' | 'CANCELLED';

/** A row of `jobs`: the truth about a piece of long work; the queue only rings for it. */
@Entity('jobs')
export class Job extends CaseRow {
  @Column({ type: 'text', update: false })
  kind!: string;

  @Column({ type: 'uuid', update: false })
  actorPersonId!: string;

  @Column({ type: 'uuid', update: false })
  actorAppointmentId!: string;

  /** The record the work is for. */
  @Column({ type: 'uuid', update: false })
  subjectId!: string;

  @Column({ type: 'text', insert: false })
  state!: JobState;

  @Column({ type: 'text', nullable: true })
  stage!: string | null;

  @Column({ type: 'real', insert: false })
  progress!: number;

  @Column({ type: 'smallint', insert: false })
  attempts!: number;

  @Column({ type: 'uuid', nullable: true })
  attemptToken!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  heartbeatAt!: Date | null;

  @Column({ type: 'timestamptz', insert: false })
  rungAt!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  finishedAt!: Date | null;

  @Column({ type: 'jsonb', nullable: true })
  result!: object | null;

  @Column({ type: 'jsonb', nullable: true })
  problem!: object | null;
}
