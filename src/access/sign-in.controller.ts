import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Database } from '../database/database.js';
import type { Schema } from '../http/fields.js';
import { Operation } from '../http/operation.js';
import { readRequest } from '../http/validate.js';
import { type Post as Appointment, SignedIn } from './access.guard.js';
import { permissionsOf } from './permissions.js';
import { AcceptInvitation, RefreshSession, SignIn } from './sign-in.dto.js';
import { type SessionTokens, SignInService } from './sign-in.service.js';
import type { AccessClaims } from './tokens.js';

const tokensSchema: Schema = {
  type: 'object',
  required: ['accessToken', 'expiresIn', 'refreshToken', 'tokenType'],
  additionalProperties: false,
  properties: {
    accessToken: { type: 'string', description: 'Send as `Authorization: Bearer …`.' },
    expiresIn: { type: 'integer', description: 'Seconds.' },
    refreshToken: { type: 'string', description: 'Works once, at POST /auth/refresh.' },
    tokenType: { type: 'string', enum: ['Bearer'] },
  },
};

const meSchema: Schema = {
  type: 'object',
  required: ['person', 'appointments'],
  additionalProperties: false,
  properties: {
    person: {
      type: 'object',
      required: ['id', 'name', 'email'],
      additionalProperties: false,
      properties: {
        id: { type: 'string', format: 'uuid' },
        name: { type: ['string', 'null'] },
        email: { type: ['string', 'null'] },
      },
    },
    appointments: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'role', 'body', 'clearance', 'validFrom', 'validTo', 'permissions'],
        additionalProperties: false,
        properties: {
          id: { type: 'string', format: 'uuid' },
          role: { type: 'string' },
          body: {
            type: 'object',
            required: ['id', 'acronym', 'name', 'kind'],
            additionalProperties: false,
            properties: {
              id: { type: 'string', format: 'uuid' },
              acronym: { type: 'string' },
              name: { type: 'string' },
              kind: { type: 'string' },
            },
          },
          clearance: { type: 'string' },
          validFrom: { type: 'string', format: 'date-time' },
          validTo: { type: ['string', 'null'], format: 'date-time' },
          permissions: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  },
};

const levels = ['UNCLASSIFIED', 'CONFIDENTIAL', 'STRICTLY_CONFIDENTIAL'];

@Controller('auth')
export class SignInController {
  constructor(
    private readonly signIns: SignInService,
    private readonly db: Database,
  ) {}

  @Post('sign-in')
  @HttpCode(200)
  @Operation({
    id: 'signIn',
    summary: 'Sign in with address and passphrase',
    permission: 'public',
    request: SignIn,
    answers: { 200: tokensSchema },
    problems: ['sign_in_failed', 'too_many_requests'],
  })
  signIn(@Body() body: unknown, @Req() request: FastifyRequest): Promise<SessionTokens> {
    const { email, password } = readRequest(SignIn, body);
    return this.signIns.signIn(email, password, request.id);
  }

  @Post('refresh')
  @HttpCode(200)
  @Operation({
    id: 'refreshSession',
    summary: 'Exchange a refresh token for new tokens',
    permission: 'public',
    request: RefreshSession,
    answers: { 200: tokensSchema },
    problems: ['session_ended'],
  })
  refresh(@Body() body: unknown): Promise<SessionTokens> {
    return this.signIns.refresh(readRequest(RefreshSession, body).refreshToken);
  }

  @Post('sign-out')
  @HttpCode(204)
  @Operation({ id: 'signOut', summary: 'End the session', permission: 'person', answers: { 204: null } })
  async signOut(@SignedIn() who: AccessClaims, @Req() request: FastifyRequest): Promise<void> {
    await this.signIns.signOut(who.sub, who.sid, request.id);
  }

  @Post('accept-invitation')
  @HttpCode(204)
  @Operation({
    id: 'acceptInvitation',
    summary: 'Choose a passphrase with an invitation',
    permission: 'public',
    request: AcceptInvitation,
    answers: { 204: null },
    problems: ['not_found'],
  })
  async accept(@Body() body: unknown): Promise<void> {
    const { token, password } = readRequest(AcceptInvitation, body);
    await this.signIns.acceptInvitation(token, password);
  }

  @Get('me')
  @Operation({
    id: 'whoAmI',
    summary: 'The person signed in, with the appointments in force and what each allows',
    permission: 'person',
    answers: { 200: meSchema },
  })
  async me(@SignedIn() who: AccessClaims): Promise<object> {
    const posts = await this.db.call<Appointment>('select * from auth.posts($1)', [who.sub]);
    return {
      person: { id: who.sub, name: posts[0]?.person_name ?? null, email: posts[0]?.person_email ?? null },
      appointments: posts.map(p => ({
        id: p.id,
        role: p.role,
        body: { id: p.body_id, acronym: p.body_acronym, name: p.body_name, kind: p.body_kind },
        clearance: levels[p.clearance],
        validFrom: p.valid_from,
        validTo: p.valid_to,
        permissions: permissionsOf(p.role),
      })),
    };
  }
}
