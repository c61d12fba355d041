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
import { AmendWorkingGroup, SetUpWorkingGroup, workingGroupList, workingGroupShape } from './working-group.dto.js';
import { WorkingGroupsService } from './working-groups.service.js';

@Controller('working-groups')
export class WorkingGroupsController {
  constructor(
    private readonly db: Database,
    private readonly service: WorkingGroupsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listWorkingGroups',
    summary: 'Working groups, newest recorded first',
    permission: 'working_group.read',
    query: listParameters(workingGroupList),
    answers: { 200: listOf(workingGroupShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, workingGroupList, query);
    this.reads.note(actor, 'READ', 'listWorkingGroups', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'setUpWorkingGroup',
    summary: 'Set up a working group, internal or joint',
    permission: 'working_group.record',
    request: SetUpWorkingGroup,
    answers: { 201: workingGroupShape, 200: workingGroupShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async setUp(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(SetUpWorkingGroup, body);
    const stored = await this.db.as(actor, tx => this.service.setUp(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/working-groups/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getWorkingGroup',
    summary: 'One working group',
    permission: 'working_group.read',
    params: { id: 'Id of the working group.' },
    answers: { 200: workingGroupShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, workingGroupShape, 'working_groups', id);
    this.reads.note(actor, 'READ', 'getWorkingGroup', [id], []);
    return sendRecord(reply, record);
  }

  @Patch(':id')
  @Operation({
    id: 'amendWorkingGroup',
    summary: 'Change a working group',
    permission: 'working_group.record',
    params: { id: 'Id of the working group.' },
    request: AmendWorkingGroup,
    ifMatch: true,
    answers: { 200: workingGroupShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendWorkingGroup, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.amend(tx, pathId(id), version, change)));
  }

  @Get(':id/history')
  @Operation({
    id: 'listWorkingGroupVersions',
    summary: 'What the record of the group said before each change, the newest first',
    permission: 'working_group.read',
    params: { id: 'Id of the working group.' },
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
    await readRecord(this.db, actor, workingGroupShape, 'working_groups', id);
    const page = await historyPage(this.db, actor, 'working_groups', id, query);
    this.reads.note(actor, 'READ', 'listWorkingGroupVersions', [id], page.filters);
    return sendPage(request, reply, page);
  }
}
