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
import {
  AmendNationalFocalPoint,
  nationalFocalPointList,
  nationalFocalPointShape,
  RecordNationalFocalPoint,
} from './national-focal-point.dto.js';
import { NationalFocalPointsService } from './national-focal-points.service.js';

@Controller('national-focal-points')
export class NationalFocalPointsController {
  constructor(
    private readonly db: Database,
    private readonly service: NationalFocalPointsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listNationalFocalPoints',
    summary: 'National focal points, newest recorded first',
    permission: 'focal_point.read',
    query: listParameters(nationalFocalPointList),
    answers: { 200: listOf(nationalFocalPointShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, nationalFocalPointList, query);
    this.reads.note(actor, 'READ', 'listNationalFocalPoints', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'recordNationalFocalPoint',
    summary: 'Record whom a host State has appointed',
    permission: 'focal_point.manage',
    request: RecordNationalFocalPoint,
    answers: { 201: nationalFocalPointShape, 200: nationalFocalPointShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async record(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RecordNationalFocalPoint, body);
    const stored = await this.db.as(actor, tx => this.service.record(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/national-focal-points/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getNationalFocalPoint',
    summary: 'One national focal point',
    permission: 'focal_point.read',
    params: { id: 'Id of the national focal point.' },
    answers: { 200: nationalFocalPointShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, nationalFocalPointShape, 'national_focal_points', id);
    this.reads.note(actor, 'READ', 'getNationalFocalPoint', [id], []);
    return sendRecord(reply, record);
  }

  @Patch(':id')
  @Operation({
    id: 'amendNationalFocalPoint',
    summary: 'End the term of a national focal point, or correct it',
    permission: 'focal_point.manage',
    params: { id: 'Id of the national focal point.' },
    request: AmendNationalFocalPoint,
    ifMatch: true,
    answers: { 200: nationalFocalPointShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendNationalFocalPoint, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.amend(tx, pathId(id), version, change)));
  }

  @Get(':id/history')
  @Operation({
    id: 'listNationalFocalPointVersions',
    summary: 'What the record of the national focal point said before each change, the newest first',
    permission: 'focal_point.read',
    params: { id: 'Id of the national focal point.' },
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
    await readRecord(this.db, actor, nationalFocalPointShape, 'national_focal_points', id);
    const page = await historyPage(this.db, actor, 'national_focal_points', id, query);
    this.reads.note(actor, 'READ', 'listNationalFocalPointVersions', [id], page.filters);
    return sendPage(request, reply, page);
  }
}
