import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** A row of `awareness_briefings` (S/2017/1025 annex II para 13). Append-only. */
@Entity('awareness_briefings')
export class AwarenessBriefing extends CaseRow {
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column({ type: 'date', update: false })
  heldOn!: string;

  @Column({ type: 'text', update: false })
  audience!: string;

  @Column({ type: 'text', update: false })
  country!: string;

  @Column({ type: 'text', array: true, update: false })
  subjects!: string[];

  @Column({ type: 'jsonb', update: false })
  materials!: object[];

  @Column({ type: 'integer', nullable: true, update: false })
  participants!: number | null;

  @Column({ type: 'text', nullable: true, update: false })
  mandateParagraph!: string | null;

  @Column({ type: 'text', nullable: true, update: false })
  remarks!: string | null;
}
