import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Bell, type Ring } from '../../src/queue/bell.js';
import type { BellBackend } from './bell-backends.js';

/** A ring for a job nobody else has. */
export const newRing = (): Ring => ({ bodyId: randomUUID(), jobId: randomUUID() });

/** Waits until `holds`, at most `ms` milliseconds. */
export async function eventually(holds: () => boolean | Promise<boolean>, ms = 8_000): Promise<void> {
  const until = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > until) throw new Error('it did not happen in time');
    await sleep(20);
  }
}

/** The bells of one test on one backend, and everything they reported. */
export class BellTrial {
  readonly reports: Error[] = [];
  private readonly bells: Bell[] = [];

  constructor(readonly backend: BellBackend) {}

  get messages(): string[] {
    return this.reports.map(report => report.message);
  }

  async bell(place = this.backend.place): Promise<Bell> {
    const bell = await Bell.open({ ...place, onError: error => this.reports.push(error) });
    this.bells.push(bell);
    return bell;
  }

  /** A bell that is listened to, and the jobs it heard of. */
  async listener(answer: (ring: Ring) => Promise<void> = async () => undefined, concurrency = 4) {
    const bell = await this.bell();
    const heard: string[] = [];
    await bell.listen(async ring => {
      heard.push(ring.jobId);
      await answer(ring);
    }, concurrency);
    return { bell, heard };
  }

  async end(): Promise<void> {
    await this.backend.line.mend();
    await Promise.all(this.bells.map(bell => bell.close(100)));
  }
}

/** Rings until the queue takes it, as the sweep would, and waits until it is heard. */
export async function ringUntilHeard(bell: Bell, heard: string[]): Promise<void> {
  const ring = newRing();
  await eventually(() =>
    bell.ring(ring).then(
      () => true,
      () => false,
    ),
  );
  await eventually(() => heard.includes(ring.jobId));
}
