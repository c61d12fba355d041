import { Caveats, Code, Day, Id, Level, ListOf, Num, OneOf, Text, Words } from '../http/fields.js';
import { codeFilter, dateFilter, type ListSpec } from '../http/lists.js';
import { classification, day, instant, integer, objects, shape, text, texts, uuid } from '../http/shape.js';

/** What such briefings are about, in the words of S/2017/1025 annex II para 13. */
const subjects = ['PURPOSE', 'SCOPE', 'IMPLEMENTATION', 'EXEMPTIONS', 'END_USER_CERTIFICATES'] as const;

/** What is handed out: "simplified flow charts and checklists, as well as 'model language'" (the same paragraph). */
const materialKinds = ['FLOW_CHART', 'CHECKLIST', 'MODEL_LANGUAGE', 'SLIDES', 'OTHER'] as const;

/** Something handed out at a briefing. */
export class Material {
  @OneOf(materialKinds, { doc: 'What it is.', required: true })
  kind!: string;

  @Text({ doc: 'Its title.', required: true, max: 500 })
  title!: string;

  @Text({
    doc: 'Its language as a BCP 47 tag, such as `fr`.',
    max: 35,
    pattern: /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/,
  })
  language?: string;
}

/** Records that the authorities of a host State were briefed on the embargo. It is never changed. */
export class RecordBriefing {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Day({ doc: 'The day of the briefing.', required: true })
  heldOn!: string;

  @Text({ doc: 'The institution that was briefed.', required: true, max: 500 })
  audience!: string;

  @Code('country', { doc: 'The host State.', required: true })
  country!: string;

  @Words(subjects, { doc: 'What it was about.' })
  subjects?: string[];

  @ListOf(() => Material, { doc: 'What was handed out.', maxItems: 50 })
  materials?: Material[];

  @Num({ doc: 'How many people took part.', min: 0, max: 1e6, integer: true })
  participants?: number;

  @Text({ doc: 'The operative paragraph it rests on; see GET /resolutions.', max: 100 })
  mandateParagraph?: string;

  @Text({ doc: 'Remarks.', max: 4000 })
  remarks?: string;

  @Level({ doc: 'Level; CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'A compartment of the own body that the recorder is inside.' })
  compartmentId?: string;
}

/** A briefing as it is answered. */
export const briefingShape = shape('AwarenessBriefing', 'b', {
  id: uuid(),
  heldOn: day(),
  audience: text(),
  country: text(),
  subjects: texts(),
  materials: objects(),
  participants: integer({ nullable: true }),
  mandateParagraph: text({ nullable: true }),
  remarks: text({ nullable: true }),
  classification: classification('b.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('b.recorded_at'),
});

const dayOf = `($::timestamptz at time zone 'UTC')::date`;

/** The briefings of the reader's body. */
export const briefingList: ListSpec = {
  shape: briefingShape,
  from: 'from awareness_briefings b',
  where: ['b.body_id = $1'],
  filters: {
    country: codeFilter('country', 'b.country = any ($)', 'Host State; repeat for any of several.'),
    from: dateFilter(`b.held_on >= ${dayOf}`, 'Held on this day or later.'),
    to: dateFilter(`b.held_on < ${dayOf}`, 'Held before this day.'),
  },
};
