import { Controller, Get, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { listOf, Operation } from '../http/operation.js';
import { FactAnswers } from '../reference/fact-answers.js';
import { historyOf, versionShape } from '../reference/fact-history.js';
import { listOfFacts } from '../reference/fact-shape.js';
import { factParameters, referenceParameters } from '../reference/reference-list.js';
import { CorrectPanel, TellPanel } from './panel.dto.js';
import { panels } from './panel.shape.js';

@Controller('panels')
export class PanelsController {
  constructor(private readonly facts: FactAnswers) {}

  @Get()
  @Operation({
    id: 'listPanels',
    summary: 'Expert panels, by code',
    permission: 'reference.read',
    answers: { 200: listOf(panels.shape) },
    query: referenceParameters(listOfFacts(panels)),
  })
  list(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.list(panels, actor, request, reply);
  }

  @Get(':id')
  @Operation({
    id: 'getPanel',
    summary: 'One expert panel',
    permission: 'reference.read',
    answers: { 200: panels.whole },
    query: factParameters,
    params: { id: 'The code of the panel, its id, or the id of its body.' },
  })
  get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.one(panels, actor, id, request, reply);
  }

  @Post()
  @Operation({
    id: 'tellPanel',
    summary: 'Add an expert panel',
    permission: 'fact.correct',
    request: TellPanel,
    answers: { 201: panels.whole, 200: panels.whole },
    problems: ['already_stored'],
  })
  tell(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.tell(panels, actor, TellPanel, request, reply);
  }

  @Patch(':id')
  @Operation({
    id: 'correctPanel',
    summary: 'Correct an expert panel; what was believed stays in its history',
    permission: 'fact.correct',
    request: CorrectPanel,
    ifMatch: true,
    answers: { 200: panels.whole },
    params: { id: 'The code of the panel, its id, or the id of its body.' },
  })
  correct(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.correct(panels, actor, id, CorrectPanel, request, reply);
  }

  @Get(':id/history')
  @Operation({
    id: 'listVersionsOfPanel',
    summary: 'All versions of a panel, newest first',
    permission: 'reference.read',
    answers: { 200: listOf(versionShape(panels)) },
    query: referenceParameters(historyOf(panels)),
    params: { id: 'The code of the panel, its id, or the id of its body.' },
  })
  history(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.history(panels, actor, id, request, reply);
  }
}
