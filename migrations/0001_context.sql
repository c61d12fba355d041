-- The ground every table stands on: schemas, the signed context, the audit leaf, and `sec.guard`,
-- which gives a case table its policies, audit triggers, list index and grants in one line.
--
-- Role names are written ${runtime}, ${definer} …; the runner puts this database's prefix before them,
-- because roles belong to the whole cluster.

create extension if not exists btree_gist;

revoke all on schema public from public;
grant usage on schema public to ${runtime}, ${definer}, ${sealer};

create schema sec;
create schema ref;
create schema auth;
create schema audit;
grant usage on schema sec to ${runtime}, ${definer}, ${sealer};
grant usage on schema ref to ${runtime}, ${definer};
grant usage on schema auth to ${definer};
grant usage on schema audit to ${runtime}, ${definer}, ${sealer};

-- ── bodies, people, appointments: where rights come from ─────────────────────────────────────────

create table bodies (
  id uuid constraint bodies_pk primary key,
  kind text not null constraint bodies_kind check (kind in
    ('MISSION', 'PANEL', 'COMMITTEE_SECRETARIAT', 'HOST_STATE_OFFICE', 'HEADQUARTERS')),
  acronym text not null constraint bodies_acronym_once unique
    constraint bodies_acronym_shape check (acronym ~ '^[A-Z0-9][A-Z0-9-]{1,23}$'),
  name text not null constraint bodies_name_length check (length(name) between 1 and 300),
  fictional boolean not null default false,
  parent_id uuid constraint bodies_parent references bodies on delete restrict,
  succeeded_by_id uuid constraint bodies_successor references bodies on delete restrict
    constraint bodies_no_self_succession check (succeeded_by_id <> id),
  frozen_at timestamptz,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid
);
comment on table bodies is 'A mission, panel, secretariat, host-State office or headquarters office: the owner of records.';

create table mandates (
  id uuid constraint mandates_pk primary key,
  body_id uuid not null constraint mandates_body references bodies on delete restrict,
  regime_code text,
  valid_from date not null,
  valid_to date,
  end_kind text not null constraint mandates_end_kind check (end_kind in ('DATED', 'OPEN', 'NOT_KNOWN_AFTER')),
  known_until date,
  basis_op text,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  constraint mandates_end check ((end_kind = 'DATED') = (valid_to is not null)),
  constraint mandates_known check ((end_kind = 'NOT_KNOWN_AFTER') = (known_until is not null)),
  constraint mandates_order check (valid_to > valid_from)
);
create index mandates_by_body on mandates (body_id, valid_from);
comment on table mandates is 'When a body may act. Only a DATED end that has passed ends anything.';

create table people (
  id uuid constraint people_pk primary key,
  email text constraint people_email_shape check (email = lower(email) and email ~ '^[^@\s]+@[^@\s]+$'),
  name text not null constraint people_name_length check (length(name) between 1 and 200),
  kind text not null default 'HUMAN' constraint people_kind check (kind in ('HUMAN', 'SYSTEM')),
  disabled_at timestamptz,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  constraint people_human_has_email check (kind = 'SYSTEM' or email is not null)
);
create unique index people_email_once on people (email);

create table appointments (
  id uuid constraint appointments_pk primary key,
  person_id uuid not null constraint appointments_person references people on delete restrict,
  body_id uuid not null constraint appointments_body references bodies on delete restrict,
  role text not null constraint appointments_role check (role in (
    'CELL_ANALYST', 'CELL_CHIEF', 'JMAC_ANALYST', 'JMAC_CHIEF', 'INSPECTOR', 'UNMAS_TECH', 'FOCAL_POINT_PANEL',
    'CHIEF_OF_STAFF', 'HEAD_OF_MISSION', 'ROL_ADVISER', 'MTF_OFFICER', 'NATIONAL_FOCAL_POINT',
    'SECRETARIAT_OFFICER', 'COMMITTEE_SECRETARY', 'PANEL_COORDINATOR', 'PANEL_EXPERT', 'COMMITTEE_CHAIR',
    'COMMITTEE_MEMBER', 'RECORDS_OFFICER', 'PLATFORM_ADMIN', 'AUDITOR', 'SYSTEM')),
  cell_id uuid,
  clearance smallint not null constraint appointments_clearance check (clearance between 0 and 2),
  valid_from timestamptz not null,
  valid_to timestamptz,
  granted_by uuid,
  confirmed_by uuid,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  constraint appointments_order check (valid_to >= valid_from),
  -- One person holds one post once at a time; two posts at a time are two appointments.
  constraint appointments_no_overlap exclude using gist
    (person_id with =, body_id with =, role with =, tstzrange(valid_from, valid_to) with &&)
);
create index appointments_by_person on appointments (person_id);
create index appointments_by_body on appointments (body_id, recorded_at desc, id desc);
comment on column appointments.clearance is '0 unclassified, 1 confidential, 2 strictly confidential (ST/SGB/2007/6)';

create table compartments (
  body_id uuid not null constraint compartments_body references bodies on delete restrict,
  id uuid not null,
  name text not null,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  constraint compartments_pk primary key (body_id, id)
);
create table compartment_members (
  body_id uuid not null,
  id uuid not null,
  compartment_id uuid not null,
  appointment_id uuid not null constraint compartment_members_appointment references appointments on delete restrict,
  valid_from timestamptz not null default now(),
  valid_to timestamptz,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  constraint compartment_members_pk primary key (body_id, id),
  constraint compartment_members_compartment foreign key (body_id, compartment_id)
    references compartments on delete restrict
);
create index compartment_members_by_appointment on compartment_members (appointment_id);

-- ── signing in: read and written through the narrow functions of 0002 only ───────────────────────

create table auth.credentials (
  person_id uuid constraint credentials_pk primary key
    constraint credentials_person references public.people on delete restrict,
  password_hash text not null,
  changed_at timestamptz not null default now()
);
-- A session is a family of refresh tokens; ending it ends every access token that names it.
create table auth.sessions (
  id uuid constraint sessions_pk primary key,
  person_id uuid not null constraint sessions_person references public.people on delete restrict,
  started_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text
);
create index sessions_by_person on auth.sessions (person_id);
create table auth.refresh_tokens (
  token_sha256 bytea constraint refresh_tokens_pk primary key,
  session_id uuid not null constraint refresh_tokens_session references auth.sessions on delete cascade,
  issued_at timestamptz not null default now(),
  used_at timestamptz
);
create table auth.failures (
  -- sha256 of the address typed: an unknown address is throttled as a known one is, and none is stored.
  subject bytea not null,
  at timestamptz not null default now()
);
create index failures_by_subject on auth.failures (subject, at desc);
grant select on public.people, public.appointments, public.bodies, public.mandates, public.compartment_members to ${definer};
grant select, insert, update, delete on all tables in schema auth to ${definer};

-- ── the signed context ───────────────────────────────────────────────────────────────────────────

create table sec.context_keys (
  id smallint constraint context_keys_pk primary key,
  inner_pad bytea not null,
  outer_pad bytea not null
);
grant select on sec.context_keys to ${definer};
comment on table sec.context_keys is
  'The two padded halves of the HMAC-SHA-256 key that signs contexts (RFC 2104); the runtime role cannot read them.';

create type sec.identity as (person_id uuid, appointment_id uuid, session_id uuid, request text, purpose text);
create type sec.context as (
  person_id uuid, appointment_id uuid, body_id uuid, body_acronym text, body_kind text, role text, clearance smallint,
  compartments uuid[], may_write boolean
);

-- Who the context says is asking. A setting alone could be forged by injected SQL, so it carries a MAC:
-- v1|person|appointment|session|expiry (epoch seconds)|request|purpose|mac (64 hexadecimal digits)
create function sec.identity() returns sec.identity
language plpgsql stable security definer set search_path = pg_catalog as $$
declare
  raw text := nullif(current_setting('cordon.context', true), '');
  cut int; payload text; k sec.context_keys; parts text[];
begin
  if raw is null then return null; end if;
  cut := length(raw) - 64;
  payload := left(raw, cut);
  select * into k from sec.context_keys where id = 1;
  if right(raw, 64) is distinct from
     encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(payload, 'UTF8'))), 'hex') then
    raise exception 'bad context signature' using errcode = '28000';
  end if;
  parts := string_to_array(payload, '|');
  if to_timestamp(parts[5]::bigint) < clock_timestamp() then
    raise exception 'context expired' using errcode = '28000';
  end if;
  return row(parts[2]::uuid, parts[3]::uuid, nullif(parts[4], '')::uuid, parts[6], nullif(parts[7], ''))::sec.identity;
end $$;

-- What that person may touch at this moment, from the tables.
create function sec.resolve() returns sec.context
language plpgsql stable security definer set search_path = pg_catalog as $$
declare who sec.identity := sec.identity(); c sec.context;
begin
  if who is null or who.person_id is null then return null; end if;
  select a.person_id, a.id, a.body_id, b.acronym, b.kind, a.role, a.clearance,
         array(select m.compartment_id from public.compartment_members m
                where m.appointment_id = a.id and m.valid_from <= now() and (m.valid_to is null or m.valid_to > now())),
         b.frozen_at is null and not ended.all_ended
    into c
    from public.appointments a
    join public.people p on p.id = a.person_id
    join public.bodies b on b.id = a.body_id
    cross join lateral (
      select coalesce(bool_and(m.end_kind = 'DATED' and m.valid_to <= now()::date), false) as all_ended
        from public.mandates m where m.body_id = b.id) ended
   where a.id = who.appointment_id and a.person_id = who.person_id
     and a.valid_from <= now() and (a.valid_to is null or a.valid_to > now())
     and p.disabled_at is null
     -- A panel whose mandate ended reads nothing more; a mission reads its own (model: "When rights end").
     and not (b.kind = 'PANEL' and ended.all_ended)
     and (who.session_id is null
          or exists (select from auth.sessions s where s.id = who.session_id and s.ended_at is null and s.expires_at > now()));
  return c;
end $$;

-- Signs what was resolved for this transaction of this backend and no other.
create function sec.seal(resolved text) returns text
language sql stable security definer set search_path = pg_catalog as $$
  select resolved || encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(
    'rights|' || pg_backend_pid() || '|' || extract(epoch from now()) || '|' || resolved, 'UTF8'))), 'hex')
    from sec.context_keys k where k.id = 1
$$;

-- First statement of every transaction: takes the context, resolves it, and refuses it when it gives no rights.
create function sec.enter(context text) returns void
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare c sec.context;
begin
  perform set_config('cordon.context', context, true);
  c := sec.resolve();
  if c.appointment_id is null then
    if exists (select from auth.sessions s where s.id = (sec.identity()).session_id and (s.ended_at is not null or s.expires_at <= now())) then
      raise exception 'session ended' using errcode = '28000';
    end if;
    raise exception 'no rights in force' using errcode = 'CD001';
  end if;
  perform set_config('cordon.rights', sec.seal(c::text), true);
end $$;

-- The rights of this transaction. Policies read it as (select (sec.ctx()).…), so once per statement. It was resolved
-- when the transaction began (they last seconds), so a right that ends is gone at the next transaction; a forged or
-- borrowed value has no valid seal and gives nothing.
create function sec.ctx() returns sec.context
language plpgsql stable security definer set search_path = pg_catalog as $$
declare raw text := nullif(current_setting('cordon.rights', true), '');
begin
  if raw is null then return null; end if;
  if sec.seal(left(raw, -64)) is distinct from raw then
    raise exception 'bad context signature' using errcode = '28000';
  end if;
  return left(raw, -64)::sec.context;
end $$;

-- ── the audit leaf, in its final shape ───────────────────────────────────────────────────────────

create sequence audit.leaf_numbers;
create table audit.leaves (
  id bigint constraint leaves_pk primary key,
  xid xid8 not null,
  at timestamptz not null,
  body_id uuid,
  person_id uuid,
  appointment_id uuid,
  action text not null,
  object_kind text not null,
  object_ids uuid[] not null,
  -- Names of the columns that changed, or of the filters a read used. Never a value.
  fields text[] not null,
  -- SHA-256 of each row as text, 32 bytes a row, in the order of object_ids: each row can be proved alone.
  old_hashes bytea,
  new_hashes bytea,
  request text,
  purpose text,
  -- sha256(0x00 || the fields above as one compact JSON array in this order): the leaf of an RFC 6962 tree.
  leaf_hash bytea not null,
  -- Given once, by the sealer.
  pos bigint constraint leaves_pos_once unique
);
create index leaves_unsealed on audit.leaves (id) where pos is null;
create index leaves_by_body on audit.leaves (body_id, id desc);
create table audit.checkpoints (
  size bigint constraint checkpoints_pk primary key,
  root bytea not null,
  note text not null,
  signatures text[] not null,
  at timestamptz not null default clock_timestamp()
);
grant select, insert on audit.leaves to ${definer};
grant usage on sequence audit.leaf_numbers to ${definer};
grant select, update (pos) on audit.leaves to ${sealer};
grant select, insert on audit.checkpoints to ${sealer};

create function audit.append(p_body uuid, p_person uuid, p_appointment uuid, p_action text, p_kind text,
  p_ids uuid[], p_fields text[], p_old bytea, p_new bytea, p_request text, p_purpose text) returns void
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare n bigint := nextval('audit.leaf_numbers'); x xid8 := pg_current_xact_id(); t timestamptz := clock_timestamp();
begin
  insert into audit.leaves values (n, x, t, p_body, p_person, p_appointment, p_action, p_kind,
    p_ids, p_fields, p_old, p_new, p_request, p_purpose,
    sha256('\x00'::bytea || convert_to(json_build_array(n, x::text,
      to_char(t at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), p_body, p_person, p_appointment, p_action, p_kind,
      p_ids, p_fields, encode(p_old, 'hex'), encode(p_new, 'hex'), p_request, p_purpose)::text, 'UTF8')), null);
end $$;

-- One leaf a statement, in the transaction of the change: no change without a leaf, no leaf without a change.
-- The rows go by names that no column has: where a column is called n, `n::text` would be that column, not the row.
create function audit.on_change() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare who sec.identity := sec.identity(); ids uuid[]; owner uuid; before bytea; after bytea; changed text[] := '{}';
begin
  if tg_op = 'INSERT' then
    select array_agg(after_row.id order by after_row.id), string_agg(sha256(convert_to(after_row::text, 'UTF8')), ''::bytea order by after_row.id)
      into ids, after from new_rows after_row;
    select (to_jsonb(after_row)->>coalesce(tg_argv[0], 'body_id'))::uuid into owner from new_rows after_row limit 1;
  elsif tg_op = 'UPDATE' then
    select array_agg(after_row.id order by after_row.id), string_agg(sha256(convert_to(after_row::text, 'UTF8')), ''::bytea order by after_row.id)
      into ids, after from new_rows after_row;
    select string_agg(sha256(convert_to(before_row::text, 'UTF8')), ''::bytea order by before_row.id) into before from old_rows before_row;
    select (to_jsonb(after_row)->>coalesce(tg_argv[0], 'body_id'))::uuid into owner from new_rows after_row limit 1;
    select coalesce(array_agg(distinct e.key order by e.key), '{}') into changed
      from new_rows after_row join old_rows before_row on before_row.id = after_row.id and to_jsonb(before_row)->>'body_id' is not distinct from to_jsonb(after_row)->>'body_id'
      cross join lateral jsonb_each(to_jsonb(after_row)) e
     where to_jsonb(before_row)->e.key is distinct from e.value;
  else
    select array_agg(before_row.id order by before_row.id), string_agg(sha256(convert_to(before_row::text, 'UTF8')), ''::bytea order by before_row.id)
      into ids, before from old_rows before_row;
    select (to_jsonb(before_row)->>coalesce(tg_argv[0], 'body_id'))::uuid into owner from old_rows before_row limit 1;
  end if;
  if ids is not null then
    perform audit.append(owner, who.person_id, who.appointment_id, tg_op, tg_table_name, ids, changed, before, after,
                         who.request, who.purpose);
  end if;
  return null;
end $$;

-- Reads, refusals and downloads leave no row behind: their leaves come in batches, one entry a request.
create function audit.log(entries jsonb) returns void
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare e jsonb;
begin
  for e in select * from jsonb_array_elements(entries) loop
    if e->>'action' not in ('READ', 'REFUSED', 'DOWNLOAD', 'SIGN_IN', 'SIGN_IN_FAILED', 'SIGN_OUT') then
      raise exception 'only what leaves no row behind is logged this way';
    end if;
    perform audit.append((e->>'bodyId')::uuid, (e->>'personId')::uuid, (e->>'appointmentId')::uuid, e->>'action', e->>'operation',
      coalesce((e->>'objectIds')::uuid[], '{}'),
      coalesce(array(select jsonb_array_elements_text(coalesce(e->'fields', '[]'))), '{}'), null, null, e->>'request', e->>'purpose');
  end loop;
end $$;

create procedure audit.watch(target regclass, owner_column text default 'body_id')
language plpgsql set search_path = pg_catalog as $$
begin
  execute format('create trigger audit_insert after insert on %s referencing new table as new_rows
                  for each statement execute function audit.on_change(%L)', target, owner_column);
  execute format('create trigger audit_update after update on %s referencing old table as old_rows new table as new_rows
                  for each statement execute function audit.on_change(%L)', target, owner_column);
  execute format('create trigger audit_delete after delete on %s referencing old table as old_rows
                  for each statement execute function audit.on_change(%L)', target, owner_column);
end $$;

-- The columns every case table begins with: `create table x (like sec.case_row including defaults, …)`.
create table sec.case_row (
  body_id uuid not null,
  id uuid not null,
  classification smallint not null default 1,
  caveats text[] not null default '{}',
  compartment_id uuid,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid not null,
  -- With a packet's snapshot this says whether a figure could have counted the row.
  recorded_xid xid8 not null default pg_current_xact_id()
);

-- ── what every case table gets ───────────────────────────────────────────────────────────────────

-- Rows of the reader's own body, up to the reader's clearance, inside the reader's compartments.
-- `updatable` names the only columns the runtime role may ever change; content that figures count has none.
create procedure sec.guard(target regclass, updatable text[] default '{}')
language plpgsql set search_path = pg_catalog as $$
declare
  name text := (select relname from pg_class where oid = target);
  visible text := 'body_id = (select (sec.ctx()).body_id) and classification <= (select (sec.ctx()).clearance)'
    || ' and (compartment_id is null or compartment_id = any ((select (sec.ctx()).compartments)::uuid[]))';
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy %I on %s for select to ${runtime} using (%s)', name || '_read', target, visible);
  -- The context's parts are taken out together where an index does not need them apart: it is read twice, not five times.
  execute format('create policy %I on %s for insert to ${runtime} with check ((body_id, recorded_by) ='
                 ' (select c.body_id, c.appointment_id from sec.ctx() c where c.may_write)'
                 ' and classification <= (select (sec.ctx()).clearance)'
                 ' and (compartment_id is null or compartment_id = any ((select (sec.ctx()).compartments)::uuid[])))',
                 name || '_insert', target);
  execute format('grant select, insert on %s to ${runtime}', target);
  if cardinality(updatable) > 0 then
    execute format('create policy %I on %s for update to ${runtime} using (%s) with check (%s)',
                   name || '_update', target, visible, visible);
    execute format('grant update (%s) on %s to ${runtime}',
                   (select string_agg(quote_ident(c), ', ') from unnest(updatable) c), target);
  end if;
  execute format('alter table %s add constraint %I check (classification between 0 and 2)', target, name || '_classification');
  execute format('alter table %s add constraint %I foreign key (body_id, compartment_id) references public.compartments on delete restrict',
                 target, name || '_compartment');
  execute format('create index %I on %s (body_id, recorded_at desc, id desc, classification)', name || '_newest', target);
  call audit.watch(target);
end $$;

-- Row rights of the three tables above, which have no classification of their own.
alter table bodies enable row level security;
alter table bodies force row level security;
create policy bodies_read on bodies for select to ${runtime} using ((select (sec.ctx()).person_id) is not null);
create policy bodies_insert on bodies for insert to ${runtime} with check ((select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy bodies_update on bodies for update to ${runtime}
  using ((select (sec.ctx()).role) = 'PLATFORM_ADMIN') with check ((select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy bodies_for_rights on bodies for select to ${definer} using (true);
grant select, insert, update (name, parent_id, succeeded_by_id, frozen_at, version) on bodies to ${runtime};
call audit.watch('bodies', 'id');

alter table mandates enable row level security;
alter table mandates force row level security;
create policy mandates_read on mandates for select to ${runtime} using ((select (sec.ctx()).person_id) is not null);
create policy mandates_insert on mandates for insert to ${runtime} with check ((select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy mandates_for_rights on mandates for select to ${definer} using (true);
grant select, insert on mandates to ${runtime};
call audit.watch('mandates');

create function sec.colleagues() returns uuid[]
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(array_agg(distinct person_id), '{}') from public.appointments where body_id = (select (sec.ctx()).body_id)
$$;

alter table people enable row level security;
alter table people force row level security;
create policy people_read on people for select to ${runtime}
  using (id = any ((select sec.colleagues())::uuid[]) or (select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy people_insert on people for insert to ${runtime} with check ((select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy people_update on people for update to ${runtime}
  using ((select (sec.ctx()).role) = 'PLATFORM_ADMIN') with check ((select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy people_for_rights on people for select to ${definer} using (true);
grant select, insert, update (name, disabled_at, version) on people to ${runtime};
call audit.watch('people', 'body_id');

alter table appointments enable row level security;
alter table appointments force row level security;
create policy appointments_read on appointments for select to ${runtime}
  using (body_id = (select (sec.ctx()).body_id) or (select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy appointments_insert on appointments for insert to ${runtime}
  with check ((select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy appointments_update on appointments for update to ${runtime}
  using ((select (sec.ctx()).role) = 'PLATFORM_ADMIN') with check ((select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy appointments_for_rights on appointments for select to ${definer} using (true);
grant select, insert, update (valid_to, version) on appointments to ${runtime};
call audit.watch('appointments');

-- Founding an installation (its first administrators, its demonstration bodies) is the owner's act.
create policy bodies_found on bodies for all to ${owner} using (true) with check (true);
create policy mandates_found on mandates for all to ${owner} using (true) with check (true);
create policy people_found on people for all to ${owner} using (true) with check (true);
create policy appointments_found on appointments for all to ${owner} using (true) with check (true);

-- Compartments are administered in a later migration; until then they can be read, not made, over the API.
alter table compartments enable row level security;
alter table compartments force row level security;
create policy compartments_read on compartments for select to ${runtime}
  using (id = any ((select (sec.ctx()).compartments)::uuid[]) and body_id = (select (sec.ctx()).body_id));
grant select on compartments to ${runtime};
call audit.watch('compartments');
alter table compartment_members enable row level security;
alter table compartment_members force row level security;
create policy compartment_members_read on compartment_members for select to ${runtime}
  using (body_id = (select (sec.ctx()).body_id) and compartment_id = any ((select (sec.ctx()).compartments)::uuid[]));
create policy compartment_members_for_rights on compartment_members for select to ${definer} using (true);
grant select on compartment_members to ${runtime};
call audit.watch('compartment_members');

alter table audit.leaves enable row level security;
alter table audit.leaves force row level security;
create policy leaves_append on audit.leaves for insert to ${definer} with check (true);
create policy leaves_read on audit.leaves for select to ${runtime} using ((select (sec.ctx()).role) = 'AUDITOR');
create policy leaves_seal on audit.leaves for select to ${sealer} using (true);
create policy leaves_seal_once on audit.leaves for update to ${sealer} using (pos is null) with check (pos is not null);
grant select on audit.leaves to ${runtime};

-- A function's new owner must be able to create in its schema at the moment it is given away.
grant create on schema sec, audit to ${definer};
alter function sec.identity() owner to ${definer};
alter function sec.ctx() owner to ${definer};
alter function sec.resolve() owner to ${definer};
alter function sec.seal(text) owner to ${definer};
alter function sec.enter(text) owner to ${definer};
alter function sec.colleagues() owner to ${definer};
alter function audit.append(uuid, uuid, uuid, text, text, uuid[], text[], bytea, bytea, text, text) owner to ${definer};
alter function audit.on_change() owner to ${definer};
alter function audit.log(jsonb) owner to ${definer};
revoke create on schema sec, audit from ${definer};
revoke execute on all functions in schema sec, audit from public;
revoke execute on all procedures in schema sec, audit from public;
grant execute on function sec.identity(), sec.ctx(), sec.enter(text), sec.colleagues(), audit.log(jsonb) to ${runtime};
