import { codeFilter, type ListSpec, textFilter } from '../http/lists.js';
import { classification, instant, integer, shape, text, texts, uuid } from '../http/shape.js';
import { prefix } from '../sites/site.dto.js';

/** Anyone the records speak of. */
export const partyShape = shape('Party', 'p', {
  id: uuid(),
  name: text({ sql: 'p.name_as_written', doc: 'As written.' }),
  kind: text(),
  classification: classification('p.classification'),
  caveats: texts(),
  version: integer(),
  recordedAt: instant('p.recorded_at'),
});

/** The parties of the reader's body. */
export const partyList: ListSpec = {
  shape: partyShape,
  from: 'from parties p',
  where: ['p.body_id = $1', 'p.merged_into_id is null'],
  filters: {
    kind: codeFilter('party-kind', 'p.kind = any ($)', 'Kind; repeat for any of several.'),
    q: textFilter('lower(p.name_as_written) like $', 'Beginning of the name, in any case.', prefix),
  },
};
