import type { Actor } from '../database/context.js';
import type { Database } from '../database/database.js';
import { type ListResult, type ListSpec, listPage, listParameters } from './lists.js';
import { type ListAnswer, listOf, type QueryParameter } from './operation.js';
import { instant, integer, type Member, shape, uuid } from './shape.js';

/** Columns of a row that are no part of what it says. */
const inner = ['body_id', 'content_hash', 'compartment_id', 'draft_by', 'recorded_xid', 'version'];

/** The row as it was, its columns named as fields are; a level is its number, 0 to 2. */
const before: Member = {
  schema: { type: 'object', description: 'What the record said, field by field, as stored.' },
  sql: `(select jsonb_object_agg((select string_agg(case when p.n = 1 then p.part else initcap(p.part) end, '' order by p.n)
             from unnest(string_to_array(e.key, '_')) with ordinality p (part, n)), e.value)
           from jsonb_each(v.row_before - '{${inner.join(',')}}'::text[]) e)`,
};

const versionShape = shape('EarlierVersion', 'v', {
  version: integer({ sql: 'v.of_version' }),
  before,
  replacedAt: instant('v.replaced_at'),
  replacedById: uuid({ sql: 'v.replaced_by', nullable: true, doc: 'The appointment that replaced it.' }),
});

const spec: ListSpec = {
  shape: versionShape,
  from: 'from earlier_versions v',
  where: ['v.body_id = $1', 'v.of_table = $2', 'v.of_id = $3::uuid'],
  filters: {},
};

/** The parameters of a record's history. */
export const historyParameters: Record<string, QueryParameter> = listParameters(spec);
/** What it answers. */
export const historyAnswer: ListAnswer = listOf(versionShape);

/** The earlier versions of a record, the newest first; what a record says now is the record. */
export const historyPage = (
  db: Database,
  actor: Actor,
  table: string,
  id: string,
  query: Record<string, unknown>,
): Promise<ListResult> => listPage(db, actor, spec, query, [table, id]);
