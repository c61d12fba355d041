import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';

/**
 * A row of `markings`: a request to change the level, handling marks or compartment of a record. What it was before, and
 * whether the change raises it, is filled in by PostgreSQL.
 */
@Entity('markings')
export class Marking extends CaseRow {
  @Column({ type: 'text', update: false })
  subjectKind!: string;

  @Column({ type: 'uuid', update: false })
  subjectId!: string;

  @Column({ type: 'uuid', nullable: true, update: false })
  inspectionId!: string | null;

  @Column({ type: 'smallint', update: false })
  beforeClassification!: number;

  @Column({ type: 'text', array: true, update: false })
  beforeCaveats!: string[];

  @Column({ type: 'uuid', nullable: true, update: false })
  beforeCompartmentId!: string | null;

  @Column({ type: 'smallint', update: false })
  afterClassification!: number;

  @Column({ type: 'text', array: true, update: false })
  afterCaveats!: string[];

  @Column({ type: 'uuid', nullable: true, update: false })
  afterCompartmentId!: string | null;

  /** Takes effect at once; what does not waits for another person. */
  @Column({ type: 'boolean', update: false })
  raises!: boolean;

  @Column({ type: 'text', update: false })
  reason!: string;

  @Column({ type: 'uuid', update: false })
  requestedByPerson!: string;
}

/** A row of `marking_decisions`: what another person decided. */
@Entity('marking_decisions')
export class MarkingDecision extends CaseRow {
  @Column({ type: 'uuid', update: false })
  markingId!: string;

  @Column({ type: 'uuid', nullable: true, update: false })
  inspectionId!: string | null;

  @Column({ type: 'text', update: false })
  decision!: string;

  @Column({ type: 'text', nullable: true, update: false })
  reason!: string | null;

  @Column({ type: 'uuid', update: false })
  decidedByPerson!: string;
}
