import { Code, Day, Days, ListOf, OneOf, Text } from '../http/fields.js';
import { endKinds } from './fact-rules.js';

/** One task that the Council has given, with the paragraph that gives it: without a paragraph there is no task. */
export class GiveTask {
  @Code('mandate-task', { doc: 'The task.', required: true })
  code!: string;

  @Text({ doc: 'The operative paragraph that gives it; see GET /resolutions.', required: true, max: 100 })
  paragraph!: string;

  @Day({ doc: "The first day, where it is not the mandate's." })
  from?: string;

  @Day({ doc: "The day after the last one, where it is not the mandate's." })
  to?: string;
}

/** Adds a mandate of a mission or panel. */
export class TellMandate {
  @Text({
    doc: 'Its name among the mandates; it never changes.',
    required: true,
    max: 80,
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/,
  })
  code!: string;

  @Text({ doc: 'The mission by its acronym, or the panel by its code.', required: true, max: 60 })
  of!: string;

  @Text({ doc: 'The sanctions regime it serves; see GET /regimes.', max: 60 })
  regime?: string;

  @Day({ doc: 'The first day.', required: true })
  from!: string;

  @Day({ doc: 'The day after the last one; with endKind DATED only.' })
  to?: string;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', required: true })
  endKind!: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string;

  @Text({ doc: 'What it rests on, in words.', max: 500 })
  basis?: string;

  @Text({ doc: 'The operative paragraph it rests on; see GET /resolutions.', max: 100 })
  basisOp?: string;

  @Days({ doc: 'When the mandate is reviewed: the arrangement is reviewed with it.', maxItems: 50 })
  reviewDates?: string[];

  @ListOf(() => GiveTask, {
    doc: 'The tasks; when absent they are not known. In a correction all of them.',
    maxItems: 100,
  })
  tasks?: GiveTask[];

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;
}

/** Corrects a mandate. */
export class CorrectMandate {
  @Text({ doc: 'The mission by its acronym, or the panel by its code.', nullable: false, max: 60 })
  of?: string;

  @Text({ doc: 'The sanctions regime it serves; see GET /regimes.', max: 60 })
  regime?: string | null;

  @Day({ doc: 'The first day.', nullable: false })
  from?: string;

  @Day({ doc: 'The day after the last one; with endKind DATED only.' })
  to?: string | null;

  @OneOf(endKinds, { doc: 'DATED, OPEN, or NOT_KNOWN_AFTER a day.', nullable: false })
  endKind?: string;

  @Day({ doc: 'The last day of which it is known; with endKind NOT_KNOWN_AFTER only.' })
  knownUntil?: string | null;

  @Text({ doc: 'What it rests on, in words.', max: 500 })
  basis?: string | null;

  @Text({ doc: 'The operative paragraph it rests on; see GET /resolutions.', max: 100 })
  basisOp?: string | null;

  @Days({ doc: 'When the mandate is reviewed: the arrangement is reviewed with it.', maxItems: 50 })
  reviewDates?: string[] | null;

  @ListOf(() => GiveTask, {
    doc: 'The tasks; when absent they are not known. In a correction all of them.',
    maxItems: 100,
  })
  tasks?: GiveTask[] | null;

  @Text({ doc: 'A remark.', max: 4000 })
  note?: string | null;

  @Text({ doc: 'Where it is written.', required: true, max: 1000 })
  source!: string;

  @Text({ doc: 'Why what was believed until now is corrected.', required: true, max: 2000 })
  reason!: string;
}
