import { Injectable } from '@nestjs/common';
import { ReadLog } from '../audit/read-log.js';
import { Config } from '../config.js';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { log } from '../http/log.js';
import { bulkReadAlarms } from '../http/metrics.js';
import { systemActor } from '../jobs/actors.js';
import { AlertsService } from './alerts.service.js';

const hourMs = 3_600_000;

/** Who is told, in whatever kind of body; a body without any of these roles has the log line and the metric. */
const chiefs = [
  'CELL_CHIEF',
  'JMAC_CHIEF',
  'CHIEF_OF_STAFF',
  'HEAD_OF_MISSION',
  'PANEL_COORDINATOR',
  'COMMITTEE_SECRETARY',
];

interface Hour {
  began: number;
  records: number;
}

/**
 * Watches how many records each person opens within an hour, and tells the chiefs of the person's body once an hour when
 * it is more than reading: somebody who takes everything away does it within their rights, so no rule would refuse it.
 * Counted in each process, so several API processes notice later.
 */
@Injectable()
export class BulkReads {
  private readonly hours = new Map<string, Hour>();

  constructor(
    reads: ReadLog,
    private readonly config: Config,
    private readonly db: Database,
    private readonly alerts: AlertsService,
  ) {
    reads.watch((actor, records) => this.count(actor, records));
  }

  private count(actor: Actor, records: number): void {
    const now = Date.now();
    const key = `${actor.personId} ${actor.bodyId}`;
    let hour = this.hours.get(key);
    if (!hour || now - hour.began >= hourMs) {
      if (this.hours.size >= 10_000)
        for (const [old, { began }] of this.hours) if (now - began >= hourMs) this.hours.delete(old);
      hour = { began: now, records: 0 };
      this.hours.set(key, hour);
    }
    const before = hour.records;
    hour.records += records;
    if (before > this.config.bulkReadRecords || hour.records <= this.config.bulkReadRecords) return;
    bulkReadAlarms.inc();
    const { personId, bodyId, role } = actor;
    log.warn({ personId, bodyId, role, records: hour.records }, 'many records read within an hour');
    this.tell(actor).catch(() => log.error({ personId, bodyId }, 'the alert about many reads could not be left'));
  }

  /** Left by the body itself: the reader may neither see nor prevent it. */
  private async tell({ personId, bodyId, requestId }: Actor): Promise<void> {
    const system = await systemActor(this.db, bodyId, requestId);
    if (!system) return;
    await this.db.as(system, tx =>
      this.alerts.leave(tx, {
        kind: 'BULK_READ',
        toRoles: chiefs,
        title: `Somebody opened more than ${this.config.bulkReadRecords} records within an hour`,
        detail: 'The audit trail names each record. The subject is the person.',
        subjectKind: 'people',
        subjectId: personId,
        classification: 1,
        caveats: [],
      }),
    );
  }
}
