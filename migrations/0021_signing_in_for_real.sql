-- Signing in for real, and two persons for granting a role (docs/decisions.md, "Signing in").

-- ── an appointment gives rights only when a second administrator has confirmed it ────────────────

-- What stands now, and what the owner founds, is confirmed from the start; over the API it begins as null.
alter table appointments add column confirmed_at timestamptz default now();
comment on column appointments.confirmed_at is 'Null while it is only proposed: it gives no rights until another administrator confirms it.';

drop policy appointments_insert on appointments;
create policy appointments_insert on appointments for insert to ${runtime}
  with check ((select (sec.ctx()).role) = 'PLATFORM_ADMIN' and granted_by = (select (sec.ctx()).appointment_id)
              and confirmed_by is null and (confirmed_at is null or role = 'SYSTEM'));
grant update (confirmed_at, confirmed_by) on appointments to ${runtime};

-- ── what one administrator asks and another decides ──────────────────────────────────────────────

create table access_resets (
  id uuid constraint access_resets_pk primary key,
  person_id uuid not null constraint access_resets_person references people on delete restrict,
  kind text not null constraint access_resets_kind check (kind in ('PASSPHRASE', 'SECOND_FACTOR')),
  reason text not null constraint access_resets_reason_length check (length(reason) between 1 and 2000),
  state text not null default 'ASKED' constraint access_resets_state check (state in ('ASKED', 'APPROVED', 'WITHDRAWN')),
  -- Appointments act; persons are compared, because one person may hold two appointments.
  asked_by uuid not null,
  decided_by uuid,
  decided_at timestamptz,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid not null,
  constraint access_resets_decided check ((state = 'ASKED') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  constraint access_resets_two_persons check (asked_by <> person_id and (state <> 'APPROVED' or (decided_by <> asked_by and decided_by <> person_id)))
);
create unique index access_resets_one_open on access_resets (person_id, kind) where state = 'ASKED';
create index access_resets_newest on access_resets (recorded_at desc, id desc);
comment on table access_resets is 'A lost passphrase or second factor: one administrator asks, another approves.';
alter table access_resets enable row level security;
alter table access_resets force row level security;
create policy access_resets_read on access_resets for select to ${runtime} using ((select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy access_resets_insert on access_resets for insert to ${runtime}
  with check ((select (sec.ctx()).role) = 'PLATFORM_ADMIN' and asked_by = (select (sec.ctx()).person_id)
              and recorded_by = (select (sec.ctx()).appointment_id) and state = 'ASKED');
create policy access_resets_for_rights on access_resets for all to ${definer} using (true) with check (true);
grant select, insert on access_resets to ${runtime};
grant select, update on access_resets to ${definer};
call audit.watch('access_resets');

-- ── signing in ───────────────────────────────────────────────────────────────────────────────────

-- Null after an approved reset: the person has had a passphrase, the old one is gone, the new one is not chosen.
alter table auth.credentials alter column password_hash drop not null;

-- MISSING: where a second factor is required and the person has none, the session can only set one up.
alter table auth.sessions add column factor text not null default 'NOT_REQUIRED'
  constraint sessions_factor check (factor in ('NOT_REQUIRED', 'MISSING', 'VERIFIED'));
alter table auth.sessions add column stepped_up_at timestamptz;
-- Nobody has shown a second factor yet: everybody signs in again.
update auth.sessions set ended_at = now(), end_reason = 'UPGRADED' where ended_at is null;

create table auth.second_factors (
  person_id uuid constraint second_factors_pk primary key
    constraint second_factors_person references public.people on delete restrict,
  -- AES-256-GCM under a key derived from the installation's secret, bound to the person.
  sealed bytea not null,
  begun_at timestamptz not null default now(),
  confirmed_at timestamptz,
  -- The time step of the newest code used: each code works once, and none before it.
  last_step bigint not null default 0
);
create table auth.recovery_codes (
  code_sha256 bytea constraint recovery_codes_pk primary key,
  person_id uuid not null constraint recovery_codes_person references public.people on delete restrict,
  used_at timestamptz
);
create index recovery_codes_by_person on auth.recovery_codes (person_id);
create table auth.known_devices (
  token_sha256 bytea constraint known_devices_pk primary key,
  person_id uuid not null constraint known_devices_person references public.people on delete restrict,
  known_since timestamptz not null default now(),
  last_used_at timestamptz not null default now()
);
create index known_devices_by_person on auth.known_devices (person_id);
create table auth.access_tokens (
  id uuid constraint access_tokens_pk primary key,
  person_id uuid not null constraint access_tokens_person references public.people on delete restrict,
  appointment_id uuid not null constraint access_tokens_appointment references public.appointments on delete restrict,
  name text not null constraint access_tokens_name_length check (length(name) between 1 and 200),
  scope text[] not null constraint access_tokens_scope check (cardinality(scope) > 0),
  token_sha256 bytea not null constraint access_tokens_once unique,
  made_at timestamptz not null default now(),
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint access_tokens_a_year check (expires_at <= made_at + interval '366 days')
);
create index access_tokens_by_person on auth.access_tokens (person_id, made_at desc);

comment on table auth.second_factors is 'Second factors (RFC 6238), sealed; a code works once.';
comment on table auth.recovery_codes is 'What stands in for a code of the second factor, once each, by hash only.';
comment on table auth.known_devices is 'Devices a person has signed in on, by hash of their token: they have a throttle of their own.';
comment on table auth.access_tokens is 'Access tokens for machines, by hash only: narrower than the appointment they act under.';
comment on table auth.failures is 'Guesses that were not right, by hash of what was guessed at.';

-- A guess is written down before it is judged, so that guesses at the same moment count each other.
alter table auth.failures add column id bigint generated always as identity constraint failures_pk primary key;
create index failures_by_time on auth.failures (at, subject);
grant select, insert, update, delete on auth.second_factors, auth.recovery_codes, auth.known_devices, auth.access_tokens to ${definer};

grant create on schema sec, auth to ${definer};
set local role ${definer};

-- Everything signed in by the session ends half an hour after its last refresh, and at its expiry whatever happens.
create function auth.is_open(s auth.sessions) returns boolean
language sql stable as $$
  select s.ended_at is null and s.expires_at > now() and s.last_used_at > now() - interval '30 minutes'
$$;

-- Whoever gives rights, and whoever reads what is confidential, needs a second factor where the installation asks for it.
create function auth.needs_factor(p_role text, p_clearance smallint) returns boolean
language sql immutable as $$ select p_clearance >= 1 or p_role = 'PLATFORM_ADMIN' $$;

create or replace function sec.resolve() returns sec.context
language plpgsql stable security definer set search_path = pg_catalog as $$
declare who sec.identity := sec.identity(); c sec.context;
begin
  if who is null or who.person_id is null then return null; end if;
  select a.person_id, a.id, a.body_id, b.acronym, b.kind, a.role, a.clearance,
         array(select m.compartment_id from public.compartment_members m
                where m.appointment_id = a.id and m.valid_from <= now() and (m.valid_to is null or m.valid_to > now())),
         b.frozen_at is null and mandate.in_force
    into c
    from public.appointments a
    join public.people p on p.id = a.person_id
    join public.bodies b on b.id = a.body_id
    cross join lateral (select sec.mandate_in_force(b.acronym, b.kind) as in_force) mandate
   where a.id = who.appointment_id and a.person_id = who.person_id
     and a.valid_from <= now() and (a.valid_to is null or a.valid_to > now())
     -- Proposed by one administrator is not granted yet.
     and a.confirmed_at is not null
     and p.disabled_at is null
     -- A mission whose mandate ended reads its own. A panel reads nothing in a gap, on hold or after its end, and an
     -- expert nothing without a contract; a restarted mandate reads again.
     and (b.kind <> 'PANEL' or (mandate.in_force
       and not exists (select from public.panel_holds h where h.body_id = b.id and h.held_from <= now() and (h.held_to is null or h.held_to > now()))
       and (not exists (select from public.panel_experts e where e.appointment_id = a.id)
            or exists (select from public.panel_experts e where e.appointment_id = a.id
                        and e.contract_from <= now() and (e.contract_to is null or e.contract_to > now())))))
     -- What a context calls its session is a session, or the access token of exactly this appointment.
     and (who.session_id is null
          or exists (select from auth.sessions s where s.id = who.session_id and s.person_id = a.person_id and auth.is_open(s)
                      and (s.factor <> 'MISSING' or not auth.needs_factor(a.role, a.clearance)))
          or exists (select from auth.access_tokens t where t.id = who.session_id and t.appointment_id = a.id
                      and t.revoked_at is null and t.expires_at > now()));
  return c;
end $$;

create or replace function sec.enter(context text) returns void
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare c sec.context; who sec.identity;
begin
  perform set_config('cordon.context', context, true);
  c := sec.resolve();
  if c.appointment_id is null then
    who := sec.identity();
    if who.session_id is not null
       and not exists (select from auth.sessions s where s.id = who.session_id and s.person_id = who.person_id and auth.is_open(s))
       and not exists (select from auth.access_tokens t where t.id = who.session_id and t.revoked_at is null and t.expires_at > now()) then
      raise exception 'session ended' using errcode = '28000';
    end if;
    if exists (select from auth.sessions s where s.id = who.session_id and s.factor = 'MISSING') then
      raise exception 'second factor missing' using errcode = 'CD002';
    end if;
    raise exception 'no rights in force' using errcode = 'CD001';
  end if;
  perform set_config('cordon.rights', sec.seal(c::text), true);
end $$;

-- The four-eyes rule of appointments, whoever writes them: it compares persons.
create function sec.two_persons() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare c sec.context := sec.ctx();
begin
  if tg_op = 'INSERT' then
    if new.role = 'SYSTEM' and not exists (select from public.people p where p.id = new.person_id and p.kind = 'SYSTEM') then
      raise exception 'SYSTEM is no role for a human' using errcode = '23514', constraint = 'appointments_system_only';
    end if;
    return new;
  end if;
  if new.confirmed_at is not distinct from old.confirmed_at and new.confirmed_by is not distinct from old.confirmed_by then return new; end if;
  if old.confirmed_at is not null or new.confirmed_at is null or new.confirmed_by is distinct from c.appointment_id
     or c.role is distinct from 'PLATFORM_ADMIN' or c.person_id = old.person_id
     or exists (select from public.appointments g where g.id = old.granted_by and g.person_id = c.person_id) then
    raise exception 'two persons' using errcode = '23514', constraint = 'appointments_two_persons';
  end if;
  return new;
end $$;

drop function auth.look_up(text, bytea);
drop function auth.note_failure(bytea);
drop function auth.start_session(uuid, uuid, bytea, interval);

-- What signing in compares with; nothing of a disabled person.
create function auth.look_up(p_email text, p_device_sha256 bytea)
returns table (person_id uuid, password_hash text, known_device boolean, factor bytea)
language sql stable security definer set search_path = pg_catalog as $$
  select p.id, c.password_hash,
         exists (select from auth.known_devices d where d.token_sha256 = p_device_sha256 and d.person_id = p.id
                  and d.last_used_at > now() - interval '90 days'),
         (select f.sealed from auth.second_factors f where f.person_id = p.id and f.confirmed_at is not null)
    from public.people p left join auth.credentials c on c.person_id = p.id
   where p.email = lower(p_email) and p.disabled_at is null and p.kind = 'HUMAN'
$$;

-- Writes one guess down unless there have been too many: the id of the guess, or the seconds to wait.
create function auth.guess(p_subject bytea, p_limit int, p_window interval) returns table (guess bigint, wait int)
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare waiting int;
begin
  perform pg_advisory_xact_lock(hashtextextended(encode(p_subject, 'hex'), 21));
  delete from auth.failures f where f.at < now() - interval '1 day';
  select ceil(extract(epoch from (nth.at + p_window - now())))::int into waiting
    from (select f.at from auth.failures f where f.subject = p_subject and f.at > now() - p_window
           order by f.at desc offset p_limit - 1 limit 1) nth;
  if waiting is not null then return query select null::bigint, greatest(waiting, 1); return; end if;
  return query insert into auth.failures (subject) values (p_subject) returning id, 0;
end $$;

-- A guess that was right is no failure.
create function auth.guessed_right(p_guess bigint) returns void
language sql volatile security definer set search_path = pg_catalog as $$
  delete from auth.failures where id = p_guess
$$;

-- At how many addresses somebody has guessed wrongly in that time.
create function auth.addresses_guessed_at(p_window interval) returns int
language sql stable security definer set search_path = pg_catalog as $$
  select count(distinct subject)::int from auth.failures where at > now() - p_window
$$;

create function auth.start_session(p_session uuid, p_person uuid, p_token_sha256 bytea, p_lifetime interval, p_factor text, p_device_sha256 bytea) returns void
language sql volatile security definer set search_path = pg_catalog as $$
  insert into auth.sessions (id, person_id, expires_at, factor) values (p_session, p_person, now() + p_lifetime, p_factor);
  insert into auth.refresh_tokens (token_sha256, session_id) values (p_token_sha256, p_session);
  insert into auth.known_devices (token_sha256, person_id) values (p_device_sha256, p_person)
    on conflict (token_sha256) do update set last_used_at = now();
$$;

-- One use per refresh token. A second use means that somebody holds a copy: the whole family ends.
create or replace function auth.rotate(p_old bytea, p_new bytea) returns table (outcome text, session_id uuid, person_id uuid)
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare t auth.refresh_tokens; s auth.sessions;
begin
  select * into t from auth.refresh_tokens r where r.token_sha256 = p_old for update;
  if not found then return query select 'UNKNOWN', null::uuid, null::uuid; return; end if;
  select * into s from auth.sessions x where x.id = t.session_id for update;
  if t.used_at is not null then
    update auth.sessions x set ended_at = now(), end_reason = 'REFRESH_TOKEN_REUSED' where x.id = s.id and x.ended_at is null;
    return query select 'REUSED', s.id, s.person_id; return;
  end if;
  if not auth.is_open(s) or exists (select from public.people p where p.id = s.person_id and p.disabled_at is not null) then
    return query select 'ENDED', s.id, s.person_id; return;
  end if;
  update auth.refresh_tokens r set used_at = now() where r.token_sha256 = p_old;
  insert into auth.refresh_tokens (token_sha256, session_id) values (p_new, s.id);
  update auth.sessions x set last_used_at = now() where x.id = s.id;
  return query select 'ROTATED', s.id, s.person_id;
end $$;

create or replace function auth.session_lives(p_session uuid, p_person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from auth.sessions s join public.people p on p.id = s.person_id
                  where s.id = p_session and s.person_id = p_person and auth.is_open(s) and p.disabled_at is null)
$$;

create or replace function auth.posts(p_person uuid)
returns table (id uuid, body_id uuid, body_acronym text, body_name text, body_kind text, role text, clearance smallint,
               valid_from timestamptz, valid_to timestamptz, person_name text, person_email text)
language sql stable security definer set search_path = pg_catalog as $$
  select a.id, b.id, b.acronym, b.name, b.kind, a.role, a.clearance, a.valid_from, a.valid_to, p.name, p.email
    from public.appointments a join public.bodies b on b.id = a.body_id join public.people p on p.id = a.person_id
   where a.person_id = p_person and a.valid_from <= now() and (a.valid_to is null or a.valid_to > now())
     and a.confirmed_at is not null and p.disabled_at is null
   order by a.valid_from, a.id
$$;

-- What is asked again of a person who is signed in: passphrase, second factor, and since when the session is stepped up.
create function auth.self(p_person uuid, p_session uuid)
returns table (password_hash text, factor bytea, factor_confirmed boolean, last_step bigint, recovery_codes int,
               session_factor text, stepped_up boolean, fresh boolean, email text)
language sql stable security definer set search_path = pg_catalog as $$
  select c.password_hash, f.sealed, f.confirmed_at is not null, f.last_step,
         (select count(*)::int from auth.recovery_codes r where r.person_id = p.id and r.used_at is null),
         s.factor, coalesce(s.stepped_up_at > now() - interval '10 minutes', false),
         coalesce(greatest(s.stepped_up_at, s.started_at) > now() - interval '10 minutes', false), p.email
    from public.people p
    left join auth.credentials c on c.person_id = p.id
    left join auth.second_factors f on f.person_id = p.id
    left join auth.sessions s on s.id = p_session and s.person_id = p.id
   where p.id = p_person
$$;

-- Writes what a person did to their own way in into the trail.
create function auth.note(p_person uuid, p_action text, p_request text) returns void
language sql volatile security definer set search_path = pg_catalog as $$
  select audit.append(null, p_person, null, p_action, 'people', array[p_person], '{}', null, null, p_request, null)
$$;

create function auth.end_sessions(p_person uuid, p_but uuid, p_reason text) returns int
language sql volatile security definer set search_path = pg_catalog as $$
  with ended as (update auth.sessions set ended_at = now(), end_reason = p_reason
                  where person_id = p_person and ended_at is null and id is distinct from p_but returning 1)
  select count(*)::int from ended
$$;

create function auth.end_own_session(p_person uuid, p_session uuid, p_request text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog as $$
begin
  update auth.sessions set ended_at = now(), end_reason = 'ENDED_BY_OWNER' where id = p_session and person_id = p_person and ended_at is null;
  if not found then return false; end if;
  perform auth.note(p_person, 'SESSION_ENDED', p_request);
  return true;
end $$;

create function auth.end_everywhere(p_person uuid, p_request text) returns void
language plpgsql volatile security definer set search_path = pg_catalog as $$
begin
  perform auth.end_sessions(p_person, null, 'SIGNED_OUT_EVERYWHERE');
  delete from auth.known_devices where person_id = p_person;
  perform auth.note(p_person, 'SESSION_ENDED', p_request);
end $$;

-- Open sessions, and those of the last week with why they ended: so an owner learns of a refresh token used twice.
create function auth.own_sessions(p_person uuid)
returns table (id uuid, started_at timestamptz, last_used_at timestamptz, expires_at timestamptz, open boolean, end_reason text, stepped_up boolean)
language sql stable security definer set search_path = pg_catalog as $$
  select s.id, s.started_at, s.last_used_at, s.expires_at, auth.is_open(s), s.end_reason,
         coalesce(s.stepped_up_at > now() - interval '10 minutes', false)
    from auth.sessions s where s.person_id = p_person and s.started_at > now() - interval '7 days'
   order by s.started_at desc, s.id desc limit 200
$$;

create function auth.step_up(p_person uuid, p_session uuid, p_request text) returns void
language sql volatile security definer set search_path = pg_catalog as $$
  update auth.sessions set stepped_up_at = now() where id = p_session and person_id = p_person;
  select auth.note(p_person, 'STEPPED_UP', p_request)
$$;

create function auth.change_passphrase(p_person uuid, p_session uuid, p_password_hash text, p_request text) returns void
language plpgsql volatile security definer set search_path = pg_catalog as $$
begin
  update auth.credentials set password_hash = p_password_hash, changed_at = now() where person_id = p_person and password_hash is not null;
  perform auth.end_sessions(p_person, p_session, 'PASSWORD_CHANGED');
  delete from auth.known_devices where person_id = p_person;
  update auth.invitations set used_at = now() where person_id = p_person and used_at is null;
  perform auth.note(p_person, 'PASSPHRASE_CHANGED', p_request);
end $$;

-- ── second factor ────────────────────────────────────────────────────────────────────────────────

-- A factor that is only begun is begun anew; one that is set up has to be removed first.
create function auth.begin_factor(p_person uuid, p_sealed bytea) returns boolean
language sql volatile security definer set search_path = pg_catalog as $$
  with begun as (insert into auth.second_factors (person_id, sealed) values (p_person, p_sealed)
    on conflict (person_id) do update set sealed = excluded.sealed, begun_at = now(), last_step = 0
      where second_factors.confirmed_at is null returning 1)
  select exists (select from begun)
$$;

-- Each code once: of uses at the same moment one moves the step, the others find it moved.
create function auth.use_step(p_person uuid, p_step bigint) returns boolean
language sql volatile security definer set search_path = pg_catalog as $$
  with used as (update auth.second_factors set last_step = p_step where person_id = p_person and last_step < p_step returning 1)
  select exists (select from used)
$$;

create function auth.use_recovery_code(p_person uuid, p_code_sha256 bytea) returns boolean
language sql volatile security definer set search_path = pg_catalog as $$
  with used as (update auth.recovery_codes set used_at = now() where person_id = p_person and code_sha256 = p_code_sha256 and used_at is null returning 1)
  select exists (select from used)
$$;

-- Sets up what was begun, once; sessions opened without it end, but for the one that sets it up.
create function auth.confirm_factor(p_person uuid, p_session uuid, p_codes bytea[], p_request text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog as $$
begin
  update auth.second_factors set confirmed_at = now() where person_id = p_person and confirmed_at is null;
  if not found then return false; end if;
  delete from auth.recovery_codes where person_id = p_person;
  insert into auth.recovery_codes (code_sha256, person_id) select c, p_person from unnest(p_codes) c;
  update auth.sessions set factor = 'VERIFIED', stepped_up_at = now() where id = p_session and person_id = p_person;
  perform auth.end_sessions(p_person, p_session, 'SECOND_FACTOR_SET_UP');
  perform auth.note(p_person, 'SECOND_FACTOR_SET_UP', p_request);
  return true;
end $$;

create function auth.drop_factor(p_person uuid) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog as $$
begin
  delete from auth.recovery_codes where person_id = p_person;
  delete from auth.second_factors where person_id = p_person;
  return found;
end $$;

create function auth.remove_factor(p_person uuid, p_session uuid, p_session_factor text, p_request text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog as $$
begin
  if not auth.drop_factor(p_person) then return false; end if;
  update auth.sessions set factor = p_session_factor where id = p_session and person_id = p_person;
  perform auth.end_sessions(p_person, p_session, 'SECOND_FACTOR_REMOVED');
  perform auth.note(p_person, 'SECOND_FACTOR_REMOVED', p_request);
  return true;
end $$;

-- ── invitations and resets ───────────────────────────────────────────────────────────────────────

-- Whoever holds an invitation chooses the passphrase: for a person who has had one, two administrators make it.
create or replace function auth.invite(p_person uuid, p_token_sha256 bytea, p_lifetime interval) returns void
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare who sec.identity := sec.identity();
begin
  if (sec.ctx()).role is distinct from 'PLATFORM_ADMIN' then raise exception 'only an administrator invites' using errcode = '42501'; end if;
  if exists (select from auth.credentials where person_id = p_person) then
    raise exception 'has a passphrase' using errcode = '23514', constraint = 'invitations_new_person';
  end if;
  update auth.invitations set used_at = now() where person_id = p_person and used_at is null;
  insert into auth.invitations values (p_token_sha256, p_person, now() + p_lifetime, null);
  perform audit.append(null, who.person_id, who.appointment_id, 'INVITED', 'people', array[p_person], '{}', null, null,
                       who.request, who.purpose);
end $$;

-- Who is invited, which words a new passphrase may not be made of, and the factor that has to be shown.
create function auth.invited(p_token_sha256 bytea) returns table (person_id uuid, factor bytea)
language sql stable security definer set search_path = pg_catalog as $$
  select i.person_id, (select f.sealed from auth.second_factors f where f.person_id = i.person_id and f.confirmed_at is not null)
    from auth.invitations i where i.token_sha256 = p_token_sha256 and i.used_at is null and i.expires_at > now()
$$;

create function auth.words_around(p_person uuid) returns text[]
language sql stable security definer set search_path = pg_catalog as $$
  select array(select acronym from public.bodies) || array(
    select w from public.people p cross join lateral regexp_split_to_table(p.name || ' ' || coalesce(p.email, ''), '[^[:alnum:]]+') w
     where p.id = p_person and length(w) >= 3)
$$;

create or replace function auth.accept_invitation(p_token_sha256 bytea, p_password_hash text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare who uuid;
begin
  update auth.invitations set used_at = now()
   where token_sha256 = p_token_sha256 and used_at is null and expires_at > now() returning person_id into who;
  if who is null then return null; end if;
  insert into auth.credentials (person_id, password_hash) values (who, p_password_hash)
    on conflict (person_id) do update set password_hash = excluded.password_hash, changed_at = now();
  perform auth.end_sessions(who, null, 'PASSWORD_CHANGED');
  delete from auth.known_devices where person_id = who;
  perform auth.note(who, 'INVITATION_ACCEPTED', null);
  return who;
end $$;

create or replace function auth.lock_out(p_person uuid, p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare who sec.identity := sec.identity();
begin
  if (sec.ctx()).role is distinct from 'PLATFORM_ADMIN' then raise exception 'only an administrator locks out' using errcode = '42501'; end if;
  perform auth.end_sessions(p_person, null, p_reason);
  update auth.access_tokens set revoked_at = now() where person_id = p_person and revoked_at is null;
  update auth.invitations set used_at = now() where person_id = p_person and used_at is null;
  perform audit.append(null, who.person_id, who.appointment_id, 'LOCKED_OUT', 'people', array[p_person], '{}', null, null,
                       who.request, who.purpose);
end $$;

-- Decides a reset and carries it out in one step. False: it is decided already, or a week old.
create function auth.decide_reset(p_reset uuid, p_state text, p_token_sha256 bytea, p_lifetime interval) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare c sec.context := sec.ctx(); r public.access_resets;
begin
  if c.role is distinct from 'PLATFORM_ADMIN' then raise exception 'only an administrator decides' using errcode = '42501'; end if;
  update public.access_resets x set state = p_state, decided_by = c.person_id, decided_at = now(), version = x.version + 1
   where x.id = p_reset and x.state = 'ASKED' and (p_state <> 'APPROVED' or x.recorded_at > now() - interval '7 days')
  returning * into r;
  if r.id is null then return false; end if;
  if p_state <> 'APPROVED' then return true; end if;
  perform auth.end_sessions(r.person_id, null, r.kind || '_RESET');
  delete from auth.known_devices where person_id = r.person_id;
  update auth.access_tokens set revoked_at = now() where person_id = r.person_id and revoked_at is null;
  if r.kind = 'SECOND_FACTOR' then
    perform auth.drop_factor(r.person_id);
  else
    update auth.credentials set password_hash = null, changed_at = now() where person_id = r.person_id;
    update auth.invitations set used_at = now() where person_id = r.person_id and used_at is null;
    insert into auth.invitations values (p_token_sha256, r.person_id, now() + p_lifetime, null);
  end if;
  return true;
end $$;

-- ── access tokens for machines ───────────────────────────────────────────────────────────────────

-- Made under one's own appointment in force; a session that lacks its second factor makes none.
create function auth.make_token(p_id uuid, p_person uuid, p_session uuid, p_appointment uuid, p_name text, p_scope text[],
                                p_token_sha256 bytea, p_expires_at timestamptz, p_request text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog as $$
begin
  insert into auth.access_tokens (id, person_id, appointment_id, name, scope, token_sha256, expires_at)
  select p_id, p_person, a.id, p_name, p_scope, p_token_sha256, p_expires_at from auth.posts(p_person) a
   where a.id = p_appointment and exists (select from auth.sessions s where s.id = p_session and s.person_id = p_person
         and auth.is_open(s) and (s.factor <> 'MISSING' or not auth.needs_factor(a.role, a.clearance)));
  if not found then return false; end if;
  perform audit.append(null, p_person, p_appointment, 'TOKEN_MADE', 'access_tokens', array[p_id], '{}', null, null, p_request, null);
  return true;
end $$;

create function auth.own_tokens(p_person uuid)
returns table (id uuid, name text, scope text[], appointment_id uuid, made_at timestamptz, expires_at timestamptz,
               last_used_at timestamptz, revoked_at timestamptz)
language sql stable security definer set search_path = pg_catalog as $$
  select t.id, t.name, t.scope, t.appointment_id, t.made_at, t.expires_at, t.last_used_at, t.revoked_at
    from auth.access_tokens t where t.person_id = p_person order by t.made_at desc, t.id desc limit 500
$$;

create function auth.revoke_token(p_person uuid, p_token uuid, p_request text) returns boolean
language plpgsql volatile security definer set search_path = pg_catalog as $$
begin
  update auth.access_tokens set revoked_at = now() where id = p_token and person_id = p_person and revoked_at is null;
  if not found then return false; end if;
  perform audit.append(null, p_person, null, 'TOKEN_REVOKED', 'access_tokens', array[p_token], '{}', null, null, p_request, null);
  return true;
end $$;

-- Whom a token lets in, as what. It ends with its appointment, with its person, and by itself.
create function auth.token_post(p_token_sha256 bytea)
returns table (token_id uuid, scope text[], person_id uuid, appointment_id uuid, body_id uuid, body_acronym text, body_kind text, role text)
language plpgsql volatile security definer set search_path = pg_catalog as $$
begin
  -- To the minute: a write for each request would be dear.
  update auth.access_tokens t set last_used_at = now()
   where t.token_sha256 = p_token_sha256 and (t.last_used_at is null or t.last_used_at < now() - interval '1 minute');
  return query select t.id, t.scope, t.person_id, a.id, a.body_id, a.body_acronym, a.body_kind, a.role
    from auth.access_tokens t cross join lateral auth.posts(t.person_id) a
   where t.token_sha256 = p_token_sha256 and a.id = t.appointment_id and t.revoked_at is null and t.expires_at > now();
end $$;

reset role;
revoke create on schema sec, auth from ${definer};
revoke execute on function sec.two_persons() from public;
create trigger two_persons before insert or update on appointments for each row execute function sec.two_persons();
revoke execute on all functions in schema auth from public;
grant execute on all functions in schema auth to ${runtime};
-- Parts of the doors, not doors.
revoke execute on function auth.is_open(auth.sessions), auth.needs_factor(text, smallint), auth.note(uuid, text, text),
  auth.end_sessions(uuid, uuid, text), auth.drop_factor(uuid) from ${runtime};
