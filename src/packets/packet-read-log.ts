import { Injectable } from '@nestjs/common';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { levelOf } from '../http/shape.js';

/** What was read, as far as the trail is concerned. */
export interface ReadSubject {
  received: boolean;
  classification: number;
}

const strict = levelOf('STRICTLY_CONFIDENTIAL');

/** Reads of packets in the trail: what was released, and what is strictly confidential, before it is shown. */
@Injectable()
export class PacketReadLog {
  constructor(private readonly reads: ReadLog) {}

  /** @throws when it had to be written and could not: then nothing may be shown. */
  async read(
    actor: Actor,
    operation: string,
    ids: string[],
    subject: ReadSubject,
    filters: string[] = [],
  ): Promise<void> {
    if (subject.received || subject.classification >= strict)
      await this.reads.write(actor, 'READ', operation, ids, filters);
    else this.reads.note(actor, 'READ', operation, ids, filters);
  }

  /** A page knows its rows as JSON only; a quote inside a value is escaped there, so this finds members, not text. */
  page(actor: Actor, operation: string, page: { body: string; ids: string[]; filters: string[] }): Promise<void> {
    const received = page.body.includes('"received":true');
    const classification = page.body.includes('"classification":"STRICTLY_CONFIDENTIAL"') ? strict : 0;
    return this.read(actor, operation, page.ids, { received, classification }, page.filters);
  }

  /** @throws when it could not be written. */
  download(actor: Actor, operation: string, ids: string[]): Promise<void> {
    return this.reads.write(actor, 'DOWNLOAD', operation, ids);
  }

  /** A refusal that the guard could not see. */
  refused(actor: Actor, operation: string, ids: string[]): void {
    this.reads.note(actor, 'REFUSED', operation, ids, []);
  }
}
