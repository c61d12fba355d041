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
import { AskToOpen, DecideOpening, openingList, openingShape } from './opening.dto.js';
import { OpeningsService } from './openings.service.js';
import { sourceShape } from './source.dto.js';

const params = { id: 'Id of the source.', openingId: 'Id of the opening.' };

@Controller('sources/:id/openings')
export class OpeningsController {
  constructor(
    private readonly db: Database,
    private readonly door: VaultDoor,
    private readonly openings: OpeningsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listSourceOpenings',
    summary: 'Who asked to open a source, what for and with what outcome, newest first',
    permission: 'source.read',
    params: { id: params.id },
    query: listParameters(openingList),
    answers: { 200: listOf(openingShape) },
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
    const page = await listPage(await this.door.database(), actor, openingList, query, [id]);
    this.reads.note(actor, 'READ', 'listSourceOpenings', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'askToOpenSource',
    stepUp: 'with_factor',
    summary: 'Ask to open a source for a stated purpose; or open its emergency contact at once',
    permission: 'source.open',
    params: { id: params.id },
    request: AskToOpen,
    answers: { 201: openingShape },
    problems: ['source_is_erased', 'no_emergency_contact', 'review_outstanding', 'body_is_closed', 'unavailable'],
  })
  async ask(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(AskToOpen, body);
    const asked = await this.door.as(actor, tx => this.openings.ask(tx, pathId(id), request));
    void reply.status(201).header('location', `/api/v1/sources/${id}/openings/${asked.id}`);
    tag(reply, asked.version);
    return asked.doc;
  }

  @Get(':openingId')
  @Operation({
    id: 'getSourceOpening',
    summary: 'One opening',
    permission: 'source.read',
    params,
    answers: { 200: openingShape },
    problems: ['unavailable'],
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('openingId') openingId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const within = { column: 'source_id', id };
    const record = await readRecord(
      await this.door.database(),
      actor,
      openingShape,
      'vault.openings',
      openingId,
      within,
    );
    this.reads.note(actor, 'READ', 'getSourceOpening', [openingId], []);
    return sendRecord(reply, record);
  }

  @Post(':openingId/transitions')
  @Operation({
    id: 'decideSourceOpening',
    stepUp: 'with_factor',
    summary: 'Let somebody open a source, or not; end an opening; review an emergency',
    permission: 'source.approve_opening',
    params,
    request: DecideOpening,
    ifMatch: true,
    answers: { 200: openingShape },
    problems: ['move_not_allowed', 'same_person_twice', 'unavailable'],
  })
  async decide(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('openingId') openingId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const decision = readRequest(DecideOpening, body);
    // As a reply to a POST the answer would be 201 without this.
    void reply.status(200);
    return sendRecord(
      reply,
      await this.door.as(actor, tx => this.openings.decide(tx, pathId(id), pathId(openingId), version, decision)),
    );
  }
}
