import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Database } from '../database/database.js';
import { migrationFiles } from '../database/migrate.js';
import type { Schema } from '../http/fields.js';
import { metrics } from '../http/metrics.js';
import { Operation } from '../http/operation.js';
import { Bell } from '../queue/bell.js';

const part: Schema = { type: 'string', enum: ['ok', 'down'] };
const readySchema: Schema = {
  type: 'object',
  required: ['database', 'queue', 'files', 'migrations'],
  additionalProperties: false,
  properties: { database: part, queue: part, files: part, migrations: part },
};

/** Whether the process lives, whether it can serve, and its figures. Never a case value. */
@Controller()
export class HealthController {
  constructor(
    private readonly db: Database,
    private readonly bell: Bell,
  ) {}

  @Get('health/live')
  @Operation({
    id: 'live',
    summary: 'The process runs',
    permission: 'public',
    answers: {
      200: {
        type: 'object',
        required: ['status'],
        additionalProperties: false,
        properties: { status: { type: 'string', enum: ['ok'] } },
      },
    },
  })
  live(): object {
    return { status: 'ok' };
  }

  @Get('health/ready')
  @Operation({
    id: 'ready',
    summary: 'Everything needed to serve answers',
    permission: 'public',
    answers: { 200: readySchema, 503: readySchema },
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    // Files are kept in the database, so they are as ready as it is.
    const wanted = await migrationFiles();
    const database = await this.db
      .ask<{ n: number }>('select count(*)::int as n from migrations where name = any ($1)', [wanted])
      .then(rows => ({ up: true, current: rows[0]?.n === wanted.length }))
      .catch(() => ({ up: false, current: false }));
    const queue = await this.bell.ready().catch(() => false);
    const say = (ok: boolean) => (ok ? 'ok' : 'down');
    // A lost queue slows work down but loses nothing, so it does not take the API out of service.
    void reply.status(database.up && database.current ? 200 : 503);
    return {
      database: say(database.up),
      queue: say(queue),
      files: say(database.up),
      migrations: say(database.current),
    };
  }

  @Get('metrics')
  @Operation({
    id: 'metrics',
    summary: 'Prometheus metrics of the process',
    permission: 'public',
    answers: { 200: null },
    mediaType: 'text/plain',
  })
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.type(metrics.contentType);
    return metrics.metrics();
  }
}
