import { Caveats, Code, Day, Flag, Id, Level, ListOf, Text } from '../http/fields.js';
import { codeFilter, idFilter, inForceFilter, type ListSpec } from '../http/lists.js';
import { classification, day, flag, instant, integer, objects, shape, text, texts, uuid } from '../http/shape.js';

/** What somebody can do, and how well: the skills that the task depends on (S/2017/1025 annex II para 10). */
export class Skill {
  @Code('skill', { doc: 'Which skill.', required: true })
  code!: string;

  @Code('skill-level', { doc: 'How well.', required: true })
  level!: string;
}

/** Puts somebody in a cell: a person of the own body, or anybody else by name. */
export class AddMember {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Id({ doc: 'A person of the own body; instead of `name`.' })
  personId?: string | null;

  @Text({ doc: 'The name as written, of somebody without a sign-in; instead of `personId`.', max: 300 })
  name?: string | null;

  @Code('staff-component', { doc: 'Military, police or civilian.', required: true })
  component!: string;

  @Text({ doc: 'What the person does there.', max: 300 })
  function?: string | null;

  @ListOf(() => Skill, { doc: 'Skills with their level.', maxItems: 50 })
  skills?: Skill[];

  @Day({ doc: 'First day.', required: true })
  validFrom!: string;

  @Day({ doc: 'End, exclusive; null while the person serves.' })
  validTo?: string | null;

  @Code('country', { doc: 'The Member State that contributed the person.' })
  providedBy?: string | null;

  @Flag({ doc: 'Leads the cell; false when absent.' })
  lead?: boolean;

  @Level({ doc: 'Level; that of the cell when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks; those of what it belongs to join them.' })
  caveats?: string[];
}

/** Ends a membership, with the reason, or corrects what is said of it; absent fields stay as they are. */
export class AmendMember {
  @Code('staff-component', { doc: 'Military, police or civilian.', nullable: false })
  component?: string;

  @Text({ doc: 'What the person does there.', max: 300 })
  function?: string | null;

  @ListOf(() => Skill, { doc: 'Skills with their level; replaces those given before.', maxItems: 50, nullable: false })
  skills?: Skill[];

  @Day({ doc: 'First day, put right.', nullable: false })
  validFrom?: string;

  @Day({ doc: 'End, exclusive, with `reason`; null takes an end back.' })
  validTo?: string | null;

  @Text({ doc: 'Why the membership ends; required with `validTo`.', max: 2000 })
  reason?: string | null;

  @Code('country', { doc: 'The Member State that contributed the person.' })
  providedBy?: string | null;

  @Flag({ doc: 'Leads the cell.', nullable: false })
  lead?: boolean;
}

/** A member as it is answered. */
export const memberShape = shape('CellMember', 'm', {
  id: uuid(),
  cellId: uuid(),
  personId: uuid({ nullable: true }),
  name: text({ nullable: true, doc: 'As written; null where personId says who.' }),
  component: text(),
  function: text({ nullable: true, sql: 'm.function' }),
  skills: objects({ doc: 'Each `code` with its `level`.' }),
  validFrom: day(),
  validTo: day({ nullable: true, doc: 'Exclusive.' }),
  reason: text({ nullable: true, sql: 'm.end_reason', doc: 'Why the membership ended.' }),
  providedBy: text({ nullable: true }),
  lead: flag(),
  classification: classification('m.classification'),
  caveats: texts(),
  version: integer(),
  recordedAt: instant('m.recorded_at'),
});

/** The members of one cell, whose id is $2. */
export const memberList: ListSpec = {
  shape: memberShape,
  from: 'from cell_members m',
  where: ['m.body_id = $1', 'm.cell_id = $2::uuid'],
  filters: {
    component: codeFilter('staff-component', 'm.component = any ($)', 'Component; repeat for any of several.'),
    skill: codeFilter(
      'skill',
      `exists (select from jsonb_array_elements(m.skills) s where s->>'code' = any ($))`,
      'Has the skill; repeat for any of several.',
    ),
    personId: idFilter('m.person_id = $', 'A person of the own body.'),
    on: inForceFilter('m'),
  },
};
