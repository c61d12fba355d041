import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';
import type { Attendee, Decision } from './meeting.dto.js';

/** A row of `group_meetings`. What was said and decided is never edited. */
@Entity('group_meetings')
export class GroupMeeting extends CaseRow {
  /** SHA-256 of the request it was made from; only ever written and compared. */
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column({ type: 'uuid', update: false })
  groupId!: string;

  @Column({ type: 'date', update: false })
  heldOn!: string;

  @Column({ type: 'text', nullable: true, update: false })
  place!: string | null;

  @Column({ type: 'text', nullable: true, update: false })
  agenda!: string | null;

  @Column({ type: 'jsonb', update: false })
  attendees!: Attendee[];

  @Column({ type: 'text', nullable: true, update: false })
  minutes!: string | null;

  @Column({ type: 'jsonb', update: false })
  decisions!: Decision[];

  /** The record of the same meeting that this one puts right. */
  @Column({ type: 'uuid', nullable: true, update: false })
  correctsId!: string | null;
}
