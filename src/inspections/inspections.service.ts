import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Stamp } from '../database/case-row.js';
import type { Tx } from '../database/database.js';
import { nextRef } from '../database/ref-numbers.js';
import { checkCompartment, stated } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { boundsOf } from '../http/vague-date.js';
import { given } from '../http/validate.js';
import { Observation } from '../observations/observation.entity.js';
import {
  claimRows,
  custodyRows,
  mentionIn,
  type ObservationRows,
  observationRows,
  quantityColumns,
} from '../observations/observation-rows.js';
import {
  ClaimRow,
  CustodyRow,
  HeadstampRow,
  Item,
  ItemLink,
  MarkRow,
  SerialRow,
} from '../observations/parts.entity.js';
import { versionInForce } from '../procedures/in-force.js';
import { storePlace } from '../sites/place.js';
import { accessRows, documentRows } from './addition-rows.js';
import type { AmendInspection, MoveInspection } from './amend-inspection.dto.js';
import type { RecordInspection } from './inspection.dto.js';
import { Inspection } from './inspection.entity.js';
import { movesOf, movesWithReason, submitted } from './inspection.moves.js';
import { inspection as inspectionShape } from './inspection.shape.js';
import {
  checkInspection,
  checkPeriod,
  checkReferences,
  checkTeam,
  firstStatus,
  periodBounds,
  readBasis,
} from './inspection-rules.js';
import { Mentions } from './parties.js';
import { AccessRow, DocumentRow, PartyRow, TeamRow, TotalRow, TransitionRow } from './parts.entity.js';

/** Statuses before anybody has met a closed door. */
const beforeTheDoor = new Set(['PLANNED', 'APPROVED', 'NOTIFIED', 'UNANNOUNCED', 'EN_ROUTE']);

/** Recording, amending and moving inspections. */
@Injectable()
export class InspectionsService {
  /**
   * Stores an inspection with everything on it, or nothing.
   * @throws Problem breaks_a_rule naming every fault at once; id_already_used.
   */
  async record(
    tx: Tx,
    request: RecordInspection,
    raw: object,
  ): Promise<ShownRecord & { created: boolean; id: string }> {
    const hash = contentHash(raw);
    const id = (request.id ?? uuidv7()).toLowerCase();
    if (request.id && (await storedBefore(tx, 'inspections', id, hash))) {
      return { ...(await showRecord(tx, inspectionShape, 'inspections', id)), created: false, id };
    }
    const status = firstStatus(request);
    const bounds = periodBounds(request.period);
    const faults: Fault[] = [];
    checkInspection(request, status, faults);
    const place = storePlace(request.place, '/place', faults);
    const siteId = request.siteId ?? request.place?.siteId ?? null;
    const apart: Fault[][] = [[], [], [], []];
    const [ofBasis, ofTeam, ofReferences, ofProcedure] = apart as [Fault[], Fault[], Fault[], Fault[]];
    // Asked together, they cost one round trip; each has its own list, so that faults come in the order of the rules.
    const [basis, procedureVersionId] = await Promise.all([
      readBasis(tx, request.legalBasis, bounds, ofBasis),
      versionInForce(
        tx,
        { named: request.procedureVersionId, subject: 'INSPECTION' },
        boundsOf(request.period.from),
        ofProcedure,
      ),
      checkTeam(tx, request, bounds, ofTeam),
      checkReferences(tx, referencesOf(request, siteId), ofReferences),
      checkCompartment(tx, request.compartmentId, ofReferences),
    ]);
    faults.push(...apart.flat());
    const stamp: Stamp = { ...stated(request), draftBy: request.draft ? tx.actor.appointmentId : null };
    const partyId = faults.length === 0 ? await mentionsOf(request).resolve(tx, stamp) : () => null;
    const parent = { inspectionId: id, date: request.period.from, ...bounds };
    const lines = observationRows(request.observations ?? [], parent, stamp, 1, partyId, '/observations', faults);
    const custody = custodyRows(request.custody, id, null, stamp, partyId, null, 1, '/custody', faults);
    refuseFaults(faults);
    const ref = request.ref ?? (await nextRef(tx, 'INS', (bounds.from ?? new Date()).getUTCFullYear()));
    await Promise.all([
      tx.insert(Inspection, [
        {
          ...stamp,
          id,
          ref,
          contentHash: hash,
          type: request.type,
          status,
          period: { from: request.period.from, to: request.period.to ?? null },
          periodFrom: bounds.from,
          periodTo: bounds.to,
          ...basis,
          procedureVersionId,
          siteId,
          ...place,
          notice: request.notice ?? undefined,
          vessel: request.vessel ?? undefined,
          coverage: request.coverage ?? undefined,
          keyDates: request.keyDates ?? [],
          objective: request.objective ?? undefined,
          outcomes: request.outcomes ?? [],
          outcomeText: request.outcomeText ?? undefined,
          remarks: request.remarks ?? undefined,
        },
      ]),
      tx.insert(TransitionRow, [{ ...stamp, inspectionId: id, fromStatus: null, toStatus: status, reason: null }]),
      tx.insert(DocumentRow, documentRows(request.documents, id, stamp)),
      tx.insert(
        TeamRow,
        (request.team ?? []).map(m => ({
          ...stamp,
          inspectionId: id,
          personId: m.personId ?? undefined,
          partyId: partyId(m.name),
          function: m.function ?? undefined,
          skills: m.skills ?? [],
          lead: m.lead ?? false,
        })),
      ),
      tx.insert(
        PartyRow,
        (request.parties ?? []).map(p => ({
          ...stamp,
          inspectionId: id,
          partyId: partyId(p.name) ?? '',
          role: p.role,
          note: p.note ?? undefined,
        })),
      ),
      tx.insert(AccessRow, accessRows(request.accessResults, parent, stamp)),
      tx.insert(
        TotalRow,
        (request.reportedTotals ?? []).map(t => ({
          ...stamp,
          id: t.id ?? uuidv7(),
          inspectionId: id,
          description: t.description,
          ...quantityColumns(t.quantity),
          period: t.period ?? undefined,
        })),
      ),
      ...insertLines(tx, lines),
      tx.insert(ClaimRow, [...claimRows(request.claims, id, null, stamp, partyId), ...lines.claims]),
      tx.insert(CustodyRow, [...custody, ...lines.custody]),
    ]);
    return { ...(await showRecord(tx, inspectionShape, 'inspections', id)), created: true, id };
  }

  /**
   * Changes an inspection; its earlier version stays in the history.
   * @throws Problem stale_version, breaks_a_rule.
   */
  async amend(tx: Tx, id: string, version: number, change: AmendInspection): Promise<ShownRecord> {
    const row = await this.get(tx, id, version);
    const faults: Fault[] = [];
    const planned = beforeTheDoor.has(row.status);
    if (change.period) checkPeriod(change.period, planned, faults);
    const place = change.place ? storePlace(change.place, '/place', faults) : {};
    const siteId = change.siteId !== undefined ? change.siteId : change.place?.siteId;
    if (siteId) await checkReferences(tx, [{ table: 'sites', id: siteId, pointer: '/siteId' }], faults);
    const bounds = change.period ? periodBounds(change.period) : null;
    if (bounds) {
      const { paragraphId, regime } = row.legalBasis as { paragraphId?: string; regime?: string };
      await readBasis(tx, { paragraphId, regime }, bounds, faults);
    }
    refuseFaults(faults);
    const { period: _period, place: _place, ...plain } = change;
    await tx.manager.update(
      Inspection,
      { bodyId: row.bodyId, id: row.id },
      given({
        ...plain,
        ...place,
        siteId,
        ...(change.period && bounds
          ? {
              period: { from: change.period.from, to: change.period.to ?? null },
              periodFrom: bounds.from,
              periodTo: bounds.to,
            }
          : {}),
      }),
    );
    return showRecord(tx, inspectionShape, 'inspections', row.id);
  }

  /**
   * Moves an inspection along its life cycle; each move is a row of its own.
   * @throws Problem move_not_allowed naming the legal moves; denial_is_permanent.
   */
  async move(tx: Tx, id: string, version: number, move: MoveInspection): Promise<ShownRecord> {
    const row = await this.get(tx, id, version);
    const legal = movesOf(row);
    if (!legal.includes(move.to)) {
      throw new Problem(
        'move_not_allowed',
        `${row.draftBy ? 'As a draft' : `From ${row.status}`} this inspection moves to ${legal.join(' or ') || 'nothing'}.`,
        [],
        {},
        { availableTransitions: legal },
      );
    }
    if (movesWithReason.has(move.to) && !move.reason) {
      throw new Problem('breaks_a_rule', undefined, [
        { pointer: '/reason', code: 'required', detail: `${move.to} needs a reason.` },
      ]);
    }
    if (move.to === 'CANCELLED') {
      const denial = await tx.one(
        `select 1 from access_results where body_id = $1 and inspection_id = $2 and cause = 'HOST_CAUSED' limit 1`,
        [row.bodyId, row.id],
      );
      if (denial)
        throw new Problem('denial_is_permanent', 'The host prevented this inspection, so it cannot be cancelled away.');
    }
    const { bodyId, classification, caveats, compartmentId, draftBy } = row;
    const stamp: Stamp = { classification, caveats, compartmentId, draftBy };
    await tx.insert(TransitionRow, [
      {
        ...stamp,
        inspectionId: row.id,
        fromStatus: row.status,
        toStatus: move.to,
        reason: move.reason ?? null,
      },
    ]);
    // What it takes to submit a draft with all that belongs to it is the business of the transition's own trigger.
    if (move.to !== submitted) await tx.manager.update(Inspection, { bodyId, id: row.id }, { status: move.to });
    return showRecord(tx, inspectionShape, 'inspections', row.id);
  }

  /** @throws Problem not_found; stale_version when a version is expected and another is there. */
  async get(tx: Tx, id: string, version?: number): Promise<Inspection> {
    const row = await tx.manager.findOne(Inspection, {
      where: { bodyId: tx.actor.bodyId, id },
      lock: version === undefined ? undefined : { mode: 'pessimistic_write' },
    });
    if (!row) throw new Problem('not_found');
    if (version !== undefined) refuseStale(version, row.version);
    return row;
  }
}

/** The inserts of observation lines, in the order of their foreign keys. */
export const insertLines = (tx: Tx, lines: ObservationRows): Promise<void>[] => [
  tx.insert(Observation, lines.observations),
  tx.insert(SerialRow, lines.serials),
  tx.insert(MarkRow, lines.marks),
  tx.insert(HeadstampRow, lines.headstamps),
  tx.insert(Item, lines.items),
  tx.insert(ItemLink, lines.links),
];

function referencesOf(request: RecordInspection, siteId: string | null) {
  const wanted: { table: 'sites' | 'items' | 'observations'; id: string; pointer: string }[] = [];
  if (siteId) wanted.push({ table: 'sites', id: siteId, pointer: request.siteId ? '/siteId' : '/place/siteId' });
  (request.observations ?? []).forEach((line, n) => {
    if (line.itemId) wanted.push({ table: 'items', id: line.itemId, pointer: `/observations/${n}/itemId` });
    if (line.corrects)
      wanted.push({ table: 'observations', id: line.corrects, pointer: `/observations/${n}/corrects` });
  });
  return wanted;
}

function mentionsOf(request: RecordInspection): Mentions {
  const mentions = new Mentions();
  for (const party of request.parties ?? []) mentions.add(party.name, party.kind);
  for (const member of request.team ?? []) mentions.add(member.name, member.kind);
  for (const claim of request.claims ?? []) mentions.add(claim.saidBy);
  for (const step of request.custody ?? []) {
    mentions.add(step.from);
    mentions.add(step.to);
  }
  mentionIn(request.observations ?? [], mentions);
  return mentions;
}
