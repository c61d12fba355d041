import { Injectable } from '@nestjs/common';
import type { Stamp } from '../database/case-row.js';
import type { Tx } from '../database/database.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import type { Claim, CustodyStep } from '../observations/observation.dto.js';
import { claimRows, custodyRows, type Parent } from '../observations/observation-rows.js';
import { ClaimRow, CustodyRow } from '../observations/parts.entity.js';
import { accessRows, documentRows } from './addition-rows.js';
import type { AccessResult, DocumentMention } from './inspection.dto.js';
import type { Inspection } from './inspection.entity.js';
import { inspection as inspectionShape } from './inspection.shape.js';
import { checkAccess } from './inspection-rules.js';
import { InspectionsService } from './inspections.service.js';
import { Mentions } from './parties.js';
import { AccessRow, DocumentRow } from './parts.entity.js';

/** What is added to an inspection afterwards. Nothing here changes what was there; a correction names it. */
@Injectable()
export class AdditionsService {
  constructor(private readonly inspections: InspectionsService) {}

  /** @throws Problem denial_is_permanent when a result would hide a host-caused one. */
  async addAccess(tx: Tx, id: string, results: AccessResult[]): Promise<ShownRecord> {
    const { row, stamp, parent } = await this.begin(tx, id);
    const faults: Fault[] = [];
    const at = (n: number) => (results.length > 1 ? `/${n}` : '');
    for (const [n, one] of results.entries()) checkAccess(one, at(n), faults);
    const corrected = results.map(r => r.supersedes).filter(one => one !== undefined && one !== null);
    const known = await tx.sql<{ id: string }>(
      'select id from access_results where body_id = $1 and inspection_id = $2 and id = any ($3::uuid[])',
      [row.bodyId, row.id, corrected],
    );
    results.forEach((one, n) => {
      if (one.supersedes && !known.some(k => k.id === one.supersedes?.toLowerCase())) {
        faults.push({
          pointer: `${at(n)}/supersedes`,
          code: 'unknown_reference',
          detail: 'This inspection has no such access result.',
        });
      }
    });
    refuseFaults(faults);
    await tx.insert(AccessRow, accessRows(results, parent, stamp));
    return showRecord(tx, inspectionShape, 'inspections', row.id);
  }

  /** Adds custody steps; each follows the last one of the same subject unless it names another. */
  async addCustody(tx: Tx, id: string, steps: CustodyStep[]): Promise<ShownRecord> {
    const { row, stamp } = await this.begin(tx, id);
    const mentions = new Mentions();
    for (const step of steps) {
      mentions.add(step.from);
      mentions.add(step.to);
    }
    const partyId = await mentions.resolve(tx, stamp);
    const faults: Fault[] = [];
    const bySubject = new Map<string | null, CustodyStep[]>();
    for (const step of steps) {
      const subject = step.observationId ?? null;
      bySubject.set(subject, [...(bySubject.get(subject) ?? []), step]);
    }
    const rows: Partial<CustodyRow>[] = [];
    for (const [subject, own] of bySubject) {
      const last = await tx.one<{ id: string; n: number }>(
        `select id, n from custody_events where body_id = $1 and inspection_id = $2 and observation_id is not distinct from $3::uuid order by n desc limit 1`,
        [row.bodyId, row.id, subject],
      );
      rows.push(...custodyRows(own, row.id, subject, stamp, partyId, last?.id ?? null, (last?.n ?? 0) + 1, '', faults));
    }
    refuseFaults(faults);
    await tx.insert(CustodyRow, rows);
    return showRecord(tx, inspectionShape, 'inspections', row.id);
  }

  /** Adds papers. */
  async addDocuments(tx: Tx, id: string, documents: DocumentMention[]): Promise<ShownRecord> {
    const { row, stamp } = await this.begin(tx, id);
    await tx.insert(DocumentRow, documentRows(documents, row.id, stamp));
    return showRecord(tx, inspectionShape, 'inspections', row.id);
  }

  /** Adds conflicting statements about the inspection. */
  async addClaims(tx: Tx, id: string, claims: Claim[]): Promise<ShownRecord> {
    const { row, stamp } = await this.begin(tx, id);
    const mentions = new Mentions();
    for (const claim of claims) mentions.add(claim.saidBy);
    await tx.insert(ClaimRow, claimRows(claims, row.id, null, stamp, await mentions.resolve(tx, stamp)));
    return showRecord(tx, inspectionShape, 'inspections', row.id);
  }

  private async begin(tx: Tx, id: string): Promise<{ row: Inspection; stamp: Stamp; parent: Parent }> {
    const row = await this.inspections.get(tx, id);
    if (row.status === 'PLANNED' || row.status === 'CANCELLED') {
      throw new Problem('move_not_allowed', `Nothing can be added to an inspection that is ${row.status}.`);
    }
    return { row, stamp: stampLike(row), parent: parentOf(row) };
  }
}

/** Protection of what is added: that of the inspection. */
export const stampLike = (row: Inspection): Stamp => ({
  classification: row.classification,
  caveats: row.caveats,
  compartmentId: row.compartmentId,
  draftBy: row.draftBy,
});

/** What lines and results inherit from their inspection. */
export const parentOf = (row: Inspection): Parent => ({
  inspectionId: row.id,
  date: row.period.from,
  from: row.periodFrom,
  to: row.periodTo,
});
