import { Controller, Get, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { listOf, Operation } from '../http/operation.js';
import { FactAnswers } from './fact-answers.js';
import { historyOf, versionShape } from './fact-history.js';
import { listOfFacts } from './fact-shape.js';
import { CorrectPractice, TellPractice } from './practice.dto.js';
import { practices } from './practice.shape.js';
import { factParameters, referenceParameters } from './reference-list.js';

@Controller('practices')
export class PracticesController {
  constructor(private readonly facts: FactAnswers) {}

  @Get()
  @Operation({
    id: 'listPractices',
    summary: 'What annex II of S/2017/1025 reports and recommends, by code',
    permission: 'reference.read',
    answers: { 200: listOf(practices.shape) },
    query: referenceParameters(listOfFacts(practices)),
  })
  list(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.list(practices, actor, request, reply);
  }

  @Get(':id')
  @Operation({
    id: 'getPractice',
    summary: 'One practice that annex II of S/2017/1025 reports',
    permission: 'reference.read',
    answers: { 200: practices.whole },
    query: factParameters,
    params: { id: 'The code of the practice, or its id.' },
  })
  get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.one(practices, actor, id, request, reply);
  }

  @Post()
  @Operation({
    id: 'tellPractice',
    summary: 'Add a practice',
    permission: 'fact.correct',
    request: TellPractice,
    answers: { 201: practices.whole, 200: practices.whole },
    problems: ['already_stored'],
  })
  tell(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.tell(practices, actor, TellPractice, request, reply);
  }

  @Patch(':id')
  @Operation({
    id: 'correctPractice',
    summary: 'Correct a practice; what was believed stays in its history',
    permission: 'fact.correct',
    request: CorrectPractice,
    ifMatch: true,
    answers: { 200: practices.whole },
    params: { id: 'The code of the practice, or its id.' },
  })
  correct(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.correct(practices, actor, id, CorrectPractice, request, reply);
  }

  @Get(':id/history')
  @Operation({
    id: 'listVersionsOfPractice',
    summary: 'All versions of a practice, newest first',
    permission: 'reference.read',
    answers: { 200: listOf(versionShape(practices)) },
    query: referenceParameters(historyOf(practices)),
    params: { id: 'The code of the practice, or its id.' },
  })
  history(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.history(practices, actor, id, request, reply);
  }
}
