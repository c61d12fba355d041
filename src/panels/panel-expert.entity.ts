import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A contract of a panel's expert; the rights of the appointment last as long. */
@Entity('panel_experts')
export class PanelExpert {
  @PrimaryColumn({ type: 'uuid' })
  bodyId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', update: false })
  appointmentId!: string;

  @Column({ type: 'text', array: true })
  expertise!: string[];

  @Column({ type: 'timestamptz', update: false })
  contractFrom!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  contractTo!: Date | null;

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
