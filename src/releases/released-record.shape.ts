import { codeFilter, dateFilter, idFilter, type ListSpec, textFilter } from '../http/lists.js';
import { classification, instant, integer, object, shape, text, texts, uuid } from '../http/shape.js';
import { wordFilter } from './release.shape.js';
import { allSeries } from './release-fields.js';

/** A received copy: what another body released to the reader's. */
export const releasedRecordShape = shape('ReleasedRecord', 'r', {
  id: uuid(),
  releaseId: uuid(),
  lineageId: uuid({ doc: 'The same in every version of this record that is released to you.' }),
  series: text({ doc: 'INSPECTION, OBSERVATION or SITE.' }),
  n: integer({ doc: 'Its place in the release.' }),
  missionId: uuid({ sql: 'r.owner_body_id', doc: 'The body that released it.' }),
  mission: text({ sql: `r.envelope->>'from'`, doc: 'Its acronym.' }),
  purpose: text({ sql: `r.envelope->>'purpose'` }),
  alsoTo: {
    sql: `r.envelope->'alsoTo'`,
    schema: {
      type: ['array', 'null'],
      items: { type: 'string' },
      description: 'Who else received it; null when that is not told.',
    },
  },
  record: object({ sql: 'r.document', doc: 'The frozen, redacted record.' }),
  classification: classification('r.classification'),
  caveats: texts(),
  expiresAt: instant('r.expires_at', { nullable: true }),
  version: integer(),
  recordedAt: instant('r.recorded_at'),
});

/** `%`, `_` and `\` in what a reader types stand for themselves. */
const inside = (raw: string): string => `%${raw.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;

/** The series of copies of records; those of packets are read as packets. */
export const ofRecords = `r.series in (${allSeries.map(series => `'${series}'`).join(', ')})`;

/** The copies that the reader's body holds. Filters ask the copies, so they cannot find what was held back. */
export const releasedRecordList: ListSpec = {
  shape: releasedRecordShape,
  from: 'from released_records r',
  where: ['r.body_id = $1', ofRecords],
  filters: {
    series: wordFilter(allSeries, 'r.series = any ($::text[])', 'Which records.'),
    releaseId: idFilter('r.release_id = $', 'The release it came in.'),
    missionId: idFilter('r.owner_body_id = $', 'The body that released it.'),
    from: dateFilter('r.dated_to > $', 'On or after, as far as the released date tells.'),
    to: dateFilter('r.dated_from < $', 'Before.'),
    category: codeFilter('category-1997', 'r.category = any ($)', 'Category of A/52/298; repeat for any of several.'),
    calibre: textFilter('r.calibre = $', 'Calibre as written.'),
    serial: textFilter('$ = any (r.serials)', 'Serial as released: whole, masked or a pseudonym.'),
    q: textFilter('r.words like $', 'Part of any released text, in any case.', inside),
  },
};
