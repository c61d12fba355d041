import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { Operation, type OperationSpec } from '../http/operation.js';
import { sendRecord } from '../http/record.js';
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

/** What is added to an inspection afterwards; each answers with the whole inspection. */
@Controller('inspections/:id')
export class AdditionsController {
  constructor(
    private readonly db: Database,
    private readonly additions: AdditionsService,
  ) {}

  @Post('access-results')
  @Operation(
    adding('addAccessResults', 'Add what happened at the door, or correct it by a further result', AccessResult),
  )
  async access(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const results = readRequests(AccessResult, body, most);
    return sendRecord(reply, await this.db.as(actor, tx => this.additions.addAccess(tx, pathId(id), results)));
  }

  @Post('custody')
  @Operation(adding('addCustodySteps', 'Add steps of custody', CustodyStep))
  async custody(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const steps = readRequests(CustodyStep, body, most);
    return sendRecord(reply, await this.db.as(actor, tx => this.additions.addCustody(tx, pathId(id), steps)));
  }

  @Post('documents')
  @Operation(adding('addDocuments', 'Add documents the record rests on', DocumentMention))
  async documents(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const documents = readRequests(DocumentMention, body, most);
    return sendRecord(reply, await this.db.as(actor, tx => this.additions.addDocuments(tx, pathId(id), documents)));
  }

  @Post('claims')
  @Operation(adding('addClaims', 'Add conflicting statements; none replaces another', Claim))
  async claims(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const claims = readRequests(Claim, body, most);
    return sendRecord(reply, await this.db.as(actor, tx => this.additions.addClaims(tx, pathId(id), claims)));
  }
}
