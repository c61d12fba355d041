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
import {
  type AmendNationalFocalPoint,
  nationalFocalPointShape,
  type RecordNationalFocalPoint,
} from './national-focal-point.dto.js';
import { NationalFocalPoint } from './national-focal-point.entity.js';

/** Recording whom host States appoint (S/2017/1025 annex II para 14). */
@Injectable()
export class NationalFocalPointsService {
  /**
   * Stores a national focal point once.
   * @throws Problem breaks_a_rule naming every fault, id_already_used.
   */
  async record(
    tx: Tx,
    request: RecordNationalFocalPoint,
    raw: object,
  ): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    const created = !(request.id && (await storedBefore(tx, 'national_focal_points', id, hash)));
    if (created) {
      const faults: Fault[] = [];
      checkPeriod(request.validFrom, request.validTo, '/validTo', faults);
      refuseFaults(faults);
      const stamp = await stampFrom(tx, request);
      await tx.insert(NationalFocalPoint, [
        {
          id,
          ...stamp,
          contentHash: hash,
          country: request.country,
          institution: request.institution,
          name: request.name,
          functionTitle: request.functionTitle ?? null,
          validFrom: request.validFrom ?? null,
          validTo: request.validTo ?? null,
          mandateText: request.mandateText ?? null,
          contact: request.contact ?? null,
          appointedOn: request.appointedOn ?? null,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, nationalFocalPointShape, 'national_focal_points', id)) };
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule naming every fault. */
  async amend(tx: Tx, id: string, version: number, request: AmendNationalFocalPoint): Promise<ShownRecord> {
    const row = await hold(tx, NationalFocalPoint, id, version);
    const faults: Fault[] = [];
    const { validFrom, validTo } = { ...row, ...given(request) };
    checkPeriod(validFrom, validTo, '/validTo', faults);
    refuseFaults(faults);
    await change(tx, NationalFocalPoint, row, request);
    return showRecord(tx, nationalFocalPointShape, 'national_focal_points', row.id);
  }
}
