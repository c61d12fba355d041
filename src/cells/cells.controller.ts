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
import { AmendCell, cellList, cellShape, RegisterCell } from './cell.dto.js';
import { CellsService } from './cells.service.js';

@Controller('cells')
export class CellsController {
  constructor(
    private readonly db: Database,
    private readonly service: CellsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listCells',
    summary: 'Cells of any kind, newest recorded first',
    permission: 'cell.read',
    query: listParameters(cellList),
    answers: { 200: listOf(cellShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, cellList, query);
    this.reads.note(actor, 'READ', 'listCells', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'registerCell',
    summary: 'Register an arrangement that carries embargo tasks',
    permission: 'cell.manage',
    request: RegisterCell,
    answers: { 201: cellShape, 200: cellShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async register(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RegisterCell, body);
    const stored = await this.db.as(actor, tx => this.service.register(tx, request, body as object));
    return sendStored(reply, stored, `/api/v1/cells/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getCell',
    summary: 'One cell, with how many serve in it and which posts are empty',
    permission: 'cell.read',
    params: { id: 'Id of the cell.' },
    answers: { 200: cellShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, cellShape, 'cells', id);
    this.reads.note(actor, 'READ', 'getCell', [id], []);
    return sendRecord(reply, record);
  }

  @Patch(':id')
  @Operation({
    id: 'amendCell',
    summary: 'Rename, move, end or otherwise change a cell',
    permission: 'cell.manage',
    params: { id: 'Id of the cell.' },
    request: AmendCell,
    ifMatch: true,
    answers: { 200: cellShape },
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    const change = readRequest(AmendCell, body);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.amend(tx, pathId(id), version, change)));
  }

  @Get(':id/history')
  @Operation({
    id: 'listCellVersions',
    summary: 'What the cell said before each change, the newest first',
    permission: 'cell.read',
    params: { id: 'Id of the cell.' },
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
    await readRecord(this.db, actor, cellShape, 'cells', id);
    const page = await historyPage(this.db, actor, 'cells', id, query);
    this.reads.note(actor, 'READ', 'listCellVersions', [id], page.filters);
    return sendPage(request, reply, page);
  }
}
