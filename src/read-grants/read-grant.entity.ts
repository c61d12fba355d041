import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `read_grants`: who may read what a closed body leaves behind. `bodyId` is that body. */
@Entity('read_grants')
export class ReadGrant {
  @PrimaryColumn('uuid')
  bodyId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', nullable: true, update: false })
  toBodyId!: string | null;

  @Column({ type: 'uuid', nullable: true, update: false })
  toAppointmentId!: string | null;

  @Column({ type: 'smallint', update: false })
  clearance!: number;

  @Column({ type: 'timestamptz', update: false })
  validFrom!: Date;

  @Column({ type: 'timestamptz', nullable: true, update: false })
  validTo!: Date | null;

  @Column({ type: 'text', update: false })
  reason!: string;

  @Column({ type: 'uuid', update: false })
  grantedByPerson!: string;

  @Column({ type: 'timestamptz', nullable: true })
  confirmedAt!: Date | null;

  @Column({ type: 'uuid', nullable: true })
  confirmedBy!: string | null;

  @Column({ type: 'uuid', nullable: true })
  confirmedByPerson!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  endedAt!: Date | null;

  @Column({ type: 'uuid', nullable: true })
  endedBy!: string | null;

  @Column({ type: 'text', nullable: true })
  endReason!: string | null;

  /** In PostgreSQL's hexadecimal form; only ever written and compared. */
  @Column({ type: 'bytea', nullable: true, update: false, select: false })
  contentHash!: string | null;

  @Column({ type: 'integer', insert: false })
  version!: number;

  @Column({ type: 'timestamptz', insert: false, update: false })
  recordedAt!: Date;

  @Column({ type: 'uuid', update: false })
  recordedBy!: string;
}
