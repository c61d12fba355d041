import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { stampFrom } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { isInFuture } from '../http/vague-date.js';
import { briefingShape, type RecordBriefing } from './awareness-briefing.dto.js';
import { AwarenessBriefing } from './awareness-briefing.entity.js';
import { paragraphFaults } from './where-mandated.js';

/** Recording briefings on the embargo. */
@Injectable()
export class AwarenessBriefingsService {
  /**
   * Stores a briefing once.
   * @throws Problem breaks_a_rule naming every fault, id_already_used.
   */
  async record(tx: Tx, request: RecordBriefing, raw: object): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    const created = !(request.id && (await storedBefore(tx, 'awareness_briefings', id, hash)));
    if (created) {
      const faults = await paragraphFaults(tx, request.mandateParagraph);
      if (isInFuture({ value: request.heldOn, precision: 'DAY' }))
        faults.push({ pointer: '/heldOn', code: 'date_in_future', detail: 'This day is still to come.' });
      refuseFaults(faults);
      const stamp = await stampFrom(tx, request);
      await tx.insert(AwarenessBriefing, [
        {
          ...request,
          id,
          ...stamp,
          contentHash: hash,
          subjects: request.subjects ?? [],
          materials: request.materials ?? [],
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, briefingShape, 'awareness_briefings', id)) };
  }
}
