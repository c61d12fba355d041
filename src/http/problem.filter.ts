import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PoolExhausted } from '../database/patience.js';
import { log } from './log.js';
import { Problem, type ProblemCode } from './problems.js';
import { isAuditFailure, isConnectionLoss, translateDatabaseError } from './translate.js';

/** Statuses that the framework itself refuses with. */
const byStatus: Record<number, ProblemCode> = {
  400: 'malformed_request',
  401: 'not_signed_in',
  403: 'permission_missing',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  413: 'body_too_large',
  414: 'address_too_long',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
};

/** Whatever was thrown, as a problem; what is nobody's fault but ours is logged and told without its content. */
export function toProblem(thrown: unknown, requestId: string): Problem {
  if (isAuditFailure(thrown)) {
    // No act without its entry in the trail: the transaction is gone with it, and that is trouble of ours.
    log.error({ requestId, error: describe(thrown) }, 'the audit trail could not be written');
    return new Problem('unavailable', undefined, [], { 'retry-after': '2' });
  }
  const error = translateDatabaseError(thrown);
  if (error instanceof Problem) return error;
  if (error instanceof PoolExhausted) return new Problem('unavailable', undefined, [], { 'retry-after': '1' });
  if (isConnectionLoss(error)) return new Problem('unavailable', undefined, [], { 'retry-after': '2' });
  const raw = error as { statusCode?: number; code?: string };
  const status = error instanceof HttpException ? error.getStatus() : raw?.statusCode;
  if (
    raw?.code === 'FST_ERR_CTP_INVALID_JSON_BODY' ||
    raw?.code === 'FST_ERR_CTP_EMPTY_JSON_BODY' ||
    error instanceof SyntaxError
  ) {
    return new Problem('invalid_json');
  }
  if (status !== undefined && status < 500) return new Problem(byStatus[status] ?? 'malformed_request');
  log.error({ requestId, error: describe(error) }, 'request failed');
  return new Problem('internal_error');
}

/** Kind, SQLSTATE and stack frames of an error; its message could hold case text and stays out of the log. */
function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  const raw = error as Error & {
    code?: string;
    constraint?: string;
    table?: string;
    driverError?: { code?: string; constraint?: string };
  };
  return {
    kind: error.name,
    code: raw.code ?? raw.driverError?.code,
    constraint: raw.constraint ?? raw.driverError?.constraint,
    frames: error.stack
      ?.split('\n')
      .filter(line => /^\s+at /.test(line))
      .slice(0, 8)
      .map(line => line.trim()),
  };
}

/** Writes every refusal as `application/problem+json` (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    const problem = toProblem(thrown, request.id);
    void reply
      .status(problem.status)
      .headers(problem.headers)
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem.document(request.id)));
  }
}
