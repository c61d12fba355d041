import { isUuid } from '../http/fields.js';
import type { Fault } from '../http/problems.js';
import type { Tx } from './database.js';

/**
 * Adds a fault where an id names no row of the actor's body: one that belongs to somebody else, or that the actor may
 * not see, is not told apart from one that does not exist. `within` narrows it to rows that hold a value in a column.
 */
export async function checkOwn(
  tx: Tx,
  table: string,
  id: string | null | undefined,
  pointer: string,
  faults: Fault[],
  within?: { column: string; id: string },
): Promise<void> {
  if (!isUuid(id)) return;
  const narrowed = within ? ` and ${within.column} = $3` : '';
  const values = [tx.actor.bodyId, id, ...(within ? [within.id] : [])];
  const found = await tx.one(`select from ${table} where body_id = $1 and id = $2${narrowed}`, values);
  if (!found) faults.push({ pointer, code: 'unknown_reference', detail: 'There is no such record in your body.' });
}
