import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { GrantReading, MoveReadGrant, readGrantList, readGrantShape } from './read-grant.dto.js';
import { ReadGrantsService } from './read-grants.service.js';

@Controller('read-grants')
export class ReadGrantsController {
  constructor(
    private readonly db: Database,
    private readonly grants: ReadGrantsService,
  ) {}

  @Get()
  @Operation({
    id: 'listReadGrants',
    summary: 'Grants to read what your body left behind, and what was handed over to it; all for an administrator',
    permission: 'read_grant.read',
    query: listParameters(readGrantList),
    answers: { 200: listOf(readGrantShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendPage(request, reply, await listPage(this.db, actor, readGrantList, query));
  }

  @Post()
  @Operation({
    id: 'grantReading',
    summary: 'Hand the rows of a closed body over for reading; another person confirms',
    permission: 'read_grant.manage',
    request: GrantReading,
    answers: { 201: readGrantShape, 200: readGrantShape },
    problems: ['id_already_used'],
  })
  async grant(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(GrantReading, body);
    const stored = await this.db.as(actor, tx => this.grants.grant(tx, request));
    return sendStored(reply, stored, `/api/v1/read-grants/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getReadGrant',
    summary: 'One read grant',
    permission: 'read_grant.read',
    params: { id: 'Id of the grant.' },
    answers: { 200: readGrantShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendRecord(reply, await readRecord(this.db, actor, readGrantShape, 'read_grants', id));
  }

  @Post(':id/transitions')
  @HttpCode(200)
  @Operation({
    id: 'moveReadGrant',
    summary: 'Confirm the read grant of another person, or end one',
    permission: 'read_grant.manage',
    params: { id: 'Id of the grant.' },
    request: MoveReadGrant,
    ifMatch: true,
    answers: { 200: readGrantShape },
    problems: ['move_not_allowed', 'another_person_confirms'],
  })
  async move(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const move = readRequest(MoveReadGrant, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.grants.move(tx, pathId(id), version, move)));
  }
}
