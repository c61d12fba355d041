import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of `compartments`: a named need-to-know circle inside one body. */
@Entity('compartments')
export class Compartment {
  @PrimaryColumn('uuid')
  bodyId!: string;

  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'text', update: false })
  name!: string;

  @Column({ type: 'text', nullable: true, update: false })
  purpose!: string | null;

  /** From then on it takes no records and nobody new. */
  @Column({ type: 'timestamptz', nullable: true })
  closedAt!: Date | null;

  @Column({ type: 'uuid', nullable: true })
  closedBy!: string | null;

  @Column({ type: 'text', nullable: true })
  closeReason!: string | null;

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
