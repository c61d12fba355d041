import { Caveats, Code, Day, Id, Level, Text } from '../http/fields.js';
import { codeFilter, dayFilter, idFilter, type ListSpec } from '../http/lists.js';
import { classification, day, flag, instant, integer, shape, text, texts, todaySql, uuid } from '../http/shape.js';

/** Sets down what a working group is to do. */
export class SetActionPoint {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Text({ doc: 'What is to be done.', required: true })
  text!: string;

  @Text({ doc: 'Who is to do it, as written.', max: 300 })
  owner?: string | null;

  @Day({ doc: 'Until when.' })
  dueOn?: string | null;

  @Id({ doc: 'The meeting of the same group that set it.' })
  meetingId?: string | null;

  @Code('action-state', { doc: 'OPEN when absent.' })
  state?: string;

  @Day({ doc: 'When it was closed, with DONE or DROPPED; today when absent, null where nobody knows.' })
  closedOn?: string | null;

  @Level({ doc: 'Level; that of the group when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks; those of what it belongs to join them.' })
  caveats?: string[];
}

/** Changes an action point; absent fields stay as they are. */
export class AmendActionPoint {
  @Text({ doc: 'What is to be done.', nullable: false })
  text?: string;

  @Text({ doc: 'Who is to do it, as written.', max: 300 })
  owner?: string | null;

  @Day({ doc: 'Until when.' })
  dueOn?: string | null;

  @Id({ doc: 'The meeting of the same group that set it.' })
  meetingId?: string | null;

  @Code('action-state', { doc: 'What became of it.', nullable: false })
  state?: string;

  @Day({ doc: 'When it was closed, with DONE or DROPPED; today when absent, null where nobody knows.' })
  closedOn?: string | null;
}

/** An action point as it is answered. */
export const actionPointShape = shape('ActionPoint', 'a', {
  id: uuid(),
  groupId: uuid(),
  text: text(),
  owner: text({ nullable: true, doc: 'As written.' }),
  dueOn: day({ nullable: true }),
  meetingId: uuid({ nullable: true }),
  state: text(),
  closedOn: day({ nullable: true }),
  overdue: flag({ sql: `(a.state = 'OPEN' and coalesce(a.due_on < ${todaySql}, false))`, doc: 'Open after its day.' }),
  classification: classification('a.classification'),
  caveats: texts(),
  version: integer(),
  recordedAt: instant('a.recorded_at'),
});

/** The action points of all groups of the reader's body. */
export const actionPointList: ListSpec = {
  shape: actionPointShape,
  from: 'from action_points a',
  where: ['a.body_id = $1'],
  filters: {
    state: codeFilter('action-state', 'a.state = any ($)', 'State; repeat for any of several.'),
    dueBefore: dayFilter('a.due_on < $::date', 'Due before that day; with `state=OPEN`, what is overdue by it.'),
    groupId: idFilter('a.group_id = $', 'The working group.'),
  },
};

/** Those of one group, whose id is $2. */
export const actionPointsOfGroup: ListSpec = {
  ...actionPointList,
  where: ['a.body_id = $1', 'a.group_id = $2::uuid'],
  filters: {
    state: actionPointList.filters.state,
    dueBefore: actionPointList.filters.dueBefore,
  } as ListSpec['filters'],
};
