import type { Actor } from './context.js';

/** Somebody waiting for an answer is told within this time that there is no connection; the worker has more patience. */
export const patienceMs = 800;

/** Every connection is in use. Whoever asked may ask again soon. */
export class PoolExhausted extends Error {
  constructor() {
    super('no connection became free in time');
  }
}

/**
 * A connection within the patience of whoever waits. One that comes too late goes back at once.
 * @throws PoolExhausted
 */
export async function soon<T>(actor: Actor | null, connecting: Promise<T>, giveBack: (late: T) => unknown): Promise<T> {
  if (actor && actor.sessionId === null) return connecting;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new PoolExhausted()), patienceMs);
  });
  try {
    return await Promise.race([connecting, tooLate]);
  } catch (error) {
    if (error instanceof PoolExhausted) connecting.then(giveBack, () => undefined);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
