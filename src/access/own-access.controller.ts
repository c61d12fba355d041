import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Operation } from '../http/operation.js';
import { readRequest } from '../http/validate.js';
import { SignedIn } from './access.guard.js';
import { type BegunFactor, SecondFactorsService } from './second-factors.service.js';
import { SessionsService } from './sessions.service.js';
import { ConfirmSecondFactor, MoveSecondFactor, MoveSession } from './sign-in.dto.js';
import { begunFactorSchema, recoveryCodesSchema, sessionsSchema } from './sign-in.shape.js';
import type { AccessClaims } from './tokens.js';

@Controller('auth')
export class OwnAccessController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly factors: SecondFactorsService,
  ) {}

  @Get('sessions')
  @Operation({
    id: 'listSessions',
    summary: "One's own sessions of the last week, newest first, with why they ended",
    permission: 'person',
    answers: { 200: sessionsSchema },
  })
  list(@SignedIn() who: AccessClaims): Promise<object> {
    return this.sessions.list(who);
  }

  @Post('sessions/:id/transitions')
  @HttpCode(204)
  @Operation({
    id: 'endSession',
    summary: "End one of one's own sessions",
    permission: 'person',
    request: MoveSession,
    answers: { 204: null },
    params: { id: 'The session.' },
  })
  async end(
    @SignedIn() who: AccessClaims,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    readRequest(MoveSession, body);
    await this.sessions.end(who, id, request.id);
  }

  @Post('sign-out-everywhere')
  @HttpCode(204)
  @Operation({
    id: 'signOutEverywhere',
    summary: "End all of one's own sessions, this one too, and forget the known devices",
    permission: 'person',
    answers: { 204: null },
  })
  async endEverywhere(@SignedIn() who: AccessClaims, @Req() request: FastifyRequest): Promise<void> {
    await this.sessions.endEverywhere(who, request.id);
  }

  @Post('second-factor')
  @Operation({
    id: 'beginSecondFactor',
    summary: 'Begin setting up a second factor (RFC 6238: SHA-1, six digits, 30 seconds)',
    permission: 'person',
    // A session that somebody else has got hold of must not lock its owner out.
    stepUp: 'or_fresh',
    answers: { 201: begunFactorSchema },
    problems: ['move_not_allowed'],
  })
  begin(@SignedIn() who: AccessClaims): Promise<BegunFactor> {
    return this.factors.begin(who);
  }

  @Post('second-factor/confirm')
  @HttpCode(200)
  @Operation({
    id: 'confirmSecondFactor',
    summary: 'Finish setting it up with the digits it shows; every other session ends',
    permission: 'person',
    request: ConfirmSecondFactor,
    answers: { 200: recoveryCodesSchema },
    problems: ['move_not_allowed', 'sign_in_failed', 'conflicting_change', 'too_many_requests'],
  })
  async confirm(
    @SignedIn() who: AccessClaims,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<{ recoveryCodes: string[] }> {
    const { otp } = readRequest(ConfirmSecondFactor, body);
    return { recoveryCodes: await this.factors.confirm(who, otp, request.id) };
  }

  @Post('second-factor/transitions')
  @HttpCode(204)
  @Operation({
    id: 'removeSecondFactor',
    summary: 'Remove the second factor and its recovery codes; every other session ends',
    permission: 'person',
    stepUp: true,
    request: MoveSecondFactor,
    answers: { 204: null },
    problems: ['move_not_allowed'],
  })
  async remove(@SignedIn() who: AccessClaims, @Body() body: unknown, @Req() request: FastifyRequest): Promise<void> {
    readRequest(MoveSecondFactor, body);
    await this.factors.remove(who, request.id);
  }
}
