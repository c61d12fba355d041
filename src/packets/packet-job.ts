import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../database/context.js';
import { Database, type Tx } from '../database/database.js';
import { levelOf } from '../http/shape.js';
import type { Attempt } from '../jobs/attempt.js';
import type { JobHandler } from '../jobs/worker.js';
import type { PacketContent } from './content.js';
import { Figure } from './figure.entity.js';
import type { FigureFilter } from './figure-filter.js';
import { gather } from './gather.js';
import { type RenderedPacket, renderPacket } from './render.js';

/**
 * Makes a packet: gather, render, store. Nothing is stored before the end, and the end is one transaction behind the
 * job's fence, so an attempt that dies or is overtaken leaves nothing, and the next begins anew.
 */
@Injectable()
export class PacketJob implements JobHandler {
  readonly kind = 'PACKET';

  constructor(private readonly db: Database) {}

  async run(attempt: Attempt, actor: Actor): Promise<void> {
    const packetId = attempt.subjectId;
    await attempt.stage('GATHER', 0.1);
    const content = await gather(this.db, actor, packetId);
    await attempt.stage('RENDER', 0.4);
    const rendered = await renderPacket(content);
    await attempt.stage('STORE', 0.9);
    await attempt.commit(actor, { packetId }, tx => store(tx, packetId, content, rendered));
  }

  async failed(tx: Tx, packetId: string): Promise<void> {
    await tx.sql(`update packets set state = 'FAILED', version = version + 1 where id = $1 and state = 'QUEUED'`, [
      packetId,
    ]);
  }
}

async function store(tx: Tx, packetId: string, content: PacketContent, rendered: RenderedPacket): Promise<void> {
  const drafted = await tx.one(
    `update packets set state = 'DRAFT', snapshot = $2, taken_at = $3, template = $4, content_sha256 = $5, caveats = $6,
                        version = version + 1
      where id = $1 and state = 'QUEUED' returning id`,
    [packetId, content.snapshot, content.takenAt, content.template, rendered.jsonSha256, content.caveats],
  );
  if (!drafted) throw new Error('the packet is not waiting for its content');
  const row = {
    bodyId: tx.actor.bodyId,
    classification: levelOf(content.classification),
    caveats: content.caveats,
    recordedBy: tx.actor.appointmentId,
    packetId,
  };
  await tx.insert(
    Figure,
    content.figures.map((figure, n) => ({
      ...row,
      ...figure,
      id: uuidv7(),
      code: figure.id,
      n,
      filter: figure.filter as unknown as FigureFilter,
    })),
  );
  const files = [
    { format: 'pdf', mediaType: 'application/pdf', sha256: rendered.pdfSha256, bytes: rendered.pdf },
    { format: 'json', mediaType: 'application/json', sha256: rendered.jsonSha256, bytes: rendered.json },
  ];
  for (const file of files)
    await tx.sql(
      `insert into packet_files (body_id, id, classification, caveats, recorded_by, packet_id, format, media_type, sha256, size, content)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        row.bodyId,
        uuidv7(),
        row.classification,
        row.caveats,
        row.recordedBy,
        packetId,
        file.format,
        file.mediaType,
        file.sha256,
        file.bytes.length,
        file.bytes,
      ],
    );
}
