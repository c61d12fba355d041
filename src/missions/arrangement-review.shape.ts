import type { Schema } from '../http/fields.js';
import { classification, day, instant, integer, type Member, shape, text, uuid } from '../http/shape.js';

const known: Schema = {
  type: 'object',
  required: ['fact', 'source'],
  additionalProperties: false,
  properties: {
    fact: { type: 'string' },
    source: {
      type: 'string',
      description: 'The address of a record, an operative paragraph, or a paragraph of S/2017/1025.',
    },
  },
};

const listOfTexts: Schema = { type: 'array', items: { type: 'string' } };

/** A review as it is answered and kept. Paragraphs are those of S/2017/1025: A2/10 is annex II paragraph 10. */
export const reviewSchema: Schema = {
  type: 'object',
  required: ['mission', 'on', 'ruleVersion', 'mandate', 'reach', 'tasks', 'advice', 'silentOn'],
  additionalProperties: false,
  properties: {
    mission: { type: 'string', description: 'The acronym.' },
    on: { type: 'string', format: 'date' },
    ruleVersion: { type: 'string' },
    mandate: { type: 'string', enum: ['KNOWN', 'UNKNOWN', 'NOT_YET', 'ENDED'] },
    reach: {
      oneOf: [{ type: 'string', enum: ['EXTENSIVE', 'LIMITED', 'COOPERATION', 'NONE'] }, { type: 'null' }],
      description: 'How far the tasks go (annex II paras 9 and 10); null where the mandate is not known.',
    },
    tasks: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'paragraph', 'state'],
        additionalProperties: false,
        properties: {
          code: { type: 'string' },
          paragraph: { type: 'string' },
          state: { type: 'string', description: 'IN_FORCE, or NOT_KNOWN past the last day of which it is known.' },
        },
      },
    },
    advice: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'level', 'paragraphs', 'text', 'satisfiedBy', 'triggeredBy', 'missing'],
        additionalProperties: false,
        properties: {
          code: { type: 'string' },
          level: { type: 'string', enum: ['ADVICE', 'CONSIDER', 'CAUTION', 'GOOD_PRACTICE'] },
          paragraphs: listOfTexts,
          text: { type: 'string' },
          satisfiedBy: { type: 'string' },
          triggeredBy: { type: 'array', items: known },
          missing: { ...listOfTexts, description: 'Codes of what is missing, such as skills.' },
        },
      },
    },
    silentOn: {
      type: 'array',
      items: {
        type: 'object',
        required: ['subject', 'because'],
        additionalProperties: false,
        properties: { subject: { type: 'string' }, because: { type: 'string' } },
      },
      description: 'What the review does not speak of, and why.',
    },
  },
};

const reviewMember: Member = {
  schema: { oneOf: [reviewSchema, { type: 'null' }], description: 'Null until the job has been done.' },
};

/** A review that a mandate or a review date caused. */
export const reviewShape = shape('ArrangementReview', 'r', {
  id: uuid(),
  mandate: text({ doc: 'The code of the mandate.' }),
  cause: { schema: { type: 'string', enum: ['MANDATE_SET', 'REVIEW_DATE'] } },
  occasion: text({ doc: 'The version of the mandate that was set, or the review date.' }),
  reviewedOn: day(),
  jobId: uuid(),
  ruleVersion: text({ nullable: true }),
  review: reviewMember,
  classification: classification('r.classification'),
  version: integer(),
  recordedAt: instant('r.recorded_at'),
});
