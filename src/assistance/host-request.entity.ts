import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** A row of `host_requests`: what a host State asked for (S/2017/1025 annex II para 12). */
@Entity('host_requests')
export class HostRequest extends CaseRow {
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  /** As written on the request. */
  @Column({ type: 'text', nullable: true })
  ref!: string | null;

  @Column('text')
  requestedBy!: string;

  @Column('text')
  country!: string;

  @Column('date')
  requestedOn!: string;

  @Column({ type: 'date', nullable: true })
  receivedOn!: string | null;

  @Column('text')
  text!: string;

  @Column({ type: 'text', array: true })
  types!: string[];

  @Column('text')
  state!: string;

  @Column({ type: 'text', nullable: true })
  answer!: string | null;
}
