import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** A row of `alerts`. */
@Entity('alerts')
export class Alert extends CaseRow {
  @Column({ type: 'text', update: false })
  kind!: string;

  /** The roles of the body that it is for. */
  @Column({ type: 'text', array: true, update: false })
  toRoles!: string[];

  @Column({ type: 'text', update: false })
  title!: string;

  @Column({ type: 'text', nullable: true, update: false })
  detail!: string | null;

  /** The resource it is about, as its address names it. */
  @Column({ type: 'text', update: false })
  subjectKind!: string;

  @Column({ type: 'uuid', update: false })
  subjectId!: string;

  @Column({ type: 'timestamptz', nullable: true })
  seenAt!: Date | null;

  /** The appointment that saw it first. */
  @Column({ type: 'uuid', nullable: true })
  seenBy!: string | null;
}
