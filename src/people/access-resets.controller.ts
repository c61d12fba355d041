import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion, tag } from '../http/etag.js';
import { idFilter, type ListSpec, listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { sendStored } from '../http/record.js';
import { readRequest } from '../http/validate.js';
import { AskReset, accessResetShape, DecideReset, decidedResetSchema } from './access-reset.dto.js';
import { AccessResetsService, type ResetKind } from './access-resets.service.js';

const resets: ListSpec = {
  shape: accessResetShape,
  from: 'from access_resets r',
  // The policy leaves all of them to administrators and none to others.
  where: ['$1::uuid is not null'],
  filters: { personId: idFilter('r.person_id = $', 'Whose access it is.') },
};

@Controller()
export class AccessResetsController {
  constructor(
    private readonly db: Database,
    private readonly service: AccessResetsService,
    private readonly reads: ReadLog,
  ) {}

  @Get('access-resets')
  @Operation({
    id: 'listAccessResets',
    summary: 'Resets asked for and decided, newest first',
    permission: 'person.manage',
    answers: { 200: listOf(accessResetShape) },
    query: listParameters(resets),
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, resets, query);
    this.reads.note(actor, 'READ', 'listAccessResets', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post('people/:id/passphrase-resets')
  @Operation({
    id: 'askPassphraseReset',
    summary: "Ask that a person's passphrase be reset; another administrator approves",
    permission: 'person.manage',
    stepUp: true,
    request: AskReset,
    answers: { 201: accessResetShape },
    params: { id: 'The person.' },
    problems: ['already_stored', 'two_persons_needed'],
  })
  askPassphrase(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.ask(actor, id, 'PASSPHRASE', body, reply);
  }

  @Post('people/:id/second-factor-resets')
  @Operation({
    id: 'askSecondFactorReset',
    summary: "Ask that a person's lost second factor be taken away; another administrator approves",
    permission: 'person.manage',
    stepUp: true,
    request: AskReset,
    answers: { 201: accessResetShape },
    params: { id: 'The person.' },
    problems: ['already_stored', 'two_persons_needed'],
  })
  askFactor(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.ask(actor, id, 'SECOND_FACTOR', body, reply);
  }

  @Post('access-resets/:id/transitions')
  @HttpCode(200)
  @Operation({
    id: 'decideAccessReset',
    summary: 'Approve a reset that another administrator asked for, or withdraw it',
    permission: 'person.manage',
    stepUp: true,
    request: DecideReset,
    answers: { 200: decidedResetSchema },
    params: { id: 'The reset.' },
    ifMatch: true,
    problems: ['move_not_allowed', 'two_persons_needed'],
  })
  async decide(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const wanted = readRequest(DecideReset, body);
    const expected = expectedVersion(request);
    const decided = await this.db.as(actor, tx => this.service.decide(tx, id, expected, wanted));
    tag(reply, decided.version);
    return { ...(JSON.parse(decided.doc) as object), invitation: decided.invitation };
  }

  private async ask(
    actor: Actor,
    personId: string,
    kind: ResetKind,
    body: unknown,
    reply: FastifyReply,
  ): Promise<string> {
    const { reason } = readRequest(AskReset, body);
    const asked = await this.db.as(actor, tx => this.service.ask(tx, personId, kind, reason));
    return sendStored(reply, { ...asked, created: true }, '/api/v1/access-resets');
  }
}
