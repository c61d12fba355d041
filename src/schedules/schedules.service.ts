import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { isUuid } from '../http/fields.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { levelOf } from '../http/shape.js';
import { packetFaults } from '../packets/packet.rules.js';
import { nextOccurrence, ruleFault } from './recurrence.js';
import { type AmendSchedule, type SchedulePackets, scheduleShape } from './schedule.dto.js';
import { Schedule } from './schedule.entity.js';

/** A rule may not have more periods than this behind it when it is set up: ten years of months, a year of days. */
const mostDueAtOnce = 366;

/** Setting up and changing schedules. Firing them is the clock's part. */
@Injectable()
export class SchedulesService {
  /**
   * Stores a schedule once.
   * @throws Problem breaks_a_rule naming every fault, id_already_used.
   */
  async add(tx: Tx, request: SchedulePackets): Promise<ShownRecord & { id: string; created: boolean }> {
    const { id: wanted, classification, caveats, ...fields } = request;
    const id = wanted ?? uuidv7();
    const hash = contentHash(request);
    const created = !(await storedBefore(tx, 'schedules', id, hash));
    if (created) {
      const level = levelOf(classification ?? 'CONFIDENTIAL');
      const { nextAt, faults } = firstDate(request);
      refuseFaults([...(await packetFaults(tx, { ...request, level, bySystem: true })), ...faults]);
      await tx.insert(Schedule, [
        {
          ...fields,
          id,
          bodyId: tx.actor.bodyId,
          // The schedule says when and for whom; what the packets may count is their own level.
          classification: 0,
          caveats: [],
          recordedBy: tx.actor.appointmentId,
          contentHash: hash,
          packetClassification: level,
          packetCaveats: caveats ?? [],
          active: true,
          periodFrom: request.startsOn,
          nextAt,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, scheduleShape, 'schedules', id)) };
  }

  /** @throws Problem not_found, stale_version. */
  async amend(tx: Tx, id: string, expected: number, request: AmendSchedule): Promise<ShownRecord> {
    if (!isUuid(id)) throw new Problem('not_found');
    const held = await tx.one<{ version: number }>('select version from schedules where id = $1 for update', [id]);
    if (!held) throw new Problem('not_found');
    refuseStale(expected, held.version);
    const { bodyId } = tx.actor;
    await tx.manager.update(Schedule, { bodyId, id }, { ...request, version: held.version + 1 });
    return showRecord(tx, scheduleShape, 'schedules', id);
  }
}

function firstDate({ rrule, startsOn }: SchedulePackets): { nextAt: Date | null; faults: Fault[] } {
  const refuse = (detail: string) => ({
    nextAt: null,
    faults: [{ pointer: '/rrule', code: 'not_a_schedule', detail }],
  });
  const fault = ruleFault(rrule);
  if (fault) return refuse(fault);
  const nextAt = nextOccurrence(rrule, startsOn, new Date(`${startsOn}T00:00:00Z`));
  if (!nextAt) return refuse('This rule never fires after startsOn.');
  let behind: Date | null = nextAt;
  for (let n = 0; behind && behind.getTime() <= Date.now(); n++) {
    if (n === mostDueAtOnce) return refuse(`More than ${mostDueAtOnce} periods have ended already; start later.`);
    behind = nextOccurrence(rrule, startsOn, behind);
  }
  return { nextAt, faults: [] };
}
