import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { checkOwn } from '../database/own-row.js';
import { stampUnder } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { type Answer, storedAnswer } from '../http/once.js';
import { checkNotAhead } from '../http/period.js';
import { type Fault, refuseFaults } from '../http/problems.js';
import { showRecord } from '../http/record.js';
import { meetingShape, type RecordMeeting } from './meeting.dto.js';
import { GroupMeeting } from './meeting.entity.js';
import { WorkingGroup } from './working-group.entity.js';

/** What working groups said and decided. Nothing here changes what was recorded; a correction names it. */
@Injectable()
export class MeetingsService {
  /** Records a meeting once. @throws Problem not_found, breaks_a_rule naming every fault, id_already_used. */
  async record(tx: Tx, groupId: string, request: RecordMeeting, raw: object): Promise<Answer> {
    const stamp = await stampUnder(tx, WorkingGroup, groupId, request);
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash({ ...raw, groupId });
    const created = !(request.id && (await storedBefore(tx, 'group_meetings', id, hash)));
    if (created) {
      const faults: Fault[] = [];
      checkNotAhead(request.heldOn, '/heldOn', faults);
      const ofGroup = { column: 'group_id', id: groupId };
      await checkOwn(tx, 'group_meetings', request.correctsId, '/correctsId', faults, ofGroup);
      refuseFaults(faults);
      await tx.insert(GroupMeeting, [
        {
          ...stamp,
          id,
          groupId,
          contentHash: hash,
          heldOn: request.heldOn,
          place: request.place ?? null,
          agenda: request.agenda ?? null,
          attendees: request.attendees ?? [],
          minutes: request.minutes ?? null,
          decisions: request.decisions ?? [],
          correctsId: request.correctsId ?? null,
        },
      ]);
    }
    return storedAnswer(created, await showRecord(tx, meetingShape, 'group_meetings', id));
  }
}
