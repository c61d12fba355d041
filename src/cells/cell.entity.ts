import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/** A row of `cells`: an arrangement inside a mission that carries embargo tasks (S/2017/1025 annex II paras 4–9). */
@Entity('cells')
export class Cell extends CaseRow {
  /** SHA-256 of the request it was made from; only ever written and compared. */
  @Column({ type: 'bytea', update: false, select: false })
  contentHash!: string;

  @Column('text')
  name!: string;

  @Column('text')
  kind!: string;

  /** The office of the mission it belongs to. */
  @Column('text')
  office!: string;

  /** The cell it lies in. */
  @Column({ type: 'uuid', nullable: true })
  parentId!: string | null;

  /** Null where nobody knows it. */
  @Column({ type: 'date', nullable: true })
  validFrom!: string | null;

  /** Exclusive; null while it goes on. */
  @Column({ type: 'date', nullable: true })
  validTo!: string | null;

  /** Tasks of the mandate that it carries. */
  @Column({ type: 'text', array: true })
  tasks!: string[];

  /** Its staff work on the embargo only (para 9). */
  @Column('boolean')
  dedicated!: boolean;

  @Column({ type: 'integer', nullable: true })
  authorisedPosts!: number | null;

  @Column({ type: 'text', nullable: true })
  purpose!: string | null;
}
