import { Caveats, Day, Id, Level, ListOf, Text } from '../http/fields.js';
import { dayFilter, type ListSpec } from '../http/lists.js';
import { classification, day, instant, integer, objects, shape, text, texts, uuid } from '../http/shape.js';

/** Somebody who was there, as written. */
export class Attendee {
  @Text({ doc: 'The name or post as written.', required: true, max: 300 })
  name!: string;

  @Text({ doc: 'For which organisation.', required: true, max: 300 })
  organisation!: string;
}

/** What the meeting decided. */
export class Decision {
  @Text({ doc: 'The decision as written.', required: true })
  text!: string;

  @Day({ doc: 'When, where that was not the day of the meeting.' })
  decidedOn?: string;
}

/** Records a meeting. It is never edited: a correction is a further record that names the one it puts right. */
export class RecordMeeting {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Day({ doc: 'The day it was held.', required: true })
  heldOn!: string;

  @Text({ doc: 'Where, as written.', max: 500 })
  place?: string | null;

  @Text({ doc: 'The agenda.', max: 20_000 })
  agenda?: string | null;

  @ListOf(() => Attendee, { doc: 'Who was there.', maxItems: 200 })
  attendees?: Attendee[];

  @Text({ doc: 'The minutes.', max: 100_000 })
  minutes?: string | null;

  @ListOf(() => Decision, { doc: 'What was decided.', maxItems: 200 })
  decisions?: Decision[];

  @Id({ doc: 'The record of the same group’s meeting that this one puts right.' })
  correctsId?: string | null;

  @Level({ doc: 'Level; that of the group when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks; those of what it belongs to join them.' })
  caveats?: string[];
}

/** A meeting as it is answered. */
export const meetingShape = shape('GroupMeeting', 't', {
  id: uuid(),
  groupId: uuid(),
  heldOn: day(),
  place: text({ nullable: true }),
  agenda: text({ nullable: true }),
  attendees: objects({ doc: 'Each `name` with its `organisation`.' }),
  minutes: text({ nullable: true }),
  decisions: objects({ doc: 'Each `text`, with `decidedOn` where one was given.' }),
  correctsId: uuid({ nullable: true, doc: 'The record that this one puts right.' }),
  correctedById: uuid({
    nullable: true,
    sql: '(select k.id from group_meetings k where k.body_id = t.body_id and k.corrects_id = t.id)',
    doc: 'The record that puts this one right.',
  }),
  classification: classification('t.classification'),
  caveats: texts(),
  version: integer(),
  recordedAt: instant('t.recorded_at'),
});

/** The meetings of one group, whose id is $2. */
export const meetingList: ListSpec = {
  shape: meetingShape,
  from: 'from group_meetings t',
  where: ['t.body_id = $1', 't.group_id = $2::uuid'],
  filters: {
    from: dayFilter('t.held_on >= $::date', 'Held on that day or later.'),
    to: dayFilter('t.held_on < $::date', 'Held before that day.'),
  },
};
