import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { IdempotencyKey, once, type Subject, sendPart } from '../http/once.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { meetingList, meetingShape, RecordMeeting } from './meeting.dto.js';
import { MeetingsService } from './meetings.service.js';
import { workingGroupShape } from './working-group.dto.js';

@Controller('working-groups/:id/meetings')
export class MeetingsController {
  constructor(
    private readonly db: Database,
    private readonly service: MeetingsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listMeetings',
    summary: 'Meetings of the group, newest recorded first',
    permission: 'working_group.read',
    params: { id: 'Id of the working group.' },
    query: listParameters(meetingList),
    answers: { 200: listOf(meetingShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, workingGroupShape, 'working_groups', id);
    const page = await listPage(this.db, actor, meetingList, query, [id]);
    this.reads.note(actor, 'READ', 'listMeetings', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @IdempotencyKey()
  @Operation({
    id: 'recordMeeting',
    summary: 'Record a meeting with its decisions, or correct one by a further record',
    permission: 'working_group.record',
    params: { id: 'Id of the working group.' },
    request: RecordMeeting,
    answers: { 201: meetingShape, 200: meetingShape },
    problems: ['id_already_used', 'conflicting_change', 'body_is_closed'],
  })
  async record(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const wish = readRequest(RecordMeeting, body);
    const of: Subject = { table: 'working_groups', id: pathId(id) };
    const answer = await this.db.as(actor, tx =>
      once(tx, request, 'recordMeeting', of, body, () => this.service.record(tx, of.id, wish, body as object)),
    );
    return sendPart(reply, answer, `/api/v1/working-groups/${of.id}/meetings`);
  }

  @Get(':meetingId')
  @Operation({
    id: 'getMeeting',
    summary: 'One meeting',
    permission: 'working_group.read',
    params: { id: 'Id of the working group.', meetingId: 'Id of the meeting.' },
    answers: { 200: meetingShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('meetingId') meetingId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const within = { column: 'group_id', id };
    const record = await readRecord(this.db, actor, meetingShape, 'group_meetings', meetingId, within);
    this.reads.note(actor, 'READ', 'getMeeting', [meetingId], []);
    return sendRecord(reply, record);
  }
}
