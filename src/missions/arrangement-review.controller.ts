import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { idFilter, type ListSpec, listPage, listParameters, sendPage, textFilter } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord } from '../http/record.js';
import { dayOf, dayParameters } from '../reference/reference-list.js';
import { ArrangementReviewService } from './arrangement-review.service.js';
import { reviewSchema, reviewShape } from './arrangement-review.shape.js';

const reviews: ListSpec = {
  shape: reviewShape,
  from: 'from arrangement_reviews r',
  where: ['r.body_id = $1'],
  filters: {
    mandate: textFilter('r.mandate = $', 'The code of a mandate.'),
    jobId: idFilter('r.job_id = $', 'The job that made it.'),
  },
};

/** Reviews of a mission's arrangement: asked for on any day, or kept since a mandate or a review date caused them. */
@Controller()
export class ArrangementReviewController {
  constructor(
    private readonly db: Database,
    private readonly service: ArrangementReviewService,
    private readonly reads: ReadLog,
  ) {}

  @Get('missions/:id/arrangement-review')
  @Operation({
    id: 'reviewArrangement',
    summary: 'What the arrangement of a mission lacks for its tasks on a day, with the paragraphs that say so',
    permission: 'arrangement.read',
    params: { id: 'The mission: its acronym, its id, or the id of its body.' },
    query: dayParameters,
    answers: { 200: reviewSchema },
  })
  async review(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
  ): Promise<object> {
    const on = dayOf(query);
    const review = await this.db.as(actor, tx => this.service.review(tx, id, on), { readOnly: true, snapshot: true });
    this.reads.note(actor, 'READ', 'reviewArrangement', [], []);
    return review;
  }

  @Get('arrangement-reviews')
  @Operation({
    id: 'listArrangementReviews',
    summary: 'Reviews that mandates and review dates of your mission have caused, newest first',
    permission: 'arrangement.read',
    query: listParameters(reviews),
    answers: { 200: listOf(reviewShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, reviews, query);
    this.reads.note(actor, 'READ', 'listArrangementReviews', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Get('arrangement-reviews/:id')
  @Operation({
    id: 'getArrangementReview',
    summary: 'One review of your mission',
    permission: 'arrangement.read',
    params: { id: 'Id of the review.' },
    answers: { 200: reviewShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, reviewShape, 'arrangement_reviews', id);
    this.reads.note(actor, 'READ', 'getArrangementReview', [id], []);
    return sendRecord(reply, record);
  }
}
