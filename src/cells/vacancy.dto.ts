import { Caveats, Code, Codes, Day, Id, Level, Text } from '../http/fields.js';
import { codeFilter, type ListSpec } from '../http/lists.js';
import { classification, day, instant, integer, shape, text, texts, uuid } from '../http/shape.js';

/** Records a post of a cell that nobody holds, and the skills it wants (S/2017/1025 annex II para 10). */
export class AddVacancy {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Text({ doc: 'Title of the post.', required: true, max: 300 })
  title!: string;

  @Code('staff-component', { doc: 'Military, police or civilian.', required: true })
  component!: string;

  @Codes('skill', { doc: 'Skills the post wants.' })
  skills?: string[];

  @Day({ doc: 'Since when nobody holds it.', required: true })
  since!: string;

  @Code('vacancy-state', { doc: 'OPEN when absent.' })
  state?: string;

  @Id({ doc: 'The member of the same cell who holds the post; with FILLED and only then.' })
  filledByMemberId?: string | null;

  @Level({ doc: 'Level; that of the cell when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks; those of what it belongs to join them.' })
  caveats?: string[];
}

/** Changes a vacancy; absent fields stay as they are. Leaving FILLED clears who held the post. */
export class AmendVacancy {
  @Text({ doc: 'Title of the post.', max: 300, nullable: false })
  title?: string;

  @Code('staff-component', { doc: 'Military, police or civilian.', nullable: false })
  component?: string;

  @Codes('skill', { doc: 'Skills the post wants; replaces those given before.', nullable: false })
  skills?: string[];

  @Day({ doc: 'Since when nobody holds it, put right.', nullable: false })
  since?: string;

  @Code('vacancy-state', { doc: 'State of the vacancy.', nullable: false })
  state?: string;

  @Id({ doc: 'The member of the same cell who holds the post; with FILLED and only then.' })
  filledByMemberId?: string | null;
}

/** A vacancy as it is answered. */
export const vacancyShape = shape('CellVacancy', 'w', {
  id: uuid(),
  cellId: uuid(),
  title: text(),
  component: text(),
  skills: texts(),
  since: day(),
  state: text(),
  filledByMemberId: uuid({ nullable: true }),
  classification: classification('w.classification'),
  caveats: texts(),
  version: integer(),
  recordedAt: instant('w.recorded_at'),
});

/** The vacancies of one cell, whose id is $2. */
export const vacancyList: ListSpec = {
  shape: vacancyShape,
  from: 'from cell_vacancies w',
  where: ['w.body_id = $1', 'w.cell_id = $2::uuid'],
  filters: {
    state: codeFilter('vacancy-state', 'w.state = any ($)', 'State; repeat for any of several.'),
    component: codeFilter('staff-component', 'w.component = any ($)', 'Component; repeat for any of several.'),
  },
};
