import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { readRequest } from '../http/validate.js';
import { briefingList, briefingShape, RecordBriefing } from './awareness-briefing.dto.js';
import { AwarenessBriefingsService } from './awareness-briefings.service.js';

const byId = { id: 'Id of the briefing.' };

@Controller('awareness-briefings')
export class AwarenessBriefingsController {
  constructor(
    private readonly db: Database,
    private readonly service: AwarenessBriefingsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listAwarenessBriefings',
    summary: 'Briefings of the authorities of the host State on the embargo, newest recorded first',
    permission: 'assistance.read',
    query: listParameters(briefingList),
    answers: { 200: listOf(briefingShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, briefingList, query);
    this.reads.note(actor, 'READ', 'listAwarenessBriefings', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'recordAwarenessBriefing',
    summary: 'Record a briefing of the authorities of the host State on the embargo',
    permission: 'assistance.record',
    request: RecordBriefing,
    answers: { 201: briefingShape, 200: briefingShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async record(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RecordBriefing, body);
    const stored = await this.db.as(actor, tx => this.service.record(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/awareness-briefings/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getAwarenessBriefing',
    summary: 'One briefing',
    permission: 'assistance.read',
    params: byId,
    answers: { 200: briefingShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, briefingShape, 'awareness_briefings', id);
    this.reads.note(actor, 'READ', 'getAwarenessBriefing', [id], []);
    return sendRecord(reply, record);
  }
}
