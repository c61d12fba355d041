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
import { AmendAssessment, assessmentList, assessmentShape, PlanAssessment } from './assessment.dto.js';
import { AssessmentsService } from './assessments.service.js';

const byId = { id: 'Id of the assessment.' };

@Controller('needs-assessments')
export class NeedsAssessmentsController {
  constructor(
    private readonly db: Database,
    private readonly service: AssessmentsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listNeedsAssessments',
    summary: 'Assessments of the needs of the host State, newest recorded first',
    permission: 'assistance.read',
    query: listParameters(assessmentList),
    answers: { 200: listOf(assessmentShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, assessmentList, query);
    this.reads.note(actor, 'READ', 'listNeedsAssessments', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'planNeedsAssessment',
    summary: 'Plan an assessment of needs before a review of the measures',
    permission: 'assistance.record',
    request: PlanAssessment,
    answers: { 201: assessmentShape, 200: assessmentShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async plan(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(PlanAssessment, body);
    const stored = await this.db.as(actor, tx => this.service.plan(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/needs-assessments/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getNeedsAssessment',
    summary: 'One assessment, with its gaps by state',
    permission: 'assistance.read',
    params: byId,
    answers: { 200: assessmentShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, assessmentShape, 'needs_assessments', id);
    this.reads.note(actor, 'READ', 'getNeedsAssessment', [id], []);
    return sendRecord(reply, record);
  }

  @Patch(':id')
  @Operation({
    id: 'amendNeedsAssessment',
    summary: 'Change an assessment, or say that it was carried out',
    permission: 'assistance.record',
    params: byId,
    request: AmendAssessment,
    ifMatch: true,
    answers: { 200: assessmentShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendAssessment, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.amend(tx, pathId(id), version, change)));
  }

  @Get(':id/history')
  @Operation({
    id: 'listEarlierNeedsAssessments',
    summary: 'Earlier versions of an assessment, newest first',
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
    await readRecord(this.db, actor, assessmentShape, 'needs_assessments', id);
    const page = await historyPage(this.db, actor, 'needs_assessments', id, query);
    this.reads.note(actor, 'READ', 'listEarlierNeedsAssessments', [id], page.filters);
    return sendPage(request, reply, page);
  }
}
