import { Column, PrimaryColumn } from 'typeorm';

/**
 * The columns every case table begins with, as `sec.case_row` in migrations/0001 has them. `recorded_xid` is left
 * out: only PostgreSQL writes and reads it.
 */
export abstract class CaseRow {
  /** The body that owns the record. */
  @PrimaryColumn('uuid')
  bodyId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  /** 0 unclassified, 1 confidential, 2 strictly confidential. */
  @Column('smallint')
  classification!: number;

  @Column({ type: 'text', array: true })
  caveats!: string[];

  @Column({ type: 'uuid', nullable: true })
  compartmentId!: string | null;

  /** The appointment whose draft the row is part of; null for what is the body's. */
  @Column({ type: 'uuid', nullable: true, update: false })
  draftBy!: string | null;

  @Column({ type: 'integer', insert: false })
  version!: number;

  @Column({ type: 'timestamptz', insert: false, update: false })
  recordedAt!: Date;

  /** The appointment under which it was recorded. */
  @Column({ type: 'uuid', update: false })
  recordedBy!: string;
}

/** The protection that every row of one recording has in common; owner and recorder are the actor's. */
export type Stamp = Pick<CaseRow, 'classification' | 'caveats' | 'compartmentId' | 'draftBy'>;
