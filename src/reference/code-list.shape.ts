import { integer, shape, text } from '../http/shape.js';

/** A code list by name, without its values. */
export const codeListSummary = shape('CodeListSummary', 'l', {
  name: text(),
  title: text(),
  source: text({ doc: 'The standard or practice it comes from.' }),
  count: integer({ doc: 'How many values it has.' }),
});

const codeValueSchema = {
  type: 'object',
  required: ['code', 'label'],
  additionalProperties: false,
  properties: {
    code: { type: 'string' },
    label: { type: 'string' },
    note: { type: 'string' },
    class: { type: 'string', description: 'Groups values where rules depend on the group.' },
  },
};

/** A code list with its values. */
export const codeListShape = shape('CodeList', 'l', {
  name: text(),
  title: text(),
  source: text({ doc: 'The standard or practice it comes from.' }),
  values: { schema: { type: 'array', items: codeValueSchema } },
});
