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
import { checkNamed } from '../people/named.js';
import { type AmendFocalPoint, focalPointShape, type NameFocalPoint } from './focal-point.dto.js';
import { FocalPoint } from './focal-point.entity.js';

/** Naming focal points of a mission towards a panel (S/2017/1025 annex II para 18). */
@Injectable()
export class FocalPointsService {
  /**
   * Stores a term once; that one person has one term in one office at a time is PostgreSQL's.
   * @throws Problem breaks_a_rule naming every fault, id_already_used.
   */
  async name(tx: Tx, request: NameFocalPoint, raw: object): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    const created = !(request.id && (await storedBefore(tx, 'focal_points', id, hash)));
    if (created) {
      const faults: Fault[] = [];
      checkPeriod(request.validFrom, request.validTo, '/validTo', faults);
      await checkNamed(tx, request, faults);
      refuseFaults(faults);
      const stamp = await stampFrom(tx, request);
      await tx.insert(FocalPoint, [
        {
          id,
          ...stamp,
          contentHash: hash,
          kind: request.kind ?? 'MISSION_TO_PANEL',
          personId: request.personId ?? null,
          name: request.name ?? null,
          office: request.office,
          functionTitle: request.functionTitle ?? null,
          validFrom: request.validFrom,
          validTo: request.validTo ?? null,
          contact: request.contact ?? null,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, focalPointShape, 'focal_points', id)) };
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule naming every fault. */
  async amend(tx: Tx, id: string, version: number, request: AmendFocalPoint): Promise<ShownRecord> {
    const row = await hold(tx, FocalPoint, id, version);
    const faults: Fault[] = [];
    const { validFrom, validTo } = { ...row, ...given(request) };
    checkPeriod(validFrom, validTo, '/validTo', faults);
    refuseFaults(faults);
    await change(tx, FocalPoint, row, request);
    return showRecord(tx, focalPointShape, 'focal_points', row.id);
  }
}
