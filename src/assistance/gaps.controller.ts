import { Body, Controller, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database, type Tx } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { historyAnswer, historyPage, historyParameters } from '../http/history.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { type Answer, IdempotencyKey, once, sendAnswer } from '../http/once.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { assessmentShape } from './assessment.dto.js';
import { AmendGap, gapList, gapShape, RecordGap } from './gap.dto.js';
import { GapsService } from './gaps.service.js';

const ofAssessment = { id: 'Id of the assessment.' };
const ofGap = { ...ofAssessment, gapId: 'Id of the gap.' };

@Controller('needs-assessments/:id/gaps')
export class GapsController {
  constructor(
    private readonly db: Database,
    private readonly gaps: GapsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listAssessmentGaps',
    summary: 'The gaps that an assessment found, newest recorded first',
    permission: 'assistance.read',
    params: ofAssessment,
    query: listParameters(gapList),
    answers: { 200: listOf(gapShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, assessmentShape, 'needs_assessments', id);
    const page = await listPage(this.db, actor, gapList, query, [id]);
    this.reads.note(actor, 'READ', 'listAssessmentGaps', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @IdempotencyKey()
  @Operation({
    id: 'recordAssessmentGap',
    summary: 'Record a gap in capacity, to be addressed before the embargo is eased or lifted',
    permission: 'assistance.record',
    params: ofAssessment,
    request: RecordGap,
    answers: { 201: gapShape, 200: gapShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async record(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const gap = readRequest(RecordGap, body);
    const of = { table: 'needs_assessments', id: pathId(id) } as const;
    const add = async (tx: Tx): Promise<Answer> => {
      const { created, ...shown } = await this.gaps.record(tx, of.id, gap, body as object);
      return { ...shown, status: created ? 201 : 200 };
    };
    const answer = await this.db.as(actor, tx => once(tx, request, 'recordAssessmentGap', of, body, () => add(tx)));
    return sendAnswer(reply, answer);
  }

  @Patch(':gapId')
  @Operation({
    id: 'amendAssessmentGap',
    summary: 'Say what became of a gap',
    permission: 'assistance.record',
    params: ofGap,
    request: AmendGap,
    ifMatch: true,
    answers: { 200: gapShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('gapId') gapId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendGap, body);
    const work = (tx: Tx) => this.gaps.amend(tx, pathId(id), pathId(gapId), version, change);
    return sendRecord(reply, await this.db.as(actor, work));
  }

  @Get(':gapId/history')
  @Operation({
    id: 'listEarlierAssessmentGaps',
    summary: 'Earlier versions of a gap, newest first',
    permission: 'assistance.read',
    params: ofGap,
    query: historyParameters,
    answers: { 200: historyAnswer },
  })
  async history(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('gapId') gapId: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.db.as(actor, tx => this.gaps.get(tx, pathId(id), pathId(gapId)), { readOnly: true });
    const page = await historyPage(this.db, actor, 'assessment_gaps', gapId, query);
    this.reads.note(actor, 'READ', 'listEarlierAssessmentGaps', [gapId], page.filters);
    return sendPage(request, reply, page);
  }
}
