import { Code, Day, Id, Nested, OneOf, Text } from '../http/fields.js';
import { codeFilter, type ListSpec } from '../http/lists.js';
import { classification, day, instant, integer, object, shape, text, texts, uuid } from '../http/shape.js';
import { Standard } from './activity.dto.js';

const severities = ['LOW', 'MEDIUM', 'HIGH', 'UNKNOWN'] as const;

/** Records a gap that an assessment found in a host State's capacity (S/2017/1025 annex II para 15). */
export class RecordGap {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Text({ doc: 'What is missing.', required: true, max: 4000 })
  text!: string;

  @Nested(() => Standard, { doc: 'The standard it falls short of.' })
  standard?: Standard;

  @OneOf(severities, { doc: 'How grave; UNKNOWN when absent.' })
  severity?: string;

  @Code('gap-state', { doc: 'What became of it; OPEN when absent.' })
  state?: string;

  @Id({ doc: 'The assistance activity of the own body that addresses it.' })
  activityId?: string;

  @Day({ doc: 'The day it was addressed; required for ADDRESSED, and only for it.' })
  addressedOn?: string;

  @Text({ doc: 'Note.', max: 4000 })
  note?: string;
}

/** Says what became of a gap; what was said before is kept. */
export class AmendGap {
  @Text({ doc: 'What is missing.', max: 4000, nullable: false })
  text?: string;

  @Nested(() => Standard, { doc: 'The standard it falls short of; null for none.', nullable: true })
  standard?: Standard | null;

  @OneOf(severities, { doc: 'How grave.', nullable: false })
  severity?: string;

  @Code('gap-state', { doc: 'What became of it.', nullable: false })
  state?: string;

  @Id({ doc: 'The assistance activity that addresses it; null for none.', nullable: true })
  activityId?: string | null;

  @Day({ doc: 'The day it was addressed; null with any state but ADDRESSED.', nullable: true })
  addressedOn?: string | null;

  @Text({ doc: 'Note; null clears it.', max: 4000, nullable: true })
  note?: string | null;
}

/** A gap as it is answered. */
export const gapShape = shape('AssessmentGap', 'g', {
  id: uuid(),
  assessmentId: uuid(),
  text: text(),
  standard: object({ nullable: true }),
  severity: text(),
  state: text(),
  activityId: uuid({ nullable: true, doc: 'The assistance that addresses it.' }),
  addressedOn: day({ nullable: true }),
  note: text({ nullable: true }),
  classification: classification('g.classification'),
  caveats: texts(),
  version: integer(),
  recordedAt: instant('g.recorded_at'),
});

/** The gaps of one assessment, $2. */
export const gapList: ListSpec = {
  shape: gapShape,
  from: 'from assessment_gaps g',
  where: ['g.body_id = $1', 'g.assessment_id = $2::uuid'],
  filters: { state: codeFilter('gap-state', 'g.state = any ($)', 'State; repeat for any of several.') },
};
