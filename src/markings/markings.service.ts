import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { checkCompartment } from '../database/stamp.js';
import { refuseStale } from '../http/etag.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { levelName, levelOf } from '../http/shape.js';
import { type DecideMarking, markingShape, type RequestMarking } from './marking.dto.js';
import { Marking, MarkingDecision } from './marking.entity.js';

/** What can be marked anew: the table, and its name in `markings`. */
export type Markable = 'inspections' | 'observations' | 'sites';

/** The name of a kind of record in `markings`. */
export const kindOf = (table: Markable): string => table.slice(0, -1).toUpperCase();

interface Marks {
  classification: number;
  caveats: string[];
  compartment_id: string | null;
  of_classification: number | null;
  of_caveats: string[] | null;
  of_compartment_id: string | null;
}

/**
 * Changing the level, handling marks and compartment of records on record. What it takes with it, and that lowering
 * needs another person, is the business of the triggers of `markings`: no statement goes past them.
 */
@Injectable()
export class MarkingsService {
  /**
   * Raising is in effect with this transaction, for all that belongs to the record; anything else is proposed.
   * @throws Problem not_found, breaks_a_rule.
   */
  async request(tx: Tx, table: Markable, id: string, request: RequestMarking): Promise<ShownRecord & { id: string }> {
    const now = await marksOf(tx, table, id);
    const after = {
      afterClassification: request.classification ? levelOf(request.classification) : now.classification,
      afterCaveats: [...new Set(request.caveats ?? now.caveats)].sort(),
      afterCompartmentId:
        request.compartmentId === undefined ? now.compartment_id : (request.compartmentId?.toLowerCase() ?? null),
    };
    const faults: Fault[] = [];
    if (after.afterCompartmentId !== now.compartment_id) await checkCompartment(tx, after.afterCompartmentId, faults);
    faults.push(...comparisonFaults(now, after), ...belowInspection(now, after));
    refuseFaults(faults);
    const markingId = uuidv7();
    await tx.insert(Marking, [
      {
        ...after,
        id: markingId,
        // What stands here of the present is filled in by PostgreSQL, under a lock.
        classification: after.afterClassification,
        caveats: after.afterCaveats,
        compartmentId: after.afterCompartmentId,
        subjectKind: kindOf(table),
        subjectId: id,
        beforeClassification: now.classification,
        beforeCaveats: now.caveats,
        beforeCompartmentId: now.compartment_id,
        raises: false,
        reason: request.reason,
        requestedByPerson: tx.actor.personId,
      },
    ]);
    return { id: markingId, ...(await showRecord(tx, markingShape, 'markings', markingId)) };
  }

  /** @throws Problem not_found, stale_version, move_not_allowed, another_person_confirms, conflicting_change. */
  async decide(tx: Tx, id: string, expected: number, move: DecideMarking): Promise<ShownRecord> {
    const { bodyId, personId } = tx.actor;
    const row = await tx.manager.findOneBy(Marking, { bodyId, id });
    if (!row) throw new Problem('not_found');
    refuseStale(expected, row.version);
    const { availableTransitions } = JSON.parse((await showRecord(tx, markingShape, 'markings', id)).doc) as {
      availableTransitions: string[];
    };
    if (availableTransitions.length === 0)
      throw new Problem('move_not_allowed', 'Nothing waits to be decided here. Legal moves: none.');
    if (move.to === 'REJECTED' && !move.reason)
      refuseFaults([{ pointer: '/reason', code: 'required', detail: 'REJECTED needs a reason.' }]);
    const { classification, caveats, compartmentId, draftBy } = row;
    await tx.insert(MarkingDecision, [
      {
        id: uuidv7(),
        classification,
        caveats,
        compartmentId,
        draftBy,
        markingId: id,
        decision: move.to,
        reason: move.reason ?? null,
        decidedByPerson: personId,
      },
    ]);
    return showRecord(tx, markingShape, 'markings', id);
  }
}

async function marksOf(tx: Tx, table: Markable, id: string): Promise<Marks> {
  const of =
    table === 'observations' ? 'left join inspections i on i.body_id = s.body_id and i.id = s.inspection_id' : '';
  const parent = of
    ? 'i.classification as of_classification, i.caveats as of_caveats, i.compartment_id as of_compartment_id'
    : 'null as of_classification, null as of_caveats, null as of_compartment_id';
  const row = await tx.one<Marks>(
    `select s.classification, s.caveats, s.compartment_id, ${parent} from ${table} s ${of} where s.body_id = $1 and s.id = $2`,
    [tx.actor.bodyId, id],
  );
  if (!row) throw new Problem('not_found');
  return row;
}

type After = Pick<Marking, 'afterClassification' | 'afterCaveats' | 'afterCompartmentId'>;

/** One request either raises or lowers, so that it is in effect or waits as a whole. */
function comparisonFaults(now: Marks, after: After): Fault[] {
  const added = after.afterCaveats.some(caveat => !now.caveats.includes(caveat));
  const removed = now.caveats.some(caveat => !after.afterCaveats.includes(caveat));
  const moved = after.afterCompartmentId !== now.compartment_id;
  const raises = added || after.afterClassification > now.classification || (moved && now.compartment_id === null);
  const lowers = removed || after.afterClassification < now.classification || (moved && now.compartment_id !== null);
  if (!raises && !lowers)
    return [{ pointer: '/reason', code: 'content_missing', detail: 'The record is marked so already.' }];
  return raises && lowers
    ? [
        {
          pointer: '/classification',
          code: 'illegal_pair',
          detail: 'Raise in one request and lower in another: raising is in effect at once, lowering is confirmed.',
        },
      ]
    : [];
}

/** A line is never less protected than its inspection. */
function belowInspection(now: Marks, after: After): Fault[] {
  if (now.of_classification === null) return [];
  const faults: Fault[] = [];
  const detail = 'A line is never less protected than its inspection.';
  if (after.afterClassification < now.of_classification)
    faults.push({
      pointer: '/classification',
      code: 'range_reversed',
      detail: `${detail} That is ${levelName(now.of_classification)}.`,
    });
  if (now.of_caveats?.some(caveat => !after.afterCaveats.includes(caveat)))
    faults.push({ pointer: '/caveats', code: 'range_reversed', detail });
  if (now.of_compartment_id !== null && after.afterCompartmentId !== now.of_compartment_id)
    faults.push({ pointer: '/compartmentId', code: 'range_reversed', detail });
  return faults;
}
