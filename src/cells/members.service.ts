import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { change, given, hold } from '../database/held.js';
import { stampUnder } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { type Answer, storedAnswer } from '../http/once.js';
import { checkPeriod } from '../http/period.js';
import { type Fault, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { checkNamed } from '../people/named.js';
import { Cell } from './cell.entity.js';
import { type AddMember, type AmendMember, memberShape } from './member.dto.js';
import { CellMember } from './member.entity.js';

/** Who serves in a cell, from when to when (S/2017/1025 annex II para 10). */
@Injectable()
export class MembersService {
  /**
   * Puts somebody in a cell, once; that nobody serves twice at a time in one cell is PostgreSQL's.
   * @throws Problem not_found, breaks_a_rule naming every fault, id_already_used.
   */
  async add(tx: Tx, cellId: string, request: AddMember, raw: object): Promise<Answer> {
    const stamp = await stampUnder(tx, Cell, cellId, request);
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash({ ...raw, cellId });
    const created = !(request.id && (await storedBefore(tx, 'cell_members', id, hash)));
    if (created) {
      const faults: Fault[] = [];
      checkPeriod(request.validFrom, request.validTo, '/validTo', faults);
      await checkNamed(tx, request, faults);
      refuseFaults(faults);
      await tx.insert(CellMember, [
        {
          ...stamp,
          id,
          cellId,
          contentHash: hash,
          personId: request.personId ?? null,
          name: request.name ?? null,
          component: request.component,
          function: request.function ?? null,
          skills: request.skills ?? [],
          validFrom: request.validFrom,
          validTo: request.validTo ?? null,
          providedBy: request.providedBy ?? null,
          lead: request.lead ?? false,
        },
      ]);
    }
    return storedAnswer(created, await showRecord(tx, memberShape, 'cell_members', id));
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule or malformed_request naming every fault. */
  async amend(tx: Tx, cellId: string, id: string, version: number, request: AmendMember): Promise<ShownRecord> {
    const row = await hold(tx, CellMember, id, version, { cellId });
    const { reason, ...plain } = request;
    const faults: Fault[] = [];
    const { validFrom, validTo } = { ...row, ...given(plain) };
    checkPeriod(validFrom, validTo, '/validTo', faults);
    if (request.validTo && !reason)
      faults.push({ pointer: '/reason', code: 'required', detail: 'Say why the membership ends.' });
    if (reason && !validTo)
      faults.push({ pointer: '/validTo', code: 'required', detail: 'A reason needs the day on which it ends.' });
    refuseFaults(faults);
    // An end that is taken back takes its reason along.
    const endReason = validTo === null ? null : reason;
    const ends = 'validTo' in given(plain) || reason !== undefined;
    await change(tx, CellMember, row, ends ? { ...plain, endReason } : plain);
    return showRecord(tx, memberShape, 'cell_members', row.id);
  }
}
