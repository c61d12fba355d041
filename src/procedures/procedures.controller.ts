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
import { AmendProcedure, dayAsked, procedureList, procedureShape, RegisterProcedure } from './procedure.dto.js';
import { ProceduresService } from './procedures.service.js';

const byId = { id: 'Id of the procedure.' };

@Controller('procedures')
export class ProceduresController {
  constructor(
    private readonly db: Database,
    private readonly service: ProceduresService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listProcedures',
    summary: 'Procedures with the version in force on a day, newest recorded first',
    permission: 'procedure.read',
    query: listParameters(procedureList),
    answers: { 200: listOf(procedureList.shape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, procedureList, query, [dayAsked(query)]);
    this.reads.note(actor, 'READ', 'listProcedures', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'registerProcedure',
    summary: 'Register a guideline, standard operating procedure or checklist',
    permission: 'procedure.manage',
    request: RegisterProcedure,
    answers: { 201: procedureShape, 200: procedureShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async register(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RegisterProcedure, body);
    const stored = await this.db.as(actor, tx => this.service.register(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/procedures/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getProcedure',
    summary: 'One procedure, with the version in force today',
    permission: 'procedure.read',
    params: byId,
    answers: { 200: procedureShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, procedureShape, 'procedures', id);
    this.reads.note(actor, 'READ', 'getProcedure', [id], []);
    return sendRecord(reply, record);
  }

  @Patch(':id')
  @Operation({
    id: 'amendProcedure',
    summary: 'Rename a procedure, or change its kind, subjects or owner',
    permission: 'procedure.manage',
    params: byId,
    request: AmendProcedure,
    ifMatch: true,
    answers: { 200: procedureShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendProcedure, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.amend(tx, pathId(id), version, change)));
  }

  @Get(':id/history')
  @Operation({
    id: 'listEarlierProcedures',
    summary: 'Earlier versions of a procedure, newest first',
    permission: 'procedure.read',
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
    await readRecord(this.db, actor, procedureShape, 'procedures', id);
    const page = await historyPage(this.db, actor, 'procedures', id, query);
    this.reads.note(actor, 'READ', 'listEarlierProcedures', [id], page.filters);
    return sendPage(request, reply, page);
  }
}
