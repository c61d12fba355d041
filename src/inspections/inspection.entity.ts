import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';
import type { VagueDate } from '../http/vague-date.js';
import type { Place } from '../sites/place.dto.js';

/** A row of `inspections`. */
@Entity('inspections')
export class Inspection extends CaseRow {
  @Column({ type: 'text', update: false })
  ref!: string;

  /** SHA-256 (hexadecimal, as bytea input) of the request, to tell a repetition from another record. */
  @Column({ type: 'bytea', update: false })
  contentHash!: string;

  @Column({ type: 'text', update: false })
  type!: string;

  @Column('text')
  status!: string;

  @Column('jsonb')
  period!: { from: VagueDate; to: VagueDate | null };

  @Column({ type: 'timestamptz', nullable: true })
  periodFrom!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  periodTo!: Date | null;

  @Column({ type: 'jsonb', update: false })
  legalBasis!: object;

  @Column({ type: 'text', nullable: true, update: false })
  regimeCode!: string | null;

  @Column({ type: 'text', nullable: true, update: false })
  paragraphId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  siteId!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  place!: Place | null;

  @Column({ type: 'double precision', nullable: true })
  lon!: number | null;

  @Column({ type: 'double precision', nullable: true })
  lat!: number | null;

  @Column({ type: 'jsonb', nullable: true })
  notice!: object | null;

  @Column({ type: 'jsonb', nullable: true })
  vessel!: object | null;

  @Column({ type: 'jsonb', nullable: true })
  coverage!: object | null;

  @Column('jsonb')
  keyDates!: object[];

  @Column({ type: 'text', nullable: true })
  objective!: string | null;

  @Column({ type: 'text', array: true })
  outcomes!: string[];

  @Column({ type: 'text', nullable: true })
  outcomeText!: string | null;

  @Column({ type: 'text', nullable: true })
  remarks!: string | null;

  /** The version of the procedure it was made under. */
  @Column({ type: 'uuid', nullable: true, update: false })
  procedureVersionId!: string | null;
}
