import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { stampFrom } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import type { Place } from './place.dto.js';
import { storePlace } from './place.js';
import { type AmendSite, type RegisterSite, siteShape } from './site.dto.js';
import { Site } from './site.entity.js';

/** Registering and changing sites. */
@Injectable()
export class SitesService {
  /**
   * Stores a site once.
   * @throws Problem breaks_a_rule or malformed_request naming every fault, id_already_used.
   */
  async register(tx: Tx, request: RegisterSite, raw: object): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    const created = !(request.id && (await storedBefore(tx, 'sites', id, hash)));
    if (created) {
      const where = whereIs(request.place);
      const stamp = await stampFrom(tx, request);
      await tx.insert(Site, [
        {
          id,
          bodyId: tx.actor.bodyId,
          recordedBy: tx.actor.appointmentId,
          ...stamp,
          contentHash: hash,
          name: request.name,
          kind: request.kind,
          ...where,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, siteShape, 'sites', id)) };
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule. */
  async amend(tx: Tx, id: string, version: number, { place, ...plain }: AmendSite): Promise<ShownRecord> {
    const { bodyId } = tx.actor;
    const row = await tx.manager.findOne(Site, { where: { bodyId, id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw new Problem('not_found');
    refuseStale(version, row.version);
    const change = { ...plain, ...(place ? whereIs(place) : {}) };
    await tx.manager.update(Site, { bodyId, id }, { ...change, version: row.version + 1 });
    return showRecord(tx, siteShape, 'sites', id);
  }
}

function whereIs(place: Place): { place: Place; lon: number | null; lat: number | null } {
  const faults: Fault[] = [];
  const { lon, lat } = storePlace({ ...place, siteId: undefined }, '/place', faults);
  if (place.siteId)
    faults.push({ pointer: '/place/siteId', code: 'unknown_field', detail: 'A site does not lie in another site.' });
  refuseFaults(faults);
  return { place, lon, lat };
}
