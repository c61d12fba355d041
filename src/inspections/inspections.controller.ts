import { Body, Controller, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';

import { IdempotencyKey, once, sendAnswer } from '../http/once.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { AmendInspection, MoveInspection } from './amend-inspection.dto.js';
import { RecordInspection } from './inspection.dto.js';
import { inspectionList } from './inspection.list.js';
import { inspection, inspectionSummary } from './inspection.shape.js';
import { InspectionsService } from './inspections.service.js';

const byId = { id: 'Id of the inspection.' };

@Controller('inspections')
export class InspectionsController {
  constructor(
    private readonly db: Database,
    private readonly inspections: InspectionsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listInspections',
    summary: 'Inspections, newest recorded first',
    permission: 'inspection.read',
    query: listParameters(inspectionList),
    answers: { 200: listOf(inspectionSummary) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, inspectionList, query);
    this.reads.note(actor, 'READ', 'listInspections', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'recordInspection',
    summary: 'Record an inspection with all that is known of it, in one piece',
    permission: 'inspection.record',
    request: RecordInspection,
    answers: { 201: inspection, 200: inspection },
    problems: ['id_already_used', 'already_stored', 'body_is_closed', 'conflicting_change'],
  })
  async record(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RecordInspection, body);
    const stored = await this.db.as(actor, tx => this.inspections.record(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/inspections/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getInspection',
    summary: 'One inspection with its team, access results, custody, documents and claims',
    permission: 'inspection.read',
    params: byId,
    answers: { 200: inspection },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, inspection, 'inspections', id);
    this.reads.note(actor, 'READ', 'getInspection', [id], []);
    return sendRecord(reply, record);
  }

  @Patch(':id')
  @Operation({
    id: 'amendInspection',
    summary: 'Change an inspection; what it said before is kept',
    permission: 'inspection.amend',
    params: byId,
    request: AmendInspection,
    ifMatch: true,
    answers: { 200: inspection },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendInspection, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.inspections.amend(tx, pathId(id), version, change)));
  }

  @Post(':id/transitions')
  @IdempotencyKey()
  @Operation({
    id: 'moveInspection',
    summary: 'Move an inspection along its life cycle',
    permission: 'inspection.move',
    params: byId,
    request: MoveInspection,
    ifMatch: true,
    answers: { 201: inspection },
    problems: ['move_not_allowed', 'denial_is_permanent', 'id_already_used'],
  })
  async move(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const move = readRequest(MoveInspection, body);
    const of = { table: 'inspections', id: pathId(id) } as const;
    const answer = await this.db.as(actor, tx =>
      once(tx, request, 'moveInspection', of, body, () => this.inspections.move(tx, of.id, version, move)),
    );
    return sendAnswer(reply, answer);
  }
}
