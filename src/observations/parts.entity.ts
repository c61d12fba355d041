import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';
import type { VagueDate } from '../http/vague-date.js';
import type { Place } from '../sites/place.dto.js';

/** A row of `serials`. */
@Entity('serials')
export class SerialRow extends CaseRow {
  @Column('uuid')
  observationId!: string;

  @Column('smallint')
  n!: number;

  @Column('text')
  raw!: string;

  @Column('text')
  norm!: string;

  @Column('text')
  script!: string;

  @Column('text')
  position!: string;

  @Column('text')
  origin!: string;

  @Column('text')
  readMethod!: string;

  @Column('boolean')
  isPrimary!: boolean;

  @Column({ type: 'real', array: true, nullable: true })
  confidence!: number[] | null;

  @Column({ type: 'text', nullable: true })
  secondReader!: string | null;
}

/** A row of `marks`. */
@Entity('marks')
export class MarkRow extends CaseRow {
  @Column('uuid')
  observationId!: string;

  @Column('smallint')
  n!: number;

  @Column('text')
  kind!: string;

  @Column('text')
  raw!: string;

  @Column({ type: 'text', nullable: true })
  position!: string | null;

  @Column({ type: 'text', nullable: true })
  libraryId!: string | null;
}

/** A row of `headstamps`: one mark of a headstamp. */
@Entity('headstamps')
export class HeadstampRow extends CaseRow {
  @Column('uuid')
  observationId!: string;

  @Column('smallint')
  n!: number;

  @Column({ type: 'smallint', nullable: true })
  clock!: number | null;

  @Column('text')
  raw!: string;

  @Column('text')
  norm!: string;

  @Column('text')
  script!: string;

  @Column('text')
  kind!: string;
}

/** A row of `claims`. */
@Entity('claims')
export class ClaimRow extends CaseRow {
  @Column('uuid')
  inspectionId!: string;

  @Column({ type: 'uuid', nullable: true })
  observationId!: string | null;

  @Column('text')
  field!: string;

  @Column('text')
  value!: string;

  @Column({ type: 'uuid', nullable: true })
  saidByPartyId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  documentId!: string | null;

  @Column({ type: 'text', nullable: true })
  source!: string | null;
}

/** A row of `custody_events`. */
@Entity('custody_events')
export class CustodyRow extends CaseRow {
  @Column('uuid')
  inspectionId!: string;

  @Column({ type: 'uuid', nullable: true })
  observationId!: string | null;

  @Column('integer')
  n!: number;

  @Column({ type: 'uuid', nullable: true })
  prevId!: string | null;

  @Column('text')
  reason!: string;

  @Column('jsonb')
  at!: VagueDate;

  @Column({ type: 'timestamptz', nullable: true })
  atFrom!: Date | null;

  @Column({ type: 'uuid', nullable: true })
  fromPartyId!: string | null;

  @Column({ type: 'uuid', nullable: true })
  toPartyId!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  place!: Place | null;

  @Column({ type: 'text', nullable: true })
  sealOld!: string | null;

  @Column({ type: 'text', nullable: true })
  sealNew!: string | null;

  @Column({ type: 'text', nullable: true })
  condition!: string | null;

  @Column({ type: 'text', nullable: true })
  witness!: string | null;

  @Column({ type: 'text', nullable: true })
  remarks!: string | null;
}

/** A row of `items`: one physical object. */
@Entity('items')
export class Item extends CaseRow {}

/** A row of `item_links`: this observation is of that item. */
@Entity('item_links')
export class ItemLink extends CaseRow {
  @Column('uuid')
  itemId!: string;

  @Column('uuid')
  observationId!: string;

  @Column({ type: 'timestamptz', nullable: true })
  undoneAt!: Date | null;
}
