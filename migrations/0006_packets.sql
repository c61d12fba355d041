-- Jobs, schedules, packets, and the release that is the only way out of a body.

create table jobs (
  like sec.case_row including defaults,
  kind text not null,
  -- On whose behalf the work is done; the worker acts with this appointment's rights of that moment.
  actor_person_id uuid not null,
  actor_appointment_id uuid not null constraint jobs_actor references appointments on delete restrict,
  subject_id uuid not null,
  state text not null default 'QUEUED' constraint jobs_state check (state in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  stage text,
  progress real not null default 0 constraint jobs_progress check (progress between 0 and 1),
  attempts smallint not null default 0,
  -- The fence: only the attempt that still holds the token may commit.
  attempt_token uuid,
  heartbeat_at timestamptz,
  rung_at timestamptz not null default now(),
  finished_at timestamptz,
  result jsonb,
  problem jsonb,
  constraint jobs_pk primary key (body_id, id)
);
call sec.guard('jobs', '{state,stage,progress,attempts,attempt_token,heartbeat_at,rung_at,finished_at,result,problem,version}');
create index jobs_unfinished on jobs (rung_at) where state in ('QUEUED', 'RUNNING');

-- Ids of jobs whose bell was lost or whose worker died; the only look across bodies a worker has.
create function sec.jobs_to_ring() returns table (body_id uuid, id uuid)
language sql stable security definer set search_path = pg_catalog as $$
  select j.body_id, j.id from public.jobs j
   where (j.state = 'QUEUED' and j.rung_at < now() - interval '2 seconds')
      or (j.state = 'RUNNING' and j.heartbeat_at < now() - interval '20 seconds')
   order by j.rung_at limit 500
$$;
create policy jobs_for_sweep on jobs for select to ${definer} using (true);
grant select on jobs to ${definer};

create table schedules (
  like sec.case_row including defaults,
  content_hash bytea not null,
  name text not null constraint schedules_name_length check (length(name) between 1 and 200),
  committee_id uuid not null constraint schedules_committee references bodies on delete restrict,
  kind text not null,
  regime_code text,
  rrule text not null,
  -- Where the rule begins to count; the first period begins that day.
  starts_on date not null,
  packet_classification smallint not null default 1,
  packet_caveats text[] not null default '{}',
  active boolean not null default true,
  period_from date not null,
  next_at timestamptz,
  constraint schedules_pk primary key (body_id, id),
  constraint schedules_body foreign key (body_id) references bodies on delete restrict
);
call sec.guard('schedules', '{name,active,rrule,period_from,next_at,version}');
create index schedules_due on schedules (next_at) where active;

create function sec.schedules_due() returns table (body_id uuid, id uuid)
language sql stable security definer set search_path = pg_catalog as $$
  select s.body_id, s.id from public.schedules s where s.active and s.next_at <= now() order by s.next_at limit 100
$$;
create policy schedules_for_clock on schedules for select to ${definer} using (true);
grant select on schedules to ${definer};

create table packets (
  like sec.case_row including defaults,
  ref text not null,
  -- Of the request; null when a schedule made it.
  content_hash bytea,
  schedule_id uuid,
  committee_id uuid not null constraint packets_committee references bodies on delete restrict,
  kind text not null,
  regime_code text,
  period_from date not null,
  period_to date not null,
  state text not null default 'QUEUED' constraint packets_state check (state in
    ('QUEUED', 'DRAFT', 'CELL_CHIEF_CLEARED', 'HEAD_OF_MISSION_CLEARED', 'TRANSMITTED', 'FAILED')),
  round smallint not null default 1,
  job_id uuid,
  snapshot text,
  taken_at timestamptz,
  template text,
  content_sha256 text,
  supersedes_id uuid,
  constraint packets_pk primary key (body_id, id),
  constraint packets_body foreign key (body_id) references bodies on delete restrict,
  constraint packets_ref_once unique (body_id, ref),
  -- Whatever two workers do, a schedule makes one packet for a period.
  constraint packets_once_a_period unique (body_id, schedule_id, period_from),
  constraint packets_schedule foreign key (body_id, schedule_id) references schedules on delete restrict,
  constraint packets_supersedes foreign key (body_id, supersedes_id) references packets on delete restrict,
  constraint packets_period check (period_to > period_from),
  constraint packets_whole check (state in ('QUEUED', 'FAILED') or
    (snapshot is not null and taken_at is not null and template is not null and content_sha256 is not null))
);
call sec.guard('packets', '{state,round,job_id,snapshot,taken_at,template,content_sha256,classification,caveats,version}');

create table figures (
  like sec.case_row including defaults,
  packet_id uuid not null,
  code text not null,
  n smallint not null,
  label text not null,
  value double precision,
  numerator bigint not null,
  denominator bigint,
  unit text not null,
  filter jsonb not null,
  rule_version text not null,
  suppressed text,
  constraint figures_pk primary key (body_id, id),
  constraint figures_packet foreign key (body_id, packet_id) references packets on delete restrict,
  constraint figures_code_once unique (body_id, packet_id, code)
);
call sec.guard('figures');

-- The rendered bytes. Kept in the database: a packet is whole or absent, under the same policies as its row.
create table packet_files (
  like sec.case_row including defaults,
  packet_id uuid not null,
  format text not null constraint packet_files_format check (format in ('pdf', 'json')),
  media_type text not null,
  sha256 text not null,
  size integer not null,
  content bytea not null,
  constraint packet_files_pk primary key (body_id, id),
  constraint packet_files_packet foreign key (body_id, packet_id) references packets on delete restrict,
  constraint packet_files_once unique (body_id, packet_id, format)
);
call sec.guard('packet_files');

create table packet_steps (
  like sec.case_row including defaults,
  packet_id uuid not null,
  round smallint not null,
  step text not null constraint packet_steps_step check (step in ('CELL_CHIEF', 'HEAD_OF_MISSION', 'TRANSMISSION', 'RETURN')),
  person_id uuid not null constraint packet_steps_person references people on delete restrict,
  content_sha256 text not null,
  comment text,
  constraint packet_steps_pk primary key (body_id, id),
  constraint packet_steps_packet foreign key (body_id, packet_id) references packets on delete restrict
);
call sec.guard('packet_steps');
create index packet_steps_by_packet on packet_steps (body_id, packet_id, recorded_at);
create unique index packet_steps_step_once on packet_steps (body_id, packet_id, round, step) where step <> 'RETURN';
-- Nobody clears two different steps of one packet, whatever posts that person holds and however often it is returned.
alter table packet_steps add constraint packet_steps_nobody_twice
  exclude using gist (body_id with =, packet_id with =, person_id with =, step with <>)
  where (step in ('CELL_CHIEF', 'HEAD_OF_MISSION'));

create table releases (
  like sec.case_row including defaults,
  kind text not null constraint releases_kind check (kind in ('RECORDS', 'PACKET')),
  purpose text not null,
  packet_id uuid,
  proposed_by uuid not null constraint releases_proposed_by references people on delete restrict,
  approved_by uuid not null constraint releases_approved_by references people on delete restrict,
  expires_at timestamptz,
  recalled_at timestamptz,
  supersedes_id uuid,
  constraint releases_pk primary key (body_id, id),
  constraint releases_body foreign key (body_id) references bodies on delete restrict,
  constraint releases_packet foreign key (body_id, packet_id) references packets on delete restrict,
  constraint releases_supersedes foreign key (body_id, supersedes_id) references releases on delete restrict,
  constraint releases_two_people check (proposed_by <> approved_by),
  constraint releases_packet_named check ((kind = 'PACKET') = (packet_id is not null))
);
call sec.guard('releases', '{recalled_at,expires_at,version}');

create table release_recipients (
  like sec.case_row including defaults,
  release_id uuid not null,
  recipient_body_id uuid not null constraint release_recipients_body references bodies on delete restrict,
  constraint release_recipients_pk primary key (body_id, id),
  constraint release_recipients_release foreign key (body_id, release_id) references releases on delete restrict,
  constraint release_recipients_once unique (body_id, release_id, recipient_body_id),
  constraint release_recipients_not_owner check (recipient_body_id <> body_id)
);
call sec.guard('release_recipients');

-- What a recipient reads: frozen, redacted copies. body_id is the recipient's, so its own policies apply; the
-- live rows never leave their owner. Only a release approved by a second person can fill it.
create table released_records (
  like sec.case_row including defaults,
  owner_body_id uuid not null constraint released_records_owner references bodies on delete restrict,
  release_id uuid not null,
  series text not null constraint released_records_series check (series in ('PACKET', 'PACKET_FILE', 'FIGURE_RECORD')),
  packet_id uuid not null,
  part text,
  n integer not null default 0,
  document jsonb not null,
  content bytea,
  expires_at timestamptz,
  recalled_at timestamptz,
  constraint released_records_pk primary key (body_id, id),
  constraint released_records_release foreign key (owner_body_id, release_id) references releases on delete restrict,
  constraint released_records_recipient foreign key (owner_body_id, release_id, body_id)
    references release_recipients (body_id, release_id, recipient_body_id) on delete restrict,
  constraint released_records_classification check (classification between 0 and 2)
);
alter table released_records enable row level security;
alter table released_records force row level security;
create policy released_records_received on released_records for select to ${runtime}
  using (body_id = (select (sec.ctx()).body_id) and classification <= (select (sec.ctx()).clearance)
         and recalled_at is null and (expires_at is null or expires_at > now()));
create policy released_records_given on released_records for insert to ${runtime}
  with check (owner_body_id = (select (sec.ctx()).body_id) and recorded_by = (select (sec.ctx()).appointment_id));
grant select, insert on released_records to ${runtime};
create index released_records_newest on released_records (body_id, recorded_at desc, id desc, classification);
create index released_records_by_packet on released_records (body_id, packet_id, series, part, n);
call audit.watch('released_records');

grant create on schema sec to ${definer};
alter function sec.jobs_to_ring() owner to ${definer};
alter function sec.schedules_due() owner to ${definer};
revoke create on schema sec from ${definer};
revoke execute on function sec.jobs_to_ring(), sec.schedules_due() from public;
grant execute on function sec.jobs_to_ring(), sec.schedules_due() to ${runtime};
