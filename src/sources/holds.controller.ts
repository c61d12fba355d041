import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion, tag } from '../http/etag.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { VaultDoor } from '../vault/vault-door.js';
import { HoldSource, holdList, holdShape, MoveHold } from './keeping.dto.js';
import { KeepingService } from './keeping.service.js';
import { sourceShape } from './source.dto.js';

const params = { id: 'Id of the source.', holdId: 'Id of the hold.' };

@Controller('sources/:id/holds')
export class HoldsController {
  constructor(
    private readonly db: Database,
    private readonly door: VaultDoor,
    private readonly keeping: KeepingService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listSourceHolds',
    summary: 'Legal holds on a source, newest first',
    permission: 'source.read',
    params: { id: params.id },
    query: listParameters(holdList),
    answers: { 200: listOf(holdShape) },
    problems: ['unavailable'],
  })
  async list(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, sourceShape, 'sources', id);
    const page = await listPage(await this.door.database(), actor, holdList, query, [id]);
    this.reads.note(actor, 'READ', 'listSourceHolds', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'holdSource',
    summary: 'Put a source under a legal hold: nothing of it can be deleted',
    permission: 'source.hold',
    params: { id: params.id },
    request: HoldSource,
    answers: { 201: holdShape },
    problems: ['body_is_closed', 'unavailable'],
  })
  async hold(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { reason } = readRequest(HoldSource, body);
    const made = await this.door.as(actor, tx => this.keeping.hold(tx, pathId(id), reason));
    void reply.status(201).header('location', `/api/v1/sources/${id}/holds/${made.id}`);
    tag(reply, made.version);
    return made.doc;
  }

  @Get(':holdId')
  @Operation({
    id: 'getSourceHold',
    summary: 'One hold',
    permission: 'source.read',
    params,
    answers: { 200: holdShape },
    problems: ['unavailable'],
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('holdId') holdId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const within = { column: 'source_id', id };
    const record = await readRecord(await this.door.database(), actor, holdShape, 'vault.holds', holdId, within);
    this.reads.note(actor, 'READ', 'getSourceHold', [holdId], []);
    return sendRecord(reply, record);
  }

  @Post(':holdId/transitions')
  @Operation({
    id: 'moveSourceHold',
    stepUp: 'with_factor',
    summary: 'Lift a hold: one person proposes, another lifts',
    permission: 'source.hold',
    params,
    request: MoveHold,
    ifMatch: true,
    answers: { 200: holdShape },
    problems: ['move_not_allowed', 'same_person_twice', 'unavailable'],
  })
  async move(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('holdId') holdId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const move = readRequest(MoveHold, body);
    // As a reply to a POST the answer would be 201 without this.
    void reply.status(200);
    return sendRecord(
      reply,
      await this.door.as(actor, tx => this.keeping.moveHold(tx, pathId(id), pathId(holdId), version, move)),
    );
  }
}
