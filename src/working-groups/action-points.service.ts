import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { change, given, hold } from '../database/held.js';
import { checkOwn } from '../database/own-row.js';
import { stampUnder } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { type Answer, storedAnswer } from '../http/once.js';
import { checkNotAhead, today } from '../http/period.js';
import { type Fault, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { type AmendActionPoint, actionPointShape, type SetActionPoint } from './action-point.dto.js';
import { ActionPoint } from './action-point.entity.js';
import { WorkingGroup } from './working-group.entity.js';

/** What working groups set themselves to do, and what became of it. */
@Injectable()
export class ActionPointsService {
  /** Sets an action point once. @throws Problem not_found, breaks_a_rule naming every fault, id_already_used. */
  async set(tx: Tx, groupId: string, request: SetActionPoint, raw: object): Promise<Answer> {
    const stamp = await stampUnder(tx, WorkingGroup, groupId, request);
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash({ ...raw, groupId });
    const created = !(request.id && (await storedBefore(tx, 'action_points', id, hash)));
    if (created) {
      const state = request.state ?? 'OPEN';
      const closedOn = closing(state, null, request.closedOn);
      await check(tx, groupId, state, closedOn, request.meetingId);
      await tx.insert(ActionPoint, [
        {
          ...stamp,
          id,
          groupId,
          contentHash: hash,
          text: request.text,
          owner: request.owner ?? null,
          dueOn: request.dueOn ?? null,
          meetingId: request.meetingId ?? null,
          state,
          closedOn,
        },
      ]);
    }
    return storedAnswer(created, await showRecord(tx, actionPointShape, 'action_points', id));
  }

  /** @throws Problem not_found, stale_version, breaks_a_rule naming every fault. */
  async amend(tx: Tx, groupId: string, id: string, version: number, request: AmendActionPoint): Promise<ShownRecord> {
    const row = await hold(tx, ActionPoint, id, version, { groupId });
    const { state } = { ...row, ...given(request) };
    const closedOn = closing(state, row, request.closedOn);
    await check(tx, groupId, state, closedOn, request.meetingId);
    const closes = closedOn !== row.closedOn;
    await change(tx, ActionPoint, row, closes ? { ...request, closedOn } : request);
    return showRecord(tx, actionPointShape, 'action_points', row.id);
  }
}

const closed = (state: string): boolean => state === 'DONE' || state === 'DROPPED';

/** The day of closing: as given; else today when the point closes now, as before while it stays closed, and none when it is open. */
function closing(state: string, before: ActionPoint | null, wanted: string | null | undefined): string | null {
  if (wanted !== undefined) return wanted;
  if (!closed(state)) return null;
  return before && closed(before.state) ? before.closedOn : today();
}

async function check(
  tx: Tx,
  groupId: string,
  state: string,
  closedOn: string | null,
  meetingId: string | null | undefined,
): Promise<void> {
  const faults: Fault[] = [];
  if (closedOn && !closed(state))
    faults.push({ pointer: '/closedOn', code: 'not_closed', detail: 'Only what is DONE or DROPPED has been closed.' });
  checkNotAhead(closedOn, '/closedOn', faults);
  await checkOwn(tx, 'group_meetings', meetingId, '/meetingId', faults, { column: 'group_id', id: groupId });
  refuseFaults(faults);
}
