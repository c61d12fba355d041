import type pg from 'pg';

/** What asks the catalogue: a pool, or one connection inside a transaction. */
export type Asker = Pick<pg.PoolClient, 'query'>;

/** A rule of the catalogue: one query whose rows are the faults, and a fault that it must find. */
export interface CatalogueRule {
  rule: string;
  /** Must return rows with `fault`. $1 is the runtime role, $2 the tables excused. */
  sql: string;
  /** Tables excused, each with its reason. */
  excused?: Record<string, string>;
  /** Statements that make the fault, inside a transaction that is rolled back; `:runtime` is the role. */
  fault: string;
}

/** Tables that are not under row security, and why. */
const noOwner = { migrations: 'the list of applied migrations; holds no record' };
/** Tables without the columns of a case table, and why. */
const notCases = {
  ...noOwner,
  bodies: 'the owners themselves',
  panel_experts: 'where rights of a panel come from, beside appointments',
  panel_holds: 'where rights of a panel end, beside appointments',
  people: 'people belong to no body',
  appointments: 'where rights come from; has no classification',
  appointment_ends: 'beside appointments',
  access_resets: 'of people, who belong to no body',
  compartments: 'a circle, not a record',
  compartment_members: 'beside compartments',
  body_transitions: 'beside bodies',
  read_grants: 'where rights come from when a body is closed; has no classification of its own',
  ref_counters: 'numbers given; holds no record',
};

/** Append-only tables whose marking alone may change; every other column is content. */
const contentTables = [
  'observations',
  'access_results',
  'custody_events',
  'claims',
  'serials',
  'marks',
  'headstamps',
  'inspection_transitions',
  'packet_steps',
  'item_links',
  'figures',
  'packet_files',
  'released_records',
  'release_recipients',
  'release_items',
  'release_consents',
  'release_steps',
  'release_openings',
  'inspection_history',
  'appointment_ends',
  'body_transitions',
  'markings',
  'marking_decisions',
  'earlier_versions',
  'awareness_briefings',
  'group_meetings',
];

const tables = `pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname = 'public' and not c.relname = any ($2) and $1::text is not null`;
/** Our own schemas: everything but PostgreSQL's, and the queue's, which its library owns. */
const ours = `n.nspname in ('public', 'ref', 'auth', 'audit', 'sec', 'vault') and $1::text is not null and $2::text[] is not null`;
const columnOf = (name: string) =>
  `exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = '${name}' and not a.attisdropped)`;

/** What every table must be. */
export const catalogueRules: CatalogueRule[] = [
  {
    rule: 'row security is enabled and forced',
    sql: `select c.relname || ': enabled ' || c.relrowsecurity || ', forced ' || c.relforcerowsecurity as fault
            from ${tables} and not (c.relrowsecurity and c.relforcerowsecurity)`,
    excused: noOwner,
    fault: 'alter table observations no force row level security',
  },
  {
    rule: 'a policy that lets in names the runtime role',
    sql: `select c.relname || ': no policy for the runtime role' as fault from ${tables} and not exists (
            select from pg_policy p where p.polrelid = c.oid and p.polpermissive and (select oid from pg_roles where rolname = $1) = any (p.polroles))`,
    excused: noOwner,
    fault:
      'drop policy observations_read on observations; drop policy observations_insert on observations; drop policy observations_update on observations',
  },
  {
    rule: 'no policy is for PUBLIC',
    sql: `select c.relname || '.' || p.polname as fault from pg_policy p join pg_class c on c.oid = p.polrelid
            join pg_namespace n on n.oid = c.relnamespace where 0 = any (p.polroles) and ${ours}`,
    fault: 'create policy everyone on observations for select using (true)',
  },
  {
    rule: 'every policy of the runtime role asks the context',
    sql: `select c.relname || '.' || p.polname as fault from pg_policy p join pg_class c on c.oid = p.polrelid
            join pg_namespace n on n.oid = c.relnamespace
           where (select oid from pg_roles where rolname = $1) = any (p.polroles) and $2::text[] is not null
             and coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) !~ 'sec\\.(ctx|colleagues)\\('`,
    fault: 'create policy leak on observations for select to :runtime using (true)',
  },
  {
    rule: 'changes are audited: insert, update and delete triggers of the one function',
    sql: `select c.relname || ': audits only ' || coalesce((select string_agg(t.tgname, ', ') from pg_trigger t where t.tgrelid = c.oid and t.tgname like 'audit_%'), 'nothing') as fault
            from ${tables} and 3 <> (select count(*) from pg_trigger t join pg_proc f on f.oid = t.tgfoid
              where t.tgrelid = c.oid and f.oid = 'audit.on_change'::regproc and t.tgenabled = 'O'
                and t.tgname in ('audit_insert', 'audit_update', 'audit_delete'))`,
    excused: { ...noOwner, ref_counters: 'numbers given; the record that took one is audited' },
    fault: 'alter table observations disable trigger audit_insert',
  },
  {
    rule: 'a case table has the columns of a case table and (body_id, id) as its key',
    sql: `select c.relname || ': ' || coalesce((select pg_get_constraintdef(k.oid) from pg_constraint k where k.conrelid = c.oid and k.contype = 'p'), 'no key') as fault
            from ${tables} and not (${['classification', 'caveats', 'compartment_id', 'version', 'recorded_at', 'recorded_by', 'recorded_xid'].map(columnOf).join(' and ')}
              and exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p' and pg_get_constraintdef(k.oid) = 'PRIMARY KEY (body_id, id)'))`,
    excused: notCases,
    fault: 'create table wrong (id uuid constraint wrong_pk primary key)',
  },
  {
    rule: 'a case table has the list index with classification as its last key column',
    sql: `select c.relname || ': no list index' as fault from ${tables} and not exists (
            select from pg_index i where i.indrelid = c.oid and i.indpred is null
               and pg_get_indexdef(i.indexrelid) like '%(body_id, recorded_at DESC, id DESC, classification)')`,
    excused: notCases,
    fault:
      'drop index observations_newest; create index observations_newest on observations (body_id, classification, recorded_at desc, id desc)',
  },
  {
    rule: 'constraints have names that say something',
    sql: `select c.relname || '.' || k.conname as fault from pg_constraint k join pg_class c on c.oid = k.conrelid
            join pg_namespace n on n.oid = c.relnamespace
           where ${ours} and k.contype <> 'n' and k.conname ~ '(_check|_fkey|_pkey|_key|_excl)[0-9]*$'`,
    fault: 'create table wrong (id uuid primary key)',
  },
  {
    rule: 'foreign keys say what happens on delete',
    sql: `select c.relname || '.' || k.conname as fault from pg_constraint k join pg_class c on c.oid = k.conrelid
            join pg_namespace n on n.oid = c.relnamespace where ${ours} and k.contype = 'f' and k.confdeltype not in ('r', 'c')`,
    fault: 'alter table items add constraint items_wrong foreign key (recorded_by) references people',
  },
  {
    rule: 'foreign keys between case tables carry body_id',
    sql: `select c.relname || '.' || k.conname || ': ' || pg_get_constraintdef(k.oid) as fault
            from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
            join pg_class r on r.oid = k.confrelid
           where ${ours} and k.contype = 'f'
             and exists (select from pg_attribute a where a.attrelid = r.oid and a.attname = 'recorded_xid')
             and not exists (select from unnest(k.confkey) f join pg_attribute a on a.attrelid = r.oid and a.attnum = f where a.attname = 'body_id')`,
    fault:
      'alter table items add constraint items_once_wrong unique (id); alter table item_links add constraint links_wrong foreign key (item_id) references items (id) on delete restrict',
  },
  {
    rule: 'times carry their zone',
    sql: `select c.relname || '.' || a.attname as fault from pg_attribute a join pg_class c on c.oid = a.attrelid
            join pg_namespace n on n.oid = c.relnamespace
           where ${ours} and a.attnum > 0 and a.atttypid in ('timestamp'::regtype, 'time'::regtype, 'timetz'::regtype)`,
    fault: 'alter table items add column seen timestamp',
  },
  {
    rule: 'no enum types, no serials, no varchar',
    sql: `select t.typname::text as fault from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typtype = 'e' and ${ours}
          union all select c.relname || '.' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
            join pg_namespace n on n.oid = c.relnamespace
           where ${ours} and c.relkind = 'r' and a.attnum > 0 and a.atttypid in ('varchar'::regtype, 'bpchar'::regtype)
          union all select c.relname || '.' || a.attname from pg_attrdef d join pg_class c on c.oid = d.adrelid
            join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum = d.adnum
           where ${ours} and pg_get_expr(d.adbin, d.adrelid) like 'nextval%'`,
    fault: `create type wrong as enum ('A')`,
  },
  {
    rule: 'the runtime role may not delete, truncate, reference or attach triggers',
    sql: `select c.relname || ': ' || p as fault from pg_class c join pg_namespace n on n.oid = c.relnamespace,
            unnest(array['DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']) p
           where c.relkind in ('r', 'p', 'v') and ${ours} and has_table_privilege($1, c.oid, p)`,
    fault: 'grant delete on observations to :runtime',
  },
  {
    rule: 'no table is updatable as a whole, only by named columns',
    sql: `select c.relname::text as fault from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where c.relkind in ('r', 'p') and ${ours} and has_table_privilege($1, c.oid, 'UPDATE')`,
    fault: 'grant update on observations to :runtime',
  },
  {
    rule: 'what figures count is never updated: only its marking is',
    sql: `select c.relname || '.' || a.attname as fault from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
           where ${ours} and c.relname in (${contentTables.map(name => `'${name}'`).join(', ')})
             and a.attname not in ('classification', 'caveats', 'version') and has_column_privilege($1, c.oid, a.attnum, 'UPDATE')`,
    fault: 'grant update (qty_min) on observations to :runtime',
  },
  {
    rule: 'keys, owner and time of recording are never updated',
    sql: `select c.relname || '.' || a.attname as fault from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attname in ('body_id', 'id', 'recorded_at', 'recorded_by', 'recorded_xid', 'compartment_id')
           where ${ours} and c.relkind = 'r' and has_column_privilege($1, c.oid, a.attnum, 'UPDATE')`,
    fault: 'grant update (body_id) on jobs to :runtime',
  },
  {
    rule: 'nobody but its owner has rights on a table through PUBLIC',
    sql: `select c.relname || ': ' || x.privilege_type as fault from pg_class c join pg_namespace n on n.oid = c.relnamespace,
            aclexplode(c.relacl) x where ${ours} and x.grantee = 0`,
    fault: 'grant select on observations to public',
  },
  {
    rule: 'definer functions pin their search path, and PUBLIC may call none of our functions',
    sql: `select f.oid::regprocedure || ': ' || coalesce(array_to_string(f.proconfig, ','), 'no search_path')
              || case when has_function_privilege('public', f.oid, 'EXECUTE') then ', PUBLIC may call' else '' end as fault
            from pg_proc f join pg_namespace n on n.oid = f.pronamespace
           where ${ours} and not exists (select from pg_depend d where d.objid = f.oid and d.deptype = 'e')
             and ((f.prosecdef and not coalesce(f.proconfig::text ~ 'search_path=pg_catalog', false))
                  or has_function_privilege('public', f.oid, 'EXECUTE'))`,
    fault: `create function sec.wrong() returns int language sql security definer as 'select 1'`,
  },
  {
    rule: 'the runtime role is nobody: no special right, owns nothing, belongs to nothing',
    sql: `select 'special right' as fault from pg_roles where rolname = $1 and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
          union all select 'owns ' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_roles r on r.oid = c.relowner where r.rolname = $1 and ${ours}
          union all select 'owns ' || f.oid::regprocedure from pg_proc f join pg_roles r on r.oid = f.proowner where r.rolname = $1
          union all select 'is a member of ' || g.rolname from pg_auth_members m join pg_roles r on r.oid = m.member
            join pg_roles g on g.oid = m.roleid where r.rolname = $1
          union all select 'may create in ' || n.nspname from pg_namespace n
            where n.nspname in ('public', 'ref', 'auth', 'audit', 'sec') and has_schema_privilege($1, n.oid, 'CREATE')`,
    fault: 'alter table items owner to :runtime',
  },
  {
    rule: 'the runtime role cannot read what signs, hashes or seals',
    sql: `select n.nspname || '.' || c.relname as fault from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where c.relkind = 'r' and ${ours} and (n.nspname = 'auth' or (n.nspname = 'sec' and c.relname = 'context_keys') or c.relname in ('checkpoints', 'nodes'))
             and has_any_column_privilege($1, c.oid, 'SELECT, INSERT, UPDATE')`,
    fault: 'grant select on sec.context_keys to :runtime',
  },
];

/** The only functions of ours that the runtime role may call. */
const callable = `'sec.identity', 'sec.ctx', 'sec.enter', 'sec.colleagues', 'sec.jobs_to_ring', 'sec.schedules_due', 'sec.reviews_due', 'audit.log', 'audit.newest_checkpoint', 'audit.checkpoints_below', 'audit.nodes_at', 'ref.standing', 'sec.release_marks', 'sec.open_released', 'sec.reads', 'sec.body_open'`;
catalogueRules.push({
  rule: 'the runtime role may call the named functions only (of schema auth, all: they are the doors)',
  sql: `select f.oid::regprocedure::text as fault from pg_proc f join pg_namespace n on n.oid = f.pronamespace
         where ${ours} and n.nspname <> 'auth' and n.nspname || '.' || f.proname not in (${callable})
           and not exists (select from pg_depend d where d.objid = f.oid and d.deptype = 'e')
           and has_function_privilege($1, f.oid, 'EXECUTE')`,
  fault: 'grant execute on function sec.seal(text) to :runtime',
});

/** Case tables whose rows no hand-over or draft concerns as such, each with its reason. */
const besideDrafts = {
  ...notCases,
  released_records: 'frozen copies of what was released: never a draft',
};
catalogueRules.push(
  {
    rule: 'a case table hides drafts from all but few, for every command',
    sql: `select c.relname || ': drafts are not hidden' as fault from ${tables} and not exists (
            select from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polcmd = '*' and p.polwithcheck is null
               and (select oid from pg_roles where rolname = $1) = any (p.polroles)
               and pg_get_expr(p.polqual, p.polrelid) ~ '^\\(\\(draft_by IS NULL\\) OR ')`,
    excused: besideDrafts,
    fault: 'drop policy serials_draft on serials',
  },
  {
    rule: 'a case table can be read by those to whom its body was handed over',
    sql: `select c.relname || ': not handed over' as fault from ${tables} and not exists (
            select from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd = 'r'
               and (select oid from pg_roles where rolname = $1) = any (p.polroles)
               and pg_get_expr(p.polqual, p.polrelid) ~ 'sec\\.reads\\(0\\)')`,
    excused: {
      ...notCases,
      idempotency_keys: 'answers kept for clients that repeat themselves are nobody’s to inherit',
    },
    fault: `alter policy marks_read on marks using (body_id = (select (sec.ctx()).body_id))`,
  },
  {
    rule: 'what may be changed in a case table is not changed once its body is frozen',
    sql: `select c.relname || ': a frozen body changes it' as fault from ${tables}
             and exists (select from pg_policy p where p.polrelid = c.oid and p.polname = c.relname || '_update') and not exists (
            select from pg_policy p where p.polrelid = c.oid and not p.polpermissive and p.polcmd = 'w'
               and pg_get_expr(p.polwithcheck, p.polrelid) ~ 'sec\\.body_open\\(\\)')`,
    excused: { ...notCases, jobs: 'a worker must be able to say that a job has failed' },
    fault: 'drop policy sites_frozen on sites',
  },
  {
    rule: 'marking is changed by marking requests only',
    sql: `select c.relname || '.' || a.attname as fault from ${tables}
             and exists (select from pg_attribute x where x.attrelid = c.oid and x.attname = 'recorded_xid')`
      .replace('from pg_class c', 'from pg_attribute a, pg_class c')
      .concat(` and a.attrelid = c.oid and a.attname in ('classification', 'caveats', 'compartment_id', 'draft_by')
             and has_column_privilege($1, c.oid, a.attnum, 'UPDATE')`),
    excused: { packets: 'a packet takes on the marks of what it counts' },
    fault: 'grant update (classification) on cells to :runtime',
  },
  {
    rule: 'whatever a row of a body refers to in a body is of the same body',
    sql: `select c.relname || '.' || k.conname || ': ' || pg_get_constraintdef(k.oid) as fault
            from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
           where ${ours} and k.contype = 'f' and n.nspname = 'public' and not k.conname = any ($2)
             and exists (select from pg_attribute a where a.attrelid = k.conrelid and a.attname = 'body_id')
             and exists (select from pg_attribute a where a.attrelid = k.confrelid and a.attname = 'body_id')
             and not exists (select from unnest(k.conkey) with ordinality l (n, i) join unnest(k.confkey) with ordinality f (n, i) using (i)
                   join pg_attribute la on la.attrelid = k.conrelid and la.attnum = l.n
                   join pg_attribute fa on fa.attrelid = k.confrelid and fa.attnum = f.n
                  where fa.attname = 'body_id' and la.attname in ('body_id', 'owner_body_id'))`,
    excused: { read_grants_to_appointment: 'hands a body’s rows over to somebody of another: that is what it is for' },
    fault:
      'alter table items add constraint items_wrong foreign key (recorded_by) references appointments (id) on delete restrict',
  },
);

/**
 * Schema vault is exempt from the rules of case tables: its rows are sealed, the runtime role has no part in it, and a
 * link has no time of recording because it would point at the record made that minute. It has rules of its own instead.
 */
const sealed = `n.nspname = 'vault' and c.relkind = 'r' and $1::text is not null and $2::text[] is not null`;
const vaultRole = `(select oid from pg_roles where rolname = replace($1, '_runtime', '_vault'))`;
catalogueRules.push(
  {
    rule: 'the runtime role has no right in schema vault, nor has PUBLIC',
    sql: `select n.nspname || ' itself' as fault from pg_namespace n where n.nspname = 'vault' and $2::text[] is not null
             and (has_schema_privilege($1, n.oid, 'USAGE') or has_schema_privilege('public', n.oid, 'USAGE'))
          union all select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where ${sealed} and has_any_column_privilege($1, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
          union all select f.oid::regprocedure::text from pg_proc f join pg_namespace n on n.oid = f.pronamespace
           where n.nspname = 'vault' and has_function_privilege($1, f.oid, 'EXECUTE')`,
    fault: 'grant select (pseudonym) on sources to :runtime; grant select on vault.identities to :runtime',
  },
  {
    rule: 'in schema vault row security is forced, and every policy of the vault role asks the context',
    sql: `select c.relname || ': not forced' as fault from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where ${sealed} and not (c.relrowsecurity and c.relforcerowsecurity)
          union all select c.relname || '.' || p.polname from pg_policy p join pg_class c on c.oid = p.polrelid
            join pg_namespace n on n.oid = c.relnamespace
           where ${vaultRole} = any (p.polroles) and p.polpermissive and $2::text[] is not null
             and concat(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) !~ 'sec\\.ctx\\('`,
    fault: 'alter table vault.links no force row level security',
  },
  {
    rule: 'the vault role has rights on no table but those of the vault, sources, and telling of openings',
    sql: `select n.nspname || '.' || c.relname as fault from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where n.nspname in ('public', 'ref', 'auth', 'audit', 'sec') and c.relkind in ('r', 'p', 'v') and $1::text is not null
             and has_any_column_privilege(replace($1, '_runtime', '_vault'), c.oid, 'SELECT, INSERT, UPDATE, REFERENCES')
             and not c.relname = any ($2)`,
    excused: { sources: 'written together with an identity', alerts: 'overseers are told in the same transaction' },
    fault: `do $$ begin execute format('grant select on inspections to %I', replace(':runtime', '_runtime', '_vault')); end $$`,
  },
  {
    rule: 'what is kept of a source is audited, and held against deletion',
    sql: `select c.relname || ': ' || g.name as fault from pg_class c join pg_namespace n on n.oid = c.relnamespace,
            unnest(array['audit_insert', 'audit_update', 'audit_delete', 'hold_delete', 'hold_truncate']) g (name)
           where (n.nspname = 'vault' or c.relname = 'sources' and n.nspname = 'public') and c.relkind = 'r'
             and $1::text is not null and $2::text[] is not null and c.relname <> 'master_keys'
             and not (g.name like 'hold%' and c.relname in ('openings', 'erasures'))
             and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = g.name and t.tgenabled = 'O')`,
    fault: 'alter table vault.data_keys disable trigger hold_delete',
  },
);

/** The faults one rule finds. */
export async function faultsOf(asker: Asker, rule: CatalogueRule, runtime: string): Promise<string[]> {
  const { rows } = await asker.query<{ fault: string }>(rule.sql, [runtime, Object.keys(rule.excused ?? {})]);
  return rows.map(row => `${row.fault} [${rule.rule}]`).sort();
}
