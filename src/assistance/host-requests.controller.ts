import { Body, Controller, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { historyAnswer, historyPage, historyParameters } from '../http/history.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { AmendHostRequest, hostRequestList, hostRequestShape, RecordHostRequest } from './host-request.dto.js';
import { HostRequestsService } from './host-requests.service.js';

const byId = { id: 'Id of the request.' };

@Controller('assistance-requests')
export class HostRequestsController {
  constructor(
    private readonly db: Database,
    private readonly service: HostRequestsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listAssistanceRequests',
    summary: 'Requests of the host State for assistance, newest recorded first',
    permission: 'host_request.read',
    query: listParameters(hostRequestList),
    answers: { 200: listOf(hostRequestShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, hostRequestList, query);
    this.reads.note(actor, 'READ', 'listAssistanceRequests', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'recordAssistanceRequest',
    summary: 'Record a request of the host State for assistance',
    permission: 'host_request.record',
    request: RecordHostRequest,
    answers: { 201: hostRequestShape, 200: hostRequestShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async record(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RecordHostRequest, body);
    const stored = await this.db.as(actor, tx => this.service.record(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/assistance-requests/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getAssistanceRequest',
    summary: 'One request of the host State',
    permission: 'host_request.read',
    params: byId,
    answers: { 200: hostRequestShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, hostRequestShape, 'host_requests', id);
    this.reads.note(actor, 'READ', 'getAssistanceRequest', [id], []);
    return sendRecord(reply, record);
  }

  @Patch(':id')
  @Operation({
    id: 'amendAssistanceRequest',
    summary: 'Correct a request, or say what became of it',
    permission: 'host_request.record',
    params: byId,
    request: AmendHostRequest,
    ifMatch: true,
    answers: { 200: hostRequestShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendHostRequest, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.amend(tx, pathId(id), version, change)));
  }

  @Get(':id/history')
  @Operation({
    id: 'listEarlierAssistanceRequests',
    summary: 'Earlier versions of a request, newest first',
    permission: 'host_request.read',
    params: byId,
    query: historyParameters,
    answers: { 200: historyAnswer },
  })
  async history(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    // Without it, a record that is not there would have an empty history instead of none.
    await readRecord(this.db, actor, hostRequestShape, 'host_requests', id);
    const page = await historyPage(this.db, actor, 'host_requests', id, query);
    this.reads.note(actor, 'READ', 'listEarlierAssistanceRequests', [id], page.filters);
    return sendPage(request, reply, page);
  }
}
