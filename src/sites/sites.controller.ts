import { Body, Controller, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
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
import { AmendSite, RegisterSite, siteList, siteShape } from './site.dto.js';
import { SitesService } from './sites.service.js';

@Controller('sites')
export class SitesController {
  constructor(
    private readonly db: Database,
    private readonly sites: SitesService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listSites',
    summary: 'Sites, newest recorded first',
    permission: 'site.read',
    query: listParameters(siteList),
    answers: { 200: listOf(siteShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, siteList, query);
    this.reads.note(actor, 'READ', 'listSites', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'registerSite',
    summary: 'Register a place that inspections go back to',
    permission: 'site.record',
    request: RegisterSite,
    answers: { 201: siteShape, 200: siteShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async register(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RegisterSite, body);
    const stored = await this.db.as(actor, tx => this.sites.register(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/sites/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getSite',
    summary: 'One site',
    permission: 'site.read',
    params: { id: 'Id of the site.' },
    answers: { 200: siteShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, siteShape, 'sites', id);
    this.reads.note(actor, 'READ', 'getSite', [id], []);
    return sendRecord(reply, record);
  }

  @Patch(':id')
  @Operation({
    id: 'amendSite',
    summary: 'Rename a site, or correct its kind or place',
    permission: 'site.record',
    params: { id: 'Id of the site.' },
    request: AmendSite,
    ifMatch: true,
    answers: { 200: siteShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendSite, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.sites.amend(tx, pathId(id), version, change)));
  }
}
