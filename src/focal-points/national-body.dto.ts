import { Caveats, Code, Day, Id, Level, Text, Texts } from '../http/fields.js';
import { codeFilter, inForceFilter, type ListSpec, textFilter } from '../http/lists.js';
import { classification, day, instant, integer, shape, text, texts, uuid } from '../http/shape.js';
import { prefix } from '../sites/site.dto.js';

/** Records a commission or committee of a State for arms and their management (S/2017/1025 annex II para 14). */
export class RecordNationalBody {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Code('country', { doc: 'The State.', required: true })
  country!: string;

  @Text({ doc: 'What it is called.', required: true, max: 300 })
  name!: string;

  @Text({ doc: 'What kind of body, such as a commission on small arms.', max: 300 })
  kind?: string | null;

  @Text({ doc: 'The law or order it rests on, as written.' })
  basis?: string | null;

  @Texts({ doc: 'Each member as written.', max: 300, maxItems: 100 })
  membersText?: string[];

  @Text({ doc: 'Its plan of action, as written.' })
  plan?: string | null;

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

/** Changes a national body; absent fields stay as they are. */
export class AmendNationalBody {
  @Text({ doc: 'What it is called.', nullable: false, max: 300 })
  name?: string;

  @Text({ doc: 'What kind of body, such as a commission on small arms.', max: 300 })
  kind?: string | null;

  @Text({ doc: 'The law or order it rests on, as written.' })
  basis?: string | null;

  @Texts({ doc: 'Each member as written.', max: 300, maxItems: 100, nullable: false })
  membersText?: string[];

  @Text({ doc: 'Its plan of action, as written.' })
  plan?: string | null;

  @Day({ doc: 'First day; null where nobody knows it.' })
  validFrom?: string | null;

  @Day({ doc: 'End, exclusive; null while it goes on.' })
  validTo?: string | null;
}

/** A national body as it is answered. */
export const nationalBodyShape = shape('NationalBody', 'b', {
  id: uuid(),
  name: text(),
  country: text(),
  kind: text({ nullable: true }),
  basis: text({ nullable: true }),
  membersText: texts(),
  plan: text({ nullable: true }),
  validFrom: day({ nullable: true, doc: 'Null where nobody knows it.' }),
  validTo: day({ nullable: true, doc: 'Exclusive.' }),
  classification: classification('b.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('b.recorded_at'),
});

/** The national bodies on record in the reader's body. */
export const nationalBodyList: ListSpec = {
  shape: nationalBodyShape,
  from: 'from national_bodies b',
  where: ['b.body_id = $1'],
  filters: {
    country: codeFilter('country', 'b.country = any ($)', 'State; repeat for any of several.'),
    on: inForceFilter('b'),
    q: textFilter('lower(b.name) like $', 'Beginning of the name, in any case.', prefix),
  },
};
