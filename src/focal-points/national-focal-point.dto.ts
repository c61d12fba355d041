import { Caveats, Code, Day, Id, Level, Text } from '../http/fields.js';
import { codeFilter, inForceFilter, type ListSpec, textFilter } from '../http/lists.js';
import { classification, day, instant, integer, shape, text, texts, uuid } from '../http/shape.js';
import { prefix } from '../sites/site.dto.js';

/** Records whom a host State has appointed for missions to engage through (S/2017/1025 annex II para 14). */
export class RecordNationalFocalPoint {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Code('country', { doc: 'The State.', required: true })
  country!: string;

  @Text({ doc: 'The office or ministry.', required: true, max: 300 })
  institution!: string;

  @Text({ doc: 'The name as written.', required: true, max: 300 })
  name!: string;

  @Text({ doc: 'Title of the function.', max: 300 })
  functionTitle?: string | null;

  @Day({ doc: 'First day; null where nobody knows it.' })
  validFrom?: string | null;

  @Day({ doc: 'End, exclusive; null while it goes on.' })
  validTo?: string | null;

  @Text({ doc: 'What the appointment charges them with, as written.' })
  mandateText?: string | null;

  @Text({ doc: 'How to reach them.', max: 1000 })
  contact?: string | null;

  @Day({ doc: 'When the State appointed them; null where nobody knows.' })
  appointedOn?: string | null;

  @Level({ doc: 'Level; CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'A compartment of the own body that the recorder is inside.' })
  compartmentId?: string;
}

/** Changes a national focal point; absent fields stay as they are. */
export class AmendNationalFocalPoint {
  @Text({ doc: 'The office or ministry.', nullable: false, max: 300 })
  institution?: string;

  @Text({ doc: 'The name as written.', nullable: false, max: 300 })
  name?: string;

  @Text({ doc: 'Title of the function.', max: 300 })
  functionTitle?: string | null;

  @Day({ doc: 'First day; null where nobody knows it.' })
  validFrom?: string | null;

  @Day({ doc: 'End, exclusive; null while it goes on.' })
  validTo?: string | null;

  @Text({ doc: 'What the appointment charges them with, as written.' })
  mandateText?: string | null;

  @Text({ doc: 'How to reach them.', max: 1000 })
  contact?: string | null;

  @Day({ doc: 'When the State appointed them; null where nobody knows.' })
  appointedOn?: string | null;
}

/** A national focal point as it is answered. */
export const nationalFocalPointShape = shape('NationalFocalPoint', 'n', {
  id: uuid(),
  country: text(),
  institution: text(),
  name: text(),
  functionTitle: text({ nullable: true }),
  validFrom: day({ nullable: true, doc: 'Null where nobody knows it.' }),
  validTo: day({ nullable: true, doc: 'Exclusive.' }),
  mandateText: text({ nullable: true }),
  contact: text({ nullable: true }),
  appointedOn: day({ nullable: true }),
  classification: classification('n.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('n.recorded_at'),
});

/** The national focal points on record in the reader's body. */
export const nationalFocalPointList: ListSpec = {
  shape: nationalFocalPointShape,
  from: 'from national_focal_points n',
  where: ['n.body_id = $1'],
  filters: {
    country: codeFilter('country', 'n.country = any ($)', 'State; repeat for any of several.'),
    on: inForceFilter('n'),
    q: textFilter('lower(n.name) like $', 'Beginning of the name, in any case.', prefix),
  },
};
