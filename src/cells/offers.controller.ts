import { Body, Controller, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { historyAnswer, historyPage, historyParameters } from '../http/history.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { AmendOffer, offerList, offerShape, RecordOffer } from './offer.dto.js';
import { OffersService } from './offers.service.js';

@Controller('personnel-offers')
export class OffersController {
  constructor(
    private readonly db: Database,
    private readonly service: OffersService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listOffers',
    summary: 'Offers of personnel, newest recorded first',
    permission: 'cell.read',
    query: listParameters(offerList),
    answers: { 200: listOf(offerShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, offerList, query);
    this.reads.note(actor, 'READ', 'listOffers', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'recordOffer',
    summary: 'Record personnel that a Member State offers',
    permission: 'cell.manage',
    request: RecordOffer,
    answers: { 201: offerShape, 200: offerShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async record(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RecordOffer, body);
    const stored = await this.db.as(actor, tx => this.service.record(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/personnel-offers/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getOffer',
    summary: 'One offer of personnel',
    permission: 'cell.read',
    params: { id: 'Id of the offer.' },
    answers: { 200: offerShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, offerShape, 'personnel_offers', id);
    this.reads.note(actor, 'READ', 'getOffer', [id], []);
    return sendRecord(reply, record);
  }

  @Patch(':id')
  @Operation({
    id: 'amendOffer',
    summary: 'Say what became of an offer, or correct it',
    permission: 'cell.manage',
    params: { id: 'Id of the offer.' },
    request: AmendOffer,
    ifMatch: true,
    answers: { 200: offerShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendOffer, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.amend(tx, pathId(id), version, change)));
  }

  @Get(':id/history')
  @Operation({
    id: 'listOfferVersions',
    summary: 'What the offer said before each change, the newest first',
    permission: 'cell.read',
    params: { id: 'Id of the offer.' },
    query: historyParameters,
    answers: { 200: historyAnswer },
  })
  async history(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, offerShape, 'personnel_offers', id);
    const page = await historyPage(this.db, actor, 'personnel_offers', id, query);
    this.reads.note(actor, 'READ', 'listOfferVersions', [id], page.filters);
    return sendPage(request, reply, page);
  }
}
