import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database, type Tx } from '../database/database.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { type Answer, IdempotencyKey, once, sendAnswer } from '../http/once.js';
import { listOf, Operation } from '../http/operation.js';
import { readRecord, sendRecord } from '../http/record.js';
import { schemaOf } from '../http/shape.js';
import { pathId, readRequests } from '../http/validate.js';
import { inspectionSummary } from '../inspections/inspection.shape.js';
import { RecordObservation } from './observation.dto.js';
import { observationList, observationsOfInspection } from './observation.list.js';
import { observation } from './observation.shape.js';
import { ObservationsService } from './observations.service.js';

/** Most lines of one request. */
const most = 2_000;

@Controller()
export class ObservationsController {
  constructor(
    private readonly db: Database,
    private readonly observations: ObservationsService,
    private readonly reads: ReadLog,
  ) {}

  @Get('observations')
  @Operation({
    id: 'listObservations',
    summary: 'Lines of what was seen, newest recorded first',
    permission: 'observation.read',
    query: listParameters(observationList),
    answers: { 200: listOf(observation) },
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, observationList, query);
    this.reads.note(actor, 'READ', 'listObservations', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Get('observations/:id')
  @Operation({
    id: 'getObservation',
    summary: 'One line of what was seen',
    permission: 'observation.read',
    params: { id: 'Id of the observation.' },
    answers: { 200: observation },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const record = await readRecord(this.db, actor, observation, 'observations', id);
    this.reads.note(actor, 'READ', 'getObservation', [id], []);
    return sendRecord(reply, record);
  }

  @Get('inspections/:id/observations')
  @Operation({
    id: 'listObservationsOfInspection',
    summary: 'Lines of one inspection',
    permission: 'observation.read',
    params: { id: 'Id of the inspection.' },
    query: listParameters(observationsOfInspection),
    answers: { 200: listOf(observation) },
  })
  async ofInspection(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, inspectionSummary, 'inspections', pathId(id));
    const page = await listPage(this.db, actor, observationsOfInspection, query, [id]);
    this.reads.note(actor, 'READ', 'listObservationsOfInspection', page.ids, page.filters);
    return sendPage(request, reply, page);
  }

  @Post('inspections/:id/observations')
  @IdempotencyKey()
  @Operation({
    id: 'recordObservations',
    summary: 'Add lines of what was seen: one, or an array of up to 2,000; all are stored or none',
    permission: 'observation.record',
    params: { id: 'Id of the inspection.' },
    request: RecordObservation,
    orMany: most,
    answers: {
      201: {
        oneOf: [
          { $ref: '#/components/schemas/Observation' },
          {
            type: 'object',
            required: ['items'],
            additionalProperties: false,
            properties: { items: { type: 'array', items: schemaOf(observation) } },
          },
        ],
      },
      200: {
        oneOf: [
          { $ref: '#/components/schemas/Observation' },
          {
            type: 'object',
            required: ['items'],
            additionalProperties: false,
            properties: { items: { type: 'array', items: schemaOf(observation) } },
          },
        ],
      },
    },
    problems: ['id_already_used', 'move_not_allowed', 'body_is_closed', 'conflicting_change'],
  })
  async record(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const lines = readRequests(RecordObservation, body, most);
    const of = { table: 'inspections', id: pathId(id) } as const;
    const add = async (tx: Tx): Promise<Answer> => {
      const { docs, created } = await this.observations.add(tx, of.id, lines);
      const doc = Array.isArray(body) ? `{"items":[${docs.join(',')}]}` : (docs[0] ?? '{}');
      return { doc, status: created ? 201 : 200 };
    };
    const answer = await this.db.as(actor, tx => once(tx, request, 'recordObservations', of, body, () => add(tx)));
    return sendAnswer(reply, answer);
  }
}
