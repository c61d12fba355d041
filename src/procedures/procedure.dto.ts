import { Caveats, Code, Codes, Id, Level, Text } from '../http/fields.js';
import { codeFilter, type ListSpec } from '../http/lists.js';
import { Problem } from '../http/problems.js';
import { classification, instant, integer, type Member, type Shape, shape, text, texts, uuid } from '../http/shape.js';
import { precisionOf } from '../http/vague-date.js';
import { endOf } from './in-force.js';

/** Registers a guideline, standard operating procedure or checklist (S/2017/1025 annex II paras 11 and 20). */
export class RegisterProcedure {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Text({ doc: 'What it is called.', required: true, max: 500 })
  title!: string;

  @Code('procedure-kind', { doc: 'What kind.', required: true })
  kind!: string;

  @Codes('procedure-subject', { doc: 'What it is about; INSPECTION makes inspections name its version by themselves.' })
  subjects?: string[];

  @Text({ doc: 'The office that keeps it.', max: 300 })
  ownerOffice?: string;

  @Level({ doc: 'Level; CONFIDENTIAL when absent. Its versions have the same.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'A compartment of the own body that the recorder is inside.' })
  compartmentId?: string;
}

/** Changes what a procedure is called, is about, or who keeps it; its text changes by a new version. */
export class AmendProcedure {
  @Text({ doc: 'What it is called.', max: 500, nullable: false })
  title?: string;

  @Code('procedure-kind', { doc: 'What kind.', nullable: false })
  kind?: string;

  @Codes('procedure-subject', { doc: 'What it is about.', nullable: false })
  subjects?: string[];

  @Text({ doc: 'The office that keeps it; null for none.', max: 300, nullable: true })
  ownerOffice?: string | null;
}

/** The version in force on a day, an SQL expression: the last that had begun by then, unless it had been withdrawn. */
const inForce = (day: string): Member => ({
  schema: {
    oneOf: [
      {
        type: 'object',
        required: ['id', 'label', 'from'],
        additionalProperties: false,
        properties: {
          id: { type: 'string', format: 'uuid' },
          label: { type: 'string' },
          from: { type: 'string', format: 'date' },
        },
      },
      { type: 'null' },
    ],
    description: 'The version in force that day, if any.',
  },
  sql: `(select json_build_object('id', v.id, 'label', v.label, 'from', v.valid_from) from procedure_versions v
          where v.body_id = p.body_id and v.procedure_id = p.id and v.valid_from <= ${day} and coalesce(${endOf('v')} > ${day}, true)
          order by v.valid_from desc limit 1)`,
});

const showing = (name: string, day: string): Shape =>
  shape(name, 'p', {
    id: uuid(),
    title: text(),
    kind: text(),
    subjects: texts(),
    ownerOffice: text({ nullable: true }),
    versionInForce: inForce(day),
    classification: classification('p.classification'),
    caveats: texts(),
    compartmentId: uuid({ nullable: true }),
    version: integer({ doc: 'Of this record, not of the procedure’s text.' }),
    recordedAt: instant('p.recorded_at'),
  });

/** A procedure as it is answered: with the version in force today (UTC). */
export const procedureShape = showing('Procedure', `(now() at time zone 'UTC')::date`);

/** The procedures of the reader's body, with the version in force on a day, $2. */
export const procedureList: ListSpec = {
  shape: showing('ProcedureOnDay', '$2::date'),
  from: 'from procedures p',
  // The day has a place here because a count reads nothing else of the row, and every parameter must have one.
  where: ['p.body_id = $1', '$2::date is not null'],
  filters: {
    on: {
      schema: { type: 'string', format: 'date' },
      doc: 'The day for `versionInForce`; today when absent.',
      where: '$::date is not null',
      read: raw => {
        if (precisionOf(raw) === 'DAY') return raw;
        throw new Problem('malformed_request', 'Expected a day that exists, as YYYY-MM-DD.');
      },
    },
    subject: codeFilter('procedure-subject', 'p.subjects && $::text[]', 'Subject; repeat for any of several.'),
    kind: codeFilter('procedure-kind', 'p.kind = any ($)', 'Kind; repeat for any of several.'),
  },
};

/** The day that a list of procedures is asked for: the one given when it can be read, else today (UTC). */
export const dayAsked = (query: Record<string, unknown>): string =>
  typeof query.on === 'string' && precisionOf(query.on) === 'DAY' ? query.on : new Date().toISOString().slice(0, 10);
