import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problems.js';

/** A version as an entity tag (RFC 9110). */
const etagOf = (version: number): string => `"${version}"`;

/**
 * The version the caller says it has read. A tag that Cordon never gave out is a version no record has, so it is
 * refused as stale.
 * @throws Problem if_match_required when the header is absent or `*`, which names no version.
 */
export function expectedVersion(request: FastifyRequest): number {
  const header = request.headers['if-match']?.trim();
  if (!header || header === '*') throw new Problem('if_match_required');
  return Number(/^"(\d{1,9})"$/.exec(header)?.[1] ?? -1);
}

/** @throws Problem stale_version, with the present tag, when the record is no longer the one that was read. */
export function refuseStale(expected: number, current: number): void {
  if (expected !== current) throw new Problem('stale_version', undefined, [], { etag: etagOf(current) });
}

/** Names the version that the answer shows. */
export function tag(reply: FastifyReply, version: number): void {
  void reply.header('etag', etagOf(version));
}
