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
import { AmendFocalPoint, focalPointList, focalPointShape, NameFocalPoint } from './focal-point.dto.js';
import { FocalPointsService } from './focal-points.service.js';

@Controller('focal-points')
export class FocalPointsController {
  constructor(
    private readonly db: Database,
    private readonly service: FocalPointsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listFocalPoints',
    summary: 'Focal points of the mission, newest recorded first',
    permission: 'focal_point.read',
    query: listParameters(focalPointList),
    answers: { 200: listOf(focalPointShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, focalPointList, query);
    this.reads.note(actor, 'READ', 'listFocalPoints', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'nameFocalPoint',
    summary: 'Name the focal point of the mission towards a panel',
    permission: 'focal_point.manage',
    request: NameFocalPoint,
    answers: { 201: focalPointShape, 200: focalPointShape },
    problems: ['id_already_used', 'already_stored', 'body_is_closed'],
  })
  async name(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(NameFocalPoint, body);
    const stored = await this.db.as(actor, tx => this.service.name(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/focal-points/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getFocalPoint',
    summary: 'One focal point of the mission',
    permission: 'focal_point.read',
    params: { id: 'Id of the focal point.' },
    answers: { 200: focalPointShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, focalPointShape, 'focal_points', id);
    this.reads.note(actor, 'READ', 'getFocalPoint', [id], []);
    return sendRecord(reply, record);
  }

  @Patch(':id')
  @Operation({
    id: 'amendFocalPoint',
    summary: 'End the term of a focal point, or correct it',
    permission: 'focal_point.manage',
    params: { id: 'Id of the focal point.' },
    request: AmendFocalPoint,
    ifMatch: true,
    answers: { 200: focalPointShape },
    problems: ['already_stored'],
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendFocalPoint, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.amend(tx, pathId(id), version, change)));
  }

  @Get(':id/history')
  @Operation({
    id: 'listFocalPointVersions',
    summary: 'What the record of the focal point said before each change, the newest first',
    permission: 'focal_point.read',
    params: { id: 'Id of the focal point.' },
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
    await readRecord(this.db, actor, focalPointShape, 'focal_points', id);
    const page = await historyPage(this.db, actor, 'focal_points', id, query);
    this.reads.note(actor, 'READ', 'listFocalPointVersions', [id], page.filters);
    return sendPage(request, reply, page);
  }
}
