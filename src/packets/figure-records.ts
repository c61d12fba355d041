/** The kinds of records that figures count. */
export type Source = 'INSPECTION' | 'ACCESS_RESULT' | 'OBSERVATION';

/** What a record must be to count; every part given must hold. */
export interface Condition {
  statuses?: readonly string[];
  outcomes?: readonly string[];
  results?: readonly string[];
  classes?: readonly string[];
  units?: readonly string[];
  markings?: readonly string[];
  /** A primary serial was read without a gap (`?` or `*` in it). */
  serial?: 'USABLE';
  /** The source states no lower or no upper bound of the quantity. */
  quantity?: 'OPEN_ENDED';
}

type Bind = (value: unknown) => string;

const words: Record<keyof Condition, (value: unknown, bind: Bind) => string> = {
  statuses: (value, bind) => `r.status = any(${bind(value)}::text[])`,
  outcomes: (value, bind) => `r.outcomes && ${bind(value)}::text[]`,
  results: (value, bind) => `r.result = any(${bind(value)}::text[])`,
  classes: (value, bind) => `r.class = any(${bind(value)}::text[])`,
  units: (value, bind) => `r.unit = any(${bind(value)}::text[])`,
  markings: (value, bind) => `r.marking_status = any(${bind(value)}::text[])`,
  serial: () => `r.serial !~ '[?*]'`,
  quantity: () => '(r.qty_min is null or r.qty_max is null)',
};

/** A condition as SQL on a relation called r. @throws Error for a word that no version of this list has known. */
export function conditionSql(condition: Condition, bind: Bind): string[] {
  return Object.entries(condition).map(([word, value]) => {
    const sql = words[word as keyof Condition];
    if (!sql) throw new Error(`a figure's filter has the unknown word ${word}`);
    return sql(value, bind);
  });
}

/**
 * True for rows that the packet's transaction saw. A restored database numbers its transactions anew, so the instant
 * guards what the snapshot alone would let in.
 */
const seen = (row: string): string =>
  `${row}.body_id = $1 and pg_visible_in_snapshot(${row}.recorded_xid, $2::pg_snapshot)
   and ${row}.recorded_at <= $3::timestamptz and ${row}.classification <= $4::smallint and ${row}.compartment_id is null
   and ${row}.draft_by is null`;

const underRegime = (row: string): string => `($5::text is null or ${row}.regime_code = $5)`;

/** Inspections may be edited: as they were then is the present row, or the version that has replaced it since. */
const inspectionsThen = `
  select i.id, i.ref, i.type, i.status, i.period, i.period_from, i.outcomes, i.caveats, i.recorded_at
    from inspections i where ${seen('i')} and ${underRegime('i')}
  union all
  select h.inspection_id, h.row_before->>'ref', h.type, h.status, h.row_before->'period', h.period_from, h.outcomes,
         h.caveats, h.recorded_at
    from inspection_history h
   where ${seen('h')} and ${underRegime('h')} and not pg_visible_in_snapshot(h.replaced_xid, $2::pg_snapshot)`;

/** A row that a later one supersedes or corrects does not count, judged in the same snapshot. */
const notReplaced = (table: string, row: string, column: string): string =>
  `not exists (select from ${table} later where ${seen('later')} and later.${column} = ${row}.id)`;

/** What is shown of a record, and its type: the columns of every relation, of the frozen copies, and of the answer. */
export const recordColumns = {
  kind: 'text',
  inspection_id: 'uuid',
  ref: 'text',
  n: 'integer',
  type: 'text',
  status: 'text',
  outcomes: 'text[]',
  result: 'text',
  scope: 'text',
  reason: 'text',
  date: 'jsonb',
  class: 'text',
  category_1997: 'text',
  make_raw: 'text',
  model_raw: 'text',
  calibre_raw: 'text',
  marking_status: 'text',
  qty_min: 'numeric',
  qty_max: 'numeric',
  unit: 'text',
  method: 'text',
  serial: 'text',
} as const;

type Column = keyof typeof recordColumns;

function relation(source: Source, columns: Partial<Record<Column, string>>, common: string, from: string): string {
  const list = Object.entries(recordColumns).map(
    ([name, type]) => `(${name === 'kind' ? `'${source}'` : (columns[name as Column] ?? 'null')})::${type} as ${name}`,
  );
  return `select ${list.join(', ')}, ${common} from ${from}`;
}

const relations: Record<Source, string> = {
  INSPECTION: relation(
    'INSPECTION',
    {
      inspection_id: 'i.id',
      ref: 'i.ref',
      type: 'i.type',
      status: 'i.status',
      outcomes: 'i.outcomes',
      date: "i.period->'from'",
    },
    'i.id, i.recorded_at, i.period_from as date_from, i.caveats',
    `(${inspectionsThen}) i`,
  ),
  ACCESS_RESULT: relation(
    'ACCESS_RESULT',
    {
      inspection_id: 'i.id',
      ref: 'i.ref',
      type: 'i.type',
      result: 'a.result',
      scope: 'a.scope',
      reason: 'a.reason',
      date: 'a.at',
    },
    'a.id, a.recorded_at, a.at_from as date_from, a.caveats',
    `access_results a join (${inspectionsThen}) i on i.id = a.inspection_id
     where ${seen('a')} and ${notReplaced('access_results', 'a', 'supersedes_id')}`,
  ),
  OBSERVATION: relation(
    'OBSERVATION',
    {
      inspection_id: 'i.id',
      ref: 'i.ref',
      n: 'o.n',
      type: 'i.type',
      date: 'o.observed',
      class: 'o.class',
      category_1997: 'o.category_1997',
      make_raw: 'o.make_raw',
      model_raw: 'o.model_raw',
      calibre_raw: 'o.calibre_raw',
      marking_status: 'o.marking_status',
      qty_min: 'o.qty_min',
      qty_max: 'o.qty_max',
      unit: 'o.unit',
      method: 'o.method',
      serial: `(select s.raw from serials s where ${seen('s')} and s.observation_id = o.id and s.is_primary)`,
    },
    'o.id, o.recorded_at, o.observed_from as date_from, o.caveats',
    `observations o join (${inspectionsThen}) i on i.id = o.inspection_id
     where ${seen('o')} and ${notReplaced('observations', 'o', 'corrects_id')}`,
  ),
};

/** SQL of all records of a source as they were at the packet's moment. */
export const relationOf = (source: Source): string => relations[source];
