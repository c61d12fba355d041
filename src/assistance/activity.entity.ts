import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';
import type { Asset, Beneficiary, Output, SiteScore, Standard, Trainees } from './activity.dto.js';

/** A row of `assistance_activities`: assistance given or received (S/2017/1025 annex II para 12). */
@Entity('assistance_activities')
export class AssistanceActivity extends CaseRow {
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column('text')
  title!: string;

  @Column('text')
  type!: string;

  @Column('text')
  state!: string;

  /** The operative paragraph that gives the task; null for a host State's office only. */
  @Column({ type: 'text', nullable: true })
  mandateParagraph!: string | null;

  /** The host's request it rests on. */
  @Column({ type: 'uuid', nullable: true })
  requestId!: string | null;

  @Column('jsonb')
  beneficiary!: Beneficiary;

  @Column('text')
  country!: string;

  @Column('date')
  periodFrom!: string;

  /** Exclusive; null while no end is known. */
  @Column({ type: 'date', nullable: true })
  periodTo!: string | null;

  @Column('jsonb')
  outputs!: Output[];

  @Column('jsonb')
  standards!: Standard[];

  @Column('jsonb')
  assets!: Asset[];

  @Column({ type: 'text', array: true })
  partners!: string[];

  @Column('jsonb')
  sites!: SiteScore[];

  @Column({ type: 'jsonb', nullable: true })
  trainees!: Trainees | null;

  @Column({ type: 'text', nullable: true })
  remarks!: string | null;

  /** The version of the procedure it was carried out under. */
  @Column({ type: 'uuid', nullable: true })
  procedureVersionId!: string | null;
}
