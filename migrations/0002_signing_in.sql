-- The only doors to schema auth: narrow functions, because signing in happens before there is a context.

create table auth.invitations (
  token_sha256 bytea constraint invitations_pk primary key,
  person_id uuid not null constraint invitations_person references public.people on delete restrict,
  expires_at timestamptz not null,
  used_at timestamptz
);
grant select, insert, update on auth.invitations to ${definer};

-- Failures of the last quarter of an hour for an address, and the stored hash if the address is known and able to sign in.
create function auth.look_up(p_email text, p_subject bytea)
returns table (person_id uuid, password_hash text, recent_failures int)
language sql stable security definer set search_path = pg_catalog as $$
  select p.id, c.password_hash, f.n
    from (select count(*)::int as n from auth.failures where subject = p_subject and at > now() - interval '15 minutes') f
    left join public.people p on p.email = lower(p_email) and p.disabled_at is null and p.kind = 'HUMAN'
    left join auth.credentials c on c.person_id = p.id
$$;

create function auth.note_failure(p_subject bytea) returns void
language sql volatile security definer set search_path = pg_catalog as $$
  delete from auth.failures where at < now() - interval '1 day';
  insert into auth.failures (subject) values (p_subject);
$$;

create function auth.start_session(p_session uuid, p_person uuid, p_token_sha256 bytea, p_lifetime interval) returns void
language sql volatile security definer set search_path = pg_catalog as $$
  insert into auth.sessions (id, person_id, expires_at) values (p_session, p_person, now() + p_lifetime);
  insert into auth.refresh_tokens (token_sha256, session_id) values (p_token_sha256, p_session);
$$;

-- One use per refresh token. A second use means that somebody holds a copy: the whole family ends.
create function auth.rotate(p_old bytea, p_new bytea) returns table (outcome text, session_id uuid, person_id uuid)
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
  if s.ended_at is not null or s.expires_at <= now()
     or exists (select from public.people p where p.id = s.person_id and p.disabled_at is not null) then
    return query select 'ENDED', s.id, s.person_id; return;
  end if;
  update auth.refresh_tokens r set used_at = now() where r.token_sha256 = p_old;
  insert into auth.refresh_tokens (token_sha256, session_id) values (p_new, s.id);
  update auth.sessions x set last_used_at = now() where x.id = s.id;
  return query select 'ROTATED', s.id, s.person_id;
end $$;

create function auth.end_session(p_session uuid, p_reason text) returns void
language sql volatile security definer set search_path = pg_catalog as $$
  update auth.sessions set ended_at = now(), end_reason = p_reason where id = p_session and ended_at is null
$$;

-- For the few routes that need a person but no appointment, and so never enter a context.
create function auth.session_lives(p_session uuid, p_person uuid) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select exists (select from auth.sessions s join public.people p on p.id = s.person_id
                  where s.id = p_session and s.person_id = p_person and s.ended_at is null and s.expires_at > now()
                    and p.disabled_at is null)
$$;

-- The posts a person may act under now. Role, body and person of an appointment never change; its dates are
-- judged again by sec.ctx() at every statement.
create function auth.posts(p_person uuid)
returns table (id uuid, body_id uuid, body_acronym text, body_name text, body_kind text, role text, clearance smallint,
               valid_from timestamptz, valid_to timestamptz, person_name text, person_email text)
language sql stable security definer set search_path = pg_catalog as $$
  select a.id, b.id, b.acronym, b.name, b.kind, a.role, a.clearance, a.valid_from, a.valid_to, p.name, p.email
    from public.appointments a join public.bodies b on b.id = a.body_id join public.people p on p.id = a.person_id
   where a.person_id = p_person and a.valid_from <= now() and (a.valid_to is null or a.valid_to > now()) and p.disabled_at is null
   order by a.valid_from, a.id
$$;

-- The appointment that acts for a body's schedules, clocks and jobs.
create function auth.system_post(p_body uuid) returns table (person_id uuid, appointment_id uuid)
language sql stable security definer set search_path = pg_catalog as $$
  select person_id, id from public.appointments
   where body_id = p_body and role = 'SYSTEM' and valid_from <= now() and (valid_to is null or valid_to > now())
   order by id limit 1
$$;

-- Whoever holds an invitation chooses the person's passphrase, so making one is in the trail, and the newest alone works.
create function auth.invite(p_person uuid, p_token_sha256 bytea, p_lifetime interval) returns void
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare who sec.identity := sec.identity();
begin
  if (sec.ctx()).role is distinct from 'PLATFORM_ADMIN' then raise exception 'only an administrator invites' using errcode = '42501'; end if;
  update auth.invitations set used_at = now() where person_id = p_person and used_at is null;
  insert into auth.invitations values (p_token_sha256, p_person, now() + p_lifetime, null);
  perform audit.append(null, who.person_id, who.appointment_id, 'INVITED', 'people', array[p_person], '{}', null, null,
                       who.request, who.purpose);
end $$;

-- The invited person chooses the password; nobody else ever knows it.
create function auth.accept_invitation(p_token_sha256 bytea, p_password_hash text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare who uuid;
begin
  update auth.invitations set used_at = now()
   where token_sha256 = p_token_sha256 and used_at is null and expires_at > now() returning person_id into who;
  if who is null then return null; end if;
  insert into auth.credentials (person_id, password_hash) values (who, p_password_hash)
    on conflict (person_id) do update set password_hash = excluded.password_hash, changed_at = now();
  update auth.sessions set ended_at = now(), end_reason = 'PASSWORD_CHANGED' where person_id = who and ended_at is null;
  return who;
end $$;

grant create on schema auth to ${definer};
alter function auth.look_up(text, bytea) owner to ${definer};
alter function auth.note_failure(bytea) owner to ${definer};
alter function auth.start_session(uuid, uuid, bytea, interval) owner to ${definer};
alter function auth.rotate(bytea, bytea) owner to ${definer};
alter function auth.end_session(uuid, text) owner to ${definer};
alter function auth.session_lives(uuid, uuid) owner to ${definer};
alter function auth.posts(uuid) owner to ${definer};
alter function auth.system_post(uuid) owner to ${definer};
alter function auth.invite(uuid, bytea, interval) owner to ${definer};
alter function auth.accept_invitation(bytea, text) owner to ${definer};
revoke create on schema auth from ${definer};
grant usage on schema auth to ${runtime};
revoke execute on all functions in schema auth from public;
grant execute on all functions in schema auth to ${runtime};
