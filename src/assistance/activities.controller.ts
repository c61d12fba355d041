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
import { ActivitiesService } from './activities.service.js';
import { AmendActivity, RecordActivity } from './activity.dto.js';
import { activityList, activityShape } from './activity.shape.js';

const byId = { id: 'Id of the activity.' };

@Controller('assistance-activities')
export class ActivitiesController {
  constructor(
    private readonly db: Database,
    private readonly service: ActivitiesService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listAssistanceActivities',
    summary: 'Assistance given or received, newest recorded first',
    permission: 'assistance.read',
    query: listParameters(activityList),
    answers: { 200: listOf(activityShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, activityList, query);
    this.reads.note(actor, 'READ', 'listAssistanceActivities', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'recordAssistanceActivity',
    summary: 'Record an assistance activity, where mandated and requested',
    permission: 'assistance.record',
    request: RecordActivity,
    answers: { 201: activityShape, 200: activityShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async record(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RecordActivity, body);
    const stored = await this.db.as(actor, tx => this.service.record(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/assistance-activities/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getAssistanceActivity',
    summary: 'One assistance activity',
    permission: 'assistance.read',
    params: byId,
    answers: { 200: activityShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, activityShape, 'assistance_activities', id);
    this.reads.note(actor, 'READ', 'getAssistanceActivity', [id], []);
    return sendRecord(reply, record);
  }

  @Patch(':id')
  @Operation({
    id: 'amendAssistanceActivity',
    summary: 'Change an assistance activity',
    permission: 'assistance.record',
    params: byId,
    request: AmendActivity,
    ifMatch: true,
    answers: { 200: activityShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendActivity, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.amend(tx, pathId(id), version, change)));
  }

  @Get(':id/history')
  @Operation({
    id: 'listEarlierAssistanceActivities',
    summary: 'Earlier versions of an activity, newest first',
    permission: 'assistance.read',
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
    await readRecord(this.db, actor, activityShape, 'assistance_activities', id);
    const page = await historyPage(this.db, actor, 'assistance_activities', id, query);
    this.reads.note(actor, 'READ', 'listEarlierAssistanceActivities', [id], page.filters);
    return sendPage(request, reply, page);
  }
}
