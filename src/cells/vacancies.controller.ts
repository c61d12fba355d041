import { Body, Controller, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { historyAnswer, historyPage, historyParameters } from '../http/history.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { IdempotencyKey, once, type Subject, sendPart } from '../http/once.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { cellShape } from './cell.dto.js';
import { VacanciesService } from './vacancies.service.js';
import { AddVacancy, AmendVacancy, vacancyList, vacancyShape } from './vacancy.dto.js';

@Controller('cells/:id/vacancies')
export class VacanciesController {
  constructor(
    private readonly db: Database,
    private readonly service: VacanciesService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listVacancies',
    summary: 'Vacancies of the cell, newest recorded first',
    permission: 'cell.read',
    params: { id: 'Id of the cell.' },
    query: listParameters(vacancyList),
    answers: { 200: listOf(vacancyShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, cellShape, 'cells', id);
    const page = await listPage(this.db, actor, vacancyList, query, [id]);
    this.reads.note(actor, 'READ', 'listVacancies', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @IdempotencyKey()
  @Operation({
    id: 'addVacancy',
    summary: 'Record a post that nobody holds',
    permission: 'cell.manage',
    params: { id: 'Id of the cell.' },
    request: AddVacancy,
    answers: { 201: vacancyShape, 200: vacancyShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async add(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const wish = readRequest(AddVacancy, body);
    const of: Subject = { table: 'cells', id: pathId(id) };
    const answer = await this.db.as(actor, tx =>
      once(tx, request, 'addVacancy', of, body, () => this.service.add(tx, of.id, wish, body as object)),
    );
    return sendPart(reply, answer, `/api/v1/cells/${of.id}/vacancies`);
  }

  @Get(':vacancyId')
  @Operation({
    id: 'getVacancy',
    summary: 'One vacancy',
    permission: 'cell.read',
    params: { id: 'Id of the cell.', vacancyId: 'Id of the vacancy.' },
    answers: { 200: vacancyShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('vacancyId') vacancyId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const within = { column: 'cell_id', id };
    const record = await readRecord(this.db, actor, vacancyShape, 'cell_vacancies', vacancyId, within);
    this.reads.note(actor, 'READ', 'getVacancy', [vacancyId], []);
    return sendRecord(reply, record);
  }

  @Patch(':vacancyId')
  @Operation({
    id: 'amendVacancy',
    summary: 'Fill or withdraw a vacancy, or correct it',
    permission: 'cell.manage',
    params: { id: 'Id of the cell.', vacancyId: 'Id of the vacancy.' },
    request: AmendVacancy,
    ifMatch: true,
    answers: { 200: vacancyShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('vacancyId') vacancyId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendVacancy, body);
    return sendRecord(
      reply,
      await this.db.as(actor, tx => this.service.amend(tx, pathId(id), pathId(vacancyId), version, change)),
    );
  }

  @Get(':vacancyId/history')
  @Operation({
    id: 'listVacancyVersions',
    summary: 'What the vacancy said before each change, the newest first',
    permission: 'cell.read',
    params: { id: 'Id of the cell.', vacancyId: 'Id of the vacancy.' },
    query: historyParameters,
    answers: { 200: historyAnswer },
  })
  async history(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('vacancyId') vacancyId: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, vacancyShape, 'cell_vacancies', vacancyId, { column: 'cell_id', id });
    const page = await historyPage(this.db, actor, 'cell_vacancies', vacancyId, query);
    this.reads.note(actor, 'READ', 'listVacancyVersions', [vacancyId], page.filters);
    return sendPage(request, reply, page);
  }
}
