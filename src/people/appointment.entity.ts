import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person's post in a body, from a day to a day: where rights come from. */
@Entity('appointments')
export class Appointment {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', update: false })
  personId!: string;

  @Column({ type: 'uuid', update: false })
  bodyId!: string;

  @Column({ type: 'text', update: false })
  role!: string;

  @Column({ type: 'uuid', nullable: true, update: false })
  cellId!: string | null;

  /** 0 unclassified, 1 confidential, 2 strictly confidential. */
  @Column({ type: 'smallint', update: false })
  clearance!: number;

  @Column({ type: 'timestamptz', update: false })
  validFrom!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  validTo!: Date | null;

  /** The appointment under which it was granted; null for what the owner founded. */
  @Column({ type: 'uuid', nullable: true, update: false })
  grantedBy!: string | null;

  /** The appointment of the second administrator. */
  @Column({ type: 'uuid', nullable: true, insert: false })
  confirmedBy!: string | null;

  /** Null while it is only proposed; then it gives no rights. */
  @Column({ type: 'timestamptz', nullable: true })
  confirmedAt!: Date | null;

  @Column({ type: 'integer', insert: false })
  version!: number;

  @Column({ type: 'timestamptz', insert: false, update: false })
  recordedAt!: Date;

  @Column({ type: 'uuid', nullable: true, update: false })
  recordedBy!: string | null;

  /** In PostgreSQL's hexadecimal form; only ever written and compared. */
  @Column({ type: 'bytea', nullable: true, update: false, select: false })
  contentHash!: string | null;
}
