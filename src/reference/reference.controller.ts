import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { codeLists, findCodeList } from '../codes.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { Problem } from '../http/problems.js';
import { jsonOf } from '../http/shape.js';
import { codeListShape, codeListSummary, committees, paragraphs, regimes, regimeWithMeasures } from './facts.js';
import { type ReferenceListSpec, referencePage, referenceParameters, refuseStrangers } from './reference-list.js';

/** What everyone may look up: code lists, regimes, paragraphs, committees. */
@Controller()
export class ReferenceController {
  constructor(private readonly db: Database) {}

  @Get('code-lists')
  @Operation({
    id: 'listCodeLists',
    summary: 'All code lists, on one page',
    permission: 'reference.read',
    answers: { 200: listOf(codeListSummary) },
    query: {},
  })
  listCodeLists(@Query() query: Record<string, unknown>): object {
    refuseStrangers(query, {});
    const items = codeLists.map(({ name, title, source, values }) => ({ name, title, source, count: values.length }));
    return { items, nextCursor: null };
  }

  @Get('code-lists/:name')
  @Operation({
    id: 'getCodeList',
    summary: 'One code list with its values',
    permission: 'reference.read',
    answers: { 200: codeListShape },
    params: { name: 'The name of the list.' },
    problems: ['unknown_code_list'],
  })
  getCodeList(@Param('name') name: string): object {
    const list = findCodeList(name);
    if (!list) throw new Problem('unknown_code_list');
    return list;
  }

  @Get('regimes')
  @Operation({
    id: 'listRegimes',
    summary: 'Sanctions regimes, by code',
    permission: 'reference.read',
    answers: { 200: listOf(regimes.shape) },
    query: referenceParameters(regimes),
  })
  listRegimes(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.page(regimes, actor, query, request, reply);
  }

  @Get('regimes/:code')
  @Operation({
    id: 'getRegime',
    summary: 'One regime with its measures and their dates',
    permission: 'reference.read',
    answers: { 200: regimeWithMeasures },
    params: { code: 'The code of the regime.' },
  })
  async getRegime(@Caller() actor: Actor, @Param('code') code: string): Promise<string> {
    const [row] = await this.db.read<{ doc: string }>(
      actor,
      `select ${jsonOf(regimeWithMeasures)}::text as doc from ref.regimes r where r.code = $1 and r.superseded_at is null`,
      [code.replaceAll('\u0000', '')],
    );
    if (!row) throw new Problem('not_found');
    return row.doc;
  }

  @Get('resolutions')
  @Operation({
    id: 'listOperativeParagraphs',
    summary: 'Operative paragraphs of resolutions, by id',
    permission: 'reference.read',
    answers: { 200: listOf(paragraphs.shape) },
    query: referenceParameters(paragraphs),
  })
  listParagraphs(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.page(paragraphs, actor, query, request, reply);
  }

  @Get('committees')
  @Operation({
    id: 'listCommittees',
    summary: 'Sanctions committees, by code',
    permission: 'reference.read',
    answers: { 200: listOf(committees.shape) },
    query: referenceParameters(committees),
  })
  listCommittees(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.page(committees, actor, query, request, reply);
  }

  private async page(
    spec: ReferenceListSpec,
    actor: Actor,
    query: Record<string, unknown>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    return sendPage(request, reply, await referencePage(this.db, actor, spec, query));
  }
}
