import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { VaultDoor } from '../vault/vault-door.js';
import { LinkRecord, linkSchema, RecordSource, sourceList, sourceShape } from './source.dto.js';
import { SourcesService } from './sources.service.js';

@Controller('sources')
export class SourcesController {
  constructor(
    private readonly db: Database,
    private readonly door: VaultDoor,
    private readonly sources: SourcesService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listSources',
    summary: 'Sources by their pseudonyms, newest recorded first',
    permission: 'source.read',
    query: listParameters(sourceList),
    answers: { 200: listOf(sourceShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, sourceList, query);
    this.reads.note(actor, 'READ', 'listSources', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'recordSource',
    summary: 'Record a source; who it is goes to the vault, and a pseudonym is answered',
    permission: 'source.record',
    request: RecordSource,
    answers: { 201: sourceShape, 200: sourceShape },
    problems: ['id_already_used', 'source_is_erased', 'conflicting_change', 'body_is_closed', 'unavailable'],
  })
  async record(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RecordSource, body);
    const stored = await this.door.wrapping(actor, tx => this.sources.record(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/sources/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getSource',
    summary: 'One source by its pseudonym',
    permission: 'source.read',
    params: { id: 'Id of the source.' },
    answers: { 200: sourceShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, sourceShape, 'sources', id);
    this.reads.note(actor, 'READ', 'getSource', [id], []);
    return sendRecord(reply, record);
  }

  @Post(':id/links')
  @Operation({
    id: 'linkSource',
    summary: 'Say that a record rests on a source; the link is as secret as the name',
    permission: 'source.record',
    params: { id: 'Id of the source.' },
    request: LinkRecord,
    answers: { 201: linkSchema, 200: linkSchema },
    problems: ['source_is_erased', 'conflicting_change', 'body_is_closed', 'unavailable'],
  })
  async link(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(LinkRecord, body);
    await readRecord(this.db, actor, sourceShape, 'sources', id);
    await this.db.as(actor, tx => this.sources.checkRecord(tx, request), { readOnly: true });
    const linked = await this.door.as(actor, tx => this.sources.link(tx, pathId(id), request));
    void reply.status(linked.created ? 201 : 200);
    return JSON.stringify({ id: linked.id });
  }
}
