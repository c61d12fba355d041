import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { Caller } from '../access/access.guard.js';
import { may } from '../access/permissions.js';
import type { Actor } from '../database/context.js';
import { Database, type Tx } from '../database/database.js';
import { expectedVersion, tag } from '../http/etag.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { type Answer, IdempotencyKey, once, sendAnswer } from '../http/once.js';
import { listOf, Operation } from '../http/operation.js';
import { Problem } from '../http/problems.js';
import { pathId, readRequest } from '../http/validate.js';
import { JobsService } from '../jobs/jobs.service.js';
import { ClearanceService } from './clearance.service.js';
import { MovePacket, packetList, RequestPacket, requestedPacketSchema } from './packet.dto.js';
import { permissionFor } from './packet.moves.js';
import { presentPacket } from './packet.present.js';
import { packetShape, packetSummary } from './packet.shape.js';
import { PacketReadLog } from './packet-read-log.js';
import { PacketReadsService, type ReadPacket } from './packet-reads.service.js';
import { PacketRequestsService } from './packet-requests.service.js';
import { preferredWait, within } from './packet-wait.js';

@Controller('briefing-packets')
export class PacketsController {
  constructor(
    private readonly db: Database,
    private readonly requests: PacketRequestsService,
    private readonly packets: PacketReadsService,
    private readonly clearance: ClearanceService,
    private readonly jobs: JobsService,
    private readonly reads: PacketReadLog,
  ) {}

  @Get()
  @Operation({
    id: 'listPackets',
    summary: 'Briefing packets of your body and those it received, newest first',
    permission: 'packet.read',
    answers: { 200: listOf(packetSummary) },
    query: listParameters(packetList),
  })
  async list(
    @Caller() actor: Actor,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = await listPage(this.db, actor, packetList, query);
    await this.reads.page(actor, 'listPackets', page);
    return sendPage(request, reply, page);
  }

  @Get(':id')
  @Operation({
    id: 'getPacket',
    summary: 'One briefing packet',
    permission: 'packet.read',
    answers: { 200: packetShape },
    params: { id: 'The packet.' },
  })
  async get(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const packet = await this.packets.packet(actor, id);
    await this.reads.read(actor, 'getPacket', [id], packet);
    return send(actor, reply, packet);
  }

  @Post()
  @Operation({
    id: 'requestPacket',
    summary: 'Have a briefing packet made; `Prefer: wait=20` may answer with the packet itself',
    permission: 'packet.request',
    request: RequestPacket,
    answers: { 202: requestedPacketSchema, 201: packetShape, 200: packetShape },
    problems: ['id_already_used', 'body_is_closed'],
  })
  async request(
    @Caller() actor: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const wanted = readRequest(RequestPacket, body);
    const id = wanted.id ?? uuidv7();
    const queued = await this.db.as(actor, tx => this.requests.request(tx, id, wanted));
    if (!queued) {
      const stored = await this.packets.packet(actor, id);
      await this.reads.read(actor, 'requestPacket', [id], stored);
      return send(actor, reply.status(200), stored);
    }
    this.jobs.ring(queued.ring);
    const settled = await within(preferredWait(request), async () => {
      const packet = await this.packets.packet(actor, id);
      return packet.state === 'QUEUED' ? null : packet;
    });
    if (settled?.state === 'DRAFT') {
      await this.reads.read(actor, 'requestPacket', [id], settled);
      void reply.status(201).header('location', `/api/v1/briefing-packets/${id}`);
      return send(actor, reply, settled);
    }
    const { jobId } = queued.ring;
    void reply.status(202).header('location', `/api/v1/jobs/${jobId}`);
    return JSON.stringify({ id, ref: queued.ref, jobId, state: settled?.state ?? 'QUEUED' });
  }

  @Post(':id/transitions')
  @IdempotencyKey()
  @HttpCode(200)
  @Operation({
    id: 'movePacket',
    summary: 'Clear, return or transmit a packet',
    permission: 'packet.move',
    request: MovePacket,
    answers: { 200: packetShape },
    params: { id: 'The packet.' },
    ifMatch: true,
    problems: [
      'move_not_allowed',
      'same_person_cleared_already',
      'conflicting_change',
      'body_is_closed',
      'id_already_used',
    ],
  })
  async move(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const wanted = readRequest(MovePacket, body);
    const expected = expectedVersion(request);
    const permission = permissionFor(wanted.to);
    if (permission && !may(actor, permission)) {
      this.reads.refused(actor, 'movePacket', []);
      throw new Problem('permission_missing', `Your role ${actor.role} does not have the permission ${permission}.`);
    }
    const of = { table: 'packets', id: pathId(id) } as const;
    const move = async (tx: Tx): Promise<Answer> => {
      await this.clearance.move(tx, of.id, expected, wanted);
      const packet = await this.packets.packetIn(tx, of.id);
      return { doc: presentPacket(actor, packet), version: packet.version, status: 200 };
    };
    return sendAnswer(reply, await this.db.as(actor, tx => once(tx, request, 'movePacket', of, body, () => move(tx))));
  }
}

function send(actor: Actor, reply: FastifyReply, packet: ReadPacket): string {
  tag(reply, packet.version);
  return presentPacket(actor, packet);
}
