import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { allows } from '../access/permissions.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database, type Tx } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { type Answer, IdempotencyKey, once, sendAnswer } from '../http/once.js';
import { listOf, Operation } from '../http/operation.js';
import { Problem } from '../http/problems.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { ProposalsService } from './proposals.service.js';
import { MoveRelease, ProposeRelease, RecordConsent, SupersedeRelease } from './release.dto.js';
import { permissionToMove } from './release.moves.js';
import { presentRelease } from './release.present.js';
import { releaseList, releaseShape, releaseSummary } from './release.shape.js';
import { ReleaseMovesService } from './release-moves.service.js';
import { ReleaseReadsService } from './release-reads.service.js';

const byId = { id: 'The release.' };

@Controller('releases')
export class ReleasesController {
  constructor(
    private readonly db: Database,
    private readonly proposals: ProposalsService,
    private readonly moves: ReleaseMovesService,
    private readonly releases: ReleaseReadsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listReleases',
    summary: 'Releases of your body, newest first',
    permission: 'release.read',
    query: listParameters(releaseList),
    answers: { 200: listOf(releaseSummary) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, releaseList, query);
    this.reads.note(actor, 'READ', 'listReleases', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post()
  @Operation({
    id: 'proposeRelease',
    summary: 'Propose that copies of records go to other bodies; another person approves',
    permission: 'release.propose',
    request: ProposeRelease,
    answers: { 201: releaseShape, 200: releaseShape },
    problems: ['id_already_used', 'body_is_closed', 'move_not_allowed', 'conflicting_change'],
  })
  async propose(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(ProposeRelease, body);
    const stored = await this.db.as(actor, async tx => {
      const made = await this.proposals.propose(tx, request, body as object);
      return { ...made, ...presentRelease(actor, await this.releases.release(tx, made.id)) };
    });
    return sendStored(reply, stored, `/api/v1/releases/${stored.id}`);
  }

  @Get(':id')
  @Operation({
    id: 'getRelease',
    summary: 'One release',
    permission: 'release.read',
    params: byId,
    answers: { 200: releaseShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, releaseShape, 'releases', id);
    this.reads.note(actor, 'READ', 'getRelease', [id], []);
    return sendRecord(reply, presentRelease(actor, record));
  }

  @Post(':id/consents')
  @IdempotencyKey()
  @Operation({
    id: 'recordConsent',
    summary: 'Record that an originator agreed to the release of its information',
    permission: 'release.propose',
    params: byId,
    request: RecordConsent,
    answers: { 201: releaseShape },
    problems: ['move_not_allowed', 'body_is_closed', 'id_already_used', 'conflicting_change'],
  })
  async consent(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const wanted = readRequest(RecordConsent, body);
    const of = { table: 'releases', id: pathId(id) } as const;
    const add = async (tx: Tx): Promise<Answer> => {
      await this.proposals.consent(tx, of.id, wanted);
      return presentRelease(actor, await this.releases.release(tx, of.id));
    };
    return sendAnswer(
      reply,
      await this.db.as(actor, tx => once(tx, request, 'recordConsent', of, body, () => add(tx))),
    );
  }

  @Post(':id/transitions')
  @IdempotencyKey()
  @HttpCode(200)
  @Operation({
    id: 'moveRelease',
    stepUp: 'with_factor',
    // Taking back is urgent and asks for nothing.
    stepUpFor: ['APPROVED', 'RELEASED'],
    summary: 'Approve, countersign, withdraw or recall a release',
    permission: 'release.move',
    params: byId,
    request: MoveRelease,
    answers: { 200: releaseShape },
    ifMatch: true,
    problems: [
      'move_not_allowed',
      'same_person_cleared_already',
      'conflicting_change',
      'body_is_closed',
      'id_already_used',
    ],
  })
  async move(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const wanted = readRequest(MoveRelease, body);
    const expected = expectedVersion(request);
    const permission = permissionToMove(wanted.to);
    if (permission && !allows(actor.role, permission)) {
      this.reads.note(actor, 'REFUSED', 'moveRelease', [], []);
      throw new Problem('permission_missing', `Your role ${actor.role} does not have the permission ${permission}.`);
    }
    const of = { table: 'releases', id: pathId(id) } as const;
    const move = async (tx: Tx): Promise<Answer> => {
      await this.moves.move(tx, of.id, expected, wanted);
      return { ...presentRelease(actor, await this.releases.release(tx, of.id)), status: 200 };
    };
    return sendAnswer(reply, await this.db.as(actor, tx => once(tx, request, 'moveRelease', of, body, () => move(tx))));
  }

  @Post(':id/supersede')
  @IdempotencyKey()
  @Operation({
    id: 'supersedeRelease',
    summary: 'Propose a new version for the same recipients, of the records as they are now',
    permission: 'release.propose',
    params: byId,
    request: SupersedeRelease,
    answers: { 201: releaseShape },
    problems: ['move_not_allowed', 'body_is_closed', 'id_already_used', 'conflicting_change'],
  })
  async supersede(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const wanted = readRequest(SupersedeRelease, body);
    const of = { table: 'releases', id: pathId(id) } as const;
    const propose = async (tx: Tx): Promise<Answer> => {
      const made = await this.proposals.supersede(tx, of.id, wanted);
      return presentRelease(actor, await this.releases.release(tx, made));
    };
    const answer = await this.db.as(actor, tx => once(tx, request, 'supersedeRelease', of, body, () => propose(tx)));
    const { id: made } = JSON.parse(answer.doc) as { id: string };
    void reply.header('location', `/api/v1/releases/${made}`);
    return sendAnswer(reply, answer);
  }
}
