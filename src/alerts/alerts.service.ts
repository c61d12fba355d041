import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { refuseStale } from '../http/etag.js';
import { Problem } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { alertShape } from './alert.dto.js';
import { Alert } from './alert.entity.js';

/** What somebody has to be told. */
export type NewAlert = Pick<
  Alert,
  'kind' | 'toRoles' | 'title' | 'detail' | 'subjectKind' | 'subjectId' | 'classification' | 'caveats'
>;

/** Leaving alerts, and seeing them. */
@Injectable()
export class AlertsService {
  /** Leaves an alert in the actor's body, in the transaction of what it tells of. */
  async leave(tx: Tx, alert: NewAlert): Promise<void> {
    const { bodyId, appointmentId: recordedBy } = tx.actor;
    await tx.insert(Alert, [{ ...alert, id: uuidv7(), bodyId, recordedBy }]);
  }

  /** @throws Problem not_found, stale_version, move_not_allowed when somebody has seen it already. */
  async see(tx: Tx, id: string, expected: number): Promise<ShownRecord> {
    const { bodyId, appointmentId } = tx.actor;
    const row = await tx.manager.findOne(Alert, { where: { bodyId, id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw new Problem('not_found');
    refuseStale(expected, row.version);
    if (row.seenAt) throw new Problem('move_not_allowed', 'This alert has been seen. Legal moves: none.');
    await tx.manager.update(
      Alert,
      { bodyId, id },
      { seenAt: new Date(), seenBy: appointmentId, version: row.version + 1 },
    );
    return showRecord(tx, alertShape, 'alerts', id);
  }
}
