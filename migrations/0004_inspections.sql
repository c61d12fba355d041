-- Sites, parties, inspections and what happened at the door.
-- Rows that are written all the time have no foreign key to bodies: each insert would lock the one row that all
-- recorders of a body share. body_id comes from the signed context, and no role may delete a body.
-- Vague dates are kept as given beside the half-open bounds they allow (timestamptz), places likewise.

create table ref_counters (
  body_id uuid not null constraint ref_counters_body references bodies on delete restrict,
  kind text not null,
  year smallint not null,
  last integer not null,
  constraint ref_counters_pk primary key (body_id, kind, year)
);
alter table ref_counters enable row level security;
alter table ref_counters force row level security;
create policy ref_counters_own on ref_counters for all to ${runtime}
  using (body_id = (select (sec.ctx()).body_id)) with check (body_id = (select (sec.ctx()).body_id));
grant select, insert, update (last) on ref_counters to ${runtime};
comment on table ref_counters is 'Last human reference number given, by body, kind and year. Not a case table: it holds no record.';

create table parties (
  like sec.case_row including defaults,
  name_as_written text not null constraint parties_name_length check (length(name_as_written) between 1 and 500),
  kind text not null,
  constraint parties_pk primary key (body_id, id),
  constraint parties_once unique (body_id, name_as_written, kind, classification)
);
call sec.guard('parties', '{classification,caveats,version}');
comment on table parties is 'Anyone the records speak of, as written. Never a sign-in.';

create table sites (
  like sec.case_row including defaults,
  name text not null constraint sites_name_length check (length(name) between 1 and 300),
  kind text not null,
  place jsonb not null,
  lon double precision constraint sites_lon check (lon between -180 and 180),
  lat double precision constraint sites_lat check (lat between -90 and 90),
  merged_into_id uuid,
  constraint sites_pk primary key (body_id, id),
  constraint sites_body foreign key (body_id) references bodies on delete restrict,
  constraint sites_merged foreign key (body_id, merged_into_id) references sites on delete restrict
);
call sec.guard('sites', '{name,kind,place,lon,lat,merged_into_id,classification,caveats,version}');

create table inspections (
  like sec.case_row including defaults,
  ref text not null,
  content_hash bytea not null,
  type text not null,
  status text not null constraint inspections_status check (status in (
    'PLANNED', 'APPROVED', 'NOTIFIED', 'UNANNOUNCED', 'EN_ROUTE', 'AT_SITE', 'IN_PROGRESS', 'COMPLETED', 'PARTIAL',
    'DENIED', 'ABORTED', 'DRAFT_REPORT', 'QA', 'CLOSED', 'REOPENED', 'CANCELLED')),
  period jsonb not null,
  period_from timestamptz,
  period_to timestamptz,
  legal_basis jsonb not null,
  regime_code text,
  paragraph_id text,
  site_id uuid,
  place jsonb,
  lon double precision constraint inspections_lon check (lon between -180 and 180),
  lat double precision constraint inspections_lat check (lat between -90 and 90),
  notice jsonb,
  vessel jsonb,
  coverage jsonb,
  key_dates jsonb not null default '[]',
  objective text,
  outcomes text[] not null default '{}',
  outcome_text text,
  remarks text,
  constraint inspections_pk primary key (body_id, id),
  constraint inspections_ref_once unique (body_id, ref),
  constraint inspections_site foreign key (body_id, site_id) references sites on delete restrict,
  constraint inspections_period_order check (period_to >= period_from),
  constraint inspections_period_floor check (period_from >= '1945-01-01')
);
call sec.guard('inspections', '{status,period,period_from,period_to,site_id,place,lon,lat,notice,vessel,coverage,key_dates,objective,outcomes,outcome_text,remarks,classification,caveats,version}');
create index inspections_by_type on inspections (body_id, type, recorded_at desc, id desc, classification);
create index inspections_by_period on inspections (body_id, period_from);

-- An inspection may be edited; what it said before stays, with the transactions between which it said so, so a
-- packet's figures can be opened as they were counted.
create table inspection_history (
  like sec.case_row including defaults,
  inspection_id uuid not null,
  type text not null,
  status text not null,
  period_from timestamptz,
  period_to timestamptz,
  regime_code text,
  site_id uuid,
  outcomes text[] not null,
  row_before jsonb not null,
  replaced_xid xid8 not null default pg_current_xact_id(),
  constraint inspection_history_pk primary key (body_id, id),
  constraint inspection_history_inspection foreign key (body_id, inspection_id) references inspections on delete restrict
);
call sec.guard('inspection_history');
create index inspection_history_by_inspection on inspection_history (body_id, inspection_id, recorded_at);

create function sec.keep_inspection_history() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into public.inspection_history (body_id, id, classification, caveats, compartment_id, version, recorded_at, recorded_by,
    recorded_xid, inspection_id, type, status, period_from, period_to, regime_code, site_id, outcomes, row_before)
  values (old.body_id, uuidv7(), old.classification, old.caveats, old.compartment_id, old.version, old.recorded_at,
    old.recorded_by, old.recorded_xid, old.id, old.type, old.status, old.period_from, old.period_to, old.regime_code,
    old.site_id, old.outcomes, to_jsonb(old));
  new.recorded_xid := pg_current_xact_id();
  new.version := old.version + 1;
  return new;
end $$;
grant create on schema sec to ${definer};
alter function sec.keep_inspection_history() owner to ${definer};
revoke create on schema sec from ${definer};
revoke execute on function sec.keep_inspection_history() from public;
create policy inspection_history_kept on inspection_history for insert to ${definer} with check (true);
grant insert on inspection_history to ${definer};
revoke insert on inspection_history from ${runtime};
create trigger keep_history before update on inspections for each row execute function sec.keep_inspection_history();

create table inspection_team (
  like sec.case_row including defaults,
  inspection_id uuid not null,
  person_id uuid constraint inspection_team_person references people on delete restrict,
  party_id uuid,
  function text,
  skills text[] not null default '{}',
  lead boolean not null default false,
  constraint inspection_team_pk primary key (body_id, id),
  constraint inspection_team_inspection foreign key (body_id, inspection_id) references inspections on delete restrict,
  constraint inspection_team_party foreign key (body_id, party_id) references parties on delete restrict,
  constraint inspection_team_one_of check (num_nonnulls(person_id, party_id) = 1)
);
call sec.guard('inspection_team');
create index inspection_team_by_inspection on inspection_team (body_id, inspection_id);

create table inspection_parties (
  like sec.case_row including defaults,
  inspection_id uuid not null,
  party_id uuid not null,
  role text not null,
  note text,
  constraint inspection_parties_pk primary key (body_id, id),
  constraint inspection_parties_inspection foreign key (body_id, inspection_id) references inspections on delete restrict,
  constraint inspection_parties_party foreign key (body_id, party_id) references parties on delete restrict
);
call sec.guard('inspection_parties');
create index inspection_parties_by_inspection on inspection_parties (body_id, inspection_id);

-- The truth about access. Nothing here is ever updated or deleted; a correction names the row it supersedes, and a
-- host-caused result can only be superseded by another one.
create table access_results (
  like sec.case_row including defaults,
  inspection_id uuid not null,
  result text not null,
  cause text not null constraint access_results_cause check (cause in ('FULL', 'HOST_CAUSED', 'MISSION_CAUSED', 'NEUTRAL')),
  at jsonb not null,
  at_from timestamptz,
  at_to timestamptz,
  scope text,
  reason text,
  denial jsonb,
  remarks text,
  supersedes_id uuid,
  constraint access_results_pk primary key (body_id, id),
  constraint access_results_inspection foreign key (body_id, inspection_id) references inspections on delete restrict,
  constraint access_results_supersedes foreign key (body_id, supersedes_id) references access_results on delete restrict,
  constraint access_results_superseded_once unique (body_id, supersedes_id),
  constraint access_results_block check ((cause = 'HOST_CAUSED') = (denial is not null)),
  constraint access_results_block_whole check (cause <> 'HOST_CAUSED' or (scope is not null and reason is not null)),
  constraint access_results_date_floor check (at_from >= '1945-01-01')
);
call sec.guard('access_results', '{classification,caveats,version}');
create index access_results_by_inspection on access_results (body_id, inspection_id);
create index access_results_by_date on access_results (body_id, at_from);

create function sec.keep_denials() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.supersedes_id is not null and new.cause <> 'HOST_CAUSED' and exists (
    select from public.access_results a where a.body_id = new.body_id and a.id = new.supersedes_id and a.cause = 'HOST_CAUSED') then
    raise exception 'a denial can be made more exact, never hidden' using errcode = '23514', constraint = 'denial_is_permanent';
  end if;
  return new;
end $$;
grant create on schema sec to ${definer};
alter function sec.keep_denials() owner to ${definer};
revoke create on schema sec from ${definer};
revoke execute on function sec.keep_denials() from public;
create policy access_results_for_rules on access_results for select to ${definer} using (true);
grant select on access_results to ${definer};
create trigger keep_denials before insert on access_results for each row execute function sec.keep_denials();

create table inspection_transitions (
  like sec.case_row including defaults,
  inspection_id uuid not null,
  from_status text,
  to_status text not null,
  reason text,
  constraint inspection_transitions_pk primary key (body_id, id),
  constraint inspection_transitions_inspection foreign key (body_id, inspection_id) references inspections on delete restrict
);
call sec.guard('inspection_transitions');
create index inspection_transitions_by_inspection on inspection_transitions (body_id, inspection_id, recorded_at);

create table documents (
  like sec.case_row including defaults,
  inspection_id uuid not null,
  kind text not null,
  title text not null,
  symbol text,
  url text,
  quote text,
  published_on jsonb,
  remarks text,
  constraint documents_pk primary key (body_id, id),
  constraint documents_inspection foreign key (body_id, inspection_id) references inspections on delete restrict
);
call sec.guard('documents');
create index documents_by_inspection on documents (body_id, inspection_id);

-- Totals that a source only reports (8,146 hails): never mixed with counted rows.
create table reported_totals (
  like sec.case_row including defaults,
  inspection_id uuid not null,
  description text not null,
  qty_min numeric,
  qty_max numeric,
  unit text not null,
  method text not null,
  qty_as_written text,
  period jsonb,
  constraint reported_totals_pk primary key (body_id, id),
  constraint reported_totals_inspection foreign key (body_id, inspection_id) references inspections on delete restrict,
  constraint reported_totals_range check (qty_min >= 0 and qty_max >= qty_min)
);
call sec.guard('reported_totals');
create index reported_totals_by_inspection on reported_totals (body_id, inspection_id);
