import type { EntityTarget, FindOptionsWhere } from 'typeorm';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { levelOf } from '../http/shape.js';
import type { CaseRow, Stamp } from './case-row.js';
import type { Tx } from './database.js';

/** What a request says of the protection of the record it makes. */
export interface Marked {
  classification?: string | null;
  caveats?: string[] | null;
  compartmentId?: string | null;
}

/**
 * The protection of a record as its request states it: CONFIDENTIAL when it states no level.
 * @throws Problem breaks_a_rule when the compartment is not one the actor is inside, or is closed.
 */
export async function stampFrom(tx: Tx, request: Marked): Promise<Stamp> {
  const faults: Fault[] = [];
  await checkCompartment(tx, request.compartmentId, faults);
  refuseFaults(faults);
  return stated(request);
}

/** The same protection, not checked. */
export const stated = (request: Marked): Stamp => ({
  classification: levelOf(request.classification ?? 'CONFIDENTIAL'),
  caveats: request.caveats ?? [],
  compartmentId: request.compartmentId?.toLowerCase() ?? null,
  draftBy: null,
});

/**
 * Adds a fault where a compartment is not one the actor is inside, or takes nothing more. A chief who administers a
 * compartment sees it and is not inside, so seeing it is not enough.
 */
export async function checkCompartment(tx: Tx, id: string | null | undefined, faults: Fault[]): Promise<void> {
  if (!id) return;
  const inside = await tx.one(
    `select from compartments where body_id = $1 and id = $2 and closed_at is null
        and id = any ((select (sec.ctx()).compartments)::uuid[])`,
    [tx.actor.bodyId, id],
  );
  if (!inside)
    faults.push({
      pointer: '/compartmentId',
      code: 'unknown_reference',
      detail: 'You are in no open compartment with this id.',
    });
}

/**
 * The protection of what is recorded under a record: that record's own, unless the request sets another level; the
 * handling marks of both; always its compartment.
 * @throws Problem not_found when there is no such record in the actor's body.
 */
export async function stampUnder<Row extends CaseRow>(
  tx: Tx,
  entity: EntityTarget<Row>,
  id: string,
  request: { classification?: string | null; caveats?: string[] | null },
): Promise<Stamp> {
  const row = await tx.manager.findOne(entity, { where: { bodyId: tx.actor.bodyId, id } as FindOptionsWhere<Row> });
  if (!row) throw new Problem('not_found');
  return {
    classification: request.classification ? levelOf(request.classification) : row.classification,
    caveats: [...new Set([...row.caveats, ...(request.caveats ?? [])])],
    compartmentId: row.compartmentId,
    draftBy: row.draftBy,
  };
}
