import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** A row of `action_points`: what a group set itself to do. */
@Entity('action_points')
export class ActionPoint extends CaseRow {
  /** SHA-256 of the request it was made from; only ever written and compared. */
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column({ type: 'uuid', update: false })
  groupId!: string;

  @Column('text')
  text!: string;

  /** As written. */
  @Column({ type: 'text', nullable: true })
  owner!: string | null;

  @Column({ type: 'date', nullable: true })
  dueOn!: string | null;

  @Column({ type: 'uuid', nullable: true })
  meetingId!: string | null;

  @Column('text')
  state!: string;

  @Column({ type: 'date', nullable: true })
  closedOn!: string | null;
}
