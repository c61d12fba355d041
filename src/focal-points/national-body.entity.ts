import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** A row of `national_bodies`: a commission or committee of a State (S/2017/1025 annex II para 14). */
@Entity('national_bodies')
export class NationalBody extends CaseRow {
  /** SHA-256 of the request it was made from; only ever written and compared. */
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column('text')
  name!: string;

  @Column({ type: 'text', update: false })
  country!: string;

  @Column({ type: 'text', nullable: true })
  kind!: string | null;

  @Column({ type: 'text', nullable: true })
  basis!: string | null;

  /** Each member as written. */
  @Column({ type: 'text', array: true })
  membersText!: string[];

  @Column({ type: 'text', nullable: true })
  plan!: string | null;

  /** Null where nobody knows it. */
  @Column({ type: 'date', nullable: true })
  validFrom!: string | null;

  /** Exclusive; null while it goes on. */
  @Column({ type: 'date', nullable: true })
  validTo!: string | null;
}
