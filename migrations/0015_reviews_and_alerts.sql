-- Whether form follows function: reviews of a mission's arrangement, and the alerts they leave.

create table arrangement_reviews (
  like sec.case_row including defaults,
  mandate text not null,
  cause text not null constraint arrangement_reviews_cause check (cause in ('MANDATE_SET', 'REVIEW_DATE')),
  -- The version of the mandate that was set, or the review date: each is reviewed once.
  occasion text not null,
  reviewed_on date not null,
  job_id uuid not null,
  -- Null until the job has been done.
  rule_version text,
  review jsonb,
  constraint arrangement_reviews_pk primary key (body_id, id),
  constraint arrangement_reviews_body foreign key (body_id) references bodies on delete restrict,
  constraint arrangement_reviews_once unique (body_id, mandate, cause, occasion)
);
call sec.guard('arrangement_reviews', '{rule_version,review,version}');
comment on table arrangement_reviews is 'What the arrangement of a mission lacked when its mandate was set or reviewed (S/2017/1025 annex II para 10).';

create table alerts (
  like sec.case_row including defaults,
  kind text not null,
  to_roles text[] not null constraint alerts_to_somebody check (cardinality(to_roles) > 0),
  title text not null constraint alerts_title_length check (length(title) between 1 and 300),
  detail text,
  subject_kind text not null,
  subject_id uuid not null,
  seen_at timestamptz,
  seen_by uuid,
  constraint alerts_pk primary key (body_id, id),
  constraint alerts_body foreign key (body_id) references bodies on delete restrict,
  constraint alerts_seen check ((seen_at is null) = (seen_by is null))
);
call sec.guard('alerts', '{seen_at,seen_by,version}');
-- Beside the body's own rights: an alert is read by those it is addressed to, and by who wrote it.
create policy alerts_addressed on alerts as restrictive for select to ${runtime}
  using ((select (sec.ctx()).role) = any (to_roles || array['SYSTEM']));
comment on table alerts is 'What somebody in a body has to be told; for one or more roles of the body.';

-- Mandates that were set, or whose review date has come, without a review; past dates of a mandate told late are left.
-- The only look across bodies the clock of reviews has.
create function sec.reviews_due() returns table (body_id uuid, mandate text, cause text, occasion text, reviewed_on date)
language sql stable security definer set search_path = pg_catalog as $$
  select b.id, m.code, due.cause, due.occasion, due.reviewed_on
    from public.bodies b
    join ref.mandates m on m.subject = b.acronym and m.superseded_at is null
    cross join lateral (
      select 'MANDATE_SET' as cause, m.version::text as occasion,
             greatest((now() at time zone 'UTC')::date, m.valid_from) as reviewed_on
      union all
      select 'REVIEW_DATE', d::text, d from unnest(m.review_dates) d
       where d <= (now() at time zone 'UTC')::date and d >= (m.recorded_at at time zone 'UTC')::date) due
   where b.kind = 'MISSION' and b.frozen_at is null
     and (m.valid_to is null or m.valid_to > (now() at time zone 'UTC')::date)
     and not exists (select from public.arrangement_reviews r where r.body_id = b.id and r.mandate = m.code
                       and r.cause = due.cause and r.occasion = due.occasion)
   order by due.reviewed_on, m.code limit 100
$$;
create policy arrangement_reviews_for_clock on arrangement_reviews for select to ${definer} using (true);
grant select on arrangement_reviews to ${definer};
grant create on schema sec to ${definer};
alter function sec.reviews_due() owner to ${definer};
revoke create on schema sec from ${definer};
revoke execute on function sec.reviews_due() from public;
grant execute on function sec.reviews_due() to ${runtime};
