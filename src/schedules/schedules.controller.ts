import { Body, Controller, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { readRequest } from '../http/validate.js';
import { AmendSchedule, SchedulePackets, scheduleList, scheduleShape } from './schedule.dto.js';
import { SchedulesService } from './schedules.service.js';

@Controller('briefing-schedules')
export class SchedulesController {
  constructor(
    private readonly db: Database,
    private readonly service: SchedulesService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listSchedules',
    summary: 'Briefing schedules, newest first',
    permission: 'schedule.read',
    answers: { 200: listOf(scheduleShape) },
    query: listParameters(scheduleList),
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, scheduleList, query);
    this.reads.note(actor, 'READ', 'listSchedules', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Get(':id')
  @Operation({
    id: 'getSchedule',
    summary: 'One briefing schedule',
    permission: 'schedule.read',
    answers: { 200: scheduleShape },
    params: { id: 'The schedule.' },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, scheduleShape, 'schedules', id);
    this.reads.note(actor, 'READ', 'getSchedule', [id], []);
    return sendRecord(reply, record);
  }

  @Post()
  @Operation({
    id: 'schedulePackets',
    summary: 'Have a packet made for every period of a calendar rule',
    permission: 'schedule.manage',
    request: SchedulePackets,
    answers: { 201: scheduleShape, 200: scheduleShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async add(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(SchedulePackets, body);
    const stored = await this.db.as(actor, tx => this.service.add(tx, request));
    return sendStored(reply, stored, `/api/v1/briefing-schedules/${stored.id}`);
  }

  @Patch(':id')
  @Operation({
    id: 'amendSchedule',
    summary: 'Rename, pause or resume a briefing schedule',
    permission: 'schedule.manage',
    request: AmendSchedule,
    answers: { 200: scheduleShape },
    params: { id: 'The schedule.' },
    ifMatch: true,
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const change = readRequest(AmendSchedule, body);
    const expected = expectedVersion(request);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.amend(tx, id, expected, change)));
  }
}
