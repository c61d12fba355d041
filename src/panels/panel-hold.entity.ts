import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A time in which a panel was on hold: nobody of it reads or writes. */
@Entity('panel_holds')
export class PanelHold {
  @PrimaryColumn({ type: 'uuid' })
  bodyId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'timestamptz', update: false })
  heldFrom!: Date;

  @Column({ type: 'timestamptz', nullable: true })
  heldTo!: Date | null;

  @Column({ type: 'text', update: false })
  reason!: string;

  @Column({ type: 'text', nullable: true, update: false })
  source!: string | null;

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
