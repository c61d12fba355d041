import { recordColumns } from './figure-records.js';

/** The date as a month, or as the year when no more is known (domain rule 6.7: GENERALISE). */
const month = `case when r.date_from is null then jsonb_build_object('value', null, 'precision', 'UNKNOWN')
  when r.date->>'value' ~ '^[0-9]{4}$' then jsonb_build_object('value', r.date->>'value', 'precision', 'YEAR')
  else jsonb_build_object('value', to_char(r.date_from at time zone 'UTC', 'YYYY-MM'), 'precision', 'MONTH') end`;

/** The last four characters; of a short serial fewer, or the mask would show the whole. */
const tail = `'•••' || right(r.serial, case when length(r.serial) >= 6 then 4 else length(r.serial) / 2 end)`;

/**
 * What a recipient gets of a record behind a figure. A column that is not named here is dropped; places, persons,
 * parties, holders and remarks are not even among the columns.
 */
const kept: Partial<Record<keyof typeof recordColumns, string>> = {
  kind: 'r.kind',
  ref: 'r.ref',
  type: 'r.type',
  status: 'r.status',
  outcomes: 'r.outcomes',
  result: 'r.result',
  scope: 'r.scope',
  reason: 'r.reason',
  date: month,
  class: 'r.class',
  category_1997: 'r.category_1997',
  make_raw: 'r.make_raw',
  model_raw: 'r.model_raw',
  calibre_raw: 'r.calibre_raw',
  marking_status: 'r.marking_status',
  qty_min: 'r.qty_min',
  qty_max: 'r.qty_max',
  unit: 'r.unit',
  method: 'r.method',
  serial: tail,
};

/** SQL of a record's redacted copy, with the figures that it stands behind and those whose numerator it is in. */
export const redactedSql = `jsonb_build_object('figures', r.figures, 'numerators', r.numerators${Object.entries(kept)
  .map(([column, sql]) => `, '${column}', ${sql}`)
  .join('')})`;

/** The columns of a redacted copy, as `jsonb_to_record` takes them. */
export const redactedColumns = Object.entries(recordColumns)
  .map(([column, type]) => `${column} ${type}`)
  .join(', ');
