-- Need to know: compartments made and closed by a body's chiefs, drafts between their recorder and the chiefs, marking
-- requests, bodies that are frozen or succeeded, and the right to read what such a body leaves behind.

-- ── compartments ─────────────────────────────────────────────────────────────────────────────────

alter table compartments add column purpose text;
alter table compartments add column closed_at timestamptz;
alter table compartments add column closed_by uuid;
alter table compartments add column close_reason text;
alter table compartments add column content_hash bytea;
alter table compartments add column version integer not null default 1;
alter table compartments add constraint compartments_name_length check (length(name) between 1 and 200);
alter table compartments add constraint compartments_close_whole check (num_nonnulls(closed_at, closed_by, close_reason) in (0, 3));
create index compartments_newest on compartments (body_id, recorded_at desc, id desc);

alter table compartment_members add column ended_by uuid;
alter table compartment_members add column end_reason text;
alter table compartment_members add column content_hash bytea;
alter table compartment_members add column version integer not null default 1;
alter table compartment_members add constraint compartment_members_order check (valid_to >= valid_from);
alter table compartment_members add constraint compartment_members_end_whole check ((ended_by is null) = (end_reason is null));
-- One place in a circle at a time.
alter table compartment_members add constraint compartment_members_once exclude using gist
  (body_id with =, compartment_id with =, appointment_id with =, tstzrange(valid_from, valid_to) with &&);
create index compartment_members_newest on compartment_members (body_id, recorded_at desc, id desc);
-- Rights are looked up by appointment alone. Without this a chief elsewhere could make a circle under the same id and
-- put an appointment of this body into it.
alter table appointments add constraint appointments_in_body unique (body_id, id);
alter table compartment_members drop constraint compartment_members_appointment;
alter table compartment_members add constraint compartment_members_appointment
  foreign key (body_id, appointment_id) references appointments (body_id, id) on delete restrict;

-- Nor does a job act with an appointment of another body, or a contract speak of one.
alter table jobs drop constraint jobs_actor;
alter table jobs add constraint jobs_actor
  foreign key (body_id, actor_appointment_id) references appointments (body_id, id) on delete restrict;
alter table appointment_ends drop constraint appointment_ends_appointment;
alter table appointment_ends add constraint appointment_ends_appointment
  foreign key (body_id, appointment_id) references appointments (body_id, id) on delete restrict;
alter table panel_experts drop constraint panel_experts_appointment;
alter table panel_experts add constraint panel_experts_appointment
  foreign key (body_id, appointment_id) references appointments (body_id, id) on delete restrict;

-- A chief administers the circles of the body. That is seeing who is inside, and not being inside: no policy of a
-- record asks for a role.
create policy compartments_administered on compartments for select to ${runtime}
  using (body_id = (select (sec.ctx()).body_id)
         and (select (sec.ctx()).role) = any ('{CELL_CHIEF,HEAD_OF_MISSION,PANEL_COORDINATOR,COMMITTEE_SECRETARY}'));
create policy compartments_insert on compartments for insert to ${runtime}
  with check ((body_id, recorded_by) = (select c.body_id, c.appointment_id from sec.ctx() c where c.may_write
                and c.role = any ('{CELL_CHIEF,HEAD_OF_MISSION,PANEL_COORDINATOR,COMMITTEE_SECRETARY}')));
create policy compartments_update on compartments for update to ${runtime}
  using (body_id = (select (sec.ctx()).body_id)
         and (select (sec.ctx()).role) = any ('{CELL_CHIEF,HEAD_OF_MISSION,PANEL_COORDINATOR,COMMITTEE_SECRETARY}'));
grant insert, update (closed_at, closed_by, close_reason, version) on compartments to ${runtime};
create policy compartment_members_administered on compartment_members for select to ${runtime}
  using (body_id = (select (sec.ctx()).body_id)
         and (select (sec.ctx()).role) = any ('{CELL_CHIEF,HEAD_OF_MISSION,PANEL_COORDINATOR,COMMITTEE_SECRETARY}'));
create policy compartment_members_insert on compartment_members for insert to ${runtime}
  with check ((body_id, recorded_by) = (select c.body_id, c.appointment_id from sec.ctx() c where c.may_write
                and c.role = any ('{CELL_CHIEF,HEAD_OF_MISSION,PANEL_COORDINATOR,COMMITTEE_SECRETARY}')));
create policy compartment_members_update on compartment_members for update to ${runtime}
  using (body_id = (select (sec.ctx()).body_id)
         and (select (sec.ctx()).role) = any ('{CELL_CHIEF,HEAD_OF_MISSION,PANEL_COORDINATOR,COMMITTEE_SECRETARY}'));
grant insert, update (valid_to, ended_by, end_reason, version) on compartment_members to ${runtime};

-- ── freezing and succeeding ──────────────────────────────────────────────────────────────────────

create table body_transitions (
  body_id uuid not null constraint body_transitions_body references bodies on delete restrict,
  id uuid not null,
  to_state text not null constraint body_transitions_state check (to_state in ('FROZEN', 'SUCCEEDED')),
  successor_id uuid constraint body_transitions_successor references bodies on delete restrict,
  reason text not null constraint body_transitions_reason_length check (length(reason) between 1 and 2000),
  recorded_at timestamptz not null default now(),
  recorded_by uuid not null,
  constraint body_transitions_pk primary key (body_id, id),
  constraint body_transitions_names_successor check ((to_state = 'SUCCEEDED') = (successor_id is not null)),
  constraint body_transitions_not_itself check (successor_id <> body_id)
);
create index body_transitions_by_body on body_transitions (body_id, recorded_at desc);
comment on table body_transitions is 'Each decision to freeze a body or to name its successor. Append-only.';
alter table body_transitions enable row level security;
alter table body_transitions force row level security;
create policy body_transitions_read on body_transitions for select to ${runtime}
  using (body_id = (select (sec.ctx()).body_id) or (select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy body_transitions_insert on body_transitions for insert to ${runtime}
  with check ((select (sec.ctx()).role) = 'PLATFORM_ADMIN' and recorded_by = (select (sec.ctx()).appointment_id));
grant select, insert on body_transitions to ${runtime};
call audit.watch('body_transitions');

-- ── who reads what a closed body leaves behind ───────────────────────────────────────────────────

create table read_grants (
  body_id uuid not null constraint read_grants_body references bodies on delete restrict,
  id uuid not null,
  to_body_id uuid constraint read_grants_to_body references bodies on delete restrict,
  to_appointment_id uuid constraint read_grants_to_appointment references appointments on delete restrict,
  clearance smallint not null constraint read_grants_clearance check (clearance between 0 and 2),
  valid_from timestamptz not null default now(),
  valid_to timestamptz,
  reason text not null constraint read_grants_reason_length check (length(reason) between 1 and 2000),
  granted_by_person uuid not null constraint read_grants_granted_by references people on delete restrict,
  confirmed_at timestamptz,
  confirmed_by uuid,
  confirmed_by_person uuid constraint read_grants_confirmed_by references people on delete restrict,
  ended_at timestamptz,
  ended_by uuid,
  end_reason text,
  content_hash bytea,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid not null,
  constraint read_grants_pk primary key (body_id, id),
  constraint read_grants_one_of check (num_nonnulls(to_body_id, to_appointment_id) = 1),
  constraint read_grants_not_itself check (to_body_id <> body_id),
  constraint read_grants_order check (valid_to > valid_from),
  constraint read_grants_confirmed_whole check (num_nonnulls(confirmed_at, confirmed_by, confirmed_by_person) in (0, 3)),
  constraint read_grants_two_people check (confirmed_by_person <> granted_by_person),
  constraint read_grants_end_whole check (num_nonnulls(ended_at, ended_by, end_reason) in (0, 3))
);
create index read_grants_by_body on read_grants (to_body_id) where to_body_id is not null;
create index read_grants_by_appointment on read_grants (to_appointment_id) where to_appointment_id is not null;
create index read_grants_newest on read_grants (body_id, recorded_at desc, id desc);
comment on table read_grants is 'Who may read, and never write, what a frozen body or an ended panel leaves behind: granted by one person, confirmed by another.';
alter table read_grants enable row level security;
alter table read_grants force row level security;
create policy read_grants_read on read_grants for select to ${runtime}
  using (body_id = (select (sec.ctx()).body_id) or to_body_id = (select (sec.ctx()).body_id)
         or to_appointment_id = (select (sec.ctx()).appointment_id) or (select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy read_grants_insert on read_grants for insert to ${runtime}
  with check ((recorded_by, granted_by_person) = (select c.appointment_id, c.person_id from sec.ctx() c where c.role = 'PLATFORM_ADMIN')
              and confirmed_at is null and ended_at is null);
create policy read_grants_update on read_grants for update to ${runtime}
  using ((select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy read_grants_for_rights on read_grants for select to ${definer} using (true);
grant select on read_grants to ${definer};
grant select, insert, update (confirmed_at, confirmed_by, confirmed_by_person, ended_at, ended_by, end_reason, version) on read_grants to ${runtime};
call audit.watch('read_grants');

grant create on schema sec to ${definer};
set local role ${definer};

-- Who confirms or ends is who asks, whatever the statement says; what was confirmed or ended stays so.
create function sec.sign_read_grant() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare c sec.context := sec.ctx();
begin
  if old.confirmed_at is not null then
    new.confirmed_at := old.confirmed_at; new.confirmed_by := old.confirmed_by; new.confirmed_by_person := old.confirmed_by_person;
  elsif new.confirmed_at is not null then
    new.confirmed_at := now(); new.confirmed_by := c.appointment_id; new.confirmed_by_person := c.person_id;
  end if;
  if old.ended_at is not null then
    new.ended_at := old.ended_at; new.ended_by := old.ended_by; new.end_reason := old.end_reason;
  elsif new.ended_at is not null then
    new.ended_at := now(); new.ended_by := c.appointment_id;
  end if;
  return new;
end $$;

-- The bodies whose rows of a level may be read: the own one, and those handed over to the reader. A grant begins when
-- the body is frozen, or for a panel when its mandate has ended, and rests while a restarted mandate runs. Asked once
-- a statement, as (select sec.reads(0)): for almost everybody one look into an index without an entry.
create function sec.reads(p_level integer) returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog as $$
declare c sec.context := sec.ctx();
begin
  if c.body_id is null then return '{}'; end if;
  -- Almost nobody has been granted anything, and the answer to that must cost little.
  perform from public.read_grants g where g.to_body_id = c.body_id or g.to_appointment_id = c.appointment_id limit 1;
  if not found then return array[c.body_id]; end if;
  return array[c.body_id] || array(
    select g.body_id from public.read_grants g join public.bodies b on b.id = g.body_id
     where (g.to_body_id = c.body_id or g.to_appointment_id = c.appointment_id) and g.clearance >= p_level
       -- Granted to a headquarters office it is for those who read content, not for those who run the platform.
       and c.role not in ('PLATFORM_ADMIN', 'AUDITOR')
       and g.confirmed_at is not null and g.ended_at is null and g.valid_from <= now() and (g.valid_to is null or g.valid_to > now())
       and (b.frozen_at is not null or (b.kind = 'PANEL' and not sec.mandate_in_force(b.acronym, b.kind))));
end $$;

-- Whether the body of the reader still takes changes.
create function sec.body_open() returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from public.bodies b where b.id = (select (sec.ctx()).body_id) and b.frozen_at is null)
$$;
revoke execute on function sec.sign_read_grant(), sec.reads(integer), sec.body_open() from public;
grant execute on function sec.sign_read_grant() to ${owner};
grant execute on function sec.reads(integer), sec.body_open() to ${runtime};
reset role;
create trigger sign before update on read_grants for each row execute function sec.sign_read_grant();

-- ── drafts: one more column of every case table ──────────────────────────────────────────────────

-- Null, or the appointment whose draft this row is part of: then nobody reads it but that appointment and the chiefs.
alter table sec.case_row add column draft_by uuid;
do $$
declare t regclass;
begin
  for t in select c.oid::regclass from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'recorded_xid'
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace loop
    execute format('alter table %s add column draft_by uuid', t);
  end loop;
end $$;

-- Who reads a row: the own body and those it was handed over by, up to the clearance and to what was granted, inside
-- the own compartments. The level stays a plain comparison, so that it is a condition of the list index.
create function sec.reading() returns text language sql immutable set search_path = pg_catalog as $$
  select 'body_id = any ((select sec.reads(0))::uuid[]) and classification <= (select (sec.ctx()).clearance)'
    || ' and (body_id = (select (sec.ctx()).body_id) or classification < 1'
    || '      or (body_id = any ((select sec.reads(1))::uuid[]) and (classification < 2 or body_id = any ((select sec.reads(2))::uuid[]))))'
    || ' and (compartment_id is null or (compartment_id = any ((select (sec.ctx()).compartments)::uuid[]) and body_id = (select (sec.ctx()).body_id)))'
$$;
revoke execute on function sec.reading() from public;

-- Lets what was handed over be read, and drafts be read by few, in one case table that `sec.guard` has made.
create procedure sec.grant_reads(target regclass)
language plpgsql set search_path = pg_catalog as $$
declare name text := (select relname from pg_class where oid = target);
begin
  execute format('alter policy %I on %s using (%s)', name || '_read', target, sec.reading());
  -- For every command: nothing is written into another's draft, and none is given away.
  execute format('create policy %I on %s as restrictive for all to ${runtime} using (draft_by is null'
                 ' or draft_by = (select (sec.ctx()).appointment_id)'
                 ' or (body_id = (select (sec.ctx()).body_id)'
                 '     and (select (sec.ctx()).role) = any (''{CELL_CHIEF,JMAC_CHIEF,HEAD_OF_MISSION,PANEL_COORDINATOR}'')))',
                 name || '_draft', target);
  -- A frozen body's rows stay as they are. Jobs do not: a worker must still be able to say that one has failed.
  if name <> 'jobs' and exists (select from pg_policy where polrelid = target and polname = name || '_update') then
    execute format('create policy %I on %s as restrictive for update to ${runtime}'
                   ' using ((select (sec.ctx()).body_id) is not null) with check ((select sec.body_open()) and (select (sec.ctx()).body_id) is not null)',
                   name || '_frozen', target);
  end if;
end $$;
revoke execute on procedure sec.grant_reads(regclass) from public;

-- As in 0001, and at the end what is above. Marking is changed by marking requests only, so `updatable` names none of it
-- but for packets, which take on the marks of what they count.
create or replace procedure sec.guard(target regclass, updatable text[] default '{}')
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
    if name <> 'packets' then
      execute format('revoke update (classification, caveats) on %s from ${runtime}', target);
    end if;
  end if;
  execute format('alter table %s add constraint %I check (classification between 0 and 2)', target, name || '_classification');
  execute format('alter table %s add constraint %I foreign key (body_id, compartment_id) references public.compartments on delete restrict',
                 target, name || '_compartment');
  execute format('create index %I on %s (body_id, recorded_at desc, id desc, classification)', name || '_newest', target);
  call audit.watch(target);
  call sec.grant_reads(target);
end $$;

do $$
declare t record;
begin
  for t in select c.oid::regclass as target, c.relname::text as name from pg_class c
             join pg_attribute a on a.attrelid = c.oid and a.attname = 'recorded_xid'
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'released_records' loop
    call sec.grant_reads(t.target);
    if t.name <> 'packets' then
      execute format('revoke update (classification, caveats) on %s from ${runtime}', t.target);
    end if;
  end loop;
end $$;
-- What is kept for clients that repeat themselves is nobody's to inherit.
alter policy idempotency_keys_read on idempotency_keys using (body_id = (select (sec.ctx()).body_id)
  and classification <= (select (sec.ctx()).clearance)
  and (compartment_id is null or compartment_id = any ((select (sec.ctx()).compartments)::uuid[])));
alter policy released_records_received on released_records
  using (body_id = any ((select sec.reads(0))::uuid[]) and classification <= (select (sec.ctx()).clearance)
         and (body_id = (select (sec.ctx()).body_id) or classification < 1
              or (body_id = any ((select sec.reads(1))::uuid[]) and (classification < 2 or body_id = any ((select sec.reads(2))::uuid[]))))
         and recalled_at is null and superseded_at is null and (expires_at is null or expires_at > now()));

-- A key belongs to a record, so that it is marked with it.
alter table idempotency_keys add column subject_id uuid;
create index idempotency_keys_by_subject on idempotency_keys (body_id, subject_id);

-- The same name under another protection is another party, or the list of parties would tell what the record hides.
-- One whose record moved to where the name stood already gives way to the other.
alter table parties add column merged_into_id uuid;
alter table parties add constraint parties_merged foreign key (body_id, merged_into_id) references parties on delete restrict;
alter table parties drop constraint parties_once;
create unique index parties_once on parties (body_id, name_as_written, kind, classification, compartment_id, draft_by)
  nulls not distinct where merged_into_id is null;

set local role ${definer};
create or replace function sec.keep_inspection_history() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into public.inspection_history (body_id, id, classification, caveats, compartment_id, draft_by, version, recorded_at, recorded_by,
    recorded_xid, inspection_id, type, status, period_from, period_to, regime_code, site_id, outcomes, row_before)
  values (old.body_id, uuidv7(), old.classification, old.caveats, old.compartment_id, old.draft_by, old.version, old.recorded_at,
    old.recorded_by, old.recorded_xid, old.id, old.type, old.status, old.period_from, old.period_to, old.regime_code,
    old.site_id, old.outcomes, to_jsonb(old));
  new.recorded_xid := pg_current_xact_id();
  new.version := old.version + 1;
  return new;
end $$;
create or replace function sec.keep_version() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into public.earlier_versions (body_id, id, classification, caveats, compartment_id, draft_by, recorded_by, of_table, of_id, of_version, row_before, replaced_by)
  values (old.body_id, uuidv7(), old.classification, old.caveats, old.compartment_id, old.draft_by, old.recorded_by, tg_table_name, old.id, old.version,
    to_jsonb(old), (sec.identity()).appointment_id);
  new.version := old.version + 1;
  return new;
end $$;
reset role;

-- Both are written by the definer role alone; what let the runtime role in has been without effect since its right went.
drop policy earlier_versions_insert on earlier_versions;
drop policy inspection_history_insert on inspection_history;

-- ── marking requests ─────────────────────────────────────────────────────────────────────────────

create table markings (
  like sec.case_row including defaults,
  subject_kind text not null constraint markings_subject check (subject_kind in ('INSPECTION', 'OBSERVATION', 'SITE')),
  subject_id uuid not null,
  -- Of the inspection itself, or the one the observation belongs to: what is marked with it finds it by this.
  inspection_id uuid,
  before_classification smallint not null,
  before_caveats text[] not null,
  before_compartment_id uuid,
  after_classification smallint not null,
  after_caveats text[] not null,
  after_compartment_id uuid,
  -- Raising takes effect at once; the rest waits for another person.
  raises boolean not null,
  reason text not null constraint markings_reason_length check (length(reason) between 1 and 2000),
  requested_by_person uuid not null constraint markings_requested_by references people on delete restrict,
  constraint markings_pk primary key (body_id, id)
);
call sec.guard('markings');
create index markings_by_subject on markings (body_id, subject_id, recorded_at);
create index markings_by_inspection on markings (body_id, inspection_id);
comment on table markings is 'Each request to change the level, handling marks or compartment of a record, with what it was before. Append-only.';

create table marking_decisions (
  like sec.case_row including defaults,
  marking_id uuid not null,
  inspection_id uuid,
  decision text not null constraint marking_decisions_decision check (decision in ('CONFIRMED', 'REJECTED')),
  reason text constraint marking_decisions_reason_length check (length(reason) between 1 and 2000),
  decided_by_person uuid not null constraint marking_decisions_decided_by references people on delete restrict,
  constraint marking_decisions_pk primary key (body_id, id),
  constraint marking_decisions_marking foreign key (body_id, marking_id) references markings on delete restrict,
  constraint marking_decisions_once unique (body_id, marking_id)
);
call sec.guard('marking_decisions');
create index marking_decisions_by_inspection on marking_decisions (body_id, inspection_id);
comment on table marking_decisions is 'What another person decided on a request to lower a marking. Append-only.';

-- The definer role changes marking, and nothing else of a record, in the tables that belong to what is marked.
do $$
declare t text;
begin
  foreach t in array array['inspections', 'inspection_history', 'inspection_team', 'inspection_parties', 'access_results',
      'inspection_transitions', 'documents', 'reported_totals', 'observations', 'claims', 'custody_events', 'serials', 'marks',
      'headstamps', 'items', 'item_links', 'sites', 'parties', 'idempotency_keys', 'markings', 'marking_decisions'] loop
    -- Some of them it reads already, for other rules.
    if not exists (select from pg_policy where polrelid = t::regclass and polcmd = 'r' and polroles = array['${definer}'::regrole::oid]) then
      execute format('create policy %I on %I for select to ${definer} using (true)', t || '_marked', t);
    end if;
    execute format('create policy %I on %I for update to ${definer} using (true) with check (true)', t || '_marking', t);
    execute format('grant select, update (classification, caveats, compartment_id, draft_by, recorded_xid, version) on %I to ${definer}', t);
  end loop;
end $$;
create policy parties_split on parties for insert to ${definer} with check (true);
grant insert, update (merged_into_id) on parties to ${definer};
grant update (party_id) on inspection_parties, inspection_team to ${definer};
grant update (holder_party_id) on observations to ${definer};
grant update (said_by_party_id) on claims to ${definer};
grant update (from_party_id, to_party_id) on custody_events to ${definer};

set local role ${definer};

-- Everyone an inspection names stands, as a party, under the protection of the row that names him or her. A name that
-- other records mention too is split off; one that only this record knew moves with it.
create function sec.place_parties(p_body uuid, p_inspection uuid) returns void
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare
  mentions constant text := $q$
    select inspection_id, party_id, classification, compartment_id, draft_by from public.inspection_parties where body_id = $1
    union all select inspection_id, party_id, classification, compartment_id, draft_by from public.inspection_team where body_id = $1 and party_id is not null
    union all select inspection_id, holder_party_id, classification, compartment_id, draft_by from public.observations where body_id = $1 and holder_party_id is not null
    union all select inspection_id, said_by_party_id, classification, compartment_id, draft_by from public.claims where body_id = $1 and said_by_party_id is not null
    union all select inspection_id, from_party_id, classification, compartment_id, draft_by from public.custody_events where body_id = $1 and from_party_id is not null
    union all select inspection_id, to_party_id, classification, compartment_id, draft_by from public.custody_events where body_id = $1 and to_party_id is not null $q$;
  m record; twin uuid; kept boolean; place record; at text;
begin
  for m in execute format($q$
    select distinct r.party_id, r.classification, r.compartment_id, r.draft_by, p.name_as_written, p.kind, p.recorded_by, p.caveats
      from (%s) r join public.parties p on p.body_id = $1 and p.id = r.party_id
     where r.inspection_id = $2 and (p.classification, p.compartment_id, p.draft_by) is distinct from (r.classification, r.compartment_id, r.draft_by) $q$, mentions)
    using p_body, p_inspection loop
    select p.id into twin from public.parties p
     where p.body_id = p_body and p.merged_into_id is null and p.name_as_written = m.name_as_written and p.kind = m.kind
       and (p.classification, p.compartment_id, p.draft_by) is not distinct from (m.classification, m.compartment_id, m.draft_by);
    execute format($q$ select exists (select from (%s) r where r.party_id = $2 and (r.inspection_id <> $3
        or (r.classification, r.compartment_id, r.draft_by) is distinct from ($4, $5, $6))) $q$, mentions)
      into kept using p_body, m.party_id, p_inspection, m.classification, m.compartment_id, m.draft_by;
    if kept and twin is null then
      twin := uuidv7();
      insert into public.parties (body_id, id, classification, caveats, compartment_id, draft_by, recorded_by, name_as_written, kind)
      values (p_body, twin, m.classification, m.caveats, m.compartment_id, m.draft_by, m.recorded_by, m.name_as_written, m.kind);
    elsif not kept then
      update public.parties set classification = m.classification, compartment_id = m.compartment_id, draft_by = m.draft_by,
             merged_into_id = twin, version = version + 1 where body_id = p_body and id = m.party_id;
      continue when twin is null;
    end if;
    for place in select * from (values ('inspection_parties', 'party_id'), ('inspection_team', 'party_id'), ('observations', 'holder_party_id'),
        ('claims', 'said_by_party_id'), ('custody_events', 'from_party_id'), ('custody_events', 'to_party_id')) v (t, c) loop
      execute format($q$ update public.%I set %I = $1 where body_id = $2 and inspection_id = $3 and %I = $4
        and (classification, compartment_id, draft_by) is not distinct from ($5, $6, $7) $q$, place.t, place.c, place.c)
        using twin, p_body, p_inspection, m.party_id, m.classification, m.compartment_id, m.draft_by;
    end loop;
  end loop;
end $$;

-- Changes the marking of a record and of all that belongs to it. Raised, everything below is raised with it, what it
-- said before included; what lies in a compartment of its own stays there. Lowered, what stood exactly as the record
-- follows; what was marked for itself, and what the record said before, stays as it is.
create function sec.mark(m public.markings) returns void
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare
  place record; whole boolean := m.subject_kind = 'INSPECTION'; root text := lower(m.subject_kind) || 's';
  below constant text := ' in (select o.id from public.observations o where o.body_id = $1 and o.inspection_id = $2)';
begin
  for place in select * from (values
      (0, root, 'id = $2', true),
      (1, 'observations', 'inspection_id = $2', whole), (1, 'access_results', 'inspection_id = $2', whole),
      (1, 'custody_events', case when whole then 'inspection_id = $2' else 'observation_id = $2' end, true),
      (1, 'claims', case when whole then 'inspection_id = $2' else 'observation_id = $2' end, true),
      (1, 'documents', 'inspection_id = $2', whole), (1, 'reported_totals', 'inspection_id = $2', whole),
      (1, 'inspection_team', 'inspection_id = $2', whole), (1, 'inspection_parties', 'inspection_id = $2', whole),
      (1, 'inspection_transitions', 'inspection_id = $2', whole),
      (1, 'serials', 'observation_id' || case when whole then below else ' = $2' end, true),
      (1, 'marks', 'observation_id' || case when whole then below else ' = $2' end, true),
      (1, 'headstamps', 'observation_id' || case when whole then below else ' = $2' end, true),
      (1, 'item_links', 'observation_id' || case when whole then below else ' = $2' end, true),
      (2, 'inspection_history', 'inspection_id = $2', whole and m.raises),
      (2, 'markings', case when whole then 'inspection_id = $2' else 'subject_id = $2' end, m.raises),
      (2, 'marking_decisions', case when whole then 'inspection_id = $2'
          else 'marking_id in (select x.id from public.markings x where x.body_id = $1 and x.subject_id = $2)' end, m.raises),
      (2, 'idempotency_keys', 'subject_id = $2', m.raises)) v (n, t, belongs, applies)
    where applies and (m.subject_kind <> 'SITE' or t in ('sites', 'markings', 'marking_decisions', 'idempotency_keys'))
    order by n loop
    if m.raises then
      execute format($q$ update public.%I set classification = greatest(classification, $3),
          caveats = (select coalesce(array_agg(distinct c order by c), '{}') from unnest(caveats || $4) c),
          compartment_id = coalesce(compartment_id, $5)
        where body_id = $1 and %s and (classification < $3 or not caveats @> $4 or (compartment_id is null and $5 is not null)) $q$, place.t, place.belongs)
        using m.body_id, m.subject_id, m.after_classification, m.after_caveats, m.after_compartment_id;
    else
      execute format($q$ update public.%I set classification = $3, caveats = $4, compartment_id = $5
        where body_id = $1 and %s and classification = $6 and caveats <@ $7 and caveats @> $7 and compartment_id is not distinct from $8 $q$, place.t, place.belongs)
        using m.body_id, m.subject_id, m.after_classification, m.after_caveats, m.after_compartment_id,
              m.before_classification, m.before_caveats, m.before_compartment_id;
    end if;
  end loop;
  -- Answers about lines are kept under their inspection.
  if m.raises and m.subject_kind = 'OBSERVATION' then
    update public.idempotency_keys set classification = greatest(classification, m.after_classification),
           compartment_id = coalesce(compartment_id, m.after_compartment_id)
     where body_id = m.body_id and subject_id = m.inspection_id;
  end if;
  if m.subject_kind = 'SITE' then
    update public.sites set version = version + 1 where body_id = m.body_id and id = m.subject_id;
  elsif m.subject_kind = 'OBSERVATION' then
    update public.observations set version = version + 1 where body_id = m.body_id and id = m.subject_id;
  end if;
  if m.inspection_id is not null then perform sec.place_parties(m.body_id, m.inspection_id); end if;
end $$;

-- What a request says of the present is read by us; whether it raises is judged here, whatever the statement claims.
create function sec.request_marking() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare c sec.context := sec.ctx(); r record;
begin
  execute format('select classification, caveats, compartment_id, draft_by, %s as inspection_id from public.%I where body_id = $1 and id = $2 for update',
    case new.subject_kind when 'INSPECTION' then 'id' when 'OBSERVATION' then 'inspection_id' else 'null::uuid' end, lower(new.subject_kind) || 's')
    into r using c.body_id, new.subject_id;
  if r.classification is null or r.classification > c.clearance
     or (r.compartment_id is not null and not r.compartment_id = any (c.compartments)) then
    raise exception 'no such record' using errcode = '23503', constraint = 'markings_subject_exists';
  end if;
  new.inspection_id := r.inspection_id;
  new.before_classification := r.classification; new.before_caveats := r.caveats; new.before_compartment_id := r.compartment_id;
  new.requested_by_person := c.person_id;
  new.draft_by := r.draft_by;
  new.raises := new.after_classification >= r.classification and new.after_caveats @> r.caveats
    and (r.compartment_id is null or new.after_compartment_id is not distinct from r.compartment_id);
  new.classification := greatest(r.classification, new.after_classification);
  new.caveats := (select coalesce(array_agg(distinct x order by x), '{}') from unnest(r.caveats || new.after_caveats) x);
  new.compartment_id := coalesce(r.compartment_id, new.after_compartment_id);
  return new;
end $$;
create function sec.take_marking() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog as $$
begin
  if new.raises then perform sec.mark(new); end if;
  return null;
end $$;
create function sec.decide_marking() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare c sec.context := sec.ctx(); m public.markings; r record;
begin
  select * into m from public.markings where body_id = new.body_id and id = new.marking_id;
  new.decided_by_person := c.person_id;
  new.inspection_id := m.inspection_id;
  if m.raises then raise exception 'nothing to decide' using errcode = '23514', constraint = 'marking_takes_effect_at_once'; end if;
  if new.decision = 'CONFIRMED' then
    if m.requested_by_person = c.person_id then
      raise exception 'another person confirms' using errcode = '23514', constraint = 'marking_two_people';
    end if;
    execute format('select classification, caveats, compartment_id from public.%I where body_id = $1 and id = $2 for update', lower(m.subject_kind) || 's')
      into r using m.body_id, m.subject_id;
    if (r.classification, r.compartment_id) is distinct from (m.before_classification, m.before_compartment_id)
       or not (r.caveats @> m.before_caveats and r.caveats <@ m.before_caveats) then
      raise exception 'marked otherwise since' using errcode = '23514', constraint = 'marking_changed_since';
    end if;
    perform sec.mark(m);
  end if;
  update public.markings set version = version + 1 where body_id = m.body_id and id = m.id;
  return new;
end $$;

-- A draft that is submitted is the body's: from this transaction on, so that no figure of an earlier moment could have
-- counted it. What the draft said before it was submitted stays between its recorder and the chiefs.
create function sec.submit_inspection() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare c sec.context := sec.ctx(); of_draft uuid; place record;
begin
  select i.draft_by into of_draft from public.inspections i where i.body_id = new.body_id and i.id = new.inspection_id;
  if of_draft is null or not (of_draft = c.appointment_id
      or c.role = any ('{CELL_CHIEF,JMAC_CHIEF,HEAD_OF_MISSION,PANEL_COORDINATOR}')) then
    raise exception 'no such draft' using errcode = '23503', constraint = 'inspection_transitions_draft';
  end if;
  for place in select * from (values ('inspections', 'id = $2'), ('inspection_team', 'inspection_id = $2'), ('inspection_parties', 'inspection_id = $2'),
      ('access_results', 'inspection_id = $2'), ('inspection_transitions', 'inspection_id = $2'), ('documents', 'inspection_id = $2'),
      ('reported_totals', 'inspection_id = $2'), ('observations', 'inspection_id = $2'), ('claims', 'inspection_id = $2'),
      ('custody_events', 'inspection_id = $2'), ('markings', 'inspection_id = $2'), ('marking_decisions', 'inspection_id = $2'),
      ('serials', 'observation_id in (select o.id from public.observations o where o.body_id = $1 and o.inspection_id = $2)'),
      ('marks', 'observation_id in (select o.id from public.observations o where o.body_id = $1 and o.inspection_id = $2)'),
      ('headstamps', 'observation_id in (select o.id from public.observations o where o.body_id = $1 and o.inspection_id = $2)'),
      ('items', 'id in (select l.item_id from public.item_links l join public.observations o on o.body_id = l.body_id and o.id = l.observation_id where l.body_id = $1 and o.inspection_id = $2)'),
      ('item_links', 'observation_id in (select o.id from public.observations o where o.body_id = $1 and o.inspection_id = $2)')) v (t, belongs) loop
    execute format('update public.%I set draft_by = null, recorded_xid = pg_current_xact_id() where body_id = $1 and %s and draft_by is not null', place.t, place.belongs)
      using new.body_id, new.inspection_id;
  end loop;
  perform sec.place_parties(new.body_id, new.inspection_id);
  return null;
end $$;

revoke execute on function sec.place_parties(uuid, uuid), sec.mark(public.markings), sec.request_marking(), sec.take_marking(), sec.decide_marking(), sec.submit_inspection() from public;
grant execute on function sec.request_marking(), sec.take_marking(), sec.decide_marking(), sec.submit_inspection() to ${owner};
reset role;
revoke create on schema sec from ${definer};
create trigger request_marking before insert on markings for each row execute function sec.request_marking();
create trigger take_marking after insert on markings for each row execute function sec.take_marking();
create trigger decide_marking before insert on marking_decisions for each row execute function sec.decide_marking();
create trigger submit after insert on inspection_transitions for each row when (new.to_status = 'SUBMITTED')
  execute function sec.submit_inspection();
