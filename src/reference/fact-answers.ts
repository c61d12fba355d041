import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { sendPage } from '../http/lists.js';
import { Problem } from '../http/problems.js';
import { type ShownRecord, sendRecord, sendStored } from '../http/record.js';
import { jsonOf } from '../http/shape.js';
import { readRequest } from '../http/validate.js';
import { historyOf } from './fact-history.js';
import { type FactSpec, factStatement, listOfFacts } from './fact-shape.js';
import { FactsService } from './facts.service.js';
import { askedOf, type ReferenceListSpec, referencePage } from './reference-list.js';

type Query = Record<string, unknown>;

/** A name from an address as PostgreSQL can compare it: text holds no NUL, so nothing is named with one. */
const legible = (name: string) => name.replaceAll('\u0000', '');

/** How every kind of fact is answered over HTTP, for the controllers of their rooms. */
@Injectable()
export class FactAnswers {
  constructor(
    private readonly db: Database,
    private readonly facts: FactsService,
  ) {}

  /** A page of a list; `extra` is bound from $3. */
  async page(
    spec: ReferenceListSpec,
    actor: Actor,
    request: FastifyRequest,
    reply: FastifyReply,
    extra: unknown[] = [],
  ): Promise<string> {
    return sendPage(request, reply, await referencePage(this.db, actor, spec, request.query as Query, extra));
  }

  /** A page of the list of a kind. */
  list(spec: FactSpec, actor: Actor, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    return this.page(listOfFacts(spec), actor, request, reply);
  }

  /** One fact on the day and as of the instant asked for. */
  async one(spec: FactSpec, actor: Actor, name: string, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const values = [...askedOf(request.query as Query), legible(name)];
    const [shown] = await this.db.read<ShownRecord>(actor, factStatement(spec, jsonOf(spec.whole)), values);
    if (!shown) throw new Problem('not_found');
    return sendRecord(reply, shown);
  }

  /** The key of a fact, or of what stands for it in a list. */
  async keyOf(spec: FactSpec, actor: Actor, name: string): Promise<string> {
    const [found] = await this.db.read<ShownRecord>(actor, factStatement(spec, spec.key), [null, null, legible(name)]);
    if (!found) throw new Problem('not_found');
    return found.doc;
  }

  /** All versions, newest first; what no fact describes has none. */
  async history(
    spec: FactSpec,
    actor: Actor,
    name: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    return this.page(historyOf(spec), actor, request, reply, [await this.keyOf(spec, actor, name)]);
  }

  /** Adds a fact. */
  async tell<T extends object>(
    spec: FactSpec,
    actor: Actor,
    type: new () => T,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    const told = readRequest(type, request.body);
    const stored = await this.db.as(actor, tx => this.facts.tell(tx, spec, told));
    return sendStored(reply, stored, `/api/v1/${spec.kind}/${encodeURIComponent(stored.key)}`);
  }

  /** Corrects a fact. */
  async correct<T extends { reason: string }>(
    spec: FactSpec,
    actor: Actor,
    name: string,
    type: new () => T,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    const expected = expectedVersion(request);
    const correction = readRequest(type, request.body);
    return sendRecord(
      reply,
      await this.db.as(actor, tx => this.facts.correct(tx, spec, legible(name), expected, correction)),
    );
  }
}
