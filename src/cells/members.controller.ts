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
import { cellShape } from './cell.dto.js';
import { AddMember, AmendMember, memberList, memberShape } from './member.dto.js';
import { MembersService } from './members.service.js';

@Controller('cells/:id/members')
export class MembersController {
  constructor(
    private readonly db: Database,
    private readonly service: MembersService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listMembers',
    summary: 'Who serves or served in the cell, newest recorded first',
    permission: 'cell.read',
    params: { id: 'Id of the cell.' },
    query: listParameters(memberList),
    answers: { 200: listOf(memberShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, cellShape, 'cells', id);
    const page = await listPage(this.db, actor, memberList, query, [id]);
    this.reads.note(actor, 'READ', 'listMembers', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @IdempotencyKey()
  @Operation({
    id: 'addMember',
    summary: 'Put somebody in the cell',
    permission: 'cell.manage',
    params: { id: 'Id of the cell.' },
    request: AddMember,
    answers: { 201: memberShape, 200: memberShape },
    problems: ['id_already_used', 'already_stored', 'body_is_closed'],
  })
  async add(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const wish = readRequest(AddMember, body);
    const of: Subject = { table: 'cells', id: pathId(id) };
    const answer = await this.db.as(actor, tx =>
      once(tx, request, 'addMember', of, body, () => this.service.add(tx, of.id, wish, body as object)),
    );
    return sendPart(reply, answer, `/api/v1/cells/${of.id}/members`);
  }

  @Get(':memberId')
  @Operation({
    id: 'getMember',
    summary: 'One membership',
    permission: 'cell.read',
    params: { id: 'Id of the cell.', memberId: 'Id of the membership.' },
    answers: { 200: memberShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('memberId') memberId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const within = { column: 'cell_id', id };
    const record = await readRecord(this.db, actor, memberShape, 'cell_members', memberId, within);
    this.reads.note(actor, 'READ', 'getMember', [memberId], []);
    return sendRecord(reply, record);
  }

  @Patch(':memberId')
  @Operation({
    id: 'amendMember',
    summary: 'End a membership, or correct it',
    permission: 'cell.manage',
    params: { id: 'Id of the cell.', memberId: 'Id of the membership.' },
    request: AmendMember,
    ifMatch: true,
    answers: { 200: memberShape },
    problems: ['already_stored'],
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('memberId') memberId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendMember, body);
    return sendRecord(
      reply,
      await this.db.as(actor, tx => this.service.amend(tx, pathId(id), pathId(memberId), version, change)),
    );
  }

  @Get(':memberId/history')
  @Operation({
    id: 'listMemberVersions',
    summary: 'What the membership said before each change, the newest first',
    permission: 'cell.read',
    params: { id: 'Id of the cell.', memberId: 'Id of the membership.' },
    query: historyParameters,
    answers: { 200: historyAnswer },
  })
  async history(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('memberId') memberId: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, memberShape, 'cell_members', memberId, { column: 'cell_id', id });
    const page = await historyPage(this.db, actor, 'cell_members', memberId, query);
    this.reads.note(actor, 'READ', 'listMemberVersions', [memberId], page.filters);
    return sendPage(request, reply, page);
  }
}
