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
import { type AmendOffer, offerShape, type RecordOffer } from './offer.dto.js';
import { PersonnelOffer } from './offer.entity.js';

/** Recording what Member States offer of personnel (S/2017/1025 annex II para 10). */
@Injectable()
export class OffersService {
  /**
   * Stores an offer once.
   * @throws Problem breaks_a_rule naming every fault, id_already_used.
   */
  async record(tx: Tx, request: RecordOffer, raw: object): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    const created = !(request.id && (await storedBefore(tx, 'personnel_offers', id, hash)));
    if (created) {
      const faults: Fault[] = [];
      checkPeriod(request.offeredOn, request.until, '/until', faults);
      await checkOwn(tx, 'cell_vacancies', request.vacancyId, '/vacancyId', faults);
      refuseFaults(faults);
      const stamp = await stampFrom(tx, request);
      await tx.insert(PersonnelOffer, [
        {
          id,
          ...stamp,
          contentHash: hash,
          country: request.country,
          component: request.component,
          skills: request.skills ?? [],
          persons: request.persons,
          offeredOn: request.offeredOn,
          until: request.until ?? null,
          vacancyId: request.vacancyId ?? null,
          state: request.state ?? 'OFFERED',
          note: request.note ?? null,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, offerShape, 'personnel_offers', id)) };
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule naming every fault. */
  async amend(tx: Tx, id: string, version: number, request: AmendOffer): Promise<ShownRecord> {
    const row = await hold(tx, PersonnelOffer, id, version);
    const faults: Fault[] = [];
    checkPeriod(row.offeredOn, request.until, '/until', faults);
    await checkOwn(tx, 'cell_vacancies', request.vacancyId, '/vacancyId', faults);
    refuseFaults(faults);
    await change(tx, PersonnelOffer, row, request);
    return showRecord(tx, offerShape, 'personnel_offers', row.id);
  }
}
