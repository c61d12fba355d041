import { createParamDecorator, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { ReadLog } from '../audit/read-log.js';
import { Config } from '../config.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { Budgets } from '../http/budgets.js';
import { budgetRefusals } from '../http/metrics.js';
import { type OperationSpec, operationKey } from '../http/operation.js';
import { Problem } from '../http/problems.js';
import type { Told } from '../http/request-log.js';
import { may } from './permissions.js';
import { type AccessClaims, machineTokenIn, tokenHash } from './tokens.js';

/** An appointment in force, as `auth.posts` returns it. */
export interface Post {
  id: string;
  body_id: string;
  body_acronym: string;
  body_name: string;
  body_kind: string;
  role: string;
  clearance: number;
  valid_from: Date;
  valid_to: Date | null;
  person_name: string;
  person_email: string;
}

/** What `auth.token_post` returns of a machine's token. */
interface MachinePost {
  token_id: string;
  scope: string[];
  person_id: string;
  appointment_id: string;
  body_id: string;
  body_acronym: string;
  body_kind: string;
  role: string;
}

/** A request that has passed the guard. */
export interface AuthorisedRequest extends Told {
  user?: AccessClaims;
  actor?: Actor;
}

/** Within a second, a route that reads no table must notice that a post or a session has ended, too. */
const keptMs = 800;

/**
 * The first door: who is calling, under which appointment, and whether the permission table gives that role the
 * route. A route that does not say is closed. Dates of appointments and sessions are judged by the database at every
 * transaction; what is kept here for seconds is only what never changes of an appointment (person, body, role).
 */
@Injectable()
export class AccessGuard extends AuthGuard('bearer') {
  private readonly verified = new Map<string, AccessClaims>();
  private readonly posts = new Map<string, { until: number; posts: Post[] }>();
  private readonly budgets: Record<'reads' | 'writes' | 'strangers', Budgets>;

  constructor(
    private readonly reflector: Reflector,
    private readonly db: Database,
    private readonly reads: ReadLog,
    private readonly config: Config,
  ) {
    super();
    this.budgets = {
      reads: new Budgets({ perSecond: config.readsPerSecond, burst: config.readBurst }),
      writes: new Budgets({ perSecond: config.writesPerSecond, burst: config.writeBurst }),
      strangers: new Budgets({ perSecond: config.strangersPerSecond, burst: config.strangerBurst }),
    };
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const operation = this.reflector.get<OperationSpec | undefined>(operationKey, context.getHandler());
    if (!operation) throw new Problem('permission_missing', 'This route states no permission, so it is closed.');
    const request = context.switchToHttp().getRequest<AuthorisedRequest>();
    request.operationId = operation.id;
    // Probes have nothing to send, and whoever watches over Cordon must not be turned away.
    if (operation.permission === 'public' && operation.request) this.spend('strangers', request.ip);
    if (operation.permission === 'public' || (operation.permission === 'documentation' && this.config.embedded))
      return true;
    const machine = machineTokenIn(request.headers.authorization);
    if (machine !== null) request.actor = await this.machine(machine, request);
    else request.user = await this.claims(context, request);
    const caller = request.actor?.personId ?? request.user?.sub ?? request.ip;
    this.spend(request.method === 'GET' || request.method === 'HEAD' ? 'reads' : 'writes', caller);
    if (operation.permission === 'person' || operation.permission === 'documentation')
      return this.admitPerson(request, operation);
    const actor = request.actor ?? (await this.actorOf(request.user as AccessClaims, request));
    request.actor = actor;
    request.role = actor.role;
    if (!may(actor, operation.permission)) {
      this.reads.note(actor, 'REFUSED', operation.id, [], []);
      throw new Problem(
        'permission_missing',
        actor.scope
          ? `This access token is not for ${operation.permission}.`
          : `Your role ${actor.role} does not have the permission ${operation.permission}.`,
      );
    }
    await this.askStepUp(operation, request);
    return true;
  }

  /** What is a person's own needs a session of that person; a machine's token is never enough. */
  private async admitPerson(request: AuthorisedRequest, operation: OperationSpec): Promise<true> {
    if (!request.user) {
      if (operation.permission === 'documentation') return true;
      throw new Problem('permission_missing', 'An access token is for records, never for its own person’s access.');
    }
    const { sub, sid } = request.user;
    const [session] = await this.db.call<{ lives: boolean }>('select auth.session_lives($1, $2) as lives', [sid, sub]);
    if (!session?.lives) throw new Problem('session_ended');
    await this.askStepUp(operation, request);
    return true;
  }

  /** @throws Problem step_up_required where the session has to have shown lately who it is, and has not. */
  private async askStepUp({ stepUp, stepUpFor }: OperationSpec, { user, body }: AuthorisedRequest): Promise<void> {
    // The body has not been read into a request class yet: `to` may be anything.
    const to = (body as { to?: unknown } | null)?.to;
    if (!stepUp || (stepUpFor && !(typeof to === 'string' && stepUpFor.includes(to)))) return;
    const [self] = user
      ? await this.db.call<{ stepped_up: boolean; fresh: boolean; factor_confirmed: boolean | null }>(
          'select stepped_up, fresh, factor_confirmed from auth.self($1, $2)',
          [user.sub, user.sid],
        )
      : [];
    const excused = stepUp === 'with_factor' && !this.config.requireSecondFactor && !self?.factor_confirmed;
    const fresh = stepUp === 'or_fresh' && self?.fresh;
    if (!self || !(self.stepped_up || fresh || excused)) throw new Problem('step_up_required');
  }

  /** The actor of an access token; the database judges it again at every transaction. */
  private async machine(token: string, request: AuthorisedRequest): Promise<Actor> {
    const [post] = await this.db.call<MachinePost>('select * from auth.token_post($1)', [tokenHash(token)]);
    if (!post) throw new Problem('not_signed_in');
    const wanted = request.headers['x-appointment'];
    if (wanted !== undefined && wanted !== post.appointment_id) throw new Problem('appointment_not_in_force');
    return {
      personId: post.person_id,
      appointmentId: post.appointment_id,
      bodyId: post.body_id,
      bodyAcronym: post.body_acronym,
      bodyKind: post.body_kind,
      role: post.role,
      scope: post.scope,
      sessionId: post.token_id,
      requestId: request.id,
      purpose: purposeOf(request),
    };
  }

  /** Verifying a signature costs as much as a query, so a token seen and verified is remembered until it expires. */
  private async claims(context: ExecutionContext, request: AuthorisedRequest): Promise<AccessClaims> {
    const header = request.headers.authorization;
    const known = header ? this.verified.get(header) : undefined;
    if (known && known.exp * 1000 > Date.now()) return known;
    if (header) this.spend('strangers', request.ip);
    await super.canActivate(context);
    const claims = request.user as AccessClaims;
    if (this.verified.size >= 10_000) this.verified.clear();
    if (header) this.verified.set(header, claims);
    return claims;
  }

  private spend(budget: keyof typeof this.budgets, caller: string): void {
    try {
      this.budgets[budget].spend(caller);
    } catch (refused) {
      budgetRefusals.inc({ budget });
      throw refused;
    }
  }

  override handleRequest<T>(error: unknown, user: T | false): T {
    if (error || !user) throw new Problem('not_signed_in');
    return user;
  }

  private async actorOf(claims: AccessClaims, request: AuthorisedRequest): Promise<Actor> {
    const wanted = request.headers['x-appointment'];
    let posts = await this.postsOf(claims, false);
    if (typeof wanted === 'string' && !posts.some(p => p.id === wanted)) posts = await this.postsOf(claims, true);
    const post =
      typeof wanted === 'string' ? posts.find(p => p.id === wanted) : posts.length === 1 ? posts[0] : undefined;
    if (!post) {
      if (wanted !== undefined || posts.length === 0) throw new Problem('appointment_not_in_force');
      throw new Problem(
        'appointment_required',
        undefined,
        [],
        {},
        { appointments: posts.map(p => ({ id: p.id, role: p.role, body: p.body_acronym })) },
      );
    }
    return {
      personId: claims.sub,
      appointmentId: post.id,
      bodyId: post.body_id,
      bodyAcronym: post.body_acronym,
      bodyKind: post.body_kind,
      role: post.role,
      sessionId: claims.sid,
      requestId: request.id,
      purpose: purposeOf(request),
    };
  }

  /** Per session, because a session that has ended has no posts, whatever its person has. */
  private async postsOf({ sub, sid }: AccessClaims, fresh: boolean): Promise<Post[]> {
    const kept = this.posts.get(sid);
    // Somebody without any is asked about anew: a first appointment counts from the moment it is confirmed.
    if (kept && !fresh && kept.posts.length > 0 && kept.until > Date.now()) return kept.posts;
    const until = Date.now() + keptMs;
    const [posts, [session]] = await Promise.all([
      this.db.call<Post>('select * from auth.posts($1)', [sub]),
      this.db.call<{ lives: boolean }>('select auth.session_lives($1, $2) as lives', [sid, sub]),
    ]);
    if (!session?.lives) throw new Problem('session_ended');
    if (this.posts.size >= 10_000) this.posts.clear();
    this.posts.set(sid, { until, posts });
    return posts;
  }
}

function purposeOf(request: FastifyRequest): string | null {
  const purpose = request.headers['x-access-purpose'];
  return typeof purpose === 'string' ? purpose.slice(0, 200) : null;
}

/** The actor of the request, put there by the guard. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<AuthorisedRequest>();
  if (!actor) throw new Problem('not_signed_in');
  return actor;
});

/** The person signed in, for the few routes that need no appointment. */
export const SignedIn = createParamDecorator((_: unknown, context: ExecutionContext): AccessClaims => {
  const { user } = context.switchToHttp().getRequest<AuthorisedRequest>();
  if (!user) throw new Problem('not_signed_in');
  return user;
});
