import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { expectedVersion } from '../http/etag.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord } from '../http/record.js';
import { pathId, readRequest } from '../http/validate.js';
import { alertList, alertShape, SeeAlert } from './alert.dto.js';
import { AlertsService } from './alerts.service.js';

@Controller('alerts')
export class AlertsController {
  constructor(
    private readonly db: Database,
    private readonly alerts: AlertsService,
    private readonly reads: ReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listAlerts',
    summary: 'Alerts for your role, newest first',
    permission: 'alert.read',
    query: listParameters(alertList),
    answers: { 200: listOf(alertShape) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, alertList, query);
    this.reads.note(actor, 'READ', 'listAlerts', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Get(':id')
  @Operation({
    id: 'getAlert',
    summary: 'One alert',
    permission: 'alert.read',
    params: { id: 'Id of the alert.' },
    answers: { 200: alertShape },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, alertShape, 'alerts', id);
    this.reads.note(actor, 'READ', 'getAlert', [id], []);
    return sendRecord(reply, record);
  }

  @Post(':id/transitions')
  @Operation({
    id: 'seeAlert',
    summary: 'Say that an alert has been seen',
    permission: 'alert.read',
    params: { id: 'Id of the alert.' },
    request: SeeAlert,
    ifMatch: true,
    answers: { 200: alertShape },
    problems: ['move_not_allowed'],
  })
  async see(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const version = expectedVersion(request);
    readRequest(SeeAlert, body);
    // As a reply to a POST the answer would be 201 without this.
    void reply.status(200);
    return sendRecord(reply, await this.db.as(actor, tx => this.alerts.see(tx, pathId(id), version)));
  }
}
