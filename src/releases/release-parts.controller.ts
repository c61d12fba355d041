import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Caller } from '../access/access.guard.js';
import { ReadLog } from '../audit/read-log.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { listPage, listParameters, sendPage } from '../http/lists.js';
import { listOf, Operation } from '../http/operation.js';
import { Problem } from '../http/problems.js';
import { readRecord } from '../http/record.js';
import { pathId } from '../http/validate.js';
import { openingList, openingShape, previewSchema, releaseSummary } from './release.shape.js';
import { ReleaseReadsService } from './release-reads.service.js';

const recipientId = {
  schema: { type: 'string', format: 'uuid' },
  doc: 'The recipient; may be left out when there is only one.',
};

/** What a release would show, and who has opened what it showed. */
@Controller('releases/:id')
export class ReleasePartsController {
  constructor(
    private readonly db: Database,
    private readonly releases: ReleaseReadsService,
    private readonly reads: ReadLog,
  ) {}

  @Get('preview')
  @Operation({
    id: 'previewRelease',
    summary: 'Exactly what a recipient will get, with warnings',
    permission: 'release.read',
    params: { id: 'The release.' },
    query: { recipientId },
    answers: { 200: previewSchema },
  })
  async preview(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
  ): Promise<string> {
    const of = pathId(id);
    const strangers = Object.keys(query).filter(name => name !== 'recipientId' || Array.isArray(query[name]));
    if (strangers.length > 0)
      throw new Problem(
        'unknown_parameter',
        undefined,
        strangers.map(name => ({
          pointer: `?${name}`,
          code: 'unknown_parameter',
          detail: 'Only `recipientId`, once.',
        })),
      );
    const preview = await this.releases.preview(actor, of, query.recipientId as string | undefined);
    this.reads.note(actor, 'READ', 'previewRelease', [of], Object.keys(query));
    return preview;
  }

  @Get('openings')
  @Operation({
    id: 'listOpenings',
    summary: 'Who had opened which record of a release, and when first',
    permission: 'release.read',
    params: { id: 'The release.' },
    query: listParameters(openingList),
    answers: { 200: listOf(openingShape) },
  })
  async openings(
    @Caller() actor: Actor,
    @Param('id') id: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await readRecord(this.db, actor, releaseSummary, 'releases', pathId(id));
    const page = await listPage(this.db, actor, openingList, query, [id]);
    this.reads.note(actor, 'READ', 'listOpenings', [id, ...page.ids], page.filters);
    return sendPage(request, reply, page);
  }
}
