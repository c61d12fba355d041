import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** A row of `personnel_offers`: what a Member State offers (S/2017/1025 annex II para 10). */
@Entity('personnel_offers')
export class PersonnelOffer extends CaseRow {
  /** SHA-256 of the request it was made from; only ever written and compared. */
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column({ type: 'text', update: false })
  country!: string;

  @Column('text')
  component!: string;

  @Column({ type: 'text', array: true })
  skills!: string[];

  /** How many. */
  @Column('integer')
  persons!: number;

  @Column({ type: 'date', update: false })
  offeredOn!: string;

  /** Exclusive; null where the offer has no end. */
  @Column({ type: 'date', nullable: true })
  until!: string | null;

  @Column({ type: 'uuid', nullable: true })
  vacancyId!: string | null;

  @Column('text')
  state!: string;

  @Column({ type: 'text', nullable: true })
  note!: string | null;
}
