import { Injectable } from '@nestjs/common';
import type { Actor } from '../database/context.js';
import { Database, type Tx } from '../database/database.js';
import type { Clock } from '../jobs/worker.js';
import { PacketRequestsService } from '../packets/packet-requests.service.js';
import type { Ring } from '../queue/bell.js';
import { nextOccurrence } from './recurrence.js';

interface Due {
  id: string;
  committee_id: string;
  kind: string;
  regime_code: string | null;
  rrule: string;
  starts_on: string;
  packet_classification: number;
  packet_caveats: string[];
  period_from: string;
  period_to: string;
  next_at: Date;
}

/** Fires schedules: one period, one packet, one job, one transaction. */
@Injectable()
export class ScheduleClock implements Clock {
  constructor(
    private readonly db: Database,
    private readonly packets: PacketRequestsService,
  ) {}

  async due(): Promise<{ bodyId: string; name: string }[]> {
    const due = await this.db.call<{ body_id: string; id: string }>('select * from sec.schedules_due()');
    return due.map(schedule => ({ bodyId: schedule.body_id, name: schedule.id }));
  }

  /** Fires the oldest due period; null when nothing is due, or another worker has just fired it. */
  fire(system: Actor, scheduleId: string): Promise<Ring | null> {
    return this.db.as(system, async tx => {
      // Whoever holds the row fires; the next one finds it no longer due.
      const due = await tx.one<Due>(
        `select id, committee_id, kind, regime_code, rrule, starts_on::text, packet_classification, packet_caveats,
                period_from::text, (next_at at time zone 'UTC')::date::text as period_to, next_at
           from schedules where id = $1 and active and next_at <= now() for update`,
        [scheduleId],
      );
      if (!due) return null;
      const made = await this.packets.queue(tx, {
        scheduleId: due.id,
        committeeId: due.committee_id,
        kind: due.kind,
        regimeCode: due.regime_code,
        periodFrom: due.period_from,
        periodTo: due.period_to,
        classification: due.packet_classification,
        caveats: due.packet_caveats,
      });
      await this.advance(tx, due);
      return made?.ring ?? null;
    });
  }

  private async advance(tx: Tx, due: Due): Promise<void> {
    const next = nextOccurrence(due.rrule, due.starts_on, due.next_at);
    await tx.sql('update schedules set period_from = $2, next_at = $3, version = version + 1 where id = $1', [
      due.id,
      due.period_to,
      next,
    ]);
  }
}
