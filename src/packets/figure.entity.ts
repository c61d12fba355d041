import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';
import type { FigureFilter } from './figure-filter.js';

/** A row of `figures`: one number of a packet, with what finds its records again. */
@Entity('figures')
export class Figure extends CaseRow {
  @Column({ type: 'uuid', update: false })
  packetId!: string;

  /** Its name in the packet's text. */
  @Column({ type: 'text', update: false })
  code!: string;

  @Column({ type: 'smallint', update: false })
  n!: number;

  @Column({ type: 'text', update: false })
  label!: string;

  /** Null when it cannot be computed. */
  @Column({ type: 'double precision', nullable: true, update: false })
  value!: number | null;

  @Column({ type: 'bigint', update: false })
  numerator!: number;

  @Column({ type: 'bigint', nullable: true, update: false })
  denominator!: number | null;

  @Column({ type: 'text', update: false })
  unit!: string;

  @Column({ type: 'jsonb', update: false })
  filter!: FigureFilter;

  @Column({ type: 'text', update: false })
  ruleVersion!: string;

  @Column({ type: 'text', nullable: true, update: false })
  suppressed!: string | null;
}
