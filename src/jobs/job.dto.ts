import { type Filter, idFilter, type ListSpec, textFilter } from '../http/lists.js';
import { Problem } from '../http/problems.js';
import { instant, number, object, shape, text, uuid } from '../http/shape.js';

const states = ['QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED'] as const;

/** A job as it is answered, alone, in lists and in events. */
export const jobShape = shape('Job', 'j', {
  id: uuid(),
  kind: text(),
  state: { schema: { type: 'string', enum: states } },
  stage: text({ nullable: true, doc: 'What it is doing, while it runs.' }),
  progress: number({ doc: 'From 0 to 1.' }),
  result: object({ nullable: true, doc: 'Ids of what was made.' }),
  problem: object({ nullable: true, doc: 'Why it failed, as a problem document.' }),
  subjectId: uuid({ doc: 'The record the work is for.' }),
  recordedAt: instant('j.recorded_at'),
  finishedAt: instant('j.finished_at', { nullable: true }),
});

const stateFilter: Filter = {
  schema: { type: 'string', enum: states },
  doc: 'States.',
  list: true,
  where: 'j.state = any($::text[])',
  read: raw => {
    if (states.some(state => state === raw)) return raw;
    throw new Problem('malformed_request', `Expected one of ${states.join(', ')}.`);
  },
};

/** The jobs of the reader's body. */
export const jobList: ListSpec = {
  shape: jobShape,
  from: 'from jobs j',
  where: ['j.body_id = $1'],
  filters: {
    state: stateFilter,
    kind: textFilter('j.kind = $', 'Kind of job, such as PACKET.'),
    subjectId: idFilter('j.subject_id = $', 'The record the work is for.'),
  },
};
