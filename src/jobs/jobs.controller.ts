import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord } from '../http/record.js';
import { jobList, jobShape } from './job.dto.js';
import { JobEvents } from './job-events.js';

@Controller('jobs')
export class JobsController {
  constructor(
    private readonly db: Database,
    private readonly events: JobEvents,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listJobs',
    summary: 'Long work of your body, newest first',
    permission: 'job.read',
    answers: { 200: listOf(jobShape) },
    query: listParameters(jobList),
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, jobList, query);
    this.reads.note(actor, 'READ', 'listJobs', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Get(':id')
  @Operation({
    id: 'getJob',
    summary: 'One job',
    permission: 'job.read',
    answers: { 200: jobShape },
    params: { id: 'The job.' },
  })
  async get(@Caller() actor: Actor, @Param('id') id: string): Promise<string> {
    const record = await readRecord(this.db, actor, jobShape, 'jobs', id);
    this.reads.note(actor, 'READ', 'getJob', [id], []);
    return record.doc;
  }

  @Get(':id/events')
  @Operation({
    id: 'followJob',
    summary: 'The job whenever it changes, as server-sent events named `job`, until it is finished',
    permission: 'job.read',
    answers: { 200: jobShape },
    params: { id: 'The job.' },
    mediaType: 'text/event-stream',
  })
  async follow(@Caller() actor: Actor, @Param('id') id: string, @Res() reply: FastifyReply): Promise<void> {
    const record = await readRecord(this.db, actor, jobShape, 'jobs', id);
    this.reads.note(actor, 'READ', 'followJob', [id], []);
    await this.events.stream(actor, id, record, reply);
  }
}
