import { Controller, Get, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { listOf, Operation } from '../http/operation.js';
import { FactAnswers } from '../reference/fact-answers.js';
import { historyOf, versionShape } from '../reference/fact-history.js';
import { listOfFacts } from '../reference/fact-shape.js';
import { factParameters, referenceParameters } from '../reference/reference-list.js';
import { CorrectMission, TellMission } from './mission.dto.js';
import { mandateTasks, missions } from './mission.shape.js';

@Controller('missions')
export class MissionsController {
  constructor(private readonly facts: FactAnswers) {}

  @Get()
  @Operation({
    id: 'listMissions',
    summary: 'Missions, by acronym',
    permission: 'reference.read',
    answers: { 200: listOf(missions.shape) },
    query: referenceParameters(listOfFacts(missions)),
  })
  list(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.list(missions, actor, request, reply);
  }

  @Get(':id')
  @Operation({
    id: 'getMission',
    summary: 'One mission',
    permission: 'reference.read',
    answers: { 200: missions.whole },
    query: factParameters,
    params: { id: 'The acronym of the mission, its id, or the id of its body.' },
  })
  get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.one(missions, actor, id, request, reply);
  }

  @Post()
  @Operation({
    id: 'tellMission',
    summary: 'Add a mission',
    permission: 'fact.correct',
    request: TellMission,
    answers: { 201: missions.whole, 200: missions.whole },
    problems: ['already_stored'],
  })
  tell(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.tell(missions, actor, TellMission, request, reply);
  }

  @Patch(':id')
  @Operation({
    id: 'correctMission',
    summary: 'Correct a mission; what was believed stays in its history',
    permission: 'fact.correct',
    request: CorrectMission,
    ifMatch: true,
    answers: { 200: missions.whole },
    params: { id: 'The acronym of the mission, its id, or the id of its body.' },
  })
  correct(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.correct(missions, actor, id, CorrectMission, request, reply);
  }

  @Get(':id/history')
  @Operation({
    id: 'listVersionsOfMission',
    summary: 'All versions of a mission, newest first',
    permission: 'reference.read',
    answers: { 200: listOf(versionShape(missions)) },
    query: referenceParameters(historyOf(missions)),
    params: { id: 'The acronym of the mission, its id, or the id of its body.' },
  })
  history(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.history(missions, actor, id, request, reply);
  }

  @Get(':id/mandate-tasks')
  @Operation({
    id: 'listMandateTasks',
    summary: 'What the Council has tasked a mission with, oldest first, each with the paragraph that gives it',
    permission: 'reference.read',
    answers: { 200: listOf(mandateTasks.shape) },
    query: referenceParameters(mandateTasks),
    params: { id: 'The acronym of the mission, its id, or the id of its body.' },
  })
  async listMandateTasks(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const acronym = await this.facts.keyOf(missions, actor, id);
    return this.facts.page(mandateTasks, actor, request, reply, [acronym]);
  }
}
