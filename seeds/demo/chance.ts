import { v5 as uuidv5 } from 'uuid';

/** Namespace of every id the demonstration makes, so that a first start done twice stores nothing twice. */
const namespace = '6f0d5c1e-6a52-5a53-9b8e-2f4c7d10c0de';

/** The id of one thing of the demonstration, from its name. */
export const demoId = (name: string): string => uuidv5(name, namespace);

/** A day so many days after (or before) another; both `YYYY-MM-DD`. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Chance that is the same every time: mulberry32. */
export class Chance {
  constructor(private state: number) {}

  /** From 0 up to, not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** True so often of a hundred. */
  percent(share: number): boolean {
    return this.next() * 100 < share;
  }

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** One of them, each as often. */
  of<T>(things: readonly T[]): T {
    return things[this.between(0, things.length - 1)] as T;
  }

  /** One of them, as often as its weight says. */
  weighted<T extends { weight: number }>(things: readonly T[]): T {
    let left = this.next() * things.reduce((sum, thing) => sum + thing.weight, 0);
    for (const thing of things) {
      left -= thing.weight;
      if (left < 0) return thing;
    }
    return things[things.length - 1] as T;
  }
}
