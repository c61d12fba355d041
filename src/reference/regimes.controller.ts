import { Controller, Get, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { listOf, Operation } from '../http/operation.js';
import { FactAnswers } from './fact-answers.js';
import { historyOf, versionShape } from './fact-history.js';
import { listOfFacts } from './fact-shape.js';
import { regimes } from './facts.js';
import { factParameters, referenceParameters } from './reference-list.js';
import { CorrectRegime, TellRegime } from './regime.dto.js';

@Controller('regimes')
export class RegimesController {
  constructor(private readonly facts: FactAnswers) {}

  @Get()
  @Operation({
    id: 'listRegimes',
    summary: 'Sanctions regimes, by code',
    permission: 'reference.read',
    answers: { 200: listOf(regimes.shape) },
    query: referenceParameters(listOfFacts(regimes)),
  })
  list(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.list(regimes, actor, request, reply);
  }

  @Get(':code')
  @Operation({
    id: 'getRegime',
    summary: 'One regime with its measures and their dates',
    permission: 'reference.read',
    answers: { 200: regimes.whole },
    query: factParameters,
    params: { code: 'The code of the regime.' },
  })
  get(
    @Caller() actor: Actor,
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.one(regimes, actor, code, request, reply);
  }

  @Post()
  @Operation({
    id: 'tellRegime',
    summary: 'Add a sanctions regime',
    permission: 'fact.correct',
    request: TellRegime,
    answers: { 201: regimes.whole, 200: regimes.whole },
    problems: ['already_stored'],
  })
  tell(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.tell(regimes, actor, TellRegime, request, reply);
  }

  @Patch(':code')
  @Operation({
    id: 'correctRegime',
    summary: 'Correct a sanctions regime; what was believed stays in its history',
    permission: 'fact.correct',
    request: CorrectRegime,
    ifMatch: true,
    answers: { 200: regimes.whole },
    params: { code: 'The code of the regime.' },
  })
  correct(
    @Caller() actor: Actor,
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.correct(regimes, actor, code, CorrectRegime, request, reply);
  }

  @Get(':code/history')
  @Operation({
    id: 'listVersionsOfRegime',
    summary: 'All versions of a regime, newest first',
    permission: 'reference.read',
    answers: { 200: listOf(versionShape(regimes)) },
    query: referenceParameters(historyOf(regimes)),
    params: { code: 'The code of the regime.' },
  })
  history(
    @Caller() actor: Actor,
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.history(regimes, actor, code, request, reply);
  }
}
