import type { Asker } from './catalogue-rules.js';

/** The areas of docs/domain-model.md, in its order, each with what holds it together. A new area is a new line. */
export const areas = {
  'Bodies, people, rights': 'Who owns records, who holds which post, and from when to when.',
  'Legal facts': 'What the Council has decided, with its dates. Nobody owns it; everyone signed in reads it.',
  'Missions and cells': 'How a mission is organised for the embargo, and whether form follows function.',
  'Assistance and procedures':
    'What a host State asks for and is helped with, and the procedures records are made under.',
  'Sites and parties': 'Where things were and whom the records speak of, as written.',
  Inspections: 'A visit, what happened at the door, and what it rests on.',
  'Observations and items': 'What a person saw, what is stamped on it, which object it was, and who held it.',
  Sources: 'Who told something, under a name that means nothing; who it is lies in the vault, sealed.',
  'Jobs and packets': 'What the worker does for whom, and what a body tells a committee.',
  Releases: 'The only way out of a body: frozen, redacted copies.',
  'Sign-in and audit': 'How people come in, and what is kept of what they did.',
  'Beneath the records': 'What holds no record itself.',
} as const;

/** Where each table is drawn; a table outside schema public has its schema before it. A new table is a new line. */
export const areaOf: Record<string, keyof typeof areas> = {
  bodies: 'Bodies, people, rights',
  people: 'Bodies, people, rights',
  appointments: 'Bodies, people, rights',
  appointment_ends: 'Bodies, people, rights',
  compartments: 'Bodies, people, rights',
  compartment_members: 'Bodies, people, rights',
  body_transitions: 'Bodies, people, rights',
  read_grants: 'Bodies, people, rights',
  panel_experts: 'Bodies, people, rights',
  panel_holds: 'Bodies, people, rights',

  'ref.regimes': 'Legal facts',
  'ref.operative_paragraphs': 'Legal facts',
  'ref.committees': 'Legal facts',
  'ref.missions': 'Legal facts',
  'ref.panels': 'Legal facts',
  'ref.mandates': 'Legal facts',
  'ref.practices': 'Legal facts',

  cells: 'Missions and cells',
  cell_members: 'Missions and cells',
  cell_vacancies: 'Missions and cells',
  personnel_offers: 'Missions and cells',
  focal_points: 'Missions and cells',
  national_focal_points: 'Missions and cells',
  national_bodies: 'Missions and cells',
  working_groups: 'Missions and cells',
  group_meetings: 'Missions and cells',
  action_points: 'Missions and cells',
  arrangement_reviews: 'Missions and cells',
  alerts: 'Missions and cells',

  host_requests: 'Assistance and procedures',
  assistance_activities: 'Assistance and procedures',
  awareness_briefings: 'Assistance and procedures',
  needs_assessments: 'Assistance and procedures',
  assessment_gaps: 'Assistance and procedures',
  procedures: 'Assistance and procedures',
  procedure_versions: 'Assistance and procedures',

  sites: 'Sites and parties',
  parties: 'Sites and parties',

  inspections: 'Inspections',
  inspection_history: 'Inspections',
  inspection_team: 'Inspections',
  inspection_parties: 'Inspections',
  inspection_transitions: 'Inspections',
  access_results: 'Inspections',
  documents: 'Inspections',
  reported_totals: 'Inspections',
  markings: 'Inspections',
  marking_decisions: 'Inspections',

  observations: 'Observations and items',
  serials: 'Observations and items',
  marks: 'Observations and items',
  headstamps: 'Observations and items',
  claims: 'Observations and items',
  custody_events: 'Observations and items',
  items: 'Observations and items',
  item_links: 'Observations and items',

  sources: 'Sources',
  'vault.identities': 'Sources',
  'vault.links': 'Sources',
  'vault.openings': 'Sources',
  'vault.holds': 'Sources',
  'vault.erasures': 'Sources',
  'vault.data_keys': 'Sources',
  'vault.master_keys': 'Sources',

  jobs: 'Jobs and packets',
  schedules: 'Jobs and packets',
  packets: 'Jobs and packets',
  figures: 'Jobs and packets',
  packet_files: 'Jobs and packets',
  packet_steps: 'Jobs and packets',

  releases: 'Releases',
  release_recipients: 'Releases',
  release_items: 'Releases',
  release_consents: 'Releases',
  release_steps: 'Releases',
  released_records: 'Releases',
  release_openings: 'Releases',

  'auth.credentials': 'Sign-in and audit',
  'auth.sessions': 'Sign-in and audit',
  'auth.refresh_tokens': 'Sign-in and audit',
  'auth.invitations': 'Sign-in and audit',
  'auth.failures': 'Sign-in and audit',
  'auth.second_factors': 'Sign-in and audit',
  'auth.recovery_codes': 'Sign-in and audit',
  'auth.known_devices': 'Sign-in and audit',
  'auth.access_tokens': 'Sign-in and audit',
  access_resets: 'Sign-in and audit',
  'audit.leaves': 'Sign-in and audit',
  'audit.checkpoints': 'Sign-in and audit',
  'audit.nodes': 'Sign-in and audit',
  'sec.context_keys': 'Sign-in and audit',

  ref_counters: 'Beneath the records',
  idempotency_keys: 'Beneath the records',
  earlier_versions: 'Beneath the records',
  migrations: 'Beneath the records',
};

/**
 * Tables that hold no row and only lend their columns (`like x including defaults`): described once, left out of the
 * diagrams. Each column is said in words, and so are its foreign keys to the tables of `refersTo`.
 */
export const lenders: Record<
  string,
  { title: string; plural: string; columns: Record<string, string>; refersTo: string[] }
> = {
  'sec.case_row': {
    title: 'What every case table has',
    plural: 'Case tables',
    columns: {
      body_id: 'the owner, one of `bodies`; first part of the key `(body_id, id)` and of every key between case tables',
      id: 'unique in its body, so it tells nothing about another body; the client may choose it',
      classification: '0 unclassified, 1 confidential, 2 strictly confidential',
      caveats: 'handling marks',
      compartment_id: 'the need-to-know circle, one of `compartments`; null: the whole body',
      version: 'goes up with each change; the ETag',
      recorded_at: 'when Cordon learnt it; lists are ordered by it',
      recorded_by: 'the appointment that recorded it',
      recorded_xid: 'the transaction; tells whether a figure could have counted the row',
      draft_by: 'the appointment whose draft it is part of; null for what is the body’s',
    },
    // A line to these from nearly every table would hide the others.
    refersTo: ['bodies', 'compartments'],
  },
  'ref.fact_row': {
    title: 'What every fact has',
    plural: 'Facts',
    columns: {
      id: 'of this version of the fact',
      fact_id: 'of the fact, the same in all its versions',
      version: 'goes up with each correction; the ETag',
      source: 'where it is written',
      facts: 'the whole fact as the seeds or a correction state it; the other columns are drawn from it',
      reason: 'why it was corrected; null for what came with an installation',
      recorded_at: 'since when Cordon has believed it',
      recorded_by: 'the appointment that told or corrected it; null for what came with an installation',
      superseded_at: 'until when it was believed; null: it still is',
    },
    refersTo: [],
  },
};

interface Column {
  name: string;
  type: string;
  nullable: boolean;
  key: boolean;
}

interface Table {
  name: string;
  comment: string | null;
  columns: Column[];
}

interface Relation {
  from: string;
  to: string;
  columns: string[];
  /** A row may stand without the other. */
  optional: boolean;
  /** At most one row for each of the other. */
  once: boolean;
}

/** The tables and foreign keys of a database, as its catalogue has them. */
export interface Model {
  tables: Table[];
  relations: Relation[];
}

/** Every schema but PostgreSQL's own and the queue's, which its library owns: a new schema is not overlooked. */
const ours = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'bullmq')`;
const nameOf = (table: string) =>
  `(select case m.nspname when 'public' then '' else m.nspname || '.' end || r.relname
      from pg_class r join pg_namespace m on m.oid = r.relnamespace where r.oid = ${table})`;

/** Reads the model; the same database gives the same model, in the same order. */
export async function readModel(asker: Asker): Promise<Model> {
  const { rows: tables } = await asker.query<Table>(
    `select ${nameOf('c.oid')} as name, obj_description(c.oid, 'pg_class') as comment,
            (select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, null), 'nullable', not a.attnotnull,
                      'key', exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p' and a.attnum = any (k.conkey)))
                    order by a.attnum), '[]')
               from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and ${ours} order by n.nspname, c.relname`,
  );
  const { rows: relations } = await asker.query<Relation>(
    `select ${nameOf('k.conrelid')} as from, ${nameOf('k.confrelid')} as to,
            array(select a.attname::text from unnest(k.conkey) with ordinality u (n, i)
                    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.n order by u.i) as columns,
            exists (select from pg_attribute a where a.attrelid = k.conrelid and a.attnum = any (k.conkey) and not a.attnotnull) as optional,
            exists (select from pg_index i where i.indrelid = k.conrelid and i.indisunique and i.indpred is null
                      and (string_to_array(i.indkey::text, ' ')::int2[])[1:i.indnkeyatts] <@ k.conkey) as once
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      where k.contype = 'f' and k.conparentid = 0 and ${ours} order by n.nspname, c.relname, k.conname`,
  );
  return { tables, relations };
}

/** Tables that no area has, and areas' tables that are gone: each a sentence. */
export function unplaced({ tables }: Model): string[] {
  const real = new Set(tables.map(table => table.name));
  return [
    ...[...real]
      .filter(name => !(name in areaOf) && !(name in lenders))
      .map(name => `${name}: give it an area in test/support/domain-model.ts`),
    ...[...Object.keys(areaOf), ...Object.keys(lenders)]
      .filter(name => !real.has(name))
      .map(name => `${name}: no such table; take it out of test/support/domain-model.ts`),
  ];
}

const shortNames: Record<string, string> = {
  integer: 'int',
  'double precision': 'float8',
  'timestamp with time zone': 'timestamptz',
};
/** A type in one word, as a diagram needs it: `timestamptz`, `text[]`. */
const short = (type: string): string => {
  const [, element = type, array = ''] = /^(.*?)((?:\[\])*)$/.exec(type) ?? [];
  return (shortNames[element] ?? element).replace(/\W/g, '_') + array;
};

/** The table whose columns this one borrowed, all of them as they are there. */
function lenderOf(table: Table, { tables }: Model): Table | undefined {
  const said = (column: Column) => `${column.name} ${column.type} ${column.nullable}`;
  const own = new Set(table.columns.map(said));
  return tables.find(
    other => other.name in lenders && other !== table && other.columns.every(column => own.has(said(column))),
  );
}

/** A name with a schema has to be quoted. */
const quoted = (name: string) => (name.includes('.') ? `"${name}"` : name);

function drawnTable(table: Table, model: Model): string[] {
  const foreign = new Set(
    model.relations.filter(relation => relation.from === table.name).flatMap(relation => relation.columns),
  );
  const borrowed = new Set(lenderOf(table, model)?.columns.map(column => column.name));
  const columns = table.columns
    .filter(column => !borrowed.has(column.name))
    .map(({ name, type, key }) => {
      const marks = [key ? 'PK' : '', foreign.has(name) ? 'FK' : ''].filter(Boolean).join(', ');
      return `    ${short(type)} ${name} ${marks}`.trimEnd();
    });
  return columns.length > 0 ? [`  ${quoted(table.name)} {`, ...columns, '  }'] : [`  ${quoted(table.name)}`];
}

function drawnRelations(table: Table, model: Model): string[] {
  const lender = lenders[lenderOf(table, model)?.name ?? ''];
  return model.relations
    .filter(({ from }) => from === table.name)
    .filter(({ to, columns }) => !(lender?.refersTo.includes(to) && columns.every(column => column in lender.columns)))
    .map(({ to, columns, optional, once }) => {
      const line = `${optional ? '|o' : '||'}--${once ? 'o|' : 'o{'}`;
      // The owner is part of every key between case tables; the other columns tell what the relation is.
      const telling = columns.filter(column => columns.length === 1 || column !== 'body_id');
      return `  ${quoted(to)} ${line} ${quoted(table.name)} : "${telling.join(', ')}"`;
    });
}

function printedArea(area: keyof typeof areas, model: Model): string[] {
  const tables = model.tables.filter(table => areaOf[table.name] === area);
  const drawn = tables.flatMap(table => drawnRelations(table, model));
  const borrowers = Object.entries(lenders).map(([lender, { plural }]) => {
    const names = tables.filter(table => lenderOf(table, model)?.name === lender).map(table => `\`${table.name}\``);
    return names.length > 0 ? `${plural}: ${names.join(', ')}.` : '';
  });
  const comments = tables
    .filter(table => table.comment)
    .map(table => `- \`${table.name}\`: ${table.comment?.replace(/\s+/g, ' ').trim()}`);
  return [
    `## ${area}`,
    '',
    areas[area],
    '',
    '```mermaid',
    'erDiagram',
    ...tables.flatMap(table => drawnTable(table, model)),
    ...drawn,
    '```',
    '',
    ...borrowers.filter(Boolean).flatMap(line => [line, '']),
    ...(comments.length > 0 ? [...comments, ''] : []),
  ];
}

function printedLender(name: string, model: Model): string[] {
  const { title = '', columns = {}, refersTo = [] } = lenders[name] ?? {};
  const keys =
    refersTo.length > 0 ? `, with their foreign keys to ${refersTo.map(to => `\`${to}\``).join(' and ')}` : '';
  return [
    `## ${title}`,
    '',
    `Borrowed from \`${name}\` and left out of the diagrams${keys}.`,
    '',
    '| column | type | what it says |',
    '|---|---|---|',
    ...(model.tables.find(table => table.name === name)?.columns ?? []).map(
      column => `| ${column.name} | ${short(column.type)} | ${columns[column.name] ?? ''} |`,
    ),
    '',
  ];
}

/** docs/domain-model.md as it must be. */
export function printed(model: Model): string {
  return [
    '# Domain model',
    '',
    'Drawn from the catalogue of PostgreSQL by `test/domain-model.spec.ts`, which fails when a table has changed',
    '(`UPDATE_DOCS=1` draws it anew). Words: [glossary.md](glossary.md). Reasons: [decisions.md](decisions.md).',
    '',
    'PK is part of the primary key, FK of a foreign key. A line is a foreign key, named after its column:',
    '`||--o{` many rows each with one of the other, `|o--o{` many rows that may have one, `o|` at the end: at most one',
    'row. A box without columns belongs to another area, or has none of its own. The sentences under a diagram are the',
    'comments of its tables in the database. Views are not drawn.',
    '',
    ...Object.keys(lenders).flatMap(name => printedLender(name, model)),
    ...(Object.keys(areas) as (keyof typeof areas)[]).flatMap(area => printedArea(area, model)),
  ].join('\n');
}
