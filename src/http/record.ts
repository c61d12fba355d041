import type { FastifyReply } from 'fastify';
import type { Actor } from '../database/context.js';
import type { Database, Tx } from '../database/database.js';
import { tag } from './etag.js';
import { isUuid } from './fields.js';
import { Problem } from './problems.js';
import { jsonOf, type Shape } from './shape.js';

/** One record as its shape shows it, in JSON, with its version. */
export interface ShownRecord {
  doc: string;
  version: number;
}

const statement = (shape: Shape, table: string): string =>
  `select ${jsonOf(shape)}::text as doc, ${shape.alias}.version from ${table} ${shape.alias} where ${shape.alias}.id = $1`;

/** To what a record belongs that has its address below another: the column that says so, and the id it must hold. */
export interface Within {
  column: string;
  id: string;
}

/**
 * Reads one row by its id as the actor sees it.
 * @throws Problem not_found, the same for what is absent, not visible, or no id at all.
 */
export async function readRecord(
  db: Database,
  actor: Actor,
  shape: Shape,
  table: string,
  id: string,
  within?: Within,
): Promise<ShownRecord> {
  if (!isUuid(id) || (within && !isUuid(within.id))) throw new Problem('not_found');
  const [record] = within
    ? await db.read<ShownRecord>(actor, `${statement(shape, table)} and ${shape.alias}.${within.column} = $2`, [
        id,
        within.id,
      ])
    : await db.read<ShownRecord>(actor, statement(shape, table), [id]);
  if (!record) throw new Problem('not_found');
  return record;
}

/** The same inside a transaction, for the answer to a change. */
export async function showRecord(tx: Tx, shape: Shape, table: string, id: string): Promise<ShownRecord> {
  const record = await tx.one<ShownRecord>(statement(shape, table), [id]);
  if (!record) throw new Problem('not_found');
  return record;
}

/** Sends a record under its tag. */
export function sendRecord(reply: FastifyReply, record: ShownRecord): string {
  tag(reply, record.version);
  return record.doc;
}

/** Sends what a POST stored: 201 with its address, or 200 when the same request had been stored before. */
export function sendStored(reply: FastifyReply, record: ShownRecord & { created: boolean }, address: string): string {
  void reply.status(record.created ? 201 : 200);
  if (record.created) void reply.header('location', address);
  return sendRecord(reply, record);
}
