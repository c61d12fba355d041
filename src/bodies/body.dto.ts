import { Day, Days, Flag, Id, ListOf, OneOf, Text } from '../http/fields.js';
import { day, flag, instant, integer, type Member, shape, text, texts, uuid } from '../http/shape.js';
import { bodyKinds } from '../people/roles-of-bodies.js';
import { endKinds } from '../reference/fact-rules.js';
import { GiveTask } from '../reference/mandate.dto.js';

/** Sets up a body, with the SYSTEM appointment that acts for its clocks and jobs. */
export class RegisterBody {
  @Id({ doc: 'Made by the server when absent.' })
  id?: string;

  @OneOf(bodyKinds, { doc: 'What kind of body it is; it never changes.', required: true })
  kind!: string;

  @Text({
    doc: 'The acronym, once in the installation; it never changes.',
    required: true,
    max: 24,
    pattern: /^[A-Z0-9][A-Z0-9-]{1,23}$/,
  })
  acronym!: string;

  @Text({ doc: 'The full name.', required: true, max: 300 })
  name!: string;

  @Flag({ doc: 'True for a body made up for demonstration or training.' })
  fictional?: boolean;

  @Id({ doc: 'The body it is part of.' })
  parentId?: string;
}

/** Adds a period in which a body may act, and what it is tasked with. */
export class AddMandate {
  @Id({ doc: 'Made by the server when absent.' })
  id?: string;

  @Day({ doc: 'The first day.', required: true })
  validFrom!: string;

  @Day({ doc: 'The day after the last one; with endKind DATED only.' })
  validTo?: string;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', required: true })
  endKind!: string;

  @Day({ doc: 'The last day of which the mandate is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string;

  @Text({ doc: 'The sanctions regime it serves; see GET /regimes.', max: 60 })
  regimeCode?: string;

  @Text({ doc: 'The operative paragraph it rests on; see GET /resolutions.', max: 100 })
  basisOp?: string;

  @ListOf(() => GiveTask, { doc: 'The tasks; when absent they are not known.', maxItems: 100 })
  tasks?: GiveTask[];

  @Days({ doc: 'When the mandate is reviewed: the arrangement is reviewed with it.', maxItems: 50 })
  reviewDates?: string[];

  @Text({ doc: 'Where it is written.', max: 500 })
  source?: string;
}

/** Closes a body: it takes nothing more; with a successor, it says who carries on. */
export class CloseBody {
  @OneOf(['FROZEN', 'SUCCEEDED'], {
    doc: 'FROZEN: it takes nothing more. SUCCEEDED: another body carries on.',
    required: true,
  })
  to!: string;

  @Id({ doc: 'The body that carries on; with SUCCEEDED only.' })
  successorId?: string;

  @Text({ doc: 'Why.', required: true, max: 2000 })
  reason!: string;
}

/** A body as it is answered. */
export const bodyShape = shape('Body', 'b', {
  id: uuid(),
  kind: text(),
  acronym: text(),
  name: text(),
  fictional: flag(),
  parentId: uuid({ nullable: true }),
  succeededById: uuid({ nullable: true }),
  frozenAt: instant('b.frozen_at', { nullable: true, doc: 'From then on the body takes no new records.' }),
  availableTransitions: texts({
    sql: `case when (select (sec.ctx()).role) is distinct from 'PLATFORM_ADMIN' or b.succeeded_by_id is not null then array[]::text[]
               when b.frozen_at is null then array['FROZEN', 'SUCCEEDED'] else array['SUCCEEDED'] end`,
  }),
  version: integer(),
  recordedAt: instant('b.recorded_at'),
});

const taskSchema = {
  type: 'object',
  required: ['code', 'paragraph', 'from', 'to'],
  additionalProperties: false,
  properties: {
    code: { type: 'string', description: 'A code of the list mandate-task.' },
    paragraph: { type: 'string', description: 'The paragraph at GET /resolutions?id=….' },
    from: { type: 'string', format: 'date' },
    to: { type: ['string', 'null'], format: 'date', description: 'Exclusive.' },
  },
};

const tasks: Member = {
  schema: { type: 'array', items: taskSchema },
  sql: `(select coalesce(json_agg(json_build_object('code', t.code, 'paragraph', t.paragraph, 'from', t.valid_from, 'to', t.valid_to) order by t.n), '[]')
           from ref.mandate_tasks t where t.mandate = m.code and t.recorded_at = m.recorded_at)`,
};

/** A mandate as it is answered. */
export const mandateShape = shape('Mandate', 'm', {
  id: uuid({ sql: 'm.fact_id' }),
  code: text({ doc: 'Its name among the facts; see GET /mandates.' }),
  bodyId: uuid({ sql: '(select b.id from bodies b where b.acronym = m.subject)' }),
  validFrom: day(),
  validTo: day({ nullable: true, doc: 'Exclusive.' }),
  endKind: text(),
  knownUntil: day({ nullable: true }),
  regimeCode: text({ nullable: true }),
  basisOp: text({ nullable: true }),
  tasks,
  reviewDates: {
    schema: { type: 'array', items: { type: 'string', format: 'date' } },
    sql: 'm.review_dates',
  },
  source: text(),
  version: integer(),
  recordedAt: instant('m.recorded_at'),
});
