import { createHash } from 'node:crypto';
import { Problem } from '../http/problems.js';
import { canonicalJson } from './canonical-json.js';
import type { Tx } from './database.js';

/** SHA-256 of a request's content without its id, in PostgreSQL's hexadecimal form. */
export function contentHash(request: object): string {
  const content = Object.entries(request).filter(([key, value]) => key !== 'id' && value !== null);
  const json = canonicalJson(Object.fromEntries(content));
  return `\\x${createHash('sha256').update(json).digest('hex')}`;
}

/**
 * Tells whether the same request was stored under this id before. Requests with one id take turns, so that a client
 * that repeats itself while its first request still runs gets the same answer twice.
 * @throws Problem id_already_used when the id belongs to other content.
 */
export async function storedBefore(tx: Tx, table: string, id: string, hash: string): Promise<boolean> {
  await tx.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [id.toLowerCase()]);
  const stored = await tx.one<{ same: boolean | null }>(
    `select content_hash = $2::bytea as same from ${table} where id = $1`,
    [id, hash],
  );
  if (stored && !stored.same) throw new Problem('id_already_used');
  return stored !== null;
}
