import { Controller, Get, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { listOf, Operation } from '../http/operation.js';
import { FactAnswers } from './fact-answers.js';
import { historyOf, versionShape } from './fact-history.js';
import { listOfFacts } from './fact-shape.js';
import { paragraphs } from './facts.js';
import { CorrectParagraph, TellParagraph } from './paragraph.dto.js';
import { factParameters, referenceParameters } from './reference-list.js';

@Controller('resolutions')
export class ParagraphsController {
  constructor(private readonly facts: FactAnswers) {}

  @Get()
  @Operation({
    id: 'listOperativeParagraphs',
    summary: 'Operative paragraphs of resolutions, by id',
    permission: 'reference.read',
    answers: { 200: listOf(paragraphs.shape) },
    query: referenceParameters(listOfFacts(paragraphs)),
  })
  list(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.list(paragraphs, actor, request, reply);
  }

  @Get(':id')
  @Operation({
    id: 'getOperativeParagraph',
    summary: 'One operative paragraph',
    permission: 'reference.read',
    answers: { 200: paragraphs.whole },
    query: factParameters,
    params: { id: 'The id, percent-encoded because it holds slashes: S%2FRES%2F788(1992)%2F8.' },
  })
  get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.one(paragraphs, actor, id, request, reply);
  }

  @Post()
  @Operation({
    id: 'tellParagraph',
    summary: 'Add an operative paragraph',
    permission: 'fact.correct',
    request: TellParagraph,
    answers: { 201: paragraphs.whole, 200: paragraphs.whole },
    problems: ['already_stored'],
  })
  tell(
    @Caller() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.tell(paragraphs, actor, TellParagraph, request, reply);
  }

  @Patch(':id')
  @Operation({
    id: 'correctParagraph',
    summary: 'Correct an operative paragraph; what was believed stays in its history',
    permission: 'fact.correct',
    request: CorrectParagraph,
    ifMatch: true,
    answers: { 200: paragraphs.whole },
    params: { id: 'The id, percent-encoded because it holds slashes: S%2FRES%2F788(1992)%2F8.' },
  })
  correct(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.correct(paragraphs, actor, id, CorrectParagraph, request, reply);
  }

  @Get(':id/history')
  @Operation({
    id: 'listVersionsOfParagraph',
    summary: 'All versions of an operative paragraph, newest first',
    permission: 'reference.read',
    answers: { 200: listOf(versionShape(paragraphs)) },
    query: referenceParameters(historyOf(paragraphs)),
    params: { id: 'The id, percent-encoded because it holds slashes: S%2FRES%2F788(1992)%2F8.' },
  })
  history(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.facts.history(paragraphs, actor, id, request, reply);
  }
}
