import { Body, Controller, Get, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import type { Schema } from '../http/fields.js';
import { type ListSpec, listPage, listParameters, sendPage, textFilter } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord, sendStored } from '../http/record.js';
import { readRequest } from '../http/validate.js';
import { type Invitation, PeopleService } from './people.service.js';
import { AmendPerson, personShape, RegisterPerson } from './person.dto.js';

const people: ListSpec = {
  shape: personShape,
  from: 'from people p',
  // Which people are visible is the policy's business; the reader's body is bound and not used.
  where: ['$1::uuid is not null'],
  filters: {
    email: textFilter('p.email = $', 'The exact address, in any case.', raw => raw.toLowerCase()),
  },
};

const invitationSchema: Schema = {
  type: 'object',
  required: ['token', 'expiresAt'],
  additionalProperties: false,
  properties: {
    token: { type: 'string', description: 'For POST /auth/accept-invitation; shown this once.' },
    expiresAt: { type: 'string', format: 'date-time' },
  },
};

@Controller('people')
export class PeopleController {
  constructor(
    private readonly db: Database,
    private readonly service: PeopleService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listPeople',
    summary: 'Colleagues of the same body, newest recorded first; everybody for an administrator',
    permission: 'person.read',
    answers: { 200: listOf(personShape) },
    query: listParameters(people),
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, people, query);
    this.reads.note(actor, 'READ', 'listPeople', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Get(':id')
  @Operation({
    id: 'getPerson',
    summary: 'One person',
    permission: 'person.read',
    answers: { 200: personShape },
    params: { id: 'The person.' },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, personShape, 'people', id);
    this.reads.note(actor, 'READ', 'getPerson', [id], []);
    return sendRecord(reply, record);
  }

  @Post()
  @Operation({
    id: 'registerPerson',
    summary: 'Register a person',
    permission: 'person.manage',
    request: RegisterPerson,
    answers: { 201: personShape, 200: personShape },
    problems: ['id_already_used', 'already_stored'],
  })
  async register(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const request = readRequest(RegisterPerson, body);
    const stored = await this.db.as(actor, tx => this.service.register(tx, request));
    return sendStored(reply, stored, `/api/v1/people/${stored.id}`);
  }

  @Patch(':id')
  @Operation({
    id: 'amendPerson',
    summary: 'Change a name, disable or enable a person',
    permission: 'person.manage',
    request: AmendPerson,
    answers: { 200: personShape },
    params: { id: 'The person.' },
    ifMatch: true,
  })
  async amend(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const change = readRequest(AmendPerson, body);
    const expected = expectedVersion(request);
    return sendRecord(reply, await this.db.as(actor, tx => this.service.amend(tx, id, expected, change)));
  }

  @Post(':id/invitations')
  @Operation({
    id: 'invitePerson',
    summary: 'Make an invitation with which the person chooses a passphrase',
    permission: 'person.manage',
    answers: { 201: invitationSchema },
    params: { id: 'The person.' },
    problems: ['move_not_allowed'],
  })
  invite(@Caller() actor: Actor, @Param('id') id: string): Promise<Invitation> {
    return this.db.as(actor, tx => this.service.invite(tx, id));
  }
}
