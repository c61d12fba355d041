import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** A row of `focal_points`: whom a mission names towards a panel (S/2017/1025 annex II para 18). */
@Entity('focal_points')
export class FocalPoint extends CaseRow {
  /** SHA-256 of the request it was made from; only ever written and compared. */
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column({ type: 'text', update: false })
  kind!: string;

  @Column({ type: 'uuid', nullable: true, update: false })
  personId!: string | null;

  /** As written, of somebody who has no sign-in here. */
  @Column({ type: 'text', nullable: true, update: false })
  name!: string | null;

  /** Another office is another term. */
  @Column({ type: 'text', update: false })
  office!: string;

  @Column({ type: 'text', nullable: true })
  functionTitle!: string | null;

  @Column('date')
  validFrom!: string;

  /** Exclusive; null while it goes on. */
  @Column({ type: 'date', nullable: true })
  validTo!: string | null;

  @Column({ type: 'text', nullable: true })
  contact!: string | null;
}
