-- When rights end (docs/decisions.md, "When rights end"). A body's mandates are facts now, so its rights follow what
-- is known of the Council's decisions, and a correction of a mandate corrects the rights.

insert into ref.mandates (fact_id, version, source, facts, recorded_at, recorded_by, code, subject, regime_code,
                          valid_from, valid_to, end_kind, known_until, basis_op)
select m.id, m.version, 'entered over the API', jsonb_strip_nulls(jsonb_build_object('code', m.id, 'of', b.acronym,
         'regime', m.regime_code, 'from', m.valid_from, 'to', m.valid_to - 1, 'endKind', m.end_kind,
         'knownUntil', m.known_until, 'basisOp', m.basis_op, 'source', 'entered over the API')),
       m.recorded_at, m.recorded_by, m.id::text, b.acronym, m.regime_code, m.valid_from, m.valid_to, m.end_kind, m.known_until, m.basis_op
  from mandates m join bodies b on b.id = m.body_id;
drop table mandates;

grant select on ref.mandates, ref.regimes, ref.regime_measures to ${definer};
create policy mandates_for_rights on ref.mandates for select to ${definer} using (true);
create policy regimes_for_rights on ref.regimes for select to ${definer} using (true);

-- The contract of a panel's expert: the person's expertise, and when it may be used. Beside the appointment, which
-- holds the role: whoever has an expert's appointment reads only while a contract runs, to the second.
create table panel_experts (
  body_id uuid not null constraint panel_experts_body references bodies on delete restrict,
  id uuid not null,
  appointment_id uuid not null constraint panel_experts_appointment references appointments on delete restrict,
  expertise text[] not null constraint panel_experts_expertise check (cardinality(expertise) > 0),
  contract_from timestamptz not null,
  contract_to timestamptz,
  content_hash bytea,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid not null,
  constraint panel_experts_pk primary key (body_id, id),
  constraint panel_experts_order check (contract_to >= contract_from),
  constraint panel_experts_no_overlap exclude using gist
    (appointment_id with =, tstzrange(contract_from, contract_to) with &&)
);
create index panel_experts_by_appointment on panel_experts (appointment_id);
create index panel_experts_newest on panel_experts (body_id, recorded_at desc, id desc);
comment on table panel_experts is 'Contracts of panel experts with their expertise; rights last as long as a contract.';

-- A hold stops a panel at once, whatever its mandate says: nominations on hold, contracts not yet signed.
create table panel_holds (
  body_id uuid not null constraint panel_holds_body references bodies on delete restrict,
  id uuid not null,
  held_from timestamptz not null,
  held_to timestamptz,
  reason text not null constraint panel_holds_reason_length check (length(reason) between 1 and 2000),
  source text,
  content_hash bytea,
  version integer not null default 1,
  recorded_at timestamptz not null default now(),
  recorded_by uuid not null,
  constraint panel_holds_pk primary key (body_id, id),
  constraint panel_holds_order check (held_to >= held_from)
);
create index panel_holds_newest on panel_holds (body_id, recorded_at desc, id desc);
comment on table panel_holds is 'When a panel was on hold: nobody of it reads or writes in that time.';

do $$
declare t text;
begin
  foreach t in array array['panel_experts', 'panel_holds'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy %I on %I for select to ${runtime} using (body_id = (select (sec.ctx()).body_id) or (select (sec.ctx()).role) = ''PLATFORM_ADMIN'')', t || '_read', t);
    execute format('create policy %I on %I for insert to ${runtime} with check ((select (sec.ctx()).role) = ''PLATFORM_ADMIN'' and recorded_by = (select (sec.ctx()).appointment_id))', t || '_insert', t);
    execute format('create policy %I on %I for update to ${runtime} using ((select (sec.ctx()).role) = ''PLATFORM_ADMIN'') with check ((select (sec.ctx()).role) = ''PLATFORM_ADMIN'')', t || '_update', t);
    execute format('create policy %I on %I for select to ${definer} using (true)', t || '_for_rights', t);
    execute format('grant select on %I to ${definer}', t);
    execute format('call audit.watch(%L)', t);
  end loop;
end $$;
grant select, insert, update (contract_to, expertise, version) on panel_experts to ${runtime};
grant select, insert, update (held_to, version) on panel_holds to ${runtime};

-- Only its owner may replace a function.
grant create on schema sec to ${definer};
set local role ${definer};

-- The day in UTC: a mandate that ends on a day ends at its midnight, whatever zone a server keeps.
create function sec.mandate_in_force(p_acronym text, p_kind text) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(bool_or(
      m.valid_from <= (now() at time zone 'UTC')::date
      and (m.valid_to is null or m.valid_to > (now() at time zone 'UTC')::date)
      -- A panel serves a regime: where all that the regime orders has ended, so has the panel's part in it.
      and not (p_kind = 'PANEL' and m.regime_code is not null and exists (
        select from ref.regime_measures x where x.regime_code = m.regime_code and x.superseded_at is null
        having count(*) > 0 and bool_and(x.end_kind = 'DATED' and x.valid_to <= (now() at time zone 'UTC')::date)))),
    -- A body of which no mandate is known is not ended by one.
    true)
    from ref.mandates m where m.subject = p_acronym and m.superseded_at is null
$$;

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
     and p.disabled_at is null
     -- A mission whose mandate ended reads its own. A panel reads nothing in a gap, on hold or after its end, and an
     -- expert nothing without a contract; a restarted mandate reads again.
     and (b.kind <> 'PANEL' or (mandate.in_force
       and not exists (select from public.panel_holds h where h.body_id = b.id and h.held_from <= now() and (h.held_to is null or h.held_to > now()))
       and (not exists (select from public.panel_experts e where e.appointment_id = a.id)
            or exists (select from public.panel_experts e where e.appointment_id = a.id
                        and e.contract_from <= now() and (e.contract_to is null or e.contract_to > now())))))
     and (who.session_id is null
          or exists (select from auth.sessions s where s.id = who.session_id and s.ended_at is null and s.expires_at > now()));
  return c;
end $$;

revoke execute on function sec.mandate_in_force(text, text) from public;
reset role;
revoke create on schema sec from ${definer};
