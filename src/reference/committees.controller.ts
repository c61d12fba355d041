import { Controller, Get, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { listOf, Operation } from '../http/operation.js';
import { CorrectCommittee, TellCommittee } from './committee.dto.js';
import { FactAnswers } from './fact-answers.js';
import { historyOf, versionShape } from './fact-history.js';
import { listOfFacts } from './fact-shape.js';
import { committees } from './facts.js';
import { factParameters, referenceParameters } from './reference-list.js';

@Controller('committees')
export class CommitteesController {
  constructor(private readonly facts: FactAnswers) {}

  @Get()
  @Operation({
    id: 'listCommittees',
    summary: 'Sanctions committees, by code',
    permission: 'reference.read',
    answers: { 200: listOf(committees.shape) },
    query: referenceParameters(listOfFacts(committees)),
  })
  list(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.list(committees, actor, request, reply);
  }

  @Get(':code')
  @Operation({
    id: 'getCommittee',
    summary: 'One sanctions committee',
    permission: 'reference.read',
    answers: { 200: committees.whole },
    query: factParameters,
    params: { code: 'The code of the committee.' },
  })
  get(
    @Caller() actor: Actor,
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.one(committees, actor, code, request, reply);
  }

  @Post()
  @Operation({
    id: 'tellCommittee',
    summary: 'Add a sanctions committee',
    permission: 'fact.correct',
    request: TellCommittee,
    answers: { 201: committees.whole, 200: committees.whole },
    problems: ['already_stored'],
  })
  tell(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.tell(committees, actor, TellCommittee, request, reply);
  }

  @Patch(':code')
  @Operation({
    id: 'correctCommittee',
    summary: 'Correct a sanctions committee; what was believed stays in its history',
    permission: 'fact.correct',
    request: CorrectCommittee,
    ifMatch: true,
    answers: { 200: committees.whole },
    params: { code: 'The code of the committee.' },
  })
  correct(
    @Caller() actor: Actor,
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.correct(committees, actor, code, CorrectCommittee, request, reply);
  }

  @Get(':code/history')
  @Operation({
    id: 'listVersionsOfCommittee',
    summary: 'All versions of a committee, newest first',
    permission: 'reference.read',
    answers: { 200: listOf(versionShape(committees)) },
    query: referenceParameters(historyOf(committees)),
    params: { code: 'The code of the committee.' },
  })
  history(
    @Caller() actor: Actor,
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.history(committees, actor, code, request, reply);
  }
}
