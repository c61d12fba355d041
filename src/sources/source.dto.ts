import { Caveats, Code, Flag, Id, Nested, OneOf, Text, Texts } from '../http/fields.js';
import { codeFilter, type ListSpec, textFilter } from '../http/lists.js';
import { classification, flag, instant, integer, shape, text, texts, uuid } from '../http/shape.js';

/** A source is never less than confidential. */
const sourceLevels = ['CONFIDENTIAL', 'STRICTLY_CONFIDENTIAL'] as const;

/** Who a source is. It is sealed before it is stored, and answered to nobody but by an opening. */
export class IdentityOfSource {
  @Text({ doc: 'The name.', required: true, max: 300 })
  name!: string;

  @Texts({ doc: 'How the source is reached.', required: true, max: 500, maxItems: 20 })
  contacts!: string[];

  @Text({ doc: 'What else tells who it is, or matters for meeting it.', max: 8000 })
  notes?: string;
}

/** How to warn a source at once, written so that it does not tell who it is. */
export class EmergencyContact {
  @Text({ doc: 'The channel, such as an intermediary or a call sign; not a name.', required: true, max: 500 })
  channel!: string;

  @Text({ doc: 'What to do and say on it.', required: true, max: 2000 })
  instruction!: string;
}

/** Records a source. */
export class RecordSource {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Nested(() => IdentityOfSource, { doc: 'Who it is.', required: true })
  identity!: IdentityOfSource;

  @Nested(() => EmergencyContact, { doc: 'What may be shown in an emergency without a second person.' })
  emergency?: EmergencyContact;

  @Code('source-grade', { doc: 'Reliability of the source.', required: true })
  grade!: string;

  @OneOf(sourceLevels, { doc: 'Level; CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'The compartment; only its members know of the source.' })
  compartmentId?: string;

  @Text({ doc: 'How what the source says has to be protected. Nothing that tells who it is.', max: 2000 })
  protectionNote?: string;

  @Flag({ doc: 'Nothing that rests on this source may be released.' })
  safetyHold?: boolean;
}

/** Says that a record rests on a source. */
export class LinkRecord {
  @Code('source-record-kind', { doc: 'What kind of record.', required: true })
  recordKind!: string;

  @Id({ doc: 'The record.', required: true })
  recordId!: string;
}

/** A source as it is answered: nothing that tells who it is, or what rests on it. */
export const sourceShape = shape('Source', 's', {
  id: uuid(),
  pseudonym: text({ doc: 'Random, and the only name outside the vault.' }),
  grade: text(),
  protectionNote: text({ nullable: true }),
  safetyHold: flag({ doc: 'Nothing that rests on this source may be released.' }),
  held: flag({ doc: 'Under a legal hold: nothing of it can be deleted.' }),
  erasedAt: instant('s.erased_at', { nullable: true }),
  classification: classification('s.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('s.recorded_at'),
});

/** The answer to a link: that it is kept. What it links is shown by an opening only. */
export const linkSchema = {
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: { id: { type: 'string', format: 'uuid' } },
};

/** The sources of the reader's body. */
export const sourceList: ListSpec = {
  shape: sourceShape,
  from: 'from sources s',
  where: ['s.body_id = $1'],
  filters: {
    grade: codeFilter('source-grade', 's.grade = any ($)', 'Grade; repeat for any of several.'),
    pseudonym: textFilter('s.pseudonym = $', 'The name outside the vault.', raw => raw.toUpperCase()),
  },
};
