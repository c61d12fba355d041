import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';
import type { Participant } from './working-group.dto.js';

/** A row of `working_groups` (S/2017/1025 annex II paras 5 and 14). */
@Entity('working_groups')
export class WorkingGroup extends CaseRow {
  /** SHA-256 of the request it was made from; only ever written and compared. */
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column('text')
  name!: string;

  @Column('text')
  kind!: string;

  @Column({ type: 'uuid', nullable: true })
  nationalBodyId!: string | null;

  @Column('jsonb')
  participants!: Participant[];

  /** Null where nobody knows it. */
  @Column({ type: 'date', nullable: true })
  validFrom!: string | null;

  /** Exclusive; null while it goes on. */
  @Column({ type: 'date', nullable: true })
  validTo!: string | null;
}
