import { Column, Entity } from 'typeorm';
import { CaseRow } from '../database/case-row.js';
import type { Place } from './place.dto.js';

/** A row of `sites`. */
@Entity('sites')
export class Site extends CaseRow {
  /** SHA-256 of the request; null for a site that was not registered over the API. */
  @Column({ type: 'bytea', nullable: true, update: false })
  contentHash!: string | null;

  @Column('text')
  name!: string;

  @Column('text')
  kind!: string;

  /** As typed. */
  @Column('jsonb')
  place!: Place;

  @Column({ type: 'double precision', nullable: true })
  lon!: number | null;

  @Column({ type: 'double precision', nullable: true })
  lat!: number | null;

  /** The site that this one turned out to be. */
  @Column({ type: 'uuid', nullable: true })
  mergedIntoId!: string | null;
}
