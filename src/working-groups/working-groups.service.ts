import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { change, hold } from '../database/held.js';
import { checkOwn } from '../database/own-row.js';
import { stampFrom } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { checkPeriod } from '../http/period.js';
import { type Fault, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { given } from '../http/validate.js';
import { type AmendWorkingGroup, type SetUpWorkingGroup, workingGroupShape } from './working-group.dto.js';
import { WorkingGroup } from './working-group.entity.js';

/** Setting up and changing working groups (S/2017/1025 annex II paras 5 and 14). */
@Injectable()
export class WorkingGroupsService {
  /**
   * Stores a working group once.
   * @throws Problem breaks_a_rule naming every fault, id_already_used.
   */
  async setUp(
    tx: Tx,
    request: SetUpWorkingGroup,
    raw: object,
  ): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    const created = !(request.id && (await storedBefore(tx, 'working_groups', id, hash)));
    if (created) {
      const faults: Fault[] = [];
      checkPeriod(request.validFrom, request.validTo, '/validTo', faults);
      await checkOwn(tx, 'national_bodies', request.nationalBodyId, '/nationalBodyId', faults);
      refuseFaults(faults);
      const stamp = await stampFrom(tx, request);
      await tx.insert(WorkingGroup, [
        {
          id,
          ...stamp,
          contentHash: hash,
          name: request.name,
          kind: request.kind,
          nationalBodyId: request.nationalBodyId ?? null,
          participants: request.participants ?? [],
          validFrom: request.validFrom ?? null,
          validTo: request.validTo ?? null,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, workingGroupShape, 'working_groups', id)) };
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule naming every fault. */
  async amend(tx: Tx, id: string, version: number, request: AmendWorkingGroup): Promise<ShownRecord> {
    const row = await hold(tx, WorkingGroup, id, version);
    const faults: Fault[] = [];
    const { validFrom, validTo } = { ...row, ...given(request) };
    checkPeriod(validFrom, validTo, '/validTo', faults);
    await checkOwn(tx, 'national_bodies', request.nationalBodyId, '/nationalBodyId', faults);
    refuseFaults(faults);
    await change(tx, WorkingGroup, row, request);
    return showRecord(tx, workingGroupShape, 'working_groups', row.id);
  }
}
