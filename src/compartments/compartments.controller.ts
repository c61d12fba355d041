import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { CloseCompartment, compartmentList, compartmentShape, MakeCompartment } from './compartment.dto.js';
import { CompartmentsService } from './compartments.service.js';

@Controller('compartments')
export class CompartmentsController {
  constructor(
    private readonly db: Database,
    private readonly compartments: CompartmentsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listCompartments',
    summary: 'The compartments you are inside, and for a chief all of the body',
    permission: 'compartment.read',
    query: listParameters(compartmentList),
    answers: { 200: listOf(compartmentShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, compartmentList, query);
    this.reads.note(actor, 'READ', 'listCompartments', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'makeCompartment',
    summary: 'Make a need-to-know circle in the own body; making it is not being inside',
    permission: 'compartment.manage',
    request: MakeCompartment,
    answers: { 201: compartmentShape, 200: compartmentShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async make(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(MakeCompartment, body);
    const stored = await this.db.as(actor, tx => this.compartments.make(tx, request));
    return sendStored(reply, stored, `/api/v1/compartments/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getCompartment',
    summary: 'One compartment',
    permission: 'compartment.read',
    params: { id: 'Id of the compartment.' },
    answers: { 200: compartmentShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, compartmentShape, 'compartments', id);
    this.reads.note(actor, 'READ', 'getCompartment', [id], []);
    return sendRecord(reply, record);
  }

  @Post(':id/transitions')
  @HttpCode(200)
  @Operation({
    id: 'closeCompartment',
    summary: 'Close a compartment: it takes no records and nobody new; its records stay with those inside',
    permission: 'compartment.manage',
    params: { id: 'Id of the compartment.' },
    request: CloseCompartment,
    ifMatch: true,
    answers: { 200: compartmentShape },
    problems: ['move_not_allowed'],
  })
  async close(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const move = readRequest(CloseCompartment, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.compartments.close(tx, pathId(id), version, move)));
  }
}
