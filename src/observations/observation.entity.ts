import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';
import type { VagueDate } from '../http/vague-date.js';
import type { Place } from '../sites/place.dto.js';

/** A row of `observations`: one line of what was seen. */
@Entity('observations')
export class Observation extends CaseRow {
  @Column({ type: 'uuid', nullable: true })
  inspectionId!: string | null;

  @Column('integer')
  n!: number;

  @Column('bytea')
  contentHash!: string;

  @Column('text')
  class!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column({ type: 'text', name: 'category_1997', nullable: true })
  category1997!: string | null;

  @Column({ type: 'text', nullable: true })
  categoryUnroca!: string | null;

  @Column({ type: 'text', nullable: true })
  makeRaw!: string | null;

  @Column({ type: 'text', nullable: true })
  modelRaw!: string | null;

  @Column({ type: 'text', nullable: true })
  calibreRaw!: string | null;

  @Column('text')
  country!: string;

  @Column('text')
  markingStatus!: string;

  @Column('text')
  holderType!: string;

  @Column({ type: 'uuid', nullable: true })
  holderPartyId!: string | null;

  @Column('text')
  accessMode!: string;

  @Column('text')
  acquisitionContext!: string;

  @Column('text')
  condition!: string;

  @Column({ type: 'numeric', nullable: true })
  qtyMin!: number | null;

  @Column({ type: 'numeric', nullable: true })
  qtyMax!: number | null;

  @Column('text')
  unit!: string;

  @Column('text')
  method!: string;

  @Column({ type: 'text', nullable: true })
  qtyAsWritten!: string | null;

  @Column('jsonb')
  observed!: VagueDate;

  @Column({ type: 'timestamptz', nullable: true })
  observedFrom!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  observedTo!: Date | null;

  @Column({ type: 'jsonb', nullable: true })
  place!: Place | null;

  @Column({ type: 'double precision', nullable: true })
  lon!: number | null;

  @Column({ type: 'double precision', nullable: true })
  lat!: number | null;

  @Column('text')
  sourceGrade!: string;

  @Column('text')
  informationGrade!: string;

  @Column({ type: 'text', nullable: true })
  remarks!: string | null;

  @Column('jsonb')
  details!: object;

  @Column({ type: 'uuid', nullable: true })
  correctsId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  opId!: string | null;
}
