import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `compartment_members`: an appointment inside a compartment, from when to when. */
@Entity('compartment_members')
export class CompartmentMember {
  @PrimaryColumn('uuid')
  bodyId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', update: false })
  compartmentId!: string;

  @Column({ type: 'uuid', update: false })
  appointmentId!: string;

  @Column({ type: 'timestamptz', update: false })
  validFrom!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  validTo!: Date | null;

  /** The appointment that ended it. */
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

  @Column({ type: 'uuid', nullable: true, update: false })
  recordedBy!: string | null;
}
