import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { DecideMarking, markingList, markingShape } from './marking.dto.js';
import { MarkingsService } from './markings.service.js';

@Controller('markings')
export class MarkingsController {
  constructor(
    private readonly db: Database,
    private readonly markings: MarkingsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listMarkings',
    summary: 'Marking requests, newest first; those that wait with state=PROPOSED',
    permission: 'marking.read',
    query: listParameters(markingList),
    answers: { 200: listOf(markingShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, markingList, query);
    this.reads.note(actor, 'READ', 'listMarkings', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Get(':id')
  @Operation({
    id: 'getMarking',
    summary: 'One marking request',
    permission: 'marking.read',
    params: { id: 'Id of the marking request.' },
    answers: { 200: markingShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, markingShape, 'markings', id);
    this.reads.note(actor, 'READ', 'getMarking', [id], []);
    return sendRecord(reply, record);
  }

  @Post(':id/transitions')
  @HttpCode(200)
  @Operation({
    id: 'decideMarking',
    summary: 'Confirm or reject a lower marking that another person proposed',
    permission: 'marking.approve',
    params: { id: 'Id of the marking request.' },
    request: DecideMarking,
    ifMatch: true,
    answers: { 200: markingShape },
    problems: ['move_not_allowed', 'another_person_confirms', 'conflicting_change', 'body_is_closed'],
  })
  async decide(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const move = readRequest(DecideMarking, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.markings.decide(tx, pathId(id), version, move)));
  }
}
