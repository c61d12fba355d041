import { Body, Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { IdempotencyKey, once, type Subject, sendAnswer } from '../http/once.js';
import { Operation, type OperationSpec } from '../http/operation.js';
import { pathId, readRequests } from '../http/validate.js';
import { Claim, CustodyStep } from '../observations/observation.dto.js';
import { AdditionsService } from './additions.service.js';
import { AccessResult, DocumentMention } from './inspection.dto.js';
import { inspection } from './inspection.shape.js';

/** Most entries of one request. */
const most = 200;

const adding = (id: string, summary: string, request: new () => object): OperationSpec => ({
  id,
  summary,
  permission: 'inspection.amend',
  params: { id: 'Id of the inspection.' },
  request,
  orMany: most,
  answers: { 201: inspection },
  problems: ['id_already_used', 'move_not_allowed', 'denial_is_permanent', 'conflicting_change', 'body_is_closed'],
});

const subject = (id: string): Subject => ({ table: 'inspections', id: pathId(id) });

/** What is added to an inspection afterwards; each answers with the whole inspection. */
@Controller('inspections/:id')
export class AdditionsController {
  constructor(
    private readonly db: Database,
    private readonly additions: AdditionsService,
  ) {}

  @Post('access-results')
  @IdempotencyKey()
  @Operation(
    adding('addAccessResults', 'Add what happened at the door, or correct it by a further result', AccessResult),
  )
  async access(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const results = readRequests(AccessResult, body, most);
    const of = subject(id);
    const answer = await this.db.as(actor, tx =>
      once(tx, request, 'addAccessResults', of, body, () => this.additions.addAccess(tx, of.id, results)),
    );
    return sendAnswer(reply, answer);
  }

  @Post('custody')
  @IdempotencyKey()
  @Operation(adding('addCustodySteps', 'Add steps of custody', CustodyStep))
  async custody(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const steps = readRequests(CustodyStep, body, most);
    const of = subject(id);
    const answer = await this.db.as(actor, tx =>
      once(tx, request, 'addCustodySteps', of, body, () => this.additions.addCustody(tx, of.id, steps)),
    );
    return sendAnswer(reply, answer);
  }

  @Post('documents')
  @IdempotencyKey()
  @Operation(adding('addDocuments', 'Add documents the record rests on', DocumentMention))
  async documents(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const documents = readRequests(DocumentMention, body, most);
    const of = subject(id);
    const answer = await this.db.as(actor, tx =>
      once(tx, request, 'addDocuments', of, body, () => this.additions.addDocuments(tx, of.id, documents)),
    );
    return sendAnswer(reply, answer);
  }

  @Post('claims')
  @IdempotencyKey()
  @Operation(adding('addClaims', 'Add conflicting statements; none replaces another', Claim))
  async claims(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const claims = readRequests(Claim, body, most);
    const of = subject(id);
    const answer = await this.db.as(actor, tx =>
      once(tx, request, 'addClaims', of, body, () => this.additions.addClaims(tx, of.id, claims)),
    );
    return sendAnswer(reply, answer);
  }
}
