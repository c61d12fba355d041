import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database, type Tx } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { type Answer, IdempotencyKey, once, type Subject, sendAnswer } from '../http/once.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { procedureShape } from './procedure.dto.js';
import { IssueVersion, versionList, versionShape, WithdrawVersion } from './version.dto.js';
import { VersionsService } from './versions.service.js';

const ofProcedure = { id: 'Id of the procedure.' };
const subject = (id: string): Subject => ({ table: 'procedures', id: pathId(id) });

@Controller('procedures/:id/versions')
export class VersionsController {
  constructor(
    private readonly db: Database,
    private readonly versions: VersionsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listProcedureVersions',
    summary: 'The versions of a procedure, newest recorded first',
    permission: 'procedure.read',
    params: ofProcedure,
    query: listParameters(versionList),
    answers: { 200: listOf(versionShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, procedureShape, 'procedures', id);
    const page = await listPage(this.db, actor, versionList, query, [id]);
    this.reads.note(actor, 'READ', 'listProcedureVersions', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @IdempotencyKey()
  @Operation({
    id: 'issueProcedureVersion',
    summary: 'Put a new version of a procedure in force; it ends the one before',
    permission: 'procedure.manage',
    params: ofProcedure,
    request: IssueVersion,
    answers: { 201: versionShape, 200: versionShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async issue(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = readRequest(IssueVersion, body);
    const of = subject(id);
    const add = async (tx: Tx): Promise<Answer> => {
      const { created, ...shown } = await this.versions.issue(tx, of.id, version, body as object);
      return { ...shown, status: created ? 201 : 200 };
    };
    const answer = await this.db.as(actor, tx => once(tx, request, 'issueProcedureVersion', of, body, () => add(tx)));
    return sendAnswer(reply, answer);
  }

  @Post(':versionId/transitions')
  @IdempotencyKey()
  @Operation({
    id: 'moveProcedureVersion',
    summary: 'Withdraw a version of a procedure from a day on',
    permission: 'procedure.manage',
    params: { ...ofProcedure, versionId: 'Id of the version.' },
    request: WithdrawVersion,
    ifMatch: true,
    answers: { 200: versionShape },
    problems: ['move_not_allowed', 'id_already_used', 'body_is_closed'],
  })
  async move(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('versionId') versionId: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const expected = expectedVersion(request);
    const move = readRequest(WithdrawVersion, body);
    const of = subject(id);
    const withdraw = async (tx: Tx): Promise<Answer> => ({
      ...(await this.versions.withdraw(tx, of.id, pathId(versionId), expected, move)),
      status: 200,
    });
    const content = [versionId, body];
    const answer = await this.db.as(actor, tx =>
      once(tx, request, 'moveProcedureVersion', of, content, () => withdraw(tx)),
    );
    return sendAnswer(reply, answer);
  }
}
