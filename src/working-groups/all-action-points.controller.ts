import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { actionPointList, actionPointShape } from './action-point.dto.js';

/** What is to be done across all groups, such as what is overdue; each point is changed under its group. */
@Controller('action-points')
export class AllActionPointsController {
  constructor(
    private readonly db: Database,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listActionPoints',
    summary: 'Action points of all groups, newest recorded first',
    permission: 'working_group.read',
    query: listParameters(actionPointList),
    answers: { 200: listOf(actionPointShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, actionPointList, query);
    this.reads.note(actor, 'READ', 'listActionPoints', page.ids, page.filters);
    return sendPage(request, reply, page);
  }
}
