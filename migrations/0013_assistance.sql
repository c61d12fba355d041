-- Assistance to the host State, "where mandated and requested" (S/2017/1025 annex II para 12): the host's requests, the
-- activities that rest on them, briefings on the embargo (para 13), and the assessments of needs with the gaps they
-- found (para 15). Each body keeps its own: the host's office what it asked for and received, a mission what it gave.

create table host_requests (
  like sec.case_row including defaults,
  content_hash bytea not null,
  ref text,
  requested_by text not null,
  country text not null,
  requested_on date not null,
  received_on date,
  text text not null,
  types text[] not null,
  state text not null constraint host_requests_state check (state in
    ('RECEIVED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'ANSWERED', 'UNKNOWN')),
  answer text,
  constraint host_requests_pk primary key (body_id, id),
  constraint host_requests_received check (received_on >= requested_on)
);
call sec.guard('host_requests', '{ref,requested_by,country,requested_on,received_on,text,types,state,answer,classification,caveats,version}');
call sec.remember('host_requests');
comment on table host_requests is 'What a host State asked for: the host''s own requests, or those that a mission received.';

create table assistance_activities (
  like sec.case_row including defaults,
  content_hash bytea not null,
  title text not null,
  type text not null,
  state text not null constraint assistance_activities_state check (state in
    ('PLANNED', 'UNDER_WAY', 'SUSPENDED', 'COMPLETED', 'CANCELLED', 'UNKNOWN')),
  mandate_paragraph text,
  request_id uuid,
  beneficiary jsonb not null,
  country text not null,
  period_from date not null,
  period_to date,
  outputs jsonb not null,
  standards jsonb not null,
  assets jsonb not null,
  partners text[] not null,
  -- The sites with their scores lie in the row, so that an earlier version of the activity is whole.
  sites jsonb not null,
  trainees jsonb,
  remarks text,
  constraint assistance_activities_pk primary key (body_id, id),
  constraint assistance_activities_request foreign key (body_id, request_id) references host_requests on delete restrict,
  constraint assistance_activities_period check (period_to > period_from),
  constraint assistance_activities_sites check (jsonb_typeof(sites) = 'array')
);
call sec.guard('assistance_activities', '{title,type,state,mandate_paragraph,request_id,beneficiary,country,period_from,period_to,outputs,standards,assets,partners,sites,trainees,remarks,classification,caveats,version}');
call sec.remember('assistance_activities');
create index assistance_activities_by_request on assistance_activities (body_id, request_id);
comment on table assistance_activities is 'Assistance given (a mission) or received (a host State''s office).';
comment on column assistance_activities.mandate_paragraph is 'Null only where a host State''s office records what it received.';

create table awareness_briefings (
  like sec.case_row including defaults,
  content_hash bytea not null,
  held_on date not null,
  audience text not null,
  country text not null,
  subjects text[] not null constraint awareness_briefings_subjects check (subjects <@ array
    ['PURPOSE', 'SCOPE', 'IMPLEMENTATION', 'EXEMPTIONS', 'END_USER_CERTIFICATES']),
  materials jsonb not null,
  participants integer constraint awareness_briefings_participants check (participants >= 0),
  mandate_paragraph text,
  remarks text,
  constraint awareness_briefings_pk primary key (body_id, id)
);
call sec.guard('awareness_briefings');
comment on table awareness_briefings is 'Briefings of the host''s authorities on the embargo. Append-only.';

create table needs_assessments (
  like sec.case_row including defaults,
  content_hash bytea not null,
  title text not null,
  country text not null,
  regime_code text not null,
  review_on date not null,
  due_on date not null,
  carried_out_on date,
  standards jsonb not null,
  summary text,
  constraint needs_assessments_pk primary key (body_id, id),
  constraint needs_assessments_before_review check (due_on < review_on)
);
call sec.guard('needs_assessments', '{title,country,regime_code,review_on,due_on,carried_out_on,standards,summary,classification,caveats,version}');
call sec.remember('needs_assessments');
comment on table needs_assessments is 'What a host State needs to implement an embargo, assessed before the Council reviews the measures.';

create table assessment_gaps (
  like sec.case_row including defaults,
  content_hash bytea not null,
  assessment_id uuid not null,
  text text not null,
  standard jsonb,
  severity text not null constraint assessment_gaps_severity check (severity in ('LOW', 'MEDIUM', 'HIGH', 'UNKNOWN')),
  state text not null constraint assessment_gaps_state check (state in
    ('OPEN', 'BEING_ADDRESSED', 'ADDRESSED', 'NOT_PURSUED', 'UNKNOWN')),
  activity_id uuid,
  addressed_on date,
  note text,
  constraint assessment_gaps_pk primary key (body_id, id),
  constraint assessment_gaps_assessment foreign key (body_id, assessment_id) references needs_assessments on delete restrict,
  constraint assessment_gaps_activity foreign key (body_id, activity_id) references assistance_activities on delete restrict,
  constraint assessment_gaps_addressed check ((state = 'ADDRESSED') = (addressed_on is not null))
);
call sec.guard('assessment_gaps', '{text,standard,severity,state,activity_id,addressed_on,note,classification,caveats,version}');
call sec.remember('assessment_gaps');
create index assessment_gaps_by_assessment on assessment_gaps (body_id, assessment_id);
comment on table assessment_gaps is 'Gaps in capacity, each with what became of it: to be addressed before an embargo is eased or lifted.';
