-- Legal facts grow: missions' and panels' mandates, panels, what annex II reports. All of them can be corrected over
-- the API, by an administrator, and nothing that was believed before is lost: a correction closes a row and adds one.
-- The whole fact stands in `facts`; the columns beside it are what is filtered, ordered or judged by.

-- What every fact has beside its key.
create table ref.fact_row (
  -- Of this version of the fact.
  id uuid not null default uuidv7(),
  -- Of the fact, the same in all its versions.
  fact_id uuid not null default uuidv7(),
  version integer not null default 1,
  source text not null,
  facts jsonb not null,
  -- Why it was corrected; null for what came with an installation.
  reason text,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by uuid,
  superseded_at timestamptz
);
comment on table ref.fact_row is 'The columns every table of facts has; holds no row.';

do $$
declare t text;
begin
  -- `id` is the version's, as in every audited table; a paragraph is named by its code, such as S/RES/1970(2011)/9.
  alter table ref.operative_paragraphs rename column id to code;
  foreach t in array array['regimes', 'operative_paragraphs', 'committees', 'missions'] loop
    execute format('alter table ref.%I add column id uuid not null default uuidv7(), add column fact_id uuid not null default uuidv7(),
      add column version integer not null default 1, add column reason text, add column recorded_by uuid,
      alter column recorded_at set default clock_timestamp()', t);
  end loop;
end $$;
alter table ref.missions add column regime_codes text[] not null default '{}';
create unique index committees_current on ref.committees (code) where superseded_at is null;
create unique index missions_current on ref.missions (acronym) where superseded_at is null;

create table ref.panels (
  like ref.fact_row including defaults,
  code text not null,
  name text not null,
  committee text,
  regime_codes text[] not null,
  valid_from date,
  valid_to date,
  end_kind text not null constraint panels_end_kind check (end_kind in ('DATED', 'OPEN', 'NOT_KNOWN_AFTER')),
  known_until date,
  constraint panels_pk primary key (code, recorded_at),
  constraint panels_order check (valid_to > valid_from)
);
create unique index panels_current on ref.panels (code) where superseded_at is null;
comment on table ref.panels is 'Expert panels and groups, with their base and what became of them.';

create table ref.mandates (
  like ref.fact_row including defaults,
  code text not null,
  -- The acronym of a body, a mission or a panel; known before anybody has set up the body.
  subject text not null,
  regime_code text,
  valid_from date not null,
  valid_to date,
  end_kind text not null constraint mandates_end_kind check (end_kind in ('DATED', 'OPEN', 'NOT_KNOWN_AFTER')),
  known_until date,
  basis_op text,
  review_dates date[] not null default '{}',
  constraint mandates_pk primary key (code, recorded_at),
  constraint mandates_end check ((end_kind = 'DATED') = (valid_to is not null)),
  constraint mandates_known check ((end_kind = 'NOT_KNOWN_AFTER') = (known_until is not null)),
  constraint mandates_order check (valid_to > valid_from)
);
create unique index mandates_current on ref.mandates (code) where superseded_at is null;
create index mandates_by_subject on ref.mandates (subject, valid_from) where superseded_at is null;
comment on table ref.mandates is
  'What the Council has mandated a mission or panel to do, and when. Only a DATED end that has passed ends anything.';

create table ref.practices (
  like ref.fact_row including defaults,
  code text not null,
  paragraph text not null,
  footnote text,
  service_line text not null,
  kind text not null,
  nature text not null,
  mission text,
  regime_code text,
  valid_from date,
  valid_to date,
  end_kind text not null constraint practices_end_kind check (end_kind in ('DATED', 'OPEN', 'NOT_KNOWN_AFTER')),
  known_until date,
  constraint practices_pk primary key (code, recorded_at)
);
create unique index practices_current on ref.practices (code) where superseded_at is null;
create index practices_by_mission on ref.practices (mission) where superseded_at is null;
comment on table ref.practices is 'What annex II of S/2017/1025 reports and recommends, statement by statement, with the paragraph.';

-- Parts of a fact are read out of it, so that a correction is one row. They show every version; ask for the current.
drop table ref.regime_measures;
create view ref.regime_measures with (security_invoker = true) as
  select r.code as regime_code, m.n, m.fact->>'measure' as measure, m.fact->>'scope' as scope, m.fact->>'direction' as direction,
         (m.fact->>'from')::date as valid_from, (m.fact->>'to')::date + 1 as valid_to, m.fact->>'endKind' as end_kind,
         (m.fact->>'knownUntil')::date as known_until, m.fact->>'basis' as basis, m.fact->>'note' as note,
         coalesce((m.fact->>'contested')::boolean, r.status = 'CONTESTED') as contested, m.fact, r.recorded_at, r.superseded_at
    from ref.regimes r, jsonb_array_elements(r.facts->'measures') with ordinality as m (fact, n);
comment on view ref.regime_measures is 'The measures of each version of a regime; n counts from 1.';

-- A task lasts as long as its mandate and its paragraph, or shorter where the mandate says so.
create view ref.mandate_tasks with (security_invoker = true) as
  select m.subject, m.code as mandate, m.regime_code, t.n, t.fact->>'code' as code, t.fact->>'paragraph' as paragraph,
         coalesce((t.fact->>'from')::date, m.valid_from) as valid_from,
         coalesce((t.fact->>'to')::date + 1, m.valid_to) as valid_to, m.end_kind, m.known_until, m.recorded_at, m.superseded_at
    from ref.mandates m, jsonb_array_elements(coalesce(m.facts->'tasks', '[]')) with ordinality as t (fact, n);
comment on view ref.mandate_tasks is 'The tasks of each version of a mandate, each with the paragraph that gives it.';

-- What is known of a fact on a day. Past the last day of which anything is known the answer says so.
create function ref.standing(valid_from date, valid_to date, end_kind text, known_until date, on_day date) returns text
language sql immutable set search_path = pg_catalog
return case
  when valid_from > on_day then 'NOT_YET'
  when valid_to <= on_day then 'ENDED'
  when end_kind = 'NOT_KNOWN_AFTER' and on_day > known_until then 'NOT_KNOWN'
  else 'IN_FORCE' end;

-- Everyone signed in reads facts; an administrator adds versions, and closes a version once.
create procedure ref.keep(target regclass)
language plpgsql set search_path = pg_catalog as $$
declare name text := (select relname from pg_class where oid = target);
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy %I on %s for select to ${runtime} using ((select (sec.ctx()).person_id) is not null)', name || '_read', target);
  execute format('create policy %I on %s for insert to ${runtime} with check ((select (sec.ctx()).role) = ''PLATFORM_ADMIN'''
                 ' and recorded_by = (select (sec.ctx()).appointment_id) and superseded_at is null)', name || '_insert', target);
  execute format('create policy %I on %s for update to ${runtime} using ((select (sec.ctx()).role) = ''PLATFORM_ADMIN'' and superseded_at is null)'
                 ' with check ((select (sec.ctx()).role) = ''PLATFORM_ADMIN'' and superseded_at is not null)', name || '_close', target);
  execute format('create policy %I on %s for all to ${owner} using (true) with check (true)', name || '_load', target);
  execute format('grant select, insert, update (superseded_at) on %s to ${runtime}', target);
  execute format('create unique index %I on %s (id)', name || '_version_id', target);
  execute format('create index %I on %s (fact_id)', name || '_by_fact', target);
  call audit.watch(target);
end $$;
call ref.keep('ref.regimes');
call ref.keep('ref.operative_paragraphs');
call ref.keep('ref.committees');
call ref.keep('ref.missions');
call ref.keep('ref.panels');
call ref.keep('ref.mandates');
call ref.keep('ref.practices');
grant select on ref.regime_measures, ref.mandate_tasks to ${runtime};
revoke execute on procedure ref.keep(regclass) from public;
revoke execute on function ref.standing(date, date, text, date, date) from public;
grant execute on function ref.standing(date, date, text, date, date) to ${runtime}, ${definer};
