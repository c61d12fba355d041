import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** A row of `procedures`: a guideline, standard operating procedure or checklist (S/2017/1025 annex II para 11). */
@Entity('procedures')
export class Procedure extends CaseRow {
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column('text')
  title!: string;

  @Column('text')
  kind!: string;

  @Column({ type: 'text', array: true })
  subjects!: string[];

  @Column({ type: 'text', nullable: true })
  ownerOffice!: string | null;
}

/** A row of `procedure_versions`; it ends when the next one begins, or when it is withdrawn. */
@Entity('procedure_versions')
export class ProcedureVersion extends CaseRow {
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column({ type: 'uuid', update: false })
  procedureId!: string;

  @Column({ type: 'text', update: false })
  label!: string;

  @Column({ type: 'date', update: false })
  validFrom!: string;

  @Column({ type: 'text', nullable: true, update: false })
  text!: string | null;

  @Column({ type: 'text', nullable: true, update: false })
  url!: string | null;

  @Column({ type: 'text', nullable: true, update: false })
  documentTitle!: string | null;

  @Column({ type: 'text', nullable: true, update: false })
  sha256!: string | null;

  @Column({ type: 'text', nullable: true, update: false })
  changes!: string | null;

  @Column({ type: 'boolean', update: false })
  endsPrevious!: boolean;

  /** The first day on which it no longer holds. */
  @Column({ type: 'date', nullable: true })
  withdrawnOn!: string | null;

  @Column({ type: 'text', nullable: true })
  withdrawnReason!: string | null;

  /** The appointment under which it was withdrawn. */
  @Column({ type: 'uuid', nullable: true })
  withdrawnBy!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  withdrawnAt!: Date | null;
}
