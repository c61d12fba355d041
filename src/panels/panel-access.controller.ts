import { Body, Controller, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { type ListSpec, listPage, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { Problem } from '../http/problems.js';
import { sendRecord, sendStored } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import {
  AmendContract,
  AmendHold,
  ContractExpert,
  expertList,
  expertShape,
  HoldPanel,
  holdList,
  holdShape,
  partParameters,
} from './panel-access.dto.js';
import { PanelAccessService, panelBodySql, panelBodyValues } from './panel-access.service.js';

const panel = 'The panel: the id of its body or its code.';

/** When the people of a panel may read: their contracts, and the times the panel is on hold. */
@Controller('panels/:id')
export class PanelAccessController {
  constructor(
    private readonly db: Database,
    private readonly access: PanelAccessService,
  ) {}

  @Get('experts')
  @Operation({
    id: 'listPanelExperts',
    summary: "Contracts of a panel's experts, newest recorded first",
    permission: 'panel_expert.read',
    params: { id: panel },
    query: partParameters,
    answers: { 200: listOf(expertShape) },
  })
  experts(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.page(expertList, actor, id, query, request, reply);
  }

  @Post('experts')
  @Operation({
    id: 'contractExpert',
    summary: 'Give an expert a contract: rights begin and end with it',
    permission: 'panel_expert.manage',
    params: { id: panel },
    request: ContractExpert,
    answers: { 201: expertShape, 200: expertShape },
    problems: ['id_already_used', 'already_stored'],
  })
  async contract(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(ContractExpert, body);
    const stored = await this.db.as(actor, tx => this.access.contract(tx, id, request));
    return sendStored(reply, stored, `/api/v1/panels/${id}/experts`);
  }

  @Patch('experts/:expertId')
  @Operation({
    id: 'amendContract',
    summary: "Move the end of a contract, or correct the expert's fields",
    permission: 'panel_expert.manage',
    params: { id: panel, expertId: 'The contract.' },
    request: AmendContract,
    ifMatch: true,
    answers: { 200: expertShape },
    problems: ['move_not_allowed', 'already_stored'],
  })
  async amendContract(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('expertId') expertId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendContract, body);
    return sendRecord(
      reply,
      await this.db.as(actor, tx => this.access.amendContract(tx, id, pathId(expertId), version, change)),
    );
  }

  @Get('holds')
  @Operation({
    id: 'listPanelHolds',
    summary: 'Times in which a panel was on hold, newest recorded first',
    permission: 'panel_expert.read',
    params: { id: panel },
    query: partParameters,
    answers: { 200: listOf(holdShape) },
  })
  holds(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.page(holdList, actor, id, query, request, reply);
  }

  @Post('holds')
  @Operation({
    id: 'holdPanel',
    summary: 'Put a panel on hold: from then on nobody of it reads or writes',
    permission: 'panel_expert.manage',
    params: { id: panel },
    request: HoldPanel,
    answers: { 201: holdShape, 200: holdShape },
    problems: ['id_already_used'],
  })
  async hold(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(HoldPanel, body);
    const stored = await this.db.as(actor, tx => this.access.hold(tx, id, request));
    return sendStored(reply, stored, `/api/v1/panels/${id}/holds`);
  }

  @Patch('holds/:holdId')
  @Operation({
    id: 'amendHold',
    summary: 'Lift a hold, or move its end',
    permission: 'panel_expert.manage',
    params: { id: panel, holdId: 'The hold.' },
    request: AmendHold,
    ifMatch: true,
    answers: { 200: holdShape },
    problems: ['move_not_allowed'],
  })
  async amendHold(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('holdId') holdId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendHold, body);
    return sendRecord(
      reply,
      await this.db.as(actor, tx => this.access.amendHold(tx, id, pathId(holdId), version, change)),
    );
  }

  /** Of another body's panel there is nothing to tell apart from no panel at all: an expert asks for the own one. */
  private async page(
    spec: ListSpec,
    actor: Actor,
    id: string,
    query: Record<string, unknown>,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<string> {
    const [body] = await this.db.read<{ id: string }>(actor, panelBodySql, panelBodyValues(id));
    if (!body) throw new Problem('not_found');
    return sendPage(request, reply, await listPage(this.db, actor, spec, query, [body.id]));
  }
}
