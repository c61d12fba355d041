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
import { NationalBodiesService } from './national-bodies.service.js';
import { AmendNationalBody, nationalBodyList, nationalBodyShape, RecordNationalBody } from './national-body.dto.js';

@Controller('national-bodies')
export class NationalBodiesController {
  constructor(
    private readonly db: Database,
    private readonly service: NationalBodiesService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listNationalBodies',
    summary: 'Commissions and committees of States, newest recorded first',
    permission: 'focal_point.read',
    query: listParameters(nationalBodyList),
    answers: { 200: listOf(nationalBodyShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, nationalBodyList, query);
    this.reads.note(actor, 'READ', 'listNationalBodies', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'recordNationalBody',
    summary: 'Record a commission or committee of a State for arms',
    permission: 'focal_point.manage',
    request: RecordNationalBody,
    answers: { 201: nationalBodyShape, 200: nationalBodyShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async record(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RecordNationalBody, body);
    const stored = await this.db.as(actor, tx => this.service.record(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/national-bodies/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getNationalBody',
    summary: 'One commission or committee of a State',
    permission: 'focal_point.read',
    params: { id: 'Id of the national body.' },
    answers: { 200: nationalBodyShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, nationalBodyShape, 'national_bodies', id);
    this.reads.note(actor, 'READ', 'getNationalBody', [id], []);
    return sendRecord(reply, record);
  }

  @Patch(':id')
  @Operation({
    id: 'amendNationalBody',
    summary: 'Change what is known of a national body',
    permission: 'focal_point.manage',
    params: { id: 'Id of the national body.' },
    request: AmendNationalBody,
    ifMatch: true,
    answers: { 200: nationalBodyShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendNationalBody, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.amend(tx, pathId(id), version, change)));
  }

  @Get(':id/history')
  @Operation({
    id: 'listNationalBodyVersions',
    summary: 'What the record of the national body said before each change, the newest first',
    permission: 'focal_point.read',
    params: { id: 'Id of the national body.' },
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
    await readRecord(this.db, actor, nationalBodyShape, 'national_bodies', id);
    const page = await historyPage(this.db, actor, 'national_bodies', id, query);
    this.reads.note(actor, 'READ', 'listNationalBodyVersions', [id], page.filters);
    return sendPage(request, reply, page);
  }
}
