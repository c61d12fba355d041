import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import {
  AddCompartmentMember,
  compartmentMemberShape,
  compartmentShape,
  EndMembership,
  memberList,
} from './compartment.dto.js';
import { CompartmentsService } from './compartments.service.js';

const under = { id: 'Id of the compartment.' };

@Controller('compartments/:id/members')
export class CompartmentMembersController {
  constructor(
    private readonly db: Database,
    private readonly compartments: CompartmentsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listCompartmentMembers',
    summary: 'Who is inside a compartment, newest first',
    permission: 'compartment.read',
    params: under,
    query: listParameters(memberList),
    answers: { 200: listOf(compartmentMemberShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, compartmentShape, 'compartments', id);
    const page = await listPage(this.db, actor, memberList, query, [id]);
    this.reads.note(actor, 'READ', 'listCompartmentMembers', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'addCompartmentMember',
    summary: 'Put an appointment of the own body into a compartment',
    permission: 'compartment.manage',
    params: under,
    request: AddCompartmentMember,
    answers: { 201: compartmentMemberShape, 200: compartmentMemberShape },
    problems: ['id_already_used', 'already_stored', 'move_not_allowed', 'body_is_closed'],
  })
  async add(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(AddCompartmentMember, body);
    const stored = await this.db.as(actor, tx => this.compartments.add(tx, pathId(id), request));
    return sendStored(reply, stored, `/api/v1/compartments/${id}/members/${stored.id}`);
  }

  @Get(':memberId')
  @Operation({
    id: 'getCompartmentMember',
    summary: 'One membership',
    permission: 'compartment.read',
    params: { ...under, memberId: 'Id of the membership.' },
    answers: { 200: compartmentMemberShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('memberId') memberId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const within = { column: 'compartment_id', id };
    const record = await readRecord(this.db, actor, compartmentMemberShape, 'compartment_members', memberId, within);
    this.reads.note(actor, 'READ', 'getCompartmentMember', [memberId], []);
    return sendRecord(reply, record);
  }

  @Post(':memberId/transitions')
  @HttpCode(200)
  @Operation({
    id: 'endCompartmentMember',
    summary: 'Take an appointment out of a compartment, from its next transaction on',
    permission: 'compartment.manage',
    params: { ...under, memberId: 'Id of the membership.' },
    request: EndMembership,
    ifMatch: true,
    answers: { 200: compartmentMemberShape },
    problems: ['move_not_allowed'],
  })
  async end(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('memberId') memberId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const move = readRequest(EndMembership, body);
    const ended = this.db.as(actor, tx => this.compartments.end(tx, pathId(id), pathId(memberId), version, move));
    return sendRecord(reply, await ended);
  }
}
