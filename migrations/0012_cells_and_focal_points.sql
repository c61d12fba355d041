-- How a mission arranges itself for its embargo tasks, whom it and its host name for them, and where they meet
-- (S/2017/1025 annex II paras 4-10, 14 and 18). All of it is edited, so all of it remembers; meetings alone are not.
-- A first day that nobody knows is null: old arrangements are on record without one.

-- ── cells: the form follows the function, so any form is one row (paras 4-9) ─────────────────────

create table cells (
  like sec.case_row including defaults,
  content_hash bytea not null,
  name text not null constraint cells_name_length check (length(name) between 1 and 300),
  kind text not null,
  office text not null,
  parent_id uuid,
  valid_from date,
  valid_to date,
  tasks text[] not null,
  dedicated boolean not null,
  authorised_posts integer constraint cells_authorised_posts check (authorised_posts >= 0),
  purpose text,
  constraint cells_pk primary key (body_id, id),
  constraint cells_body foreign key (body_id) references bodies on delete restrict,
  constraint cells_parent foreign key (body_id, parent_id) references cells on delete restrict,
  constraint cells_no_circle check (parent_id <> id),
  constraint cells_order check (valid_to >= valid_from)
);
comment on table cells is 'Any arrangement inside a mission that carries embargo tasks (S/2017/1025 annex II paras 4-9).';
call sec.guard('cells', '{name,kind,office,parent_id,valid_from,valid_to,tasks,dedicated,authorised_posts,purpose,classification,caveats,version}');
call sec.remember('cells');
create index cells_by_name on cells (body_id, lower(name) text_pattern_ops);
create index cells_by_parent on cells (body_id, parent_id);

-- The service names this fault where its caller may see it; a chain can also pass through a cell the caller may not.
create policy cells_for_rules on cells for select to ${definer} using (true);
grant select on cells to ${definer};
grant create on schema sec to ${definer};
set local role ${definer};
create function sec.no_circle_of_cells() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if new.parent_id is not null and exists (
    with recursive above (id) as (
      select new.parent_id union
      select c.parent_id from public.cells c join above a on c.id = a.id where c.body_id = new.body_id and c.parent_id is not null)
    select from above where id = new.id) then
    raise exception 'a cell cannot lie inside itself' using errcode = '23514', constraint = 'cells_no_circle';
  end if;
  return new;
end $$;
revoke execute on function sec.no_circle_of_cells() from public;
grant execute on function sec.no_circle_of_cells() to ${owner};
reset role;
revoke create on schema sec from ${definer};
create trigger no_circle before insert or update of parent_id on cells for each row execute function sec.no_circle_of_cells();

create table cell_members (
  like sec.case_row including defaults,
  content_hash bytea not null,
  cell_id uuid not null,
  person_id uuid constraint cell_members_person references people on delete restrict,
  name text constraint cell_members_name_length check (length(name) between 1 and 300),
  component text not null,
  function text,
  skills jsonb not null,
  valid_from date not null,
  valid_to date,
  end_reason text,
  provided_by text,
  lead boolean not null,
  constraint cell_members_pk primary key (body_id, id),
  constraint cell_members_cell foreign key (body_id, cell_id) references cells on delete restrict,
  constraint cell_members_one_of check (num_nonnulls(person_id, name) = 1),
  constraint cell_members_order check (valid_to >= valid_from),
  constraint cell_members_reason check (end_reason is null or valid_to is not null),
  -- Of people who are named only as written nobody can say whether two are one.
  constraint cell_members_once exclude using gist
    (body_id with =, cell_id with =, person_id with =, daterange(valid_from, valid_to) with &&)
);
comment on table cell_members is 'Who serves in a cell, with the skills the task needs (S/2017/1025 annex II para 10).';
call sec.guard('cell_members', '{component,function,skills,valid_from,valid_to,end_reason,provided_by,lead,classification,caveats,version}');
call sec.remember('cell_members');
create index cell_members_by_cell on cell_members (body_id, cell_id, valid_from);

create table cell_vacancies (
  like sec.case_row including defaults,
  content_hash bytea not null,
  cell_id uuid not null,
  title text not null constraint cell_vacancies_title_length check (length(title) between 1 and 300),
  component text not null,
  skills text[] not null,
  since date not null,
  state text not null,
  filled_by_member_id uuid,
  constraint cell_vacancies_pk primary key (body_id, id),
  constraint cell_vacancies_cell foreign key (body_id, cell_id) references cells on delete restrict,
  constraint cell_vacancies_member foreign key (body_id, filled_by_member_id) references cell_members on delete restrict,
  constraint cell_vacancies_filled check ((state = 'FILLED') = (filled_by_member_id is not null))
);
comment on table cell_vacancies is 'Posts of a cell that nobody holds, with the skills wanted.';
call sec.guard('cell_vacancies', '{title,component,skills,since,state,filled_by_member_id,classification,caveats,version}');
call sec.remember('cell_vacancies');
create index cell_vacancies_by_cell on cell_vacancies (body_id, cell_id, state);

create table personnel_offers (
  like sec.case_row including defaults,
  content_hash bytea not null,
  country text not null,
  component text not null,
  skills text[] not null,
  persons integer not null constraint personnel_offers_persons check (persons >= 1),
  offered_on date not null,
  until date,
  vacancy_id uuid,
  state text not null,
  note text,
  constraint personnel_offers_pk primary key (body_id, id),
  constraint personnel_offers_vacancy foreign key (body_id, vacancy_id) references cell_vacancies on delete restrict,
  constraint personnel_offers_order check (until >= offered_on)
);
comment on table personnel_offers is 'Personnel with applicable expertise that a Member State offers (S/2017/1025 annex II para 10).';
call sec.guard('personnel_offers', '{component,skills,persons,until,vacancy_id,state,note,classification,caveats,version}');
call sec.remember('personnel_offers');

-- ── focal points: of the mission towards a panel (para 18), of a host State towards the mission (para 14) ─────

create table focal_points (
  like sec.case_row including defaults,
  content_hash bytea not null,
  kind text not null constraint focal_points_kind check (kind in ('MISSION_TO_PANEL')),
  person_id uuid constraint focal_points_person references people on delete restrict,
  name text constraint focal_points_name_length check (length(name) between 1 and 300),
  office text not null,
  function_title text,
  valid_from date not null,
  valid_to date,
  contact text,
  constraint focal_points_pk primary key (body_id, id),
  constraint focal_points_one_of check (num_nonnulls(person_id, name) = 1),
  constraint focal_points_order check (valid_to >= valid_from),
  constraint focal_points_once exclude using gist
    (body_id with =, person_id with =, office with =, daterange(valid_from, valid_to) with &&)
);
comment on table focal_points is 'Whom a mission nominates for the exchange with a panel (S/2017/1025 annex II para 18).';
call sec.guard('focal_points', '{function_title,valid_from,valid_to,contact,classification,caveats,version}');
call sec.remember('focal_points');

create table national_focal_points (
  like sec.case_row including defaults,
  content_hash bytea not null,
  country text not null,
  institution text not null constraint national_focal_points_institution_length check (length(institution) between 1 and 300),
  name text not null constraint national_focal_points_name_length check (length(name) between 1 and 300),
  function_title text,
  valid_from date,
  valid_to date,
  mandate_text text,
  contact text,
  appointed_on date,
  constraint national_focal_points_pk primary key (body_id, id),
  constraint national_focal_points_order check (valid_to >= valid_from)
);
comment on table national_focal_points is 'Whom a host State appoints for missions to engage through (S/2017/1025 annex II para 14).';
call sec.guard('national_focal_points', '{institution,name,function_title,valid_from,valid_to,mandate_text,contact,appointed_on,classification,caveats,version}');
call sec.remember('national_focal_points');

create table national_bodies (
  like sec.case_row including defaults,
  content_hash bytea not null,
  name text not null constraint national_bodies_name_length check (length(name) between 1 and 300),
  country text not null,
  kind text,
  basis text,
  members_text text[] not null,
  plan text,
  valid_from date,
  valid_to date,
  constraint national_bodies_pk primary key (body_id, id),
  constraint national_bodies_order check (valid_to >= valid_from)
);
comment on table national_bodies is 'Commissions and committees of a host State for arms and their management; no owners of records.';
call sec.guard('national_bodies', '{name,kind,basis,members_text,plan,valid_from,valid_to,classification,caveats,version}');
call sec.remember('national_bodies');
create index national_bodies_by_name on national_bodies (body_id, lower(name) text_pattern_ops);

-- ── working groups: inside a mission (para 5), or joint with the host State (para 14) ────────────

create table working_groups (
  like sec.case_row including defaults,
  content_hash bytea not null,
  name text not null constraint working_groups_name_length check (length(name) between 1 and 300),
  kind text not null,
  national_body_id uuid,
  participants jsonb not null,
  valid_from date,
  valid_to date,
  constraint working_groups_pk primary key (body_id, id),
  constraint working_groups_national_body foreign key (body_id, national_body_id) references national_bodies on delete restrict,
  constraint working_groups_order check (valid_to >= valid_from)
);
comment on table working_groups is 'Arms embargo working groups, internal or joint (S/2017/1025 annex II paras 5 and 14).';
call sec.guard('working_groups', '{name,kind,national_body_id,participants,valid_from,valid_to,classification,caveats,version}');
call sec.remember('working_groups');
create index working_groups_by_name on working_groups (body_id, lower(name) text_pattern_ops);

-- What was said and decided is not edited: a correction is a further row that names what it corrects.
create table group_meetings (
  like sec.case_row including defaults,
  content_hash bytea not null,
  group_id uuid not null,
  held_on date not null,
  place text,
  agenda text,
  attendees jsonb not null,
  minutes text,
  decisions jsonb not null,
  corrects_id uuid,
  constraint group_meetings_pk primary key (body_id, id),
  constraint group_meetings_group foreign key (body_id, group_id) references working_groups on delete restrict,
  constraint group_meetings_corrects foreign key (body_id, corrects_id) references group_meetings on delete restrict,
  constraint group_meetings_corrected_once unique (body_id, corrects_id)
);
comment on table group_meetings is 'Meetings of a working group with their decisions. Append-only.';
call sec.guard('group_meetings', '{classification,caveats,version}');
create index group_meetings_by_group on group_meetings (body_id, group_id, held_on);

create table action_points (
  like sec.case_row including defaults,
  content_hash bytea not null,
  group_id uuid not null,
  text text not null constraint action_points_text_length check (length(text) between 1 and 4000),
  owner text,
  due_on date,
  meeting_id uuid,
  state text not null,
  closed_on date,
  constraint action_points_pk primary key (body_id, id),
  constraint action_points_group foreign key (body_id, group_id) references working_groups on delete restrict,
  constraint action_points_meeting foreign key (body_id, meeting_id) references group_meetings on delete restrict,
  constraint action_points_closed check (closed_on is null or state in ('DONE', 'DROPPED'))
);
comment on table action_points is 'What a working group set itself to do, by whom and until when.';
call sec.guard('action_points', '{text,owner,due_on,meeting_id,state,closed_on,classification,caveats,version}');
call sec.remember('action_points');
create index action_points_by_group on action_points (body_id, group_id);
create index action_points_due on action_points (body_id, due_on) where state = 'OPEN';
