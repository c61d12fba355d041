import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** A row of `national_focal_points`: whom a host State appoints (S/2017/1025 annex II para 14). */
@Entity('national_focal_points')
export class NationalFocalPoint extends CaseRow {
  /** SHA-256 of the request it was made from; only ever written and compared. */
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column({ type: 'text', update: false })
  country!: string;

  @Column('text')
  institution!: string;

  /** As written. */
  @Column('text')
  name!: string;

  @Column({ type: 'text', nullable: true })
  functionTitle!: string | null;

  /** Null where nobody knows it. */
  @Column({ type: 'date', nullable: true })
  validFrom!: string | null;

  /** Exclusive; null while it goes on. */
  @Column({ type: 'date', nullable: true })
  validTo!: string | null;

  @Column({ type: 'text', nullable: true })
  mandateText!: string | null;

  @Column({ type: 'text', nullable: true })
  contact!: string | null;

  @Column({ type: 'date', nullable: true })
  appointedOn!: string | null;
}
