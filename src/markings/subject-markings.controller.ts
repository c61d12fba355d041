import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { IdempotencyKey, once, sendAnswer } from '../http/once.js';
import { listOf, Operation, type OperationSpec } from '../http/operation.js';
import { readRecord } from '../http/record.js';
import type { Shape } from '../http/shape.js';
import { pathId, readRequest } from '../http/validate.js';
import { inspection } from '../inspections/inspection.shape.js';
import { observation } from '../observations/observation.shape.js';
import { siteShape } from '../sites/site.dto.js';
import { markingShape, RequestMarking, subjectMarkings } from './marking.dto.js';
import { kindOf, type Markable, MarkingsService } from './markings.service.js';

const shapes: Record<Markable, Shape> = { inspections: inspection, observations: observation, sites: siteShape };

const asking = (noun: string): OperationSpec => ({
  id: `mark${noun}`,
  summary: `Raise the marking of this ${noun.toLowerCase()} with all that belongs to it, or propose to lower it`,
  permission: 'marking.request',
  params: { id: `Id of the ${noun.toLowerCase()}.` },
  request: RequestMarking,
  answers: { 201: markingShape },
  problems: ['id_already_used', 'conflicting_change', 'body_is_closed'],
});
const listing = (noun: string): OperationSpec => ({
  id: `listMarkingsOf${noun}`,
  summary: `Every marking request on this ${noun.toLowerCase()}, newest first`,
  permission: 'marking.read',
  params: { id: `Id of the ${noun.toLowerCase()}.` },
  query: listParameters(subjectMarkings),
  answers: { 200: listOf(markingShape) },
});

/** The same two routes below each kind of record that can be marked anew. */
@Controller()
export class SubjectMarkingsController {
  constructor(
    private readonly db: Database,
    private readonly markings: MarkingsService,
    private readonly reads: ReadLog,
  ) {}

  @Post('inspections/:id/markings')
  @IdempotencyKey()
  @Operation(asking('Inspection'))
  markInspection(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.mark('inspections', { actor, id, body, request, reply });
  }

  @Get('inspections/:id/markings')
  @Operation(listing('Inspection'))
  listOfInspection(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() body: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.list('inspections', { actor, id, body, request, reply });
  }

  @Post('observations/:id/markings')
  @IdempotencyKey()
  @Operation(asking('Observation'))
  markObservation(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.mark('observations', { actor, id, body, request, reply });
  }

  @Get('observations/:id/markings')
  @Operation(listing('Observation'))
  listOfObservation(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() body: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.list('observations', { actor, id, body, request, reply });
  }

  @Post('sites/:id/markings')
  @IdempotencyKey()
  @Operation(asking('Site'))
  markSite(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.mark('sites', { actor, id, body, request, reply });
  }

  @Get('sites/:id/markings')
  @Operation(listing('Site'))
  listOfSite(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() body: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.list('sites', { actor, id, body, request, reply });
  }

  private async mark(table: Markable, { actor, id, body, request, reply }: Call): Promise<string> {
    const wish = readRequest(RequestMarking, body);
    const of = { table, id: pathId(id) } as const;
    const answer = await this.db.as(actor, tx =>
      once(tx, request, `mark ${table}`, of, body, () => this.markings.request(tx, table, of.id, wish)),
    );
    return sendAnswer(reply, answer);
  }

  private async list(table: Markable, { actor, id, body, request, reply }: Call): Promise<string> {
    await readRecord(this.db, actor, shapes[table], table, id);
    const page = await listPage(this.db, actor, subjectMarkings, body as Record<string, unknown>, [id, kindOf(table)]);
    this.reads.note(actor, 'READ', `listMarkings of ${table}`, page.ids, page.filters);
    return sendPage(request, reply, page);
  }
}

interface Call {
  actor: Actor;
  id: string;
  /** The request's body, or the query of a list. */
  body: unknown;
  request: FastifyRequest;
  reply: FastifyReply;
}
