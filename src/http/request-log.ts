import type { FastifyInstance, FastifyRequest } from 'fastify';
import { log } from './log.js';
import { answerSeconds, requestsAnswered } from './metrics.js';

/** What the guard knows of a request and its log line may say. */
export interface Told extends FastifyRequest {
  operationId?: string;
  role?: string;
}

/** One line for one request, from a closed list of members; no value that a client wrote is among them. */
export function logRequest(request: Told, status: number, ms: number): void {
  const operation = request.operationId ?? null;
  requestsAnswered.inc({ operation: operation ?? 'none', status });
  answerSeconds.observe(ms / 1000);
  log.info(
    {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions?.url ?? null,
      operation,
      role: request.role ?? null,
      status,
      ms: Math.round(ms),
    },
    'request',
  );
}

/** The same for what never became a request: broken HTTP, headers too large, a client that was too slow. */
export function logBroken(status: number): void {
  requestsAnswered.inc({ operation: 'none', status });
  log.info({ requestId: null, method: null, route: null, operation: null, role: null, status, ms: null }, 'request');
}

/** Logs every request when it has been answered, or its client has gone. */
export function logRequests(server: FastifyInstance): void {
  server.addHook('onResponse', async (request, reply) => logRequest(request, reply.statusCode, reply.elapsedTime));
}
