import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config.js';
import { DocumentController } from '../system/document.controller.js';
import { log } from './log.js';
import { openApiDocument, problemPage } from './openapi.js';
import { ProblemFilter } from './problem.filter.js';
import { Problem } from './problems.js';

/** JSON bodies larger than this are refused unread (a sync batch has its own limit). */
const bodyLimit = 10 * 1024 * 1024;

/**
 * Builds the HTTP side on Fastify around the rooms of `module`.
 * Documentation is open on the embedded default and behind sign-in elsewhere.
 */
export async function createApp(
  module: Parameters<typeof NestFactory.create>[0],
  config: Config,
  pages = false,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit,
    genReqId: () => uuidv7(),
    logger: false,
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true },
    requestTimeout: 60_000,
    connectionTimeout: 60_000,
    forceCloseConnections: 'idle',
  });
  const server = adapter.getInstance();
  // JSON only: a form or a text body is a 415, not a guess.
  server.removeAllContentTypeParsers();
  server.addHook('onSend', async (request, reply) => {
    void reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'cache-control': reply.getHeader('cache-control') ?? 'no-store',
      'referrer-policy': 'no-referrer',
    });
  });
  server.addHook('onResponse', async (request, reply) => {
    log.info(
      {
        requestId: request.id,
        method: request.method,
        route: request.routeOptions.url ?? 'unknown',
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: false,
    abortOnError: false,
    bodyParser: false,
  });
  server.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (request, body, done) => {
    if (body === '') return done(new Problem('invalid_json', 'The body is empty.') as never, undefined);
    server.getDefaultJsonParser('error', 'error')(request, body as string, (error, value) =>
      done(error ? (new Problem('invalid_json') as never) : null, value),
    );
  });
  app.setGlobalPrefix('api/v1', { exclude: ['health/live', 'health/ready', 'metrics', 'api/openapi.json'] });
  app.useGlobalFilters(new ProblemFilter());
  server.get('/problems/:code', (request, reply) => {
    const page = problemPage((request.params as { code: string }).code);
    void reply
      .status(page ? 200 : 404)
      .type('text/html; charset=utf-8')
      .send(page ?? 'No such problem.');
  });
  const document = openApiDocument(app);
  app.get(DocumentController).publish(document);
  // A browser cannot sign in to a page, so the human pages are for trying the product; the JSON is everywhere.
  if (config.embedded && pages)
    SwaggerModule.setup('api/docs', app, document, { raw: false, customSiteTitle: 'Cordon API' });
  return app;
}
