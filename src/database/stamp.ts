import type { EntityTarget, FindOptionsWhere } from 'typeorm';
import { Problem } from '../http/problems.js';
import { levelOf } from '../http/shape.js';
import type { CaseRow, Stamp } from './case-row.js';
import type { Tx } from './database.js';

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
  };
}
