import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { stampFrom } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { Problem } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { type AmendProcedure, procedureShape, type RegisterProcedure } from './procedure.dto.js';
import { Procedure } from './procedure.entity.js';

/** Registering procedures; what they say is in their versions. */
@Injectable()
export class ProceduresService {
  /**
   * Stores a procedure once.
   * @throws Problem id_already_used.
   */
  async register(
    tx: Tx,
    request: RegisterProcedure,
    raw: object,
  ): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    const created = !(request.id && (await storedBefore(tx, 'procedures', id, hash)));
    if (created) {
      const stamp = await stampFrom(tx, request);
      await tx.insert(Procedure, [
        {
          ...request,
          id,
          ...stamp,
          contentHash: hash,
          subjects: request.subjects ?? [],
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, procedureShape, 'procedures', id)) };
  }

  /** @throws Problem not_found, stale_version. */
  async amend(tx: Tx, id: string, version: number, change: AmendProcedure): Promise<ShownRecord> {
    const { bodyId } = tx.actor;
    const row = await tx.manager.findOne(Procedure, { where: { bodyId, id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw new Problem('not_found');
    refuseStale(version, row.version);
    await tx.manager.update(Procedure, { bodyId, id }, { ...change, version: row.version + 1 });
    return showRecord(tx, procedureShape, 'procedures', id);
  }
}
