import { Body, Controller, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { historyAnswer, historyPage, historyParameters } from '../http/history.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { IdempotencyKey, once, type Subject, sendPart } from '../http/once.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { AmendActionPoint, actionPointShape, actionPointsOfGroup, SetActionPoint } from './action-point.dto.js';
import { ActionPointsService } from './action-points.service.js';
import { workingGroupShape } from './working-group.dto.js';

@Controller('working-groups/:id/action-points')
export class ActionPointsController {
  constructor(
    private readonly db: Database,
    private readonly service: ActionPointsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listActionPointsOfGroup',
    summary: 'Action points of the group, newest recorded first',
    permission: 'working_group.read',
    params: { id: 'Id of the working group.' },
    query: listParameters(actionPointsOfGroup),
    answers: { 200: listOf(actionPointShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, workingGroupShape, 'working_groups', id);
    const page = await listPage(this.db, actor, actionPointsOfGroup, query, [id]);
    this.reads.note(actor, 'READ', 'listActionPointsOfGroup', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @IdempotencyKey()
  @Operation({
    id: 'setActionPoint',
    summary: 'Set down what the group is to do',
    permission: 'working_group.record',
    params: { id: 'Id of the working group.' },
    request: SetActionPoint,
    answers: { 201: actionPointShape, 200: actionPointShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async set(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const wish = readRequest(SetActionPoint, body);
    const of: Subject = { table: 'working_groups', id: pathId(id) };
    const answer = await this.db.as(actor, tx =>
      once(tx, request, 'setActionPoint', of, body, () => this.service.set(tx, of.id, wish, body as object)),
    );
    return sendPart(reply, answer, `/api/v1/working-groups/${of.id}/action-points`);
  }

  @Get(':pointId')
  @Operation({
    id: 'getActionPoint',
    summary: 'One action point',
    permission: 'working_group.read',
    params: { id: 'Id of the working group.', pointId: 'Id of the action point.' },
    answers: { 200: actionPointShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('pointId') pointId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const within = { column: 'group_id', id };
    const record = await readRecord(this.db, actor, actionPointShape, 'action_points', pointId, within);
    this.reads.note(actor, 'READ', 'getActionPoint', [pointId], []);
    return sendRecord(reply, record);
  }

  @Patch(':pointId')
  @Operation({
    id: 'amendActionPoint',
    summary: 'Close an action point, or correct it',
    permission: 'working_group.record',
    params: { id: 'Id of the working group.', pointId: 'Id of the action point.' },
    request: AmendActionPoint,
    ifMatch: true,
    answers: { 200: actionPointShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('pointId') pointId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendActionPoint, body);
    return sendRecord(
      reply,
      await this.db.as(actor, tx => this.service.amend(tx, pathId(id), pathId(pointId), version, change)),
    );
  }

  @Get(':pointId/history')
  @Operation({
    id: 'listActionPointVersions',
    summary: 'What the action point said before each change, the newest first',
    permission: 'working_group.read',
    params: { id: 'Id of the working group.', pointId: 'Id of the action point.' },
    query: historyParameters,
    answers: { 200: historyAnswer },
  })
  async history(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('pointId') pointId: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, actionPointShape, 'action_points', pointId, { column: 'group_id', id });
    const page = await historyPage(this.db, actor, 'action_points', pointId, query);
    this.reads.note(actor, 'READ', 'listActionPointVersions', [pointId], page.filters);
    return sendPage(request, reply, page);
  }
}
