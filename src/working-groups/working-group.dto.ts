import { Caveats, Code, Day, Id, Level, ListOf, Text } from '../http/fields.js';
import { codeFilter, idFilter, inForceFilter, type ListSpec, textFilter } from '../http/lists.js';
import { classification, day, instant, integer, objects, shape, text, texts, uuid } from '../http/shape.js';
import { prefix } from '../sites/site.dto.js';

/** Somebody who takes part, as written. */
export class Participant {
  @Text({ doc: 'The name or post as written.', required: true, max: 300 })
  name!: string;

  @Text({ doc: 'For which organisation.', required: true, max: 300 })
  organisation!: string;

  @Code('staff-component', { doc: 'Of a mission: military, police or civilian.' })
  component?: string;
}

/** Sets up a working group, internal or joint (S/2017/1025 annex II paras 5 and 14). */
export class SetUpWorkingGroup {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Text({ doc: 'What the group is called.', required: true, max: 300 })
  name!: string;

  @Code('working-group-kind', { doc: 'Inside the mission, or joint with the host State.', required: true })
  kind!: string;

  @Id({ doc: 'The national body it meets with.' })
  nationalBodyId?: string | null;

  @ListOf(() => Participant, { doc: 'Who takes part.', maxItems: 200 })
  participants?: Participant[];

  @Day({ doc: 'First day; null where nobody knows it.' })
  validFrom?: string | null;

  @Day({ doc: 'End, exclusive; null while it goes on.' })
  validTo?: string | null;

  @Level({ doc: 'Level; CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'A compartment of the own body that the recorder is inside.' })
  compartmentId?: string;
}

/** Changes a working group; absent fields stay as they are. */
export class AmendWorkingGroup {
  @Text({ doc: 'What the group is called.', nullable: false, max: 300 })
  name?: string;

  @Code('working-group-kind', { doc: 'Inside the mission, or joint with the host State.', nullable: false })
  kind?: string;

  @Id({ doc: 'The national body it meets with.' })
  nationalBodyId?: string | null;

  @ListOf(() => Participant, { doc: 'Who takes part; replaces those given before.', maxItems: 200, nullable: false })
  participants?: Participant[];

  @Day({ doc: 'First day; null where nobody knows it.' })
  validFrom?: string | null;

  @Day({ doc: 'End, exclusive; null while it goes on.' })
  validTo?: string | null;
}

/** A working group as it is answered. */
export const workingGroupShape = shape('WorkingGroup', 'g', {
  id: uuid(),
  name: text(),
  kind: text(),
  nationalBodyId: uuid({ nullable: true }),
  participants: objects({ doc: 'Each `name` with its `organisation`, and the `component` where one was given.' }),
  validFrom: day({ nullable: true, doc: 'Null where nobody knows it.' }),
  validTo: day({ nullable: true, doc: 'Exclusive.' }),
  classification: classification('g.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('g.recorded_at'),
});

/** The working groups of the reader's body. */
export const workingGroupList: ListSpec = {
  shape: workingGroupShape,
  from: 'from working_groups g',
  where: ['g.body_id = $1'],
  filters: {
    kind: codeFilter('working-group-kind', 'g.kind = any ($)', 'Kind; repeat for any of several.'),
    nationalBodyId: idFilter('g.national_body_id = $', 'The national body they meet with.'),
    on: inForceFilter('g'),
    q: textFilter('lower(g.name) like $', 'Beginning of the name, in any case.', prefix),
  },
};
