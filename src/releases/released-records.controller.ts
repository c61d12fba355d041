import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { sendRecord } from '../http/record.js';
import { releasedRecordList, releasedRecordShape } from './released-record.shape.js';
import { ReleasedRecordsService } from './released-records.service.js';

@Controller('released-records')
export class ReleasedRecordsController {
  constructor(
    private readonly records: ReleasedRecordsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listReleasedRecords',
    summary: 'What other bodies released to yours, newest first; each first opening is told to the giver',
    permission: 'released_record.read',
    query: listParameters(releasedRecordList),
    answers: { 200: listOf(releasedRecordShape) },
    problems: ['conflicting_change'],
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await this.records.page(actor, query);
    await this.reads.write(actor, 'READ', 'listReleasedRecords', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Get(':id')
  @Operation({
    id: 'getReleasedRecord',
    summary: 'One received copy; the first opening by each person is told to the giver',
    permission: 'released_record.read',
    params: { id: 'Id of the copy.' },
    answers: { 200: releasedRecordShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await this.records.one(actor, id);
    await this.reads.write(actor, 'READ', 'getReleasedRecord', [id]);
    return sendRecord(reply, record);
  }
}
