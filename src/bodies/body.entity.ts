import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A mission, panel, secretariat, host-State office or headquarters office. */
@Entity('bodies')
export class Body {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'text', update: false })
  kind!: string;

  @Column({ type: 'text', update: false })
  acronym!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'boolean', update: false })
  fictional!: boolean;

  @Column({ type: 'uuid', nullable: true })
  parentId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  succeededById!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  frozenAt!: Date | null;

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
