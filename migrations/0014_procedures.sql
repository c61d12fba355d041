-- Guidelines and standard operating procedures (S/2017/1025 annex II paras 11 and 20), in versions; a record names the
-- version it was made under, so that it can be read by the rules of its day.

create table procedures (
  like sec.case_row including defaults,
  content_hash bytea not null,
  title text not null,
  kind text not null,
  subjects text[] not null,
  owner_office text,
  constraint procedures_pk primary key (body_id, id)
);
call sec.guard('procedures', '{title,kind,subjects,owner_office,classification,caveats,version}');
call sec.remember('procedures');
comment on table procedures is 'A body''s guidelines, standard operating procedures and checklists.';

-- A version holds from its first day until the next one begins or it is withdrawn; its text never changes.
create table procedure_versions (
  like sec.case_row including defaults,
  content_hash bytea not null,
  procedure_id uuid not null,
  label text not null,
  valid_from date not null,
  text text,
  url text,
  document_title text,
  sha256 text constraint procedure_versions_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
  changes text,
  ends_previous boolean not null,
  withdrawn_on date,
  withdrawn_reason text,
  withdrawn_by uuid,
  withdrawn_at timestamptz,
  constraint procedure_versions_pk primary key (body_id, id),
  constraint procedure_versions_procedure foreign key (body_id, procedure_id) references procedures on delete restrict,
  constraint procedure_versions_once_a_day unique (body_id, procedure_id, valid_from),
  constraint procedure_versions_says_something check (coalesce(text, url, document_title) is not null),
  constraint procedure_versions_withdrawal check (num_nulls(withdrawn_on, withdrawn_reason, withdrawn_by, withdrawn_at) in (0, 4)),
  constraint procedure_versions_withdrawn_later check (withdrawn_on >= valid_from)
);
call sec.guard('procedure_versions', '{withdrawn_on,withdrawn_reason,withdrawn_by,withdrawn_at,classification,caveats,version}');
call sec.remember('procedure_versions');
comment on table procedure_versions is 'Versions of a procedure. Append-only but for their withdrawal, which is said once.';

-- The history of both keeps the whole row before a change, so it has the new column without more ado. Neither column
-- has an index: nothing looks records up by it, and inspections are stored often.
alter table inspections add column procedure_version_id uuid,
  add constraint inspections_procedure_version foreign key (body_id, procedure_version_id) references procedure_versions on delete restrict;
alter table assistance_activities add column procedure_version_id uuid,
  add constraint assistance_activities_procedure_version foreign key (body_id, procedure_version_id) references procedure_versions on delete restrict;
grant update (procedure_version_id) on assistance_activities to ${runtime};
comment on column inspections.procedure_version_id is 'The version of the procedure that the inspection was made under; never changed.';
