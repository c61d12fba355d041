import { Day, Flag, Id, OneOf, Text } from '../http/fields.js';
import { day, flag, instant, integer, shape, text, uuid } from '../http/shape.js';
import { bodyKinds } from '../people/roles-of-bodies.js';

/** How a mandate's end is known; only a DATED end that has passed ends anything. */
export const endKinds = ['DATED', 'OPEN', 'NOT_KNOWN_AFTER'] as const;

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

/** Adds a period in which a body may act. */
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
  version: integer(),
  recordedAt: instant('b.recorded_at'),
});

/** A mandate as it is answered. */
export const mandateShape = shape('Mandate', 'm', {
  id: uuid(),
  bodyId: uuid(),
  validFrom: day(),
  validTo: day({ nullable: true, doc: 'Exclusive.' }),
  endKind: text(),
  knownUntil: day({ nullable: true }),
  regimeCode: text({ nullable: true }),
  basisOp: text({ nullable: true }),
  version: integer(),
  recordedAt: instant('m.recorded_at'),
});
