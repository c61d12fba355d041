import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A human who may sign in, or the SYSTEM person that acts for one body's clocks and jobs. */
@Entity('people')
export class Person {
  @PrimaryColumn('uuid')
  id!: string;

  @Column({ type: 'text', nullable: true, update: false })
  email!: string | null;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', update: false })
  kind!: 'HUMAN' | 'SYSTEM';

  @Column({ type: 'timestamptz', nullable: true })
  disabledAt!: Date | null;

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
