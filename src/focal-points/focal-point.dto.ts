import { Caveats, Code, Day, Id, Level, OneOf, Text } from '../http/fields.js';
import { codeFilter, idFilter, inForceFilter, type ListSpec } from '../http/lists.js';
import { classification, day, flag, instant, integer, shape, text, texts, uuid } from '../http/shape.js';

/** Where the report says that a focal point in the Office of the Chief of Staff is a useful modality. */
const goodPracticeBasis = 'S/2017/1025 annex II para 18';

/** Names whom a panel turns to in a mission (S/2017/1025 annex II para 18). */
export class NameFocalPoint {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @OneOf(['MISSION_TO_PANEL'], { doc: 'Of the mission towards the panel; the only kind.' })
  kind?: string;

  @Id({ doc: 'A person of the own body; instead of `name`.' })
  personId?: string | null;

  @Text({ doc: 'The name as written, of somebody without a sign-in; instead of `personId`.', max: 300 })
  name?: string | null;

  @Code('mission-office', { doc: 'The office the focal point sits in.', required: true })
  office!: string;

  @Text({ doc: 'Title of the function.', max: 300 })
  functionTitle?: string | null;

  @Day({ doc: 'First day of the term.', required: true })
  validFrom!: string;

  @Day({ doc: 'End of the term, exclusive; null while it goes on.' })
  validTo?: string | null;

  @Text({ doc: 'How to reach the focal point.', max: 1000 })
  contact?: string | null;

  @Level({ doc: 'Level; CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'A compartment of the own body that the recorder is inside.' })
  compartmentId?: string;
}

/** Changes a term; absent fields stay as they are. Another person or another office is another term. */
export class AmendFocalPoint {
  @Text({ doc: 'Title of the function.', max: 300 })
  functionTitle?: string | null;

  @Day({ doc: 'First day of the term, put right.', nullable: false })
  validFrom?: string;

  @Day({ doc: 'End of the term, exclusive; null while it goes on.' })
  validTo?: string | null;

  @Text({ doc: 'How to reach the focal point.', max: 1000 })
  contact?: string | null;
}

/** A focal point of a mission as it is answered. */
export const focalPointShape = shape('FocalPoint', 'f', {
  id: uuid(),
  kind: text(),
  personId: uuid({ nullable: true }),
  name: text({ nullable: true, doc: 'As written; null where personId says who.' }),
  office: text(),
  functionTitle: text({ nullable: true }),
  validFrom: day(),
  validTo: day({ nullable: true, doc: 'Exclusive.' }),
  contact: text({ nullable: true }),
  goodPractice: flag({ sql: `f.office = 'CHIEF_OF_STAFF'`, doc: 'Sits where the report finds it useful.' }),
  goodPracticeBasis: text({
    nullable: true,
    sql: `case when f.office = 'CHIEF_OF_STAFF' then '${goodPracticeBasis}' end`,
    doc: 'The paragraph that says so.',
  }),
  classification: classification('f.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('f.recorded_at'),
});

/** The focal points of the reader's body. */
export const focalPointList: ListSpec = {
  shape: focalPointShape,
  from: 'from focal_points f',
  where: ['f.body_id = $1'],
  filters: {
    office: codeFilter('mission-office', 'f.office = any ($)', 'Office; repeat for any of several.'),
    personId: idFilter('f.person_id = $', 'A person of the own body.'),
    on: inForceFilter('f'),
  },
};
