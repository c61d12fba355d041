/** A fact as the seeds and corrections state it; `to` is the last day in force. */
export type Fact = Record<string, unknown>;

/** How one kind of fact becomes rows: where it comes from, what names it, and the columns beside the whole fact. */
export interface FactKind {
  /** In `seeds/reference`. */
  file: string;
  /** In the schema `ref`. */
  table: string;
  /** The member of the fact that names it, as the seeds spell it. */
  key: string;
  /** The column that holds the key. */
  keyColumn: string;
  /** Column → SQL over the fact `f`. */
  columns: Record<string, string>;
}

const list = (name: string) => `array(select jsonb_array_elements_text(coalesce(f->'${name}', '[]')))`;
const dated = {
  valid_from: `(f->>'from')::date`,
  valid_to: `(f->>'to')::date + 1`,
  end_kind: `f->>'endKind'`,
  known_until: `(f->>'knownUntil')::date`,
};
/** The first day of a year, a month or a day; and the day after its last. */
const firstDay = (name: string) => `(rpad(f->>'${name}', 10, '-01-01'))::date`;
const dayAfter = (name: string) =>
  `case length(f->>'${name}') when 4 then (${firstDay(name)} + interval '1 year')::date
     when 7 then (${firstDay(name)} + interval '1 month')::date else ${firstDay(name)} + 1 end`;

/** Every kind of fact. */
export const factKinds = {
  regimes: {
    file: 'regimes.json',
    table: 'regimes',
    key: 'code',
    keyColumn: 'code',
    columns: {
      name: `f->>'name'`,
      committee: `f->>'committee'`,
      country: `f->>'country'`,
      status: `f->>'status'`,
      fictional: `coalesce((f->>'fictional')::boolean, false)`,
    },
  },
  resolutions: {
    file: 'operative-paragraphs.json',
    table: 'operative_paragraphs',
    key: 'id',
    keyColumn: 'code',
    columns: {
      resolution: `f->>'resolution'`,
      paragraph: `f->>'paragraph'`,
      regime_code: `f->>'regime'`,
      ...dated,
      kinds: list('kinds'),
      summary: `f->>'text'`,
      fictional: `coalesce((f->>'fictional')::boolean, false)`,
    },
  },
  committees: {
    file: 'committees.json',
    table: 'committees',
    key: 'code',
    keyColumn: 'code',
    columns: { name: `f->>'name'`, regime_codes: list('regimes') },
  },
  missions: {
    file: 'missions.json',
    table: 'missions',
    key: 'acronym',
    keyColumn: 'acronym',
    columns: {
      name: `f->>'name'`,
      aliases: list('aliases'),
      kind: `f->>'kind'`,
      host_state: `f->>'hostState'`,
      regime_codes: list('regimes'),
      ...dated,
    },
  },
  panels: {
    file: 'panels.json',
    table: 'panels',
    key: 'code',
    keyColumn: 'code',
    columns: { name: `f->>'name'`, committee: `f->>'committee'`, regime_codes: list('regimes'), ...dated },
  },
  mandates: {
    file: 'mandates.json',
    table: 'mandates',
    key: 'code',
    keyColumn: 'code',
    columns: {
      subject: `f->>'of'`,
      regime_code: `f->>'regime'`,
      ...dated,
      basis_op: `f->>'basisOp'`,
      review_dates: `${list('reviewDates')}::date[]`,
    },
  },
  practices: {
    file: 'practices.json',
    table: 'practices',
    key: 'code',
    keyColumn: 'code',
    columns: {
      paragraph: `f->>'paragraph'`,
      footnote: `f->>'footnote'`,
      service_line: `f->>'serviceLine'`,
      kind: `f->>'kind'`,
      nature: `f->>'nature'`,
      mission: `f->>'mission'`,
      regime_code: `f->>'regime'`,
      ...dated,
      valid_from: firstDay('from'),
      valid_to: dayAfter('to'),
    },
  },
} satisfies Record<string, FactKind>;

/** A kind of fact; the name is also its address in the API. */
export type FactKindName = keyof typeof factKinds;

/**
 * Inserts versions of facts: `$1` is a JSON array of facts, `$2` the keys among them to take, `$3` who corrects,
 * `$4` why, and `$5` the id of a single new fact (all null for what an installation brings). The version before must have
 * been closed in the same transaction: the new one begins at that instant, so that there is none when nothing was believed.
 */
export function insertFacts({ table, key, keyColumn, columns }: FactKind): string {
  const names = Object.keys(columns);
  return `insert into ref.${table} (${keyColumn}, facts, source, recorded_by, reason, version, fact_id, recorded_at, ${names.join(', ')})
    select f->>'${key}', f, f->>'source', $3::uuid, $4::text, coalesce(before.version, 0) + 1, coalesce(before.fact_id, $5::uuid, uuidv7()),
           coalesce(before.superseded_at, clock_timestamp()), ${Object.values(columns).join(', ')}
      from jsonb_array_elements($1::jsonb) f
      left join lateral (select b.version, b.fact_id, b.superseded_at from ref.${table} b where b.${keyColumn} = f->>'${key}'
                          order by b.version desc limit 1) before on true
     where f->>'${key}' = any ($2)`;
}

/** Closes the current versions of the facts with the keys `$1`. */
export const closeFacts = ({ table, keyColumn }: FactKind): string =>
  `update ref.${table} set superseded_at = clock_timestamp() where ${keyColumn} = any ($1) and superseded_at is null`;
