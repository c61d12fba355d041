import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One period in which a body may act. */
@Entity('mandates')
export class Mandate {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'uuid', update: false })
  bodyId!: string;

  @Column({ type: 'text', nullable: true, update: false })
  regimeCode!: string | null;

  @Column({ type: 'date', update: false })
  validFrom!: string;

  @Column({ type: 'date', nullable: true, update: false })
  validTo!: string | null;

  @Column({ type: 'text', update: false })
  endKind!: string;

  @Column({ type: 'date', nullable: true, update: false })
  knownUntil!: string | null;

  @Column({ type: 'text', nullable: true, update: false })
  basisOp!: string | null;

  @Column({ type: 'integer', insert: false, update: false })
  version!: number;

  @Column({ type: 'timestamptz', insert: false, update: false })
  recordedAt!: Date;

  @Column({ type: 'uuid', nullable: true, update: false })
  recordedBy!: string | null;

  /** In PostgreSQL's hexadecimal form; only ever written and compared. */
  @Column({ type: 'bytea', nullable: true, update: false, select: false })
  contentHash!: string | null;
}
