import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';
import type { Skill } from './member.dto.js';

/** A row of `cell_members`: who serves in a cell, and with which skills (S/2017/1025 annex II para 10). */
@Entity('cell_members')
export class CellMember extends CaseRow {
  /** SHA-256 of the request it was made from; only ever written and compared. */
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column({ type: 'uuid', update: false })
  cellId!: string;

  @Column({ type: 'uuid', nullable: true, update: false })
  personId!: string | null;

  /** As written, of somebody who has no sign-in here. */
  @Column({ type: 'text', nullable: true, update: false })
  name!: string | null;

  @Column('text')
  component!: string;

  @Column({ type: 'text', nullable: true })
  function!: string | null;

  @Column('jsonb')
  skills!: Skill[];

  @Column('date')
  validFrom!: string;

  /** Exclusive; null while the person serves. */
  @Column({ type: 'date', nullable: true })
  validTo!: string | null;

  @Column({ type: 'text', nullable: true })
  endReason!: string | null;

  /** The Member State that contributed the person. */
  @Column({ type: 'text', nullable: true })
  providedBy!: string | null;

  @Column('boolean')
  lead!: boolean;
}
