import { OneOf } from '../http/fields.js';
import { codeFilter, type Filter, idFilter, type ListSpec } from '../http/lists.js';
import { Problem } from '../http/problems.js';
import { classification, instant, integer, shape, text, texts, uuid } from '../http/shape.js';

/** Says that an alert has been seen. */
export class SeeAlert {
  @OneOf(['SEEN'], { doc: 'The only move an alert has.', required: true })
  to!: string;
}

/** An alert as it is answered. */
export const alertShape = shape('Alert', 'a', {
  id: uuid(),
  kind: text({ doc: 'A code of the list alert-kind.' }),
  toRoles: texts({ doc: 'The roles of the body that it is for.' }),
  title: text(),
  detail: text({ nullable: true }),
  subjectKind: text({ doc: 'The resource it is about, as its address names it.' }),
  subjectId: uuid(),
  seenAt: instant('a.seen_at', { nullable: true }),
  seenById: uuid({ sql: 'a.seen_by', nullable: true, doc: 'The appointment that saw it first.' }),
  availableTransitions: texts({ sql: `case when a.seen_at is null then array['SEEN'] else array[]::text[] end` }),
  classification: classification('a.classification'),
  version: integer(),
  recordedAt: instant('a.recorded_at'),
});

const seenFilter: Filter = {
  schema: { type: 'string', enum: ['true', 'false'] },
  doc: 'Whether anybody has seen it.',
  where: '(a.seen_at is not null) = $::boolean',
  read: raw => {
    if (raw === 'true' || raw === 'false') return raw === 'true';
    throw new Problem('malformed_request', 'Expected true or false.');
  },
};

/** The alerts of the reader's body that are for the reader's role. */
export const alertList: ListSpec = {
  shape: alertShape,
  from: 'from alerts a',
  where: ['a.body_id = $1'],
  filters: {
    kind: codeFilter('alert-kind', 'a.kind = any ($::text[])', 'Kinds; repeat for any of several.'),
    seen: seenFilter,
    subjectId: idFilter('a.subject_id = $', 'The record it is about.'),
  },
};
