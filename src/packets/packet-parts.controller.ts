import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { Problem } from '../http/problems.js';
import { figureRecordList } from './packet.dto.js';
import { figureRecordShape, figureShape } from './packet.shape.js';
import { PacketReadLog } from './packet-read-log.js';
import { figuresOf, PacketReadsService } from './packet-reads.service.js';

/** What a packet consists of: its figures, their records, its files. */
@Controller('briefing-packets/:id')
export class PacketPartsController {
  constructor(
    private readonly db: Database,
    private readonly packets: PacketReadsService,
    private readonly reads: PacketReadLog,
  ) {}

  @Get('figures')
  @Operation({
    id: 'listFigures',
    summary: 'Every figure of a packet, in the order of its annex',
    permission: 'packet.read',
    answers: { 200: listOf(figureShape) },
    params: { id: 'The packet.' },
  })
  async figures(@Caller() actor: Actor, @Param('id') id: string): Promise<string> {
    const packet = await this.packets.packet(actor, id);
    await this.reads.read(actor, 'listFigures', [id], packet);
    return JSON.stringify({ items: figuresOf(packet), nextCursor: null });
  }

  @Get('figures/:figureId')
  @Operation({
    id: 'getFigure',
    summary: 'One figure of a packet',
    permission: 'packet.read',
    answers: { 200: figureShape },
    params: { id: 'The packet.', figureId: 'The figure, such as `denial_rate`.' },
  })
  async figure(@Caller() actor: Actor, @Param('id') id: string, @Param('figureId') figureId: string): Promise<string> {
    const packet = await this.packets.packet(actor, id);
    const figure = figuresOf(packet).find(one => one.id === figureId);
    if (!figure) throw new Problem('not_found');
    await this.reads.read(actor, 'getFigure', [id], packet);
    return JSON.stringify(figure);
  }

  @Get('figures/:figureId/records')
  @Operation({
    id: 'listFigureRecords',
    summary: 'The records behind a figure, as they were counted; for recipients redacted copies',
    permission: 'packet.read',
    answers: { 200: listOf(figureRecordShape) },
    query: listParameters(figureRecordList),
    params: { id: 'The packet.', figureId: 'The figure.' },
  })
  async records(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('figureId') figureId: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { from, values, ...subject } = await this.packets.figureRecords(actor, id, figureId);
    const page = await listPage(this.db, actor, { ...figureRecordList, from }, query, values);
    await this.reads.read(actor, 'listFigureRecords', [id, ...page.ids], subject, page.filters);
    return sendPage(request, reply, page);
  }

  @Get('files/:format')
  @Operation({
    id: 'downloadPacket',
    summary: 'The packet as a file: pdf (PDF/A) or json (canonical)',
    permission: 'packet.read',
    answers: { 200: { type: 'string', format: 'binary' } },
    params: { id: 'The packet.', format: 'pdf or json.' },
    mediaType: '*/*',
  })
  async file(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Param('format') format: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const file = await this.packets.file(actor, id, format);
    await this.reads.download(actor, 'downloadPacket', [id]);
    void reply.headers({
      'content-type': file.media_type,
      'content-disposition': `attachment; filename="${file.ref}.${format}"`,
      etag: `"${file.sha256}"`,
    });
    return file.content;
  }
}
