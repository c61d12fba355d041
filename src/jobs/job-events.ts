import type { OutgoingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { toProblem } from '../http/problem.filter.js';
import { readRecord, type ShownRecord } from '../http/record.js';
import { jobShape } from './job.dto.js';

const pollMs = 500;
/** Shorter than the idle limit of common proxies, and of our own server. */
const heartbeatMs = 10_000;
const longestMs = 10 * 60_000;

const finished = (doc: string): boolean =>
  ['DONE', 'FAILED', 'CANCELLED'].includes((JSON.parse(doc) as { state: string }).state);

/** Jobs as server-sent events. */
@Injectable()
export class JobEvents implements BeforeApplicationShutdown {
  private readonly open = new Set<AbortController>();

  constructor(private readonly db: Database) {}

  /**
   * Sends the job whenever it has changed, until it is finished, the reader leaves or ten minutes have passed. Every
   * look is a new read by the reader, so the stream ends with the reader's rights.
   */
  async stream(actor: Actor, id: string, first: ShownRecord, reply: FastifyReply): Promise<void> {
    const end = new AbortController();
    this.open.add(end);
    reply.hijack();
    reply.raw.on('close', () => end.abort());
    reply.raw.writeHead(200, {
      // Of a reply that is taken over, nothing is sent that is not repeated here.
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': 'text/event-stream; charset=utf-8',
    });
    try {
      await this.follow(actor, id, first.doc, end.signal, text => reply.raw.write(text));
    } catch (error) {
      const problem = toProblem(error, actor.requestId);
      reply.raw.write(`event: problem\ndata: ${JSON.stringify(problem.document(actor.requestId))}\n\n`);
    } finally {
      this.open.delete(end);
      reply.raw.end();
    }
  }

  private async follow(
    actor: Actor,
    id: string,
    first: string,
    signal: AbortSignal,
    write: (text: string) => void,
  ): Promise<void> {
    const until = Date.now() + longestMs;
    let doc = first;
    let spoken = Date.now();
    write(`event: job\ndata: ${doc}\n\n`);
    while (!finished(doc) && Date.now() < until) {
      await sleep(pollMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      const now = await readRecord(this.db, actor, jobShape, 'jobs', id);
      if (now.doc !== doc) {
        doc = now.doc;
        write(`event: job\ndata: ${doc}\n\n`);
      } else if (Date.now() - spoken >= heartbeatMs) {
        write(': still there\n\n');
      } else continue;
      spoken = Date.now();
    }
  }

  /** An open stream would keep the server from closing. */
  beforeApplicationShutdown(): void {
    for (const end of this.open) end.abort();
  }
}
