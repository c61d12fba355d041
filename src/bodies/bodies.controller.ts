import { Controller, Get, Body as HttpBody, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { codeFilter, type ListSpec, listPage, listParameters, sendPage, textFilter } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { BodiesService } from './bodies.service.js';
import { AddMandate, bodyShape, CloseBody, mandateShape, RegisterBody } from './body.dto.js';

const bodies: ListSpec = {
  shape: bodyShape,
  from: 'from bodies b',
  // Bodies are listed to everyone; the reader's own is bound and not used.
  where: ['$1::uuid is not null'],
  filters: {
    kind: codeFilter('body-kind', 'b.kind = any($::text[])', 'Kinds of bodies.'),
    acronym: textFilter('b.acronym = $', 'The acronym, in any case.', raw => raw.toUpperCase()),
  },
};

const mandates: ListSpec = {
  shape: mandateShape,
  from: 'from ref.mandates m',
  where: [
    '$1::uuid is not null',
    'm.superseded_at is null',
    'm.subject = (select b.acronym from bodies b where b.id = $2::uuid)',
  ],
  filters: {},
};

@Controller('bodies')
export class BodiesController {
  constructor(
    private readonly db: Database,
    private readonly service: BodiesService,
  ) {}

  @Get()
  @Operation({
    id: 'listBodies',
    summary: 'Bodies, newest recorded first',
    permission: 'body.read',
    answers: { 200: listOf(bodyShape) },
    query: listParameters(bodies),
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendPage(request, reply, await listPage(this.db, actor, bodies, query));
  }

  @Get(':id')
  @Operation({
    id: 'getBody',
    summary: 'One body',
    permission: 'body.read',
    answers: { 200: bodyShape },
    params: { id: 'The body.' },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return sendRecord(reply, await readRecord(this.db, actor, bodyShape, 'bodies', id));
  }

  @Post()
  @Operation({
    id: 'registerBody',
    summary: 'Set up a body with its system appointment',
    permission: 'body.manage',
    request: RegisterBody,
    answers: { 201: bodyShape, 200: bodyShape },
    problems: ['id_already_used', 'already_stored'],
  })
  async register(
    @Caller() actor: Actor,
    @HttpBody() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RegisterBody, body);
    const stored = await this.db.as(actor, tx => this.service.register(tx, request));
    return sendStored(reply, stored, `/api/v1/bodies/${stored.id}`);
  }

  @Post(':id/transitions')
  @HttpCode(200)
  @Operation({
    id: 'closeBody',
    summary: 'Freeze a body, or name the one that carries on',
    permission: 'body.close',
    request: CloseBody,
    answers: { 200: bodyShape },
    params: { id: 'The body.' },
    ifMatch: true,
    problems: ['move_not_allowed'],
  })
  async close(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @HttpBody() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const move = readRequest(CloseBody, body);
    const expected = expectedVersion(request);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.close(tx, pathId(id), expected, move)));
  }

  @Get(':id/mandates')
  @Operation({
    id: 'listMandates',
    summary: 'The mandates of a body, newest recorded first',
    permission: 'body.read',
    answers: { 200: listOf(mandateShape) },
    query: listParameters(mandates),
    params: { id: 'The body.' },
  })
  async listMandates(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, bodyShape, 'bodies', id);
    return sendPage(request, reply, await listPage(this.db, actor, mandates, query, [id]));
  }

  @Post(':id/mandates')
  @Operation({
    id: 'addMandate',
    summary: 'Add a period in which the body may act',
    permission: 'body.manage',
    request: AddMandate,
    answers: { 201: mandateShape, 200: mandateShape },
    params: { id: 'The body.' },
    problems: ['id_already_used'],
  })
  async addMandate(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @HttpBody() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(AddMandate, body);
    const stored = await this.db.as(actor, tx => this.service.addMandate(tx, id, request));
    return sendStored(reply, stored, `/api/v1/bodies/${id}/mandates`);
  }
}
