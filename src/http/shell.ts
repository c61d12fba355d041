import type { Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import { pagesPolicy, shellHeaders } from './headers.js';
import { Problem, type ProblemCode } from './problems.js';
import { logBroken, logRequest, logRequests } from './request-log.js';
import { readJson } from './strict-json.js';

/** JSON bodies larger than this are refused unread (a sync batch has its own limit). */
export const bodyLimit = 10 * 1024 * 1024;
/** Request line and headers together. */
const headerBytes = 16 * 1024;
const headersAtMost = 100;
/** An address with its query; longer ones are no question but a body in the wrong place. */
const urlLength = 4096;
const parametersAtMost = 100;
/** Longer than the idle time of common proxies (60 s): of the two, the proxy has to hang up first. */
const keepAliveMs = 65_000;
/** A socket on which nothing moves either way; longer than the longest statement, and than a stream's heartbeat. */
const stillMs = 35_000;
const checkEveryMs = 1_000;

/** Limits that Fastify and Node keep by themselves, before any route is known. */
export function serverOptions(config: Config) {
  const requestMs = config.requestSeconds * 1000;
  return {
    bodyLimit,
    genReqId: () => uuidv7(),
    logger: false as const,
    // Nobody but a listed proxy may say where a request comes from.
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    routerOptions: {
      ignoreTrailingSlash: false,
      ignoreDuplicateSlashes: false,
      caseSensitive: true,
      useSemicolonDelimiter: false,
      maxParamLength: 200,
    },
    requestTimeout: requestMs,
    connectionTimeout: stillMs,
    keepAliveTimeout: keepAliveMs,
    forceCloseConnections: 'idle' as const,
    http: {
      maxHeaderSize: headerBytes,
      headersTimeout: Math.min(requestMs, 10_000),
      requestTimeout: requestMs,
      connectionsCheckingInterval: checkEveryMs,
    },
    clientErrorHandler: refuseBroken,
    frameworkErrors: (error: { code?: string }, request: FastifyRequest, reply: FastifyReply) => {
      // A part of an address that is too long to be any id names nothing.
      const nothing = error.code === 'FST_ERR_MAX_PARAM_LENGTH';
      const unreadable = () => new Problem('malformed_request', 'The address cannot be read.');
      refuse(request, reply, nothing ? new Problem('not_found') : unreadable());
      logRequest(request, reply.statusCode, 0);
    },
  };
}

/** The hard shell around every route: headers, other sites, addresses, bodies, one log line a request. */
export function addShell(server: FastifyInstance, config: Config): void {
  const http: Server = server.server;
  http.maxConnections = config.maxConnections;
  http.maxHeadersCount = headersAtMost;
  logRequests(server);
  server.addHook('onRequest', async (request, reply) => {
    dress(request, reply, config);
    const faulty = faultOfAddress(request);
    if (faulty) refuse(request, reply, faulty);
    else if (request.method === 'OPTIONS' && reply.hasHeader('access-control-allow-origin')) await preflight(reply);
  });
  // JSON only: a form or a text body is a 415, not a guess.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit }, (request, body, done) => {
    try {
      if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
        throw new Problem('unsupported_media_type', 'Send the body as it is, not compressed.');
      done(null, readJson(body as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
}

function dress(request: FastifyRequest, reply: FastifyReply, config: Config): void {
  void reply.headers(shellHeaders).header('x-request-id', request.id);
  if (request.url.startsWith('/api/docs')) void reply.header('content-security-policy', pagesPolicy);
  if (config.corsOrigins.length === 0) return;
  void reply.header('vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || !config.corsOrigins.includes(origin)) return;
  void reply.headers({
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'ETag, Location, Link, Retry-After, X-Request-Id',
    'cross-origin-resource-policy': 'cross-origin',
  });
}

/** A browser of a listed site asks beforehand; no cookies are ever taken, so no credentials are allowed. */
async function preflight(reply: FastifyReply): Promise<void> {
  await reply
    .status(204)
    .headers({
      'access-control-allow-methods': 'GET, POST, PATCH',
      'access-control-allow-headers':
        'Authorization, Content-Type, If-Match, Idempotency-Key, X-Appointment, X-Access-Purpose, Prefer',
      'access-control-max-age': '600',
    })
    .send();
}

function faultOfAddress(request: FastifyRequest): Problem | null {
  if (request.url.length > urlLength) return new Problem('address_too_long');
  const cut = request.url.indexOf('?');
  if (cut >= 0 && request.url.slice(cut).split('&').length > parametersAtMost)
    return new Problem('unknown_parameter', `At most ${parametersAtMost} parameters in one request.`);
  return null;
}

/** Before the framework knows a route, its filter does not run. */
function refuse(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  void reply
    .status(problem.status)
    .headers({ ...shellHeaders, 'x-request-id': request.id })
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem.document(request.id)));
}

const ofParser: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_too_slow',
};

/** What is no HTTP, or came too slowly: a raw socket, so the answer is written by hand, and the connection ends. */
function refuseBroken(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const problem = new Problem(ofParser[error.code ?? ''] ?? 'malformed_request');
  logBroken(problem.status);
  const id = uuidv7();
  const body = JSON.stringify(problem.document(id));
  const headers = {
    ...shellHeaders,
    'x-request-id': id,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (socket.writable)
    socket.write([`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...head, '', body].join('\r\n'));
  socket.destroySoon();
}
