import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** A row of `cell_vacancies`: a post of a cell, and whether somebody holds it. */
@Entity('cell_vacancies')
export class CellVacancy extends CaseRow {
  /** SHA-256 of the request it was made from; only ever written and compared. */
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column({ type: 'uuid', update: false })
  cellId!: string;

  @Column('text')
  title!: string;

  @Column('text')
  component!: string;

  @Column({ type: 'text', array: true })
  skills!: string[];

  @Column('date')
  since!: string;

  @Column('text')
  state!: string;

  @Column({ type: 'uuid', nullable: true })
  filledByMemberId!: string | null;
}
