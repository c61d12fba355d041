import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { Config } from '../config.js';
import { DocumentController } from '../system/document.controller.js';
import { openApiDocument, problemPage } from './openapi.js';
import { ProblemFilter } from './problem.filter.js';
import { addShell, serverOptions } from './shell.js';

/**
 * Builds the HTTP side on Fastify around the rooms of `module`.
 * Documentation is open on the embedded default and behind sign-in elsewhere.
 */
export async function createApp(
  module: Parameters<typeof NestFactory.create>[0],
  config: Config,
  pages = false,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(serverOptions(config));
  const server = adapter.getInstance();
  addShell(server, config);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: false,
    abortOnError: false,
    bodyParser: false,
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
