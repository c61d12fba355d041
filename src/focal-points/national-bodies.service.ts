import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { change, hold } from '../database/held.js';
import { stampFrom } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { checkPeriod } from '../http/period.js';
import { type Fault, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { given } from '../http/validate.js';
import { type AmendNationalBody, nationalBodyShape, type RecordNationalBody } from './national-body.dto.js';
import { NationalBody } from './national-body.entity.js';

/** Recording commissions and committees of a State (S/2017/1025 annex II para 14). */
@Injectable()
export class NationalBodiesService {
  /**
   * Stores a national body once.
   * @throws Problem breaks_a_rule naming every fault, id_already_used.
   */
  async record(
    tx: Tx,
    request: RecordNationalBody,
    raw: object,
  ): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    const created = !(request.id && (await storedBefore(tx, 'national_bodies', id, hash)));
    if (created) {
      const faults: Fault[] = [];
      checkPeriod(request.validFrom, request.validTo, '/validTo', faults);
      refuseFaults(faults);
      const stamp = await stampFrom(tx, request);
      await tx.insert(NationalBody, [
        {
          id,
          ...stamp,
          contentHash: hash,
          name: request.name,
          country: request.country,
          kind: request.kind ?? null,
          basis: request.basis ?? null,
          membersText: request.membersText ?? [],
          plan: request.plan ?? null,
          validFrom: request.validFrom ?? null,
          validTo: request.validTo ?? null,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, nationalBodyShape, 'national_bodies', id)) };
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule naming every fault. */
  async amend(tx: Tx, id: string, version: number, request: AmendNationalBody): Promise<ShownRecord> {
    const row = await hold(tx, NationalBody, id, version);
    const faults: Fault[] = [];
    const { validFrom, validTo } = { ...row, ...given(request) };
    checkPeriod(validFrom, validTo, '/validTo', faults);
    refuseFaults(faults);
    await change(tx, NationalBody, row, request);
    return showRecord(tx, nationalBodyShape, 'national_bodies', row.id);
  }
}
