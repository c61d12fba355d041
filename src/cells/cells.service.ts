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
import { type AmendCell, cellShape, type RegisterCell } from './cell.dto.js';
import { Cell } from './cell.entity.js';

/** Registering and changing cells of any kind (S/2017/1025 annex II paras 4–10). */
@Injectable()
export class CellsService {
  /**
   * Stores a cell once.
   * @throws Problem breaks_a_rule naming every fault, id_already_used.
   */
  async register(tx: Tx, request: RegisterCell, raw: object): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    const created = !(request.id && (await storedBefore(tx, 'cells', id, hash)));
    if (created) {
      const faults: Fault[] = [];
      checkPeriod(request.validFrom, request.validTo, '/validTo', faults);
      await checkOwn(tx, 'cells', request.parentId, '/parentId', faults);
      refuseFaults(faults);
      const stamp = await stampFrom(tx, request);
      await tx.insert(Cell, [
        {
          id,
          ...stamp,
          contentHash: hash,
          name: request.name,
          kind: request.kind,
          office: request.office,
          parentId: request.parentId ?? null,
          validFrom: request.validFrom ?? null,
          validTo: request.validTo ?? null,
          tasks: request.tasks ?? [],
          dedicated: request.dedicated ?? false,
          authorisedPosts: request.authorisedPosts ?? null,
          purpose: request.purpose ?? null,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, cellShape, 'cells', id)) };
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule naming every fault. */
  async amend(tx: Tx, id: string, version: number, request: AmendCell): Promise<ShownRecord> {
    // Cells change their places in turn: two that go into each other at once would close a circle.
    if (request.parentId) await tx.sql('select pg_advisory_xact_lock(hashtextextended($1, 12))', [tx.actor.bodyId]);
    const row = await hold(tx, Cell, id, version);
    const faults: Fault[] = [];
    const { validFrom, validTo } = { ...row, ...given(request) };
    checkPeriod(validFrom, validTo, '/validTo', faults);
    if (request.parentId) await checkParent(tx, row.id, request.parentId, faults);
    refuseFaults(faults);
    await change(tx, Cell, row, request);
    return showRecord(tx, cellShape, 'cells', row.id);
  }
}

async function checkParent(tx: Tx, id: string, parentId: string, faults: Fault[]): Promise<void> {
  await checkOwn(tx, 'cells', parentId, '/parentId', faults);
  // A chain may also pass through a cell that the actor does not see; the table's trigger refuses that one.
  const circle = await tx.one(
    `with recursive above (id) as (
       select $2::uuid union
       select c.parent_id from cells c join above a on c.id = a.id where c.body_id = $1 and c.parent_id is not null)
     select from above where id = $3`,
    [tx.actor.bodyId, parentId, id],
  );
  if (circle) faults.push({ pointer: '/parentId', code: 'circle', detail: 'A cell cannot lie inside itself.' });
}
