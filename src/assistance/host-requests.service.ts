import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { stampFrom } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { isInFuture } from '../http/vague-date.js';
import { given } from '../http/validate.js';
import { type AmendHostRequest, hostRequestShape, type RecordHostRequest } from './host-request.dto.js';
import { HostRequest } from './host-request.entity.js';

/** Recording what a host State asked for, and what became of it. */
@Injectable()
export class HostRequestsService {
  /**
   * Stores a request once.
   * @throws Problem breaks_a_rule naming every fault, id_already_used.
   */
  async record(
    tx: Tx,
    request: RecordHostRequest,
    raw: object,
  ): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    const created = !(request.id && (await storedBefore(tx, 'host_requests', id, hash)));
    if (created) {
      refuseFaults(dayFaults(request));
      const stamp = await stampFrom(tx, request);
      await tx.insert(HostRequest, [
        {
          ...request,
          id,
          ...stamp,
          contentHash: hash,
          types: request.types ?? [],
          state: request.state ?? 'RECEIVED',
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, hostRequestShape, 'host_requests', id)) };
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule. */
  async amend(tx: Tx, id: string, version: number, change: AmendHostRequest): Promise<ShownRecord> {
    const { bodyId } = tx.actor;
    const row = await tx.manager.findOne(HostRequest, { where: { bodyId, id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw new Problem('not_found');
    refuseStale(version, row.version);
    refuseFaults(dayFaults({ ...row, ...given(change) }));
    await tx.manager.update(HostRequest, { bodyId, id }, { ...change, version: row.version + 1 });
    return showRecord(tx, hostRequestShape, 'host_requests', id);
  }
}

/** Nothing is requested in the future, nor received before it was requested. */
function dayFaults(days: { requestedOn: string; receivedOn?: string | null }): Fault[] {
  const faults: Fault[] = [];
  for (const name of ['requestedOn', 'receivedOn'] as const) {
    const value = days[name];
    if (value && isInFuture({ value, precision: 'DAY' }))
      faults.push({ pointer: `/${name}`, code: 'date_in_future', detail: 'This day is still to come.' });
  }
  if (days.receivedOn && days.receivedOn < days.requestedOn)
    faults.push({ pointer: '/receivedOn', code: 'period_reversed', detail: 'Received before it was requested.' });
  return faults;
}
