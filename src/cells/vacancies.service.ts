import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { change, given, hold } from '../database/held.js';
import { checkOwn } from '../database/own-row.js';
import { stampUnder } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { type Answer, storedAnswer } from '../http/once.js';
import { type Fault, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { Cell } from './cell.entity.js';
import { type AddVacancy, type AmendVacancy, vacancyShape } from './vacancy.dto.js';
import { CellVacancy } from './vacancy.entity.js';

/** Posts of a cell that nobody holds, until a member does (S/2017/1025 annex II para 10). */
@Injectable()
export class VacanciesService {
  /** Records a vacancy once. @throws Problem not_found, breaks_a_rule naming every fault, id_already_used. */
  async add(tx: Tx, cellId: string, request: AddVacancy, raw: object): Promise<Answer> {
    const stamp = await stampUnder(tx, Cell, cellId, request);
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash({ ...raw, cellId });
    const created = !(request.id && (await storedBefore(tx, 'cell_vacancies', id, hash)));
    if (created) {
      const state = request.state ?? 'OPEN';
      const filledByMemberId = request.filledByMemberId ?? null;
      await check(tx, cellId, { state, filledByMemberId });
      await tx.insert(CellVacancy, [
        {
          ...stamp,
          id,
          cellId,
          contentHash: hash,
          title: request.title,
          component: request.component,
          skills: request.skills ?? [],
          since: request.since,
          state,
          filledByMemberId,
        },
      ]);
    }
    return storedAnswer(created, await showRecord(tx, vacancyShape, 'cell_vacancies', id));
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule naming every fault. */
  async amend(tx: Tx, cellId: string, id: string, version: number, request: AmendVacancy): Promise<ShownRecord> {
    const row = await hold(tx, CellVacancy, id, version, { cellId });
    const { state, filledByMemberId } = { ...row, ...given(request) };
    const leaves = row.state === 'FILLED' && state !== 'FILLED' && request.filledByMemberId === undefined;
    const filledBy = leaves ? null : filledByMemberId;
    await check(tx, cellId, { state, filledByMemberId: filledBy });
    await change(tx, CellVacancy, row, leaves ? { ...request, filledByMemberId: null } : request);
    return showRecord(tx, vacancyShape, 'cell_vacancies', row.id);
  }
}

type Filling = Pick<CellVacancy, 'state' | 'filledByMemberId'>;

async function check(tx: Tx, cellId: string, { state, filledByMemberId }: Filling): Promise<void> {
  const faults: Fault[] = [];
  const pointer = '/filledByMemberId';
  if (state === 'FILLED' && !filledByMemberId)
    faults.push({ pointer, code: 'filled_without_member', detail: 'Say which member holds the post.' });
  if (state !== 'FILLED' && filledByMemberId)
    faults.push({ pointer, code: 'not_filled', detail: 'Only a post that is FILLED is held by somebody.' });
  await checkOwn(tx, 'cell_members', filledByMemberId, pointer, faults, { column: 'cell_id', id: cellId });
  refuseFaults(faults);
}
