-- What administering bodies, people and appointments needs beside their tables.

-- SHA-256 of the request a row was made from: the same id with the same request is the same record, sent again.
-- Null where the owner founded the row.
alter table bodies add column content_hash bytea;
alter table mandates add column content_hash bytea;
alter table people add column content_hash bytea;
alter table appointments add column content_hash bytea;

-- Who ended an appointment, when, and why; `appointments.valid_to` is what takes effect.
create table appointment_ends (
  id uuid constraint appointment_ends_pk primary key,
  body_id uuid not null constraint appointment_ends_body references bodies on delete restrict,
  appointment_id uuid not null constraint appointment_ends_appointment references appointments on delete restrict,
  ends_at timestamptz not null,
  reason text not null constraint appointment_ends_reason_length check (length(reason) between 1 and 2000),
  recorded_at timestamptz not null default now(),
  recorded_by uuid not null
);
create index appointment_ends_by_appointment on appointment_ends (appointment_id, recorded_at desc);
comment on table appointment_ends is 'Each decision to end an appointment. Append-only.';
alter table appointment_ends enable row level security;
alter table appointment_ends force row level security;
create policy appointment_ends_read on appointment_ends for select to ${runtime}
  using (body_id = (select (sec.ctx()).body_id) or (select (sec.ctx()).role) = 'PLATFORM_ADMIN');
create policy appointment_ends_insert on appointment_ends for insert to ${runtime}
  with check ((select (sec.ctx()).role) = 'PLATFORM_ADMIN' and recorded_by = (select (sec.ctx()).appointment_id));
grant select, insert on appointment_ends to ${runtime};
call audit.watch('appointment_ends');

-- A disabled person has no rights at the next statement; this also keeps the old sessions and unused invitations
-- from coming back to life with the person.
create function auth.lock_out(p_person uuid, p_reason text) returns void
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare who sec.identity := sec.identity();
begin
  if (sec.ctx()).role is distinct from 'PLATFORM_ADMIN' then raise exception 'only an administrator locks out' using errcode = '42501'; end if;
  update auth.sessions set ended_at = now(), end_reason = p_reason where person_id = p_person and ended_at is null;
  update auth.invitations set used_at = now() where person_id = p_person and used_at is null;
  perform audit.append(null, who.person_id, who.appointment_id, 'LOCKED_OUT', 'people', array[p_person], '{}', null, null,
                       who.request, who.purpose);
end $$;

grant create on schema auth to ${definer};
alter function auth.lock_out(uuid, text) owner to ${definer};
revoke create on schema auth from ${definer};
revoke execute on function auth.lock_out(uuid, text) from public;
grant execute on function auth.lock_out(uuid, text) to ${runtime};
