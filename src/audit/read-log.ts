import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { log } from '../http/log.js';

/** What leaves no row behind, and so is written to the trail by its own statement. */
export type Unwritten = 'READ' | 'REFUSED' | 'DOWNLOAD' | 'SIGN_IN' | 'SIGN_IN_FAILED' | 'SIGN_OUT';

interface Entry {
  action: Unwritten;
  operation: string;
  bodyId: string | null;
  personId: string | null;
  appointmentId: string | null;
  /** Array literal of PostgreSQL. */
  objectIds: string;
  fields: string[];
  request: string;
  purpose: string | null;
}

const flushMs = 500;

/**
 * The trail of reads and refusals: own-body reads up to confidential are gathered, one entry a request, and written
 * within a second (a crash can lose that second, and docs/operations.md says so); downloads and everything released
 * are written before the answer, with {@link write}.
 */
@Injectable()
export class ReadLog implements OnApplicationShutdown {
  private waiting: Entry[] = [];
  private timer: NodeJS.Timeout | null = null;
  private watcher: (actor: Actor, records: number) => void = () => undefined;

  constructor(private readonly db: Database) {}

  /** Has whoever watches for bulk reads told of every read that is noted or written. */
  watch(watcher: (actor: Actor, records: number) => void): void {
    this.watcher = watcher;
  }

  /** Notes a read; it reaches the trail within a second. `filters` are names only, never values. */
  note(actor: Actor, action: Unwritten, operation: string, objectIds: string[], filters: string[]): void {
    if (action !== 'REFUSED') this.watcher(actor, objectIds.length);
    this.waiting.push(entryOf(actor, action, operation, objectIds, filters));
    this.timer ??= setTimeout(() => void this.flush(), flushMs).unref();
  }

  /** Writes one entry before the answer goes out. @throws when it cannot be written: then nothing may be shown. */
  async write(
    actor: Actor,
    action: Unwritten,
    operation: string,
    objectIds: string[],
    filters: string[] = [],
  ): Promise<void> {
    await this.db.call('select audit.log($1::jsonb)', [
      JSON.stringify([entryOf(actor, action, operation, objectIds, filters)]),
    ]);
    if (action !== 'REFUSED') this.watcher(actor, objectIds.length);
  }

  /** Signing in happens without an actor. */
  async writeSignIn(action: Unwritten, personId: string | null, request: string): Promise<void> {
    const entry: Entry = {
      action,
      operation: 'signIn',
      bodyId: null,
      personId,
      appointmentId: null,
      objectIds: '{}',
      fields: [],
      request,
      purpose: null,
    };
    await this.db.call('select audit.log($1::jsonb)', [JSON.stringify([entry])]);
  }

  /** Writes what waits. What cannot be written now waits for the next time; the list is bounded. */
  async flush(): Promise<void> {
    this.timer = null;
    const entries = this.waiting;
    this.waiting = [];
    if (entries.length === 0) return;
    try {
      await this.db.call('select audit.log($1::jsonb)', [JSON.stringify(entries)]);
    } catch {
      log.error({ entries: entries.length }, 'read log could not be written; trying again');
      this.waiting = [...entries, ...this.waiting].slice(0, 50_000);
      this.timer ??= setTimeout(() => void this.flush(), 2_000).unref();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    await this.flush();
  }
}

function entryOf(actor: Actor, action: Unwritten, operation: string, objectIds: string[], fields: string[]): Entry {
  return {
    action,
    operation,
    bodyId: actor.bodyId,
    personId: actor.personId,
    appointmentId: actor.appointmentId,
    objectIds: `{${objectIds.join(',')}}`,
    fields,
    request: actor.requestId,
    purpose: actor.purpose,
  };
}
