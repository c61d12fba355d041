import { Caveats, Code, Codes, Day, Flag, Id, Level, Num, Text } from '../http/fields.js';
import { codeFilter, idFilter, inForceFilter, type ListSpec, textFilter } from '../http/lists.js';
import { classification, day, flag, instant, integer, shape, text, texts, todaySql, uuid } from '../http/shape.js';
import { prefix } from '../sites/site.dto.js';

/** Registers an arrangement of any form that carries embargo tasks (S/2017/1025 annex II paras 4–9). */
export class RegisterCell {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Text({ doc: 'What the cell is called.', required: true, max: 300 })
  name!: string;

  @Code('cell-kind', { doc: 'Which form it has; form follows function (annex II para 9).', required: true })
  kind!: string;

  @Code('mission-office', { doc: 'The office of the mission it belongs to.', required: true })
  office!: string;

  @Id({ doc: 'The cell of the own body that it lies in.' })
  parentId?: string | null;

  @Day({ doc: 'First day; null where nobody knows it.' })
  validFrom?: string | null;

  @Day({ doc: 'End, exclusive; null while it goes on.' })
  validTo?: string | null;

  @Codes('mandate-task', { doc: 'Tasks of the mandate that it carries.' })
  tasks?: string[];

  @Flag({ doc: 'Its staff work on the embargo only (annex II para 9); false when absent.' })
  dedicated?: boolean;

  @Num({ doc: 'Posts it is authorised to have.', min: 0, max: 100_000, integer: true })
  authorisedPosts?: number | null;

  @Text({ doc: 'What it is for.' })
  purpose?: string | null;

  @Level({ doc: 'Level; CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'A compartment of the own body that the recorder is inside.' })
  compartmentId?: string;
}

/** Changes a cell; absent fields stay as they are. */
export class AmendCell {
  @Text({ doc: 'What the cell is called.', max: 300, nullable: false })
  name?: string;

  @Code('cell-kind', { doc: 'Which form it has.', nullable: false })
  kind?: string;

  @Code('mission-office', { doc: 'The office of the mission it belongs to.', nullable: false })
  office?: string;

  @Id({ doc: 'The cell that it lies in; null for none.' })
  parentId?: string | null;

  @Day({ doc: 'First day; null where nobody knows it.' })
  validFrom?: string | null;

  @Day({ doc: 'End, exclusive; null while it goes on.' })
  validTo?: string | null;

  @Codes('mandate-task', { doc: 'Tasks of the mandate that it carries; replaces those given before.', nullable: false })
  tasks?: string[];

  @Flag({ doc: 'Its staff work on the embargo only.', nullable: false })
  dedicated?: boolean;

  @Num({ doc: 'Posts it is authorised to have; null where not known.', min: 0, max: 100_000, integer: true })
  authorisedPosts?: number | null;

  @Text({ doc: 'What it is for.' })
  purpose?: string | null;
}

/** A cell as it is answered. */
export const cellShape = shape('Cell', 'c', {
  id: uuid(),
  name: text(),
  kind: text(),
  office: text(),
  parentId: uuid({ nullable: true }),
  validFrom: day({ nullable: true, doc: 'Null where nobody knows it.' }),
  validTo: day({ nullable: true, doc: 'Exclusive.' }),
  tasks: texts(),
  dedicated: flag(),
  authorisedPosts: integer({ nullable: true }),
  purpose: text({ nullable: true }),
  members: integer({
    sql: `(select count(*) from cell_members m where m.body_id = c.body_id and m.cell_id = c.id
            and m.valid_from <= ${todaySql} and (m.valid_to is null or m.valid_to > ${todaySql}))`,
    doc: 'How many serve today, of those the reader may see.',
  }),
  vacanciesOpen: integer({
    sql: `(select count(*) from cell_vacancies w where w.body_id = c.body_id and w.cell_id = c.id and w.state in ('OPEN', 'OFFERED'))`,
    doc: 'Posts that nobody holds, whether or not somebody has been offered.',
  }),
  classification: classification('c.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('c.recorded_at'),
});

/** The cells of the reader's body. */
export const cellList: ListSpec = {
  shape: cellShape,
  from: 'from cells c',
  where: ['c.body_id = $1'],
  filters: {
    kind: codeFilter('cell-kind', 'c.kind = any ($)', 'Kind; repeat for any of several.'),
    office: codeFilter('mission-office', 'c.office = any ($)', 'Office; repeat for any of several.'),
    parentId: idFilter('c.parent_id = $', 'The cell they lie in.'),
    on: inForceFilter('c'),
    q: textFilter('lower(c.name) like $', 'Beginning of the name, in any case.', prefix),
  },
};
