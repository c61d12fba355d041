import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { jsonOf } from '../http/shape.js';
import { parentOf, stampLike } from '../inspections/additions.service.js';
import { checkReferences } from '../inspections/inspection-rules.js';
import { InspectionsService, insertLines } from '../inspections/inspections.service.js';
import { Mentions } from '../inspections/parties.js';
import type { RecordObservation } from './observation.dto.js';
import { observation as observationShape } from './observation.shape.js';
import { checkObservation, mentionIn, observationRows } from './observation-rows.js';
import { ClaimRow, CustodyRow } from './parts.entity.js';

/** What a POST of observations stored: the lines as JSON, and whether any of them is new. */
export interface StoredLines {
  docs: string[];
  created: boolean;
}

/** Adding lines of what was seen to an inspection on record. */
@Injectable()
export class ObservationsService {
  constructor(private readonly inspections: InspectionsService) {}

  /**
   * Stores all lines or none. A line whose id is stored with the same content is answered again, not stored twice.
   * @throws Problem id_already_used; breaks_a_rule naming every fault.
   */
  async add(tx: Tx, inspectionId: string, lines: RecordObservation[]): Promise<StoredLines> {
    const inspection = await this.inspections.get(tx, inspectionId);
    if (inspection.status === 'PLANNED' || inspection.status === 'CANCELLED') {
      throw new Problem('move_not_allowed', `Nothing can be observed at an inspection that is ${inspection.status}.`);
    }
    // Lines are numbered on from the last; writers of one inspection take turns.
    await tx.sql('select pg_advisory_xact_lock(hashtextextended($1, 1))', [inspection.id]);
    const faults: Fault[] = [];
    const at = (n: number) => (lines.length > 1 ? `/${n}` : '');
    for (const [n, line] of lines.entries()) checkObservation(line, at(n), faults);
    await checkReferences(
      tx,
      lines.flatMap((line, n) => [
        ...(line.itemId ? [{ table: 'items' as const, id: line.itemId, pointer: `${at(n)}/itemId` }] : []),
        ...(line.corrects ? [{ table: 'observations' as const, id: line.corrects, pointer: `${at(n)}/corrects` }] : []),
      ]),
      faults,
    );
    const stamp = stampLike(inspection);
    const mentions = new Mentions();
    mentionIn(lines, mentions);
    const partyId = faults.length === 0 ? await mentions.resolve(tx, stamp) : () => null;
    const [counted] = await tx.sql<{ last: number }>(
      'select coalesce(max(n), 0) as last from observations where body_id = $1 and inspection_id = $2',
      [inspection.bodyId, inspection.id],
    );
    const rows = observationRows(lines, parentOf(inspection), stamp, (counted?.last ?? 0) + 1, partyId, '', faults);
    refuseFaults(faults);
    const repeated = await this.storedAlready(
      tx,
      rows.observations.map(o => ({ id: o.id ?? '', hash: o.contentHash ?? '' })),
    );
    const fresh = <Row extends { id?: string; observationId?: string | null }>(
      all: Row[],
      key: 'id' | 'observationId',
    ) => all.filter(row => !repeated.has(row[key] ?? ''));
    const newLinks = fresh(rows.links, 'observationId');
    await Promise.all([
      ...insertLines(tx, {
        ...rows,
        observations: fresh(rows.observations, 'id'),
        serials: fresh(rows.serials, 'observationId'),
        marks: fresh(rows.marks, 'observationId'),
        headstamps: fresh(rows.headstamps, 'observationId'),
        items: rows.items.filter(item => newLinks.some(link => link.itemId === (item as { id?: string }).id)),
        links: newLinks,
      }),
      tx.insert(ClaimRow, fresh(rows.claims, 'observationId')),
      tx.insert(CustodyRow, fresh(rows.custody, 'observationId')),
    ]);
    const shown = await tx.sql<{ doc: string }>(
      `select ${jsonOf(observationShape)}::text as doc from observations o
         join unnest($2::uuid[]) with ordinality as wanted (id, place) on wanted.id = o.id where o.body_id = $1 order by wanted.place`,
      [inspection.bodyId, rows.observations.map(o => o.id)],
    );
    return { docs: shown.map(row => row.doc), created: repeated.size < lines.length };
  }

  private async storedAlready(tx: Tx, lines: { id: string; hash: string }[]): Promise<Set<string>> {
    const stored = await tx.sql<{ id: string; same: boolean }>(
      `select o.id, o.content_hash = w.hash::bytea as same from observations o
         join json_to_recordset($2::json) as w (id uuid, hash text) on w.id = o.id where o.body_id = $1 and w.hash <> '\\x'`,
      [tx.actor.bodyId, JSON.stringify(lines)],
    );
    if (stored.some(row => !row.same))
      throw new Problem('id_already_used', 'An observation of your body has one of these ids with other content.');
    return new Set(stored.map(row => row.id));
  }
}
