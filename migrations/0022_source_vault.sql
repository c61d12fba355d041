-- The source vault: who a source is, how to reach it, and which records rest on it. What is written here was sealed in
-- the process that knows the keys; PostgreSQL only ever holds the sealed bytes. The runtime role has no right in the
-- schema, the vault role none on case tables but the few it writes together with an identity, and every statement of
-- the vault role carries the signed context as the runtime role's do.

create schema vault;
grant usage on schema vault to ${vault}, ${definer};
grant usage on schema sec to ${vault};
grant usage on schema public to ${vault};
grant execute on function sec.enter(text), sec.ctx(), sec.identity() to ${vault};

-- What the rest of the product knows of a source: a name that means nothing, and how to treat it.
create table sources (
  like sec.case_row including defaults,
  pseudonym text not null constraint sources_pseudonym_shape check (pseudonym ~ '^SRC-[0-9A-HJKMNP-TV-Z]{4}$'),
  grade text not null,
  protection_note text constraint sources_protection_note_length check (length(protection_note) between 1 and 2000),
  safety_hold boolean not null default false,
  held boolean not null default false,
  erased_at timestamptz,
  constraint sources_pk primary key (body_id, id),
  constraint sources_body foreign key (body_id) references bodies on delete restrict,
  constraint sources_pseudonym_once unique (body_id, pseudonym),
  constraint sources_confidential check (classification >= 1)
);
call sec.guard('sources');
comment on table sources is 'A person who told something, under a name that means nothing; who it is lies in the vault.';
comment on column sources.safety_hold is 'Nothing that rests on this source may be released.';
-- A source is written together with its identity, so by the vault role alone.
revoke insert on sources from ${runtime};
drop policy sources_insert on sources;

-- The keys that wrap the data keys: ids only. A key in use by a data key cannot be retired, and a retired one never comes
-- back: a writer who still holds it is refused, not left with a key that nobody has.
create table vault.master_keys (
  id text constraint master_keys_pk primary key
    constraint master_keys_shape check (id ~ '^[A-Za-z0-9_-]{1,64}$'),
  in_use boolean not null default true,
  introduced_at timestamptz not null default now(),
  retired_at timestamptz,
  constraint master_keys_id_in_use unique (id, in_use),
  constraint master_keys_retired check (in_use = (retired_at is null))
);

-- One key for each source, wrapped. Deleting the row makes all that was sealed under it unreadable for ever.
create table vault.data_keys (
  body_id uuid not null,
  id uuid not null,
  classification smallint not null,
  compartment_id uuid,
  data_key_id uuid not null,
  master_key_id text not null,
  master_key_in_use boolean not null default true constraint data_keys_in_use check (master_key_in_use),
  wrapped bytea not null constraint data_keys_wrapped_length check (length(wrapped) = 61),
  recorded_at timestamptz not null default now(),
  recorded_by uuid not null,
  constraint data_keys_pk primary key (body_id, id),
  constraint data_keys_wrapped_under foreign key (master_key_id, master_key_in_use)
    references vault.master_keys (id, in_use) on delete restrict,
  constraint data_keys_source foreign key (body_id, id) references public.sources on delete restrict
);
create index data_keys_by_master_key on vault.data_keys (master_key_id);
comment on table vault.data_keys is 'One key for each source, wrapped by a master key that is not in the database.';
comment on table vault.master_keys is 'Ids of the keys that wrap data keys; the keys themselves are not in the database.';

create table vault.identities (
  body_id uuid not null,
  id uuid not null,
  classification smallint not null,
  compartment_id uuid,
  data_key_id uuid not null,
  name bytea not null,
  contacts bytea not null,
  notes bytea,
  -- What may be shown in an emergency without a second person: a channel and an instruction, never who it is.
  emergency bytea,
  -- Keyed by the data key, so it tells nobody without it which identity was recorded.
  content_mac bytea not null,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid not null,
  constraint identities_pk primary key (body_id, id),
  constraint identities_source foreign key (body_id, id) references public.sources on delete restrict
);
comment on table vault.identities is 'Who a source is and how to reach it, sealed.';

-- Which record rests on which source. The row names neither: both are sealed, and what finds them again is keyed by
-- the source's own data key. It has no time of recording either, which would point at the record made that minute.
create table vault.links (
  body_id uuid not null,
  id uuid not null,
  classification smallint not null,
  compartment_id uuid,
  of_source bytea not null,
  of_pair bytea not null,
  link bytea not null,
  recorded_by uuid not null,
  constraint links_pk primary key (body_id, id),
  constraint links_once unique (body_id, of_source, of_pair)
);
comment on table vault.links is 'Which record rests on which source: sealed on both sides.';

create table vault.openings (
  body_id uuid not null,
  id uuid not null,
  classification smallint not null,
  compartment_id uuid,
  source_id uuid not null,
  kind text not null constraint openings_kind check (kind in ('IDENTITY', 'BREAK_GLASS')),
  purpose_code text not null,
  purpose text not null constraint openings_purpose_length check (length(purpose) between 15 and 2000),
  minutes smallint not null constraint openings_minutes check (minutes between 1 and 60),
  state text not null constraint openings_state check (state in ('REQUESTED', 'APPROVED', 'REFUSED', 'IN_FORCE', 'REVOKED')),
  asked_by_person uuid not null,
  decided_at timestamptz,
  decided_by uuid,
  decided_by_person uuid,
  decision_reason text,
  expires_at timestamptz,
  revoked_at timestamptz,
  revoked_by uuid,
  revocation_reason text,
  reviewed_at timestamptz,
  reviewed_by uuid,
  reviewed_by_person uuid,
  review text,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid not null,
  constraint openings_pk primary key (body_id, id),
  constraint openings_source foreign key (body_id, source_id) references public.sources on delete restrict,
  -- Persons, not appointments: whoever holds two posts is still one.
  constraint openings_two_persons check (decided_by_person <> asked_by_person),
  constraint openings_reviewed_by_another check (reviewed_by_person <> asked_by_person),
  constraint openings_approved check (state <> 'APPROVED' or (kind = 'IDENTITY' and decided_by_person is not null and expires_at is not null)),
  constraint openings_in_force check (state <> 'IN_FORCE' or (kind = 'BREAK_GLASS' and expires_at is not null)),
  constraint openings_an_hour check (expires_at <= coalesce(decided_at, recorded_at) + interval '60 minutes'),
  constraint openings_revoked check ((state = 'REVOKED') = (revoked_at is not null)),
  constraint openings_reviewed check ((reviewed_at is null) = (review is null) and (reviewed_at is null) = (reviewed_by_person is null))
);
create index openings_by_source on vault.openings (body_id, source_id, recorded_at desc, id desc);
create index openings_by_asker on vault.openings (body_id, asked_by_person) where kind = 'BREAK_GLASS';
comment on table vault.openings is 'Who asked to open a source, what for, who let them, and until when.';

create table vault.holds (
  body_id uuid not null,
  id uuid not null,
  classification smallint not null,
  compartment_id uuid,
  source_id uuid not null,
  reason text not null constraint holds_reason_length check (length(reason) between 1 and 2000),
  lift_proposed_at timestamptz,
  lift_proposed_by uuid,
  lift_proposed_by_person uuid,
  lift_reason text,
  lifted_at timestamptz,
  lifted_by uuid,
  lifted_by_person uuid,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid not null,
  constraint holds_pk primary key (body_id, id),
  constraint holds_source foreign key (body_id, source_id) references public.sources on delete restrict,
  constraint holds_two_persons check (lifted_by_person <> lift_proposed_by_person),
  constraint holds_lifted check (lifted_at is null or (lifted_by_person is not null and lift_proposed_by_person is not null))
);
create index holds_by_source on vault.holds (body_id, source_id, recorded_at desc, id desc);
comment on table vault.holds is 'Legal holds: while one is in force nothing of the source can be deleted, by any role.';

create table vault.erasures (
  body_id uuid not null,
  id uuid not null,
  classification smallint not null,
  compartment_id uuid,
  source_id uuid not null,
  reason text not null constraint erasures_reason_length check (length(reason) between 1 and 2000),
  state text not null default 'PROPOSED' constraint erasures_state check (state in ('PROPOSED', 'APPROVED', 'REFUSED')),
  proposed_by_person uuid not null,
  decided_at timestamptz,
  decided_by uuid,
  decided_by_person uuid,
  decision_reason text,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid not null,
  constraint erasures_pk primary key (body_id, id),
  constraint erasures_source foreign key (body_id, source_id) references public.sources on delete restrict,
  constraint erasures_two_persons check (decided_by_person <> proposed_by_person),
  constraint erasures_decided check ((state = 'PROPOSED') = (decided_by_person is null))
);
create index erasures_by_source on vault.erasures (body_id, source_id, recorded_at desc, id desc);
comment on table vault.erasures is 'Proposals to destroy the key of a source, and who decided them.';

-- ── row rights of the vault role: those of a case table, by the same context ─────────────────────

create procedure vault.guard(target regclass)
language plpgsql set search_path = pg_catalog as $$
declare
  name text := (select relname from pg_class where oid = target);
  visible text := 'body_id = (select (sec.ctx()).body_id) and classification <= (select (sec.ctx()).clearance)'
    || ' and (compartment_id is null or compartment_id = any ((select (sec.ctx()).compartments)::uuid[]))';
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy %I on %s for select to ${vault} using (%s)', name || '_vault_read', target, visible);
  execute format('create policy %I on %s for insert to ${vault} with check ((body_id, recorded_by) ='
                 ' (select c.body_id, c.appointment_id from sec.ctx() c where c.may_write) and %s)',
                 name || '_vault_insert', target, visible);
  execute format('create policy %I on %s for update to ${vault} using (%s) with check (%s)',
                 name || '_vault_update', target, visible, visible);
  execute format('grant select, insert on %s to ${vault}', target);
end $$;
revoke execute on procedure vault.guard(regclass) from public;
call vault.guard('sources');
call vault.guard('vault.data_keys');
call vault.guard('vault.identities');
call vault.guard('vault.links');
call vault.guard('vault.openings');
call vault.guard('vault.holds');
call vault.guard('vault.erasures');
alter table vault.master_keys enable row level security;
alter table vault.master_keys force row level security;

grant update (held, erased_at, version) on sources to ${vault};
grant update (state, decided_at, decided_by, decided_by_person, decision_reason, expires_at, revoked_at, revoked_by,
              revocation_reason, reviewed_at, reviewed_by, reviewed_by_person, review, version) on vault.openings to ${vault};
grant update (lift_proposed_at, lift_proposed_by, lift_proposed_by_person, lift_reason, lifted_at, lifted_by,
              lifted_by_person, version) on vault.holds to ${vault};
grant update (state, decided_at, decided_by, decided_by_person, decision_reason, version) on vault.erasures to ${vault};
-- A key goes only after two persons have said so.
grant delete on vault.data_keys to ${vault};
create policy data_keys_vault_destroy on vault.data_keys for delete to ${vault}
  using (body_id = (select (sec.ctx()).body_id) and exists (
    select from vault.erasures e where e.body_id = data_keys.body_id and e.source_id = data_keys.id and e.state = 'APPROVED'));
-- Nobody asks, proposes or decides in another person's name.
create policy openings_own_name on vault.openings as restrictive for insert to ${vault}
  with check (asked_by_person = (select (sec.ctx()).person_id) and decided_by_person is null and reviewed_by_person is null);
create policy erasures_own_name on vault.erasures as restrictive for insert to ${vault}
  with check (proposed_by_person = (select (sec.ctx()).person_id) and state = 'PROPOSED');
create policy holds_own_name on vault.holds as restrictive for insert to ${vault}
  with check (lift_proposed_by_person is null and lifted_by_person is null);

-- Whoever opens a source is told on, in the same transaction.
grant insert on alerts to ${vault};
create policy alerts_from_vault on alerts for insert to ${vault}
  with check ((body_id, recorded_by) = (select c.body_id, c.appointment_id from sec.ctx() c)
              and subject_kind = 'sources' and compartment_id is null);

call audit.watch('vault.data_keys');
call audit.watch('vault.identities');
call audit.watch('vault.links');
call audit.watch('vault.openings');
call audit.watch('vault.holds');
call audit.watch('vault.erasures');

-- ── the hold: a trigger, because policies and grants do not bind the owner ───────────────────────

create function vault.refuse_while_held() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare refused boolean;
begin
  if tg_op = 'TRUNCATE' then
    select exists (select from vault.holds h where h.lifted_at is null) into refused;
  elsif tg_table_name = 'holds' then
    refused := old.lifted_at is null;
  elsif tg_table_name = 'links' then
    -- Which source a link belongs to cannot be read here, so a hold on any source of the body keeps them all.
    select exists (select from vault.holds h where h.body_id = old.body_id and h.lifted_at is null) into refused;
  else
    select exists (select from vault.holds h where h.body_id = old.body_id and h.source_id = old.id and h.lifted_at is null)
      into refused;
  end if;
  if refused then
    raise exception 'held' using errcode = '23001', constraint = 'source_is_held';
  end if;
  if tg_op = 'TRUNCATE' then return null; end if;
  if tg_op = 'UPDATE' then return new; end if;
  return old;
end $$;

do $$
declare t regclass;
begin
  foreach t in array array['public.sources', 'vault.data_keys', 'vault.identities', 'vault.links', 'vault.holds']::regclass[] loop
    execute format('create trigger hold_delete before delete on %s for each row execute function vault.refuse_while_held()', t);
    execute format('create trigger hold_truncate before truncate on %s for each statement execute function vault.refuse_while_held()', t);
  end loop;
end $$;
-- Writing over what is sealed would be deleting it.
create trigger hold_update before update on vault.identities for each row execute function vault.refuse_while_held();
create trigger hold_update before update on vault.links for each row execute function vault.refuse_while_held();

create policy holds_for_trigger on vault.holds for select to ${definer} using (true);
grant select on vault.holds to ${definer};

-- ── changing the master key while others write: there is no actor then, so narrow functions ──────

create function vault.introduce_key(p_id text) returns void
language sql volatile security definer set search_path = pg_catalog as $$
  insert into vault.master_keys (id) values (p_id) on conflict do nothing
$$;
create function vault.key_uses() returns table (id text, uses bigint)
language sql stable security definer set search_path = pg_catalog as $$
  select m.id, (select count(*) from vault.data_keys d where d.master_key_id = m.id)
    from vault.master_keys m where m.in_use order by m.id
$$;
create function vault.keys_not_under(p_current text, p_limit integer)
  returns table (body_id uuid, id uuid, data_key_id uuid, master_key_id text, wrapped bytea)
language sql stable security definer set search_path = pg_catalog as $$
  select d.body_id, d.id, d.data_key_id, d.master_key_id, d.wrapped from vault.data_keys d
   where d.master_key_id <> p_current order by d.body_id, d.id limit p_limit
$$;
create function vault.rewrap(p_body uuid, p_id uuid, p_from text, p_to text, p_wrapped bytea) returns boolean
language sql volatile security definer set search_path = pg_catalog as $$
  with done as (
    update vault.data_keys set master_key_id = p_to, wrapped = p_wrapped
     where body_id = p_body and id = p_id and master_key_id = p_from returning 1)
  select exists (select from done)
$$;
-- Fails while any data key is under it: also one that is being written at this moment, which holds the row.
create function vault.retire_key(p_id text) returns void
language sql volatile security definer set search_path = pg_catalog as $$
  update vault.master_keys set in_use = false, retired_at = now() where id = p_id and in_use
$$;
create policy master_keys_for_rotation on vault.master_keys for all to ${definer} using (true) with check (true);
create policy data_keys_for_rotation on vault.data_keys for select to ${definer} using (true);
create policy data_keys_rewrapped on vault.data_keys for update to ${definer} using (true) with check (true);
grant select, insert, update (in_use, retired_at) on vault.master_keys to ${definer};
grant select, update (master_key_id, wrapped) on vault.data_keys to ${definer};

grant create on schema vault to ${definer};
alter function vault.refuse_while_held() owner to ${definer};
alter function vault.introduce_key(text) owner to ${definer};
alter function vault.key_uses() owner to ${definer};
alter function vault.keys_not_under(text, integer) owner to ${definer};
alter function vault.rewrap(uuid, uuid, text, text, bytea) owner to ${definer};
alter function vault.retire_key(text) owner to ${definer};
revoke create on schema vault from ${definer};
revoke execute on all functions in schema vault from public;
grant execute on function vault.introduce_key(text), vault.key_uses(), vault.keys_not_under(text, integer),
  vault.rewrap(uuid, uuid, text, text, bytea), vault.retire_key(text) to ${vault};
