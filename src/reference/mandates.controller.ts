import { Controller, Get, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { listOf, Operation } from '../http/operation.js';
import { FactAnswers } from './fact-answers.js';
import { historyOf, versionShape } from './fact-history.js';
import { listOfFacts } from './fact-shape.js';
import { CorrectMandate, TellMandate } from './mandate.dto.js';
import { mandates } from './mandate.shape.js';
import { factParameters, referenceParameters } from './reference-list.js';

@Controller('mandates')
export class MandatesController {
  constructor(private readonly facts: FactAnswers) {}

  @Get()
  @Operation({
    id: 'listMandateFacts',
    summary: 'Mandates of missions and panels, by code',
    permission: 'reference.read',
    answers: { 200: listOf(mandates.shape) },
    query: referenceParameters(listOfFacts(mandates)),
  })
  list(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.list(mandates, actor, request, reply);
  }

  @Get(':id')
  @Operation({
    id: 'getMandate',
    summary: 'One mandate with its tasks',
    permission: 'reference.read',
    answers: { 200: mandates.whole },
    query: factParameters,
    params: { id: 'The code of the mandate, or its id.' },
  })
  get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.one(mandates, actor, id, request, reply);
  }

  @Post()
  @Operation({
    id: 'tellMandate',
    summary: 'Add a mandate of a mission or panel',
    permission: 'fact.correct',
    request: TellMandate,
    answers: { 201: mandates.whole, 200: mandates.whole },
    problems: ['already_stored'],
  })
  tell(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.tell(mandates, actor, TellMandate, request, reply);
  }

  @Patch(':id')
  @Operation({
    id: 'correctMandate',
    summary: 'Correct a mandate; what was believed stays in its history',
    permission: 'fact.correct',
    request: CorrectMandate,
    ifMatch: true,
    answers: { 200: mandates.whole },
    params: { id: 'The code of the mandate, or its id.' },
  })
  correct(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.correct(mandates, actor, id, CorrectMandate, request, reply);
  }

  @Get(':id/history')
  @Operation({
    id: 'listVersionsOfMandate',
    summary: 'All versions of a mandate, newest first',
    permission: 'reference.read',
    answers: { 200: listOf(versionShape(mandates)) },
    query: referenceParameters(historyOf(mandates)),
    params: { id: 'The code of the mandate, or its id.' },
  })
  history(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.history(mandates, actor, id, request, reply);
  }
}
