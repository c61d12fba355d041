import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyRequest } from 'fastify';

const longestSeconds = 30;
const pollMs = 200;

/** Seconds of `Prefer: wait=…` (RFC 7240), at most 30; 0 when the caller would rather not wait. */
export function preferredWait(request: FastifyRequest): number {
  const preferences = [request.headers.prefer ?? ''].flat().join(',');
  const seconds = Number(/(?:^|[,;\s])wait\s*=\s*"?(\d{1,5})"?/i.exec(preferences)?.[1] ?? 0);
  return Math.min(seconds, longestSeconds);
}

/** Looks again and again until `look` finds something or the time is over; null then. */
export async function within<T>(seconds: number, look: () => Promise<T | null>): Promise<T | null> {
  const until = Date.now() + seconds * 1000;
  while (Date.now() < until) {
    await sleep(pollMs);
    const found = await look();
    if (found !== null) return found;
  }
  return null;
}
