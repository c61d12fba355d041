import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Operation } from '../http/operation.js';
import { readRequest } from '../http/validate.js';
import { SignedIn } from './access.guard.js';
import { SessionsService } from './sessions.service.js';
import { AcceptInvitation, ChangePassphrase, RefreshSession, SignIn, StepUp } from './sign-in.dto.js';
import { type NewSession, type SessionTokens, SignInService } from './sign-in.service.js';
import { meSchema, newSessionSchema, tokensSchema } from './sign-in.shape.js';
import type { AccessClaims } from './tokens.js';

@Controller('auth')
export class SignInController {
  constructor(
    private readonly signIns: SignInService,
    private readonly sessions: SessionsService,
  ) {}

  @Post('sign-in')
  @HttpCode(200)
  @Operation({
    id: 'signIn',
    summary: 'Sign in with address, passphrase and, where one is set up, second factor',
    permission: 'public',
    request: SignIn,
    answers: { 200: newSessionSchema },
    problems: ['sign_in_failed', 'second_factor_required', 'too_many_requests'],
  })
  signIn(@Body() body: unknown, @Req() request: FastifyRequest): Promise<NewSession> {
    return this.signIns.signIn(readRequest(SignIn, body), request.id);
  }

  @Post('refresh')
  @HttpCode(200)
  @Operation({
    id: 'refreshSession',
    summary: 'Exchange a refresh token for new tokens; one used twice ends its session',
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
    problems: ['not_found', 'sign_in_failed', 'second_factor_required', 'too_many_requests'],
  })
  async accept(@Body() body: unknown): Promise<void> {
    await this.signIns.acceptInvitation(readRequest(AcceptInvitation, body));
  }

  @Post('passphrase')
  @HttpCode(204)
  @Operation({
    id: 'changePassphrase',
    summary: "Change one's own passphrase; every other session ends",
    permission: 'person',
    request: ChangePassphrase,
    answers: { 204: null },
    problems: ['sign_in_failed', 'second_factor_required', 'too_many_requests'],
  })
  async change(@SignedIn() who: AccessClaims, @Body() body: unknown, @Req() request: FastifyRequest): Promise<void> {
    await this.signIns.changePassphrase(who, readRequest(ChangePassphrase, body), request.id);
  }

  @Post('step-up')
  @HttpCode(204)
  @Operation({
    id: 'stepUp',
    summary: 'Show again who you are; for ten minutes the session may do what needs it',
    permission: 'person',
    request: StepUp,
    answers: { 204: null },
    problems: ['sign_in_failed', 'second_factor_required', 'too_many_requests'],
  })
  async stepUp(@SignedIn() who: AccessClaims, @Body() body: unknown, @Req() request: FastifyRequest): Promise<void> {
    await this.signIns.stepUp(who, readRequest(StepUp, body), request.id);
  }

  @Get('me')
  @Operation({
    id: 'whoAmI',
    summary: 'The person signed in, with the appointments in force and what each allows',
    permission: 'person',
    answers: { 200: meSchema },
  })
  me(@SignedIn() who: AccessClaims): Promise<object> {
    return this.sessions.me(who);
  }
}
