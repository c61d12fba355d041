import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** A row of `schedules`: which packets a body makes by the calendar. */
@Entity('schedules')
export class Schedule extends CaseRow {
  /** In PostgreSQL's hexadecimal form; only ever written and compared. */
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'uuid', update: false })
  committeeId!: string;

  @Column({ type: 'text', update: false })
  kind!: string;

  @Column({ type: 'text', nullable: true, update: false })
  regimeCode!: string | null;

  @Column({ type: 'text' })
  rrule!: string;

  /** Where the rule begins to count; the first period begins that day. */
  @Column({ type: 'date', update: false })
  startsOn!: string;

  @Column({ type: 'smallint', update: false })
  packetClassification!: number;

  @Column({ type: 'text', array: true, update: false })
  packetCaveats!: string[];

  @Column({ type: 'boolean' })
  active!: boolean;

  /** First day of the period that ends at `nextAt`. */
  @Column({ type: 'date' })
  periodFrom!: string;

  /** When the next packet is due; null when the rule has no more dates. */
  @Column({ type: 'timestamptz', nullable: true })
  nextAt!: Date | null;
}
