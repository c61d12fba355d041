import type { EntityTarget, FindOptionsWhere } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity.js';
import { refuseStale } from '../http/etag.js';
import { Problem } from '../http/problems.js';
import type { CaseRow } from './case-row.js';
import type { Tx } from './database.js';

/**
 * The row of the actor's body that is about to change, held until the transaction ends. `within` names the record it
 * belongs to, where its address lies below that one.
 * @throws Problem not_found, stale_version when it is no longer the version that was read.
 */
export async function hold<Row extends CaseRow>(
  tx: Tx,
  entity: EntityTarget<Row>,
  id: string,
  version: number,
  within: Partial<Row> = {},
): Promise<Row> {
  const where = { ...within, bodyId: tx.actor.bodyId, id } as FindOptionsWhere<Row>;
  const row = await tx.manager.findOne(entity, { where, lock: { mode: 'pessimistic_write' } });
  if (!row) throw new Problem('not_found');
  refuseStale(version, row.version);
  return row;
}

/** What a request gives: absent fields are left out, so that they do not cover what is stored. */
export const given = <Request extends object>(request: Request): Request =>
  Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as Request;

/**
 * Writes what a request gave of a row that is held; the trigger of `sec.remember` keeps what it said before and counts
 * the version. A request that gives nothing changes nothing.
 */
export async function change<Row extends CaseRow>(
  tx: Tx,
  entity: EntityTarget<Row>,
  row: Row,
  request: Partial<Row>,
): Promise<void> {
  const known = given(request);
  if (Object.keys(known).length === 0) return;
  const where = { bodyId: row.bodyId, id: row.id } as FindOptionsWhere<Row>;
  await tx.manager.update(entity, where, known as QueryDeepPartialEntity<Row>);
}
