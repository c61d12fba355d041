import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { Problem } from '../http/problems.js';
import { jsonOf } from '../http/shape.js';
import type { MovedPacket } from './clearance.service.js';
import { type FigureFilter, judge, momentValues } from './figure-filter.js';
import { relationOf } from './figure-records.js';
import { neverToCommittee } from './packet.rules.js';
import { releasedPacketShape } from './packet.shape.js';
import { redactedSql } from './redaction.js';

/** The columns of every row handed over; $1 to $7 in this order. */
const columns = 'owner_body_id, body_id, release_id, packet_id, classification, caveats, recorded_by';
const handover = '$1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::smallint, $6::text[], $7::uuid';

/** Sending a cleared packet out: the release, and the frozen copies that are all a recipient ever reads. */
@Injectable()
export class TransmissionService {
  /**
   * Writes the release of a packet whose state says TRANSMITTED already, in the same transaction.
   * @throws Problem move_not_allowed when a handling mark forbids it.
   */
  async transmit(tx: Tx, packet: MovedPacket): Promise<void> {
    if (packet.caveats.some(caveat => caveat === neverToCommittee))
      throw new Problem('move_not_allowed', `A packet marked ${neverToCommittee} does not go to a committee.`);
    const releaseId = await this.writeRelease(tx, packet);
    const row = [
      tx.actor.bodyId,
      packet.committee_id,
      releaseId,
      packet.id,
      packet.classification,
      packet.caveats,
      tx.actor.appointmentId,
    ];
    await this.copyPacket(tx, row, packet.id);
    await this.copyFiles(tx, row);
    await this.copyFigureRecords(tx, row, packet);
  }

  private async writeRelease(tx: Tx, packet: MovedPacket): Promise<string> {
    const cleared = await tx.sql<{ step: string; person_id: string }>(
      `select step, person_id from packet_steps
        where packet_id = $1 and round = $2 and step in ('CELL_CHIEF', 'HEAD_OF_MISSION')`,
      [packet.id, packet.round],
    );
    const by = (step: string) => cleared.find(row => row.step === step)?.person_id;
    const id = uuidv7();
    const row = [tx.actor.bodyId, packet.classification, packet.caveats, tx.actor.appointmentId];
    await tx.sql(
      `insert into releases (body_id, classification, caveats, recorded_by, id, kind, purpose, packet_id, proposed_by, approved_by)
       values ($1, $2, $3, $4, $5, 'PACKET', $6, $7, $8, $9)`,
      [...row, id, `Briefing packet ${packet.ref}`, packet.id, by('CELL_CHIEF'), by('HEAD_OF_MISSION')],
    );
    await tx.sql(
      `insert into release_recipients (body_id, classification, caveats, recorded_by, id, release_id, recipient_body_id)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [...row, uuidv7(), id, packet.committee_id],
    );
    return id;
  }

  /** Under the packet's own id, unless the recipient has that id already; whether it has is not told to the sender. */
  private async copyPacket(tx: Tx, row: unknown[], packetId: string): Promise<void> {
    const copy = (id: string) =>
      tx.sql(
        `insert into released_records (${columns}, id, series, document)
         select ${handover}, $8::uuid, 'PACKET', to_jsonb(${jsonOf(releasedPacketShape)}) from packets p where p.id = $4`,
        [...row, id],
      );
    await tx.sql('savepoint own_id');
    try {
      await copy(packetId);
    } catch (error) {
      if ((error as { constraint?: string }).constraint !== 'released_records_pk') throw error;
      await tx.sql('rollback to savepoint own_id');
      await copy(uuidv7());
    }
  }

  private async copyFiles(tx: Tx, row: unknown[]): Promise<void> {
    await tx.sql(
      `insert into released_records (${columns}, id, series, part, document, content)
       select ${handover}, uuidv7(), 'PACKET_FILE', f.format,
              jsonb_build_object('mediaType', f.media_type, 'sha256', f.sha256, 'size', f.size), f.content
         from packet_files f where f.packet_id = $4`,
      row,
    );
  }

  /** One copy of each record, however many figures it stands behind. */
  private async copyFigureRecords(tx: Tx, row: unknown[], packet: MovedPacket): Promise<void> {
    const figures = await tx.sql<{ code: string; filter: FigureFilter }>(
      'select code, filter from figures where packet_id = $1 order by n',
      [packet.id],
    );
    const moment = { snapshot: packet.snapshot, takenAt: packet.taken_at };
    for (const source of new Set(figures.flatMap(figure => figure.filter.sources))) {
      const behind = figures.filter(figure => figure.filter.sources.includes(source));
      const [first] = behind;
      if (!first) continue;
      const values = [tx.actor.bodyId, ...momentValues(moment, first.filter.level, first.filter.regime)];
      const bind = (value: unknown) => `$${values.push(value)}`;
      const handed = handover.replace(/\$(\d)/g, (_, n: string) => bind(row[Number(n) - 1]));
      const judged = behind.map(({ code, filter }) => ({ code: `${bind(code)}::text`, ...judge(filter, bind) }));
      const codes = (condition: (figure: (typeof judged)[number]) => string) =>
        `array_remove(array[${judged.map(figure => `case when ${condition(figure)} then ${figure.code} end`).join(', ')}], null)`;
      await tx.sql(
        `insert into released_records (${columns}, id, series, part, n, document)
         select ${handed}, uuidv7(), 'FIGURE_RECORD', r.kind, (row_number() over (order by r.recorded_at, r.id))::int, ${redactedSql}
           from (select r.*, ${codes(figure => figure.belongs)} as figures,
                        ${codes(figure => `${figure.belongs} and ${figure.inNumerator}`)} as numerators
                   from (${relationOf(source)}) r) r
          where cardinality(r.figures) > 0 order by r.recorded_at, r.id`,
        values,
      );
    }
  }
}
