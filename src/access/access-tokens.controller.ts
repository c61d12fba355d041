import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Operation } from '../http/operation.js';
import { readRequest } from '../http/validate.js';
import { SignedIn } from './access.guard.js';
import { AccessTokensService } from './access-tokens.service.js';
import { MakeToken, MoveToken } from './sign-in.dto.js';
import { accessTokenSchema, accessTokensSchema, newAccessTokenSchema } from './sign-in.shape.js';
import type { AccessClaims } from './tokens.js';

@Controller('tokens')
export class AccessTokensController {
  constructor(private readonly service: AccessTokensService) {}

  @Get()
  @Operation({
    id: 'listTokens',
    summary: "One's own access tokens for machines, newest first",
    permission: 'person',
    answers: { 200: accessTokensSchema },
  })
  list(@SignedIn() who: AccessClaims): Promise<object> {
    return this.service.list(who);
  }

  @Post()
  @Operation({
    id: 'makeToken',
    summary: 'Make an access token for a machine or a desktop tool, no wider than the appointment it acts under',
    permission: 'person',
    stepUp: true,
    request: MakeToken,
    answers: { 201: newAccessTokenSchema },
  })
  make(@SignedIn() who: AccessClaims, @Body() body: unknown, @Req() request: FastifyRequest): Promise<object> {
    return this.service.make(who, readRequest(MakeToken, body), request.id);
  }

  @Post(':id/transitions')
  @HttpCode(200)
  @Operation({
    id: 'revokeToken',
    summary: "Revoke one of one's own access tokens",
    permission: 'person',
    request: MoveToken,
    answers: { 200: accessTokenSchema },
    params: { id: 'The access token.' },
  })
  revoke(
    @SignedIn() who: AccessClaims,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    readRequest(MoveToken, body);
    return this.service.revoke(who, id, request.id);
  }
}
