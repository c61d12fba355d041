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
import { DecideErasure, erasureList, erasureShape, ProposeErasure } from './keeping.dto.js';
import { KeepingService } from './keeping.service.js';
import { sourceShape } from './source.dto.js';

const params = { id: 'Id of the source.', erasureId: 'Id of the proposal.' };

@Controller('sources/:id/erasures')
export class ErasuresController {
  constructor(
    private readonly db: Database,
    private readonly door: VaultDoor,
    private readonly keeping: KeepingService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listSourceErasures',
    summary: 'Proposals to erase who a source is, newest first',
    permission: 'source.read',
    params: { id: params.id },
    query: listParameters(erasureList),
    answers: { 200: listOf(erasureShape) },
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
    const page = await listPage(await this.door.database(), actor, erasureList, query, [id]);
    this.reads.note(actor, 'READ', 'listSourceErasures', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'proposeSourceErasure',
    summary: 'Propose to destroy the key of a source',
    permission: 'source.hold',
    params: { id: params.id },
    request: ProposeErasure,
    answers: { 201: erasureShape },
    problems: ['source_is_held', 'source_is_erased', 'body_is_closed', 'unavailable'],
  })
  async proposeErasure(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { reason } = readRequest(ProposeErasure, body);
    const made = await this.door.as(actor, tx => this.keeping.proposeErasure(tx, pathId(id), reason));
    void reply.status(201).header('location', `/api/v1/sources/${id}/erasures/${made.id}`);
    tag(reply, made.version);
    return made.doc;
  }

  @Get(':erasureId')
  @Operation({
    id: 'getSourceErasure',
    summary: 'One proposal',
    permission: 'source.read',
    params,
    answers: { 200: erasureShape },
    problems: ['unavailable'],
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('erasureId') erasureId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const within = { column: 'source_id', id };
    const record = await readRecord(
      await this.door.database(),
      actor,
      erasureShape,
      'vault.erasures',
      erasureId,
      within,
    );
    this.reads.note(actor, 'READ', 'getSourceErasure', [erasureId], []);
    return sendRecord(reply, record);
  }

  @Post(':erasureId/transitions')
  @Operation({
    id: 'decideSourceErasure',
    stepUp: 'with_factor',
    summary: 'Destroy the key of a source, or not: always another person than the one who proposed it',
    permission: 'source.hold',
    params,
    request: DecideErasure,
    ifMatch: true,
    answers: { 200: erasureShape },
    problems: ['move_not_allowed', 'same_person_twice', 'source_is_held', 'source_is_erased', 'unavailable'],
  })
  async move(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('erasureId') erasureId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const move = readRequest(DecideErasure, body);
    // As a reply to a POST the answer would be 201 without this.
    void reply.status(200);
    return sendRecord(
      reply,
      await this.door.as(actor, tx => this.keeping.decideErasure(tx, pathId(id), pathId(erasureId), version, move)),
    );
  }
}
