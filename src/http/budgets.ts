import { Problem } from './problems.js';

/** So many at once, and so many a second after that. */
export interface Rate {
  perSecond: number;
  burst: number;
}

interface Bucket {
  left: number;
  at: number;
}

/** Callers remembered at a time; past that, whoever has a full bucket again is forgotten. */
const remembered = 10_000;

/**
 * A budget for each caller, as a token bucket in this process. Several API processes each keep their own, so a caller has
 * at most that many times as much: it stops one caller from starving the others, it is no licence.
 */
export class Budgets {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly rate: Rate,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** @throws Problem too_many_requests, with the seconds after which the next one will be taken. */
  spend(caller: string): void {
    const { perSecond, burst } = this.rate;
    const at = this.now();
    const bucket = this.buckets.get(caller) ?? { left: burst, at };
    const left = Math.min(burst, bucket.left + ((at - bucket.at) / 1000) * perSecond);
    if (this.buckets.size >= remembered && !this.buckets.has(caller)) this.forget(at);
    this.buckets.set(caller, { left: left < 1 ? left : left - 1, at });
    if (left < 1)
      throw new Problem('too_many_requests', undefined, [], {
        'retry-after': String(Math.max(1, Math.ceil((1 - left) / perSecond))),
      });
  }

  private forget(at: number): void {
    const { perSecond, burst } = this.rate;
    for (const [caller, bucket] of this.buckets)
      if (bucket.left + ((at - bucket.at) / 1000) * perSecond >= burst) this.buckets.delete(caller);
    // Ten thousand callers in the middle of a flood: better to begin anew than to grow.
    if (this.buckets.size >= remembered) this.buckets.clear();
  }
}
