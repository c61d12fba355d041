import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { type Fault, Problem } from '../http/problems.js';
import {
  checkpointShape,
  consistencyShape,
  eventFilters,
  eventShape,
  inclusionShape,
  numberParameter,
  pageParameters,
  readNumber,
} from './event.shape.js';
import { readEventQuery, readPage, refuseUnknown } from './event-query.js';
import { ReadLog } from './read-log.js';
import { Trail } from './trail.js';

const inclusionParameters = {
  event: numberParameter('The id of the entry; needed.'),
  size: numberParameter('The size of the tree to prove it in; by default that of the newest checkpoint.'),
};
const consistencyParameters = {
  from: numberParameter('The smaller size, as of a checkpoint that you hold; needed.'),
  to: numberParameter('The larger size; by default that of the newest checkpoint.'),
};
const bundleParameters = {
  from: numberParameter('The first position; by default 0.'),
  to: numberParameter('The position after the last; by default the size of the newest checkpoint.'),
};
const optional = (query: Record<string, unknown>, name: string): number | null =>
  query[name] === undefined ? null : readNumber(query, name);

/** The trail for its auditors. To read it is itself an entry, written before the answer. */
@Controller('audit')
export class AuditController {
  constructor(
    private readonly trail: Trail,
    private readonly reads: ReadLog,
  ) {}

  @Get('events')
  @Operation({
    id: 'listAuditEvents',
    summary: 'Entries of the trail, newest first: who did what to which record; never what a record says',
    permission: 'audit.read',
    answers: { 200: listOf(eventShape) },
    query: { ...eventFilters, ...pageParameters },
  })
  async events(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { conditions, filters, ids, before, limit } = readEventQuery(query);
    const page = await this.trail.events(actor, conditions, before, limit);
    await this.reads.write(actor, 'READ', 'listAuditEvents', ids, filters);
    return sendPage(request, reply, { ...page, ids, filters });
  }

  @Get('events/:id')
  @Operation({
    id: 'getAuditEvent',
    summary: 'One entry of the trail',
    permission: 'audit.read',
    answers: { 200: eventShape },
    params: { id: 'The number of the entry.' },
  })
  async event(@Caller() actor: Actor, @Param('id') id: string): Promise<string> {
    const event = await this.trail.event(actor, id);
    await this.reads.write(actor, 'READ', 'getAuditEvent', event.objectIds);
    return event.doc;
  }

  @Get('checkpoints')
  @Operation({
    id: 'listAuditCheckpoints',
    summary: 'Signed checkpoints of the trail, newest first, each with the key that signed it',
    permission: 'audit.read',
    answers: { 200: listOf(checkpointShape) },
    query: pageParameters,
  })
  async checkpoints(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    refuseUnknown(query, pageParameters);
    const faults: Fault[] = [];
    const { before, limit } = readPage(query, faults);
    if (faults.length > 0) throw new Problem('malformed_request', undefined, faults);
    const page = await this.trail.checkpoints(actor, before, limit);
    await this.reads.write(actor, 'READ', 'listAuditCheckpoints', []);
    return sendPage(request, reply, { ...page, ids: [], filters: [] });
  }

  @Get('checkpoints/latest')
  @Operation({
    id: 'getLatestAuditCheckpoint',
    summary: 'The newest checkpoint of the trail: keep it outside',
    permission: 'audit.read',
    answers: { 200: checkpointShape },
    problems: ['not_sealed_yet'],
  })
  async latest(@Caller() actor: Actor): Promise<string> {
    const { doc } = await this.trail.latest(actor);
    await this.reads.write(actor, 'READ', 'getLatestAuditCheckpoint', []);
    return doc;
  }

  @Get('proofs/inclusion')
  @Operation({
    id: 'proveAuditInclusion',
    summary: 'The proof that an entry is in the tree (RFC 6962, 2.1.1)',
    permission: 'audit.read',
    answers: { 200: inclusionShape },
    query: inclusionParameters,
    problems: ['not_found', 'not_sealed_yet', 'trail_incomplete'],
  })
  async inclusion(@Caller() actor: Actor, @Query() query: Record<string, unknown>): Promise<string> {
    refuseUnknown(query, inclusionParameters);
    const event = readNumber(query, 'event');
    const size = optional(query, 'size');
    const proof = await this.trail.inclusion(actor, String(event), size);
    await this.reads.write(actor, 'READ', 'proveAuditInclusion', [], Object.keys(query));
    return proof;
  }

  @Get('proofs/consistency')
  @Operation({
    id: 'proveAuditConsistency',
    summary: 'The proof that the tree of one size is the beginning of that of another (RFC 6962, 2.1.2)',
    permission: 'audit.read',
    answers: { 200: consistencyShape },
    query: consistencyParameters,
    problems: ['not_sealed_yet', 'trail_incomplete'],
  })
  async consistency(@Caller() actor: Actor, @Query() query: Record<string, unknown>): Promise<string> {
    refuseUnknown(query, consistencyParameters);
    const from = readNumber(query, 'from');
    const to = optional(query, 'to');
    const proof = await this.trail.consistency(actor, from, to);
    await this.reads.write(actor, 'READ', 'proveAuditConsistency', [], Object.keys(query));
    return proof;
  }

  @Get('bundle')
  @Operation({
    id: 'downloadAuditBundle',
    summary: 'The sealed trail as NDJSON with checkpoints and public key: verify.mjs checks it offline',
    permission: 'audit.read',
    answers: { 200: null },
    query: bundleParameters,
    mediaType: 'application/x-ndjson',
    problems: ['not_sealed_yet', 'trail_incomplete'],
  })
  async bundle(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    refuseUnknown(query, bundleParameters);
    const from = readNumber(query, 'from', 0);
    const lines = await this.trail.bundle(actor, from, optional(query, 'to'));
    await this.reads.write(actor, 'DOWNLOAD', 'downloadAuditBundle', [], Object.keys(query));
    void reply
      .type('application/x-ndjson; charset=utf-8')
      .header('content-disposition', 'attachment; filename="audit-bundle.ndjson"')
      .send(Readable.from(lines));
  }
}
