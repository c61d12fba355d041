import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** Where a packet stands. */
export type PacketState =
  | 'QUEUED'
  | 'DRAFT'
  | 'CELL_CHIEF_CLEARED'
  | 'HEAD_OF_MISSION_CLEARED'
  | 'TRANSMITTED'
  | 'FAILED';

/** A row of `packets`: one briefing packet, from its request to its transmission. */
@Entity('packets')
export class Packet extends CaseRow {
  @Column({ type: 'text', update: false })
  ref!: string;

  /** In PostgreSQL's hexadecimal form; only ever written and compared. */
  @Column({ type: 'bytea', nullable: true, update: false, select: false })
  contentHash!: string | null;

  @Column({ type: 'uuid', nullable: true, update: false })
  scheduleId!: string | null;

  @Column({ type: 'uuid', update: false })
  committeeId!: string;

  @Column({ type: 'text', update: false })
  kind!: string;

  @Column({ type: 'text', nullable: true, update: false })
  regimeCode!: string | null;

  /** Half-open period, in days. */
  @Column({ type: 'date', update: false })
  periodFrom!: string;

  @Column({ type: 'date', update: false })
  periodTo!: string;

  @Column({ type: 'text' })
  state!: PacketState;

  /** Begins anew each time the packet is returned. */
  @Column({ type: 'smallint', insert: false })
  round!: number;

  @Column({ type: 'uuid', nullable: true })
  jobId!: string | null;

  /** `pg_current_snapshot()` of the transaction that computed every figure. */
  @Column({ type: 'text', nullable: true })
  snapshot!: string | null;

  @Column({ type: 'timestamptz', nullable: true })
  takenAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  template!: string | null;

  /** Of the packet's JSON file. */
  @Column({ type: 'text', nullable: true })
  contentSha256!: string | null;

  @Column({ type: 'uuid', nullable: true, update: false })
  supersedesId!: string | null;
}
