import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord } from '../http/record.js';
import { partyList, partyShape } from './party.shape.js';

/** Parties come on record by being mentioned, so they are read here and made nowhere. */
@Controller('parties')
export class PartiesController {
  constructor(
    private readonly db: Database,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listParties',
    summary: 'Anyone the records speak of, newest recorded first',
    permission: 'party.read',
    query: listParameters(partyList),
    answers: { 200: listOf(partyShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, partyList, query);
    this.reads.note(actor, 'READ', 'listParties', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Get(':id')
  @Operation({
    id: 'getParty',
    summary: 'One party',
    permission: 'party.read',
    params: { id: 'Id of the party.' },
    answers: { 200: partyShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, partyShape, 'parties', id);
    this.reads.note(actor, 'READ', 'getParty', [id], []);
    return sendRecord(reply, record);
  }
}
