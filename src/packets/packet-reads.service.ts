import { Injectable } from '@nestjs/common';
import type { Actor } from '../database/context.js';
import { Database, type Tx } from '../database/database.js';
import { isUuid } from '../http/fields.js';
import { Problem } from '../http/problems.js';
import { instantSql, jsonOf } from '../http/shape.js';
import { type FigureFilter, openFigure } from './figure-filter.js';
import { packetShape } from './packet.shape.js';
import { redactedColumns } from './redaction.js';

/** A packet as its reader has it: the body's own, or a copy that it received. */
export interface ReadPacket {
  doc: string;
  state: string;
  version: number;
  received: boolean;
  classification: number;
}

/** The figures as the packet's document holds them. */
export const figuresOf = (packet: ReadPacket): { id: string }[] =>
  (JSON.parse(packet.doc) as { figures: { id: string }[] }).figures;

/** The bytes of a packet. */
export interface PacketFile {
  ref: string;
  media_type: string;
  sha256: string;
  content: Buffer;
  received: boolean;
}

/** Where to list from what stands behind a figure. */
export interface FigureRecords {
  from: string;
  values: unknown[];
  received: boolean;
  classification: number;
}

const onePacket = `
  select ${jsonOf(packetShape)}::text as doc, p.state, p.version, false as received, p.classification
    from packets p where p.body_id = $1 and p.id = $2
  union all
  select (r.document || jsonb_build_object('id', r.id, 'version', r.version, 'recordedAt', ${instantSql('r.recorded_at')}))::text,
         r.document->>'state', r.version, true, r.classification
    from released_records r where r.body_id = $1 and r.id = $2 and r.series = 'PACKET'`;

const oneFile = `
  select p.ref, f.media_type, f.sha256, f.content, false as received
    from packet_files f join packets p on p.body_id = f.body_id and p.id = f.packet_id
   where f.body_id = $1 and f.packet_id = $2 and f.format = $3
  union all
  select r.document->>'ref', f.document->>'mediaType', f.document->>'sha256', f.content, true
    from released_records r
    join released_records f on f.body_id = r.body_id and f.packet_id = r.packet_id and f.release_id = r.release_id
   where r.body_id = $1 and r.id = $2 and r.series = 'PACKET' and f.series = 'PACKET_FILE' and f.part = $3`;

const ownFigure = `
  select f.filter, f.code, p.snapshot, to_char(p.taken_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as taken_at,
         f.classification
    from figures f join packets p on p.body_id = f.body_id and p.id = f.packet_id
   where f.body_id = $1 and f.packet_id = $2 and f.code = $3`;

const receivedFigure = `
  select r.release_id, r.packet_id, r.classification
    from released_records r
   where r.body_id = $1 and r.id = $2 and r.series = 'PACKET'
     and r.document->'figures' @> jsonb_build_array(jsonb_build_object('id', $3::text))`;

/** Reading packets, one's own and received ones. Which exist for the reader is the database's business. */
@Injectable()
export class PacketReadsService {
  constructor(private readonly db: Database) {}

  /** @throws Problem not_found */
  async packet(actor: Actor, id: string): Promise<ReadPacket> {
    const [packet] = isUuid(id) ? await this.db.read<ReadPacket>(actor, onePacket, [actor.bodyId, id]) : [];
    if (!packet) throw new Problem('not_found');
    return packet;
  }

  /** The same inside a transaction, for the answer to a change. @throws Problem not_found */
  async packetIn(tx: Tx, id: string): Promise<ReadPacket> {
    const packet = await tx.one<ReadPacket>(onePacket, [tx.actor.bodyId, id]);
    if (!packet) throw new Problem('not_found');
    return packet;
  }

  /** @throws Problem not_found */
  async file(actor: Actor, id: string, format: string): Promise<PacketFile> {
    const [file] = isUuid(id) ? await this.db.read<PacketFile>(actor, oneFile, [actor.bodyId, id, format]) : [];
    if (!file) throw new Problem('not_found');
    return file;
  }

  /**
   * The records behind a figure: for the owner the live rows as they were counted, for a recipient the copies frozen
   * at transmission.
   * @throws Problem not_found
   */
  async figureRecords(actor: Actor, id: string, code: string): Promise<FigureRecords> {
    if (!isUuid(id)) throw new Problem('not_found');
    const values = [actor.bodyId, id, code];
    const [own] = await this.db.read<{
      filter: FigureFilter;
      snapshot: string;
      taken_at: string;
      classification: number;
    }>(actor, ownFigure, values);
    if (own) {
      const { rows, values: bound } = openFigure(own.filter, { snapshot: own.snapshot, takenAt: own.taken_at });
      return {
        from: `from (${rows}) r`,
        values: bound,
        received: false,
        classification: own.classification,
      };
    }
    const [copy] = await this.db.read<{ release_id: string; packet_id: string; classification: number }>(
      actor,
      receivedFigure,
      values,
    );
    if (!copy) throw new Problem('not_found');
    const rows = `select x.id, x.recorded_at, x.document->'numerators' ? $4 as in_numerator, d.*
       from released_records x cross join lateral jsonb_to_record(x.document) as d(${redactedColumns})
      where x.body_id = $1 and x.packet_id = $2 and x.release_id = $3 and x.series = 'FIGURE_RECORD'
        and x.document->'figures' ? $4`;
    return {
      from: `from (${rows}) r`,
      values: [copy.packet_id, copy.release_id, code],
      received: true,
      classification: copy.classification,
    };
  }
}
