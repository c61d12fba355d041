import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';
import type { VagueDate } from '../http/vague-date.js';

/** A row of `parties`: anyone the records speak of, as written. */
@Entity('parties')
export class Party extends CaseRow {
  @Column('text')
  nameAsWritten!: string;

  @Column('text')
  kind!: string;

  /** The party of the same name and protection that this one gave way to. */
  @Column({ type: 'uuid', nullable: true, update: false })
  mergedIntoId!: string | null;
}

/** A row of `inspection_team`: a person appointed that day, or a party. */
@Entity('inspection_team')
export class TeamRow extends CaseRow {
  @Column('uuid')
  inspectionId!: string;

  @Column({ type: 'uuid', nullable: true })
  personId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  partyId!: string | null;

  @Column({ type: 'text', nullable: true })
  function!: string | null;

  @Column({ type: 'text', array: true })
  skills!: string[];

  @Column('boolean')
  lead!: boolean;
}

/** A row of `inspection_parties`. */
@Entity('inspection_parties')
export class PartyRow extends CaseRow {
  @Column('uuid')
  inspectionId!: string;

  @Column('uuid')
  partyId!: string;

  @Column('text')
  role!: string;

  @Column({ type: 'text', nullable: true })
  note!: string | null;
}

/** A row of `access_results`: the truth about a denial. */
@Entity('access_results')
export class AccessRow extends CaseRow {
  @Column('uuid')
  inspectionId!: string;

  @Column('text')
  result!: string;

  /** FULL, HOST_CAUSED, MISSION_CAUSED or NEUTRAL: the class of the result in its code list on that day. */
  @Column('text')
  cause!: string;

  @Column('jsonb')
  at!: VagueDate;

  @Column({ type: 'timestamptz', nullable: true })
  atFrom!: Date | null;

  @Column({ type: 'timestamptz', nullable: true })
  atTo!: Date | null;

  @Column({ type: 'text', nullable: true })
  scope!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  denial!: object | null;

  @Column({ type: 'text', nullable: true })
  remarks!: string | null;

  @Column({ type: 'uuid', nullable: true })
  supersedesId!: string | null;
}

/** A row of `inspection_transitions`. */
@Entity('inspection_transitions')
export class TransitionRow extends CaseRow {
  @Column('uuid')
  inspectionId!: string;

  @Column({ type: 'text', nullable: true })
  fromStatus!: string | null;

  @Column('text')
  toStatus!: string;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;
}

/** A row of `documents`. */
@Entity('documents')
export class DocumentRow extends CaseRow {
  @Column('uuid')
  inspectionId!: string;

  @Column('text')
  kind!: string;

  @Column('text')
  title!: string;

  @Column({ type: 'text', nullable: true })
  symbol!: string | null;

  @Column({ type: 'text', nullable: true })
  url!: string | null;

  @Column({ type: 'text', nullable: true })
  quote!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  publishedOn!: VagueDate | null;

  @Column({ type: 'text', nullable: true })
  remarks!: string | null;
}

/** A row of `reported_totals`. */
@Entity('reported_totals')
export class TotalRow extends CaseRow {
  @Column('uuid')
  inspectionId!: string;

  @Column('text')
  description!: string;

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

  @Column({ type: 'jsonb', nullable: true })
  period!: object | null;
}
