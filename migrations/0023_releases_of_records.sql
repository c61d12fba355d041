-- Releases of single records, beside those of packets: proposed by one person, approved by another, frozen as redacted
-- copies in each recipient's own body. What must never fail is kept here and not in the code: who may approve, that
-- nothing is handed over before, after or beside a release, that marks never get weaker, and that a recall closes.

alter table releases alter column approved_by drop not null;
alter table releases
  add column content_hash bytea,
  add column state text not null default 'RELEASED' constraint releases_state check (state in
    ('PROPOSED', 'APPROVED', 'RELEASED', 'WITHDRAWN', 'RECALLED', 'SUPERSEDED')),
  add column recipients_visible boolean not null default false,
  add column profile text,
  -- Fields and precisions chosen for this release where they differ from the profile.
  add column choices jsonb not null default '{}',
  -- Of all the copies as they were proposed; what is handed over must have the same.
  add column content_sha256 text,
  add column countersigned_by uuid constraint releases_countersigned_by references people on delete restrict,
  add column released_at timestamptz,
  -- The one transaction in which copies may be written.
  add column released_xid xid8,
  add column recall_reason text,
  add constraint releases_approved check (state in ('PROPOSED', 'WITHDRAWN') or approved_by is not null),
  add constraint releases_three_people check (countersigned_by <> proposed_by and countersigned_by <> approved_by),
  add constraint releases_countersigned check
    (kind = 'PACKET' or classification < 2 or state in ('PROPOSED', 'APPROVED', 'WITHDRAWN') or countersigned_by is not null),
  add constraint releases_recall_reason check ((state = 'RECALLED') = (recall_reason is not null)),
  add constraint releases_whole check (kind = 'PACKET' or (profile is not null and content_sha256 is not null));
create unique index releases_superseded_once on releases (body_id, supersedes_id) where state = 'RELEASED';
revoke update (recalled_at, expires_at) on releases from ${runtime};
grant update (state, approved_by, countersigned_by, recall_reason) on releases to ${runtime};

create table release_items (
  like sec.case_row including defaults,
  release_id uuid not null,
  n integer not null,
  series text not null constraint release_items_series check (series in ('INSPECTION', 'OBSERVATION', 'SITE')),
  -- The owner's live record; no copy names it.
  record_id uuid not null,
  record_version integer not null,
  -- The same in every version of this record that goes to the same recipients.
  lineage_id uuid not null,
  overrides jsonb not null default '{}',
  constraint release_items_pk primary key (body_id, id),
  constraint release_items_release foreign key (body_id, release_id) references releases on delete restrict,
  constraint release_items_of_release unique (body_id, release_id, id),
  constraint release_items_once unique (body_id, release_id, series, record_id)
);
call sec.guard('release_items');
comment on table release_items is 'Which records a release holds, and what of each is held back beyond its profile. Append-only.';

create table release_consents (
  like sec.case_row including defaults,
  release_id uuid not null,
  caveat text not null,
  given_by text not null constraint release_consents_given_by_length check (length(given_by) between 1 and 300),
  given_on date not null,
  document text not null constraint release_consents_document_length check (length(document) between 1 and 500),
  constraint release_consents_pk primary key (body_id, id),
  constraint release_consents_release foreign key (body_id, release_id) references releases on delete restrict
);
call sec.guard('release_consents');
create index release_consents_by_release on release_consents (body_id, release_id);
comment on table release_consents is 'That an originator agreed to a release of its information: who, when, in which document. Append-only.';

create table release_steps (
  like sec.case_row including defaults,
  release_id uuid not null,
  to_state text not null,
  person_id uuid not null constraint release_steps_person references people on delete restrict,
  reason text,
  constraint release_steps_pk primary key (body_id, id),
  constraint release_steps_release foreign key (body_id, release_id) references releases on delete restrict
);
call sec.guard('release_steps');
-- Signed by nobody but the person. A body whose mandate has ended makes no release any more, but can recall one.
drop policy release_steps_insert on release_steps;
create policy release_steps_insert on release_steps for insert to ${runtime}
  with check ((body_id, recorded_by, person_id) = (select c.body_id, c.appointment_id, c.person_id from sec.ctx() c)
    and classification <= (select (sec.ctx()).clearance) and compartment_id is null
    and (to_state = 'RECALLED' or (select (sec.ctx()).may_write)));
create index release_steps_by_release on release_steps (body_id, release_id, recorded_at);
comment on table release_steps is 'Who proposed, approved, countersigned, withdrew or recalled a release, when and why. Append-only.';

-- body_id is the giver's: it lists who had opened what. Only the function below writes it.
create table release_openings (
  like sec.case_row including defaults,
  release_id uuid not null,
  item_id uuid not null,
  copy_id uuid not null,
  recipient_body_id uuid not null constraint release_openings_recipient references bodies on delete restrict,
  person_id uuid not null constraint release_openings_person references people on delete restrict,
  role text not null,
  constraint release_openings_pk primary key (body_id, id),
  constraint release_openings_item foreign key (body_id, release_id, item_id)
    references release_items (body_id, release_id, id) on delete restrict,
  constraint release_openings_first unique (body_id, recipient_body_id, copy_id, person_id)
);
call sec.guard('release_openings');
drop policy release_openings_insert on release_openings;
revoke insert on release_openings from ${runtime};
create index release_openings_by_release on release_openings (body_id, release_id, recorded_at desc, id desc);
comment on table release_openings is 'The first time each person of a recipient opened each copy. Append-only.';

-- What is approved is what was proposed: recipients and records join a release only in the transaction that makes it,
-- consents until it is approved.
create policy release_recipients_at_once on release_recipients as restrictive for insert to ${runtime}
  with check (body_id = (select (sec.ctx()).body_id) and exists (select from releases r
    where r.body_id = release_recipients.body_id and r.id = release_recipients.release_id and r.recorded_xid = pg_current_xact_id()));
create policy release_items_at_once on release_items as restrictive for insert to ${runtime}
  with check (body_id = (select (sec.ctx()).body_id) and exists (select from releases r
    where r.body_id = release_items.body_id and r.id = release_items.release_id and r.state = 'PROPOSED' and r.recorded_xid = pg_current_xact_id()));
create policy release_consents_in_time on release_consents as restrictive for insert to ${runtime}
  with check (body_id = (select (sec.ctx()).body_id) and exists (select from releases r
    where r.body_id = release_consents.body_id and r.id = release_consents.release_id and r.state = 'PROPOSED'));

-- ── the copies ───────────────────────────────────────────────────────────────────────────────────

alter table released_records
  drop constraint released_records_series,
  alter column packet_id drop not null,
  add column item_id uuid,
  add column lineage_id uuid,
  add column superseded_at timestamptz,
  -- What goes with a copy: from whom, for what purpose, and who else has it, if that may be known.
  add column envelope jsonb not null default '{}',
  -- What is filtered by, taken from the redacted copy and never from the record.
  add column category text,
  add column calibre text,
  add column serials text[] not null default '{}',
  add column dated_from timestamptz,
  add column dated_to timestamptz,
  add column words text not null default '',
  add constraint released_records_series check (series in
    ('PACKET', 'PACKET_FILE', 'FIGURE_RECORD', 'INSPECTION', 'OBSERVATION', 'SITE')),
  add constraint released_records_of_packet check ((packet_id is null) = (series in ('INSPECTION', 'OBSERVATION', 'SITE'))),
  add constraint released_records_of_item check
    ((item_id is not null and lineage_id is not null) = (series in ('INSPECTION', 'OBSERVATION', 'SITE'))),
  add constraint released_records_item foreign key (owner_body_id, release_id, item_id)
    references release_items (body_id, release_id, id) on delete restrict,
  add constraint released_records_item_once unique (body_id, item_id);

drop policy released_records_received on released_records;
create policy released_records_received on released_records for select to ${runtime}
  using (body_id = (select (sec.ctx()).body_id) and classification <= (select (sec.ctx()).clearance)
         and recalled_at is null and superseded_at is null and (expires_at is null or expires_at > now()));

-- A copy is written in the transaction of its release and never again, no freer than the release, for no longer.
drop policy released_records_given on released_records;
create policy released_records_given on released_records for insert to ${runtime}
  with check (owner_body_id = (select (sec.ctx()).body_id) and recorded_by = (select (sec.ctx()).appointment_id)
    and recalled_at is null and superseded_at is null
    and exists (select from releases r
      where r.body_id = released_records.owner_body_id and r.id = released_records.release_id
        and r.state = 'RELEASED' and r.released_xid = pg_current_xact_id()
        and (r.kind = 'PACKET') = (released_records.packet_id is not null)
        and released_records.classification >= r.classification and released_records.caveats @> r.caveats
        and released_records.expires_at is not distinct from r.expires_at));
create index released_records_by_release on released_records (release_id);

-- ── what a release must keep of its records' marks ───────────────────────────────────────────────

-- The strictest level and all handling marks of records, of what stands below them, and of what they stand below.
create function sec.release_marks(p_body uuid, p_series text, p_ids uuid[])
returns table (id uuid, version integer, classification smallint, caveats text[], inside boolean)
language sql stable set search_path = pg_catalog as $$
  with parts as (
    select i.id, i.version, i.classification, i.caveats, i.compartment_id from public.inspections i
     where p_series = 'INSPECTION' and i.body_id = p_body and i.id = any (p_ids)
    union all
    select a.inspection_id, 0, a.classification, a.caveats, a.compartment_id from public.access_results a
     where p_series = 'INSPECTION' and a.body_id = p_body and a.inspection_id = any (p_ids)
    union all
    select o.id, o.version, o.classification, o.caveats, o.compartment_id from public.observations o
     where p_series = 'OBSERVATION' and o.body_id = p_body and o.id = any (p_ids)
    union all
    select o.id, 0, i.classification, i.caveats, i.compartment_id from public.observations o
      join public.inspections i on i.body_id = o.body_id and i.id = o.inspection_id
     where p_series = 'OBSERVATION' and o.body_id = p_body and o.id = any (p_ids)
    union all
    select x.observation_id, 0, x.classification, x.caveats, x.compartment_id from public.serials x
     where p_series = 'OBSERVATION' and x.body_id = p_body and x.observation_id = any (p_ids)
    union all
    select x.observation_id, 0, x.classification, x.caveats, x.compartment_id from public.marks x
     where p_series = 'OBSERVATION' and x.body_id = p_body and x.observation_id = any (p_ids)
    union all
    select x.observation_id, 0, x.classification, x.caveats, x.compartment_id from public.headstamps x
     where p_series = 'OBSERVATION' and x.body_id = p_body and x.observation_id = any (p_ids)
    union all
    select s.id, s.version, s.classification, s.caveats, s.compartment_id from public.sites s
     where p_series = 'SITE' and s.body_id = p_body and s.id = any (p_ids))
  select p.id, max(p.version), max(p.classification),
         coalesce(array_agg(distinct c order by c) filter (where c is not null), '{}'), bool_or(p.compartment_id is not null)
    from parts p left join lateral unnest(p.caveats) c on true group by p.id having max(p.version) > 0
$$;
revoke execute on function sec.release_marks(uuid, text, uuid[]) from public;
grant execute on function sec.release_marks(uuid, text, uuid[]) to ${runtime};

-- Every move of a release, whatever the code believes. Runs with the rights of whoever moves it.
create function sec.release_moves() returns trigger
language plpgsql set search_path = pg_catalog as $$
declare me uuid := (sec.ctx()).person_id;
begin
  -- The database's owner has no context; the runtime role without one has no rows.
  if me is null then return new; end if;
  if tg_op = 'INSERT' then
    if new.kind = 'PACKET' then
      if new.state <> 'RELEASED' or 2 <> (select count(distinct s.step) from public.packet_steps s
          where s.body_id = new.body_id and s.packet_id = new.packet_id
            and (s.step, s.person_id) in (('CELL_CHIEF', new.proposed_by), ('HEAD_OF_MISSION', new.approved_by))) then
        raise exception 'a packet is released as it was cleared' using errcode = '23514', constraint = 'releases_cleared';
      end if;
      new.released_at := now();
      new.released_xid := pg_current_xact_id();
    elsif new.state <> 'PROPOSED' or new.proposed_by <> me or new.approved_by is not null or new.countersigned_by is not null
        or new.released_xid is not null or new.recalled_at is not null then
      raise exception 'a release begins as a proposal of whoever makes it' using errcode = '23514', constraint = 'releases_begin';
    end if;
    return new;
  end if;
  if (new.approved_by is distinct from old.approved_by
        and (old.approved_by is not null or old.state <> 'PROPOSED' or new.approved_by is distinct from me))
     or (new.countersigned_by is distinct from old.countersigned_by
        and (old.countersigned_by is not null or old.state <> 'APPROVED' or new.countersigned_by is distinct from me)) then
    raise exception 'a signature is its own person''s, once' using errcode = '23514', constraint = 'releases_signed_once';
  end if;
  if new.state = old.state then return new; end if;
  if (old.state, new.state) not in (('PROPOSED', 'APPROVED'), ('PROPOSED', 'RELEASED'), ('PROPOSED', 'WITHDRAWN'),
      ('APPROVED', 'RELEASED'), ('APPROVED', 'WITHDRAWN'), ('RELEASED', 'RECALLED'), ('RELEASED', 'SUPERSEDED')) then
    raise exception 'no such move' using errcode = '23514', constraint = 'releases_moves';
  end if;
  if new.state = 'RECALLED' then new.recalled_at := now(); end if;
  if new.state = 'SUPERSEDED' and not exists (select from public.releases s
      where s.body_id = new.body_id and s.supersedes_id = new.id and s.state = 'RELEASED') then
    raise exception 'nothing supersedes it' using errcode = '23514', constraint = 'releases_moves';
  end if;
  if new.state in ('APPROVED', 'RELEASED') then
    if not (sec.ctx()).may_write then
      raise exception 'the body is closed' using errcode = '23514', constraint = 'releases_body_open';
    end if;
    if not exists (select from public.release_recipients p where p.body_id = new.body_id and p.release_id = new.id)
       or not exists (select from public.release_items i where i.body_id = new.body_id and i.release_id = new.id) then
      raise exception 'a release without records or recipients' using errcode = '23514', constraint = 'releases_of_something';
    end if;
    -- Records may have been marked more strictly since they were proposed, or hidden from whoever approves.
    if exists (
        select from (select i.series, array_agg(i.record_id) as ids from public.release_items i
                      where i.body_id = new.body_id and i.release_id = new.id group by i.series) i
          cross join lateral (
            select from unnest(i.ids) r left join sec.release_marks(new.body_id, i.series, i.ids) m on m.id = r
             where m.id is null or m.inside or m.classification > new.classification or not m.caveats <@ new.caveats) worse)
       or exists (select from unnest(new.caveats) c where c = 'SOURCE_SAFETY') then
      raise exception 'a record is marked more strictly than its release' using errcode = '23514', constraint = 'releases_marks';
    end if;
    if exists (select from unnest(new.caveats) c
        where split_part(c, ':', 1) in ('ORIGINATOR_CONTROLLED', 'THIRD_STATE_INFO', 'CONTINGENT_INFO', 'UNKNOWN')
          and not exists (select from public.release_consents s where s.body_id = new.body_id and s.release_id = new.id and s.caveat = c)) then
      raise exception 'an originator has not agreed' using errcode = '23514', constraint = 'releases_consent';
    end if;
  end if;
  if new.state = 'RELEASED' then
    -- Of several new versions one takes the place; the others would stand beside it.
    if new.supersedes_id is not null then
      perform from public.releases o where o.body_id = new.body_id and o.id = new.supersedes_id and o.state = 'RELEASED' for update;
      if not found then
        raise exception 'what it supersedes is not out any more' using errcode = '23514', constraint = 'releases_superseded_once';
      end if;
    end if;
    new.released_at := now();
    new.released_xid := pg_current_xact_id();
  end if;
  return new;
end $$;
revoke execute on function sec.release_moves() from public;
create trigger release_moves before insert or update on releases for each row execute function sec.release_moves();

-- ── what crosses the border of a body ────────────────────────────────────────────────────────────

create policy releases_for_release on releases for select to ${definer} using (true);
create policy releases_supersede on releases for update to ${definer} using (true) with check (state = 'SUPERSEDED');
create policy release_recipients_for_release on release_recipients for select to ${definer} using (true);
create policy release_items_for_release on release_items for select to ${definer} using (true);
create policy released_records_for_release on released_records for select to ${definer} using (true);
create policy released_records_close on released_records for update to ${definer}
  using (true) with check (recalled_at is not null or superseded_at is not null);
create policy release_openings_write on release_openings for insert to ${definer} with check (true);
create policy release_openings_for_first on release_openings for select to ${definer} using (true);
create policy alerts_of_releases on alerts for insert to ${definer} with check (kind in ('RELEASE_RECEIVED', 'RELEASE_RECALLED'));
grant select on releases, release_recipients, release_items, released_records, release_openings to ${definer};
grant update (state, version) on releases to ${definer};
grant update (recalled_at, superseded_at) on released_records to ${definer};
grant insert on release_openings, alerts to ${definer};

grant create on schema sec to ${definer};
set local role ${definer};

-- After a release was made or recalled: tells the leads of each recipient, closes what is not to be read any more. One
-- statement a recipient, so that the trail has a leaf in each body that it touches.
create function sec.release_moved() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare to_body record; giver text; n integer;
begin
  if new.state = old.state or new.kind <> 'RECORDS' or new.state not in ('RELEASED', 'RECALLED', 'SUPERSEDED') then return null; end if;
  select b.acronym into giver from public.bodies b where b.id = new.body_id;
  select count(*) into n from public.release_items i where i.body_id = new.body_id and i.release_id = new.id;
  if new.state = 'RELEASED' and new.supersedes_id is not null then
    update public.releases set state = 'SUPERSEDED', version = version + 1
     where body_id = new.body_id and id = new.supersedes_id and state = 'RELEASED';
  end if;
  for to_body in select p.recipient_body_id as id, b.kind from public.release_recipients p
      join public.bodies b on b.id = p.recipient_body_id where p.body_id = new.body_id and p.release_id = new.id loop
    if new.state = 'SUPERSEDED' then
      update public.released_records set superseded_at = now()
       where owner_body_id = new.body_id and release_id = new.id and body_id = to_body.id and superseded_at is null;
      continue;
    end if;
    if new.state = 'RECALLED' then
      update public.released_records set recalled_at = now()
       where owner_body_id = new.body_id and release_id = new.id and body_id = to_body.id and recalled_at is null;
    end if;
    insert into public.alerts (body_id, id, recorded_by, classification, caveats, kind, to_roles, title, detail, subject_kind, subject_id)
    values (to_body.id, uuidv7(), (sec.identity()).appointment_id, new.classification, new.caveats,
      case new.state when 'RELEASED' then 'RELEASE_RECEIVED' else 'RELEASE_RECALLED' end,
      case to_body.kind
        when 'MISSION' then array['FOCAL_POINT_PANEL', 'CELL_CHIEF', 'JMAC_CHIEF', 'CHIEF_OF_STAFF', 'HEAD_OF_MISSION']
        when 'PANEL' then array['PANEL_COORDINATOR', 'PANEL_EXPERT']
        when 'COMMITTEE_SECRETARIAT' then array['COMMITTEE_SECRETARY', 'SECRETARIAT_OFFICER']
        when 'HOST_STATE_OFFICE' then array['NATIONAL_FOCAL_POINT']
        else array['RECORDS_OFFICER'] end,
      case when new.state = 'RECALLED' then giver || ' has recalled what it released to you'
           when new.supersedes_id is not null then giver || ' has released a new version to you'
           else giver || ' has released records to you' end,
      'Records: ' || n || '; GET /api/v1/released-records?releaseId=' || new.id, 'releases', new.id);
  end loop;
  return null;
end $$;

-- Notes that the reader opens copies, the first time each, and answers which of them the reader may still see.
create function sec.open_released(p_ids uuid[]) returns setof uuid
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare c sec.context := sec.ctx(); seen uuid[];
begin
  select coalesce(array_agg(r.id), '{}') into seen from public.released_records r
   where r.body_id = c.body_id and r.id = any (p_ids) and r.classification <= c.clearance
     and r.recalled_at is null and r.superseded_at is null and (r.expires_at is null or r.expires_at > now());
  insert into public.release_openings (body_id, id, recorded_by, classification, caveats, release_id, item_id, copy_id,
                                       recipient_body_id, person_id, role)
  select r.owner_body_id, uuidv7(), c.appointment_id, r.classification, r.caveats, r.release_id, r.item_id, r.id,
         r.body_id, c.person_id, c.role
    from public.released_records r where r.body_id = c.body_id and r.id = any (seen) and r.item_id is not null
      and not exists (select from public.release_openings o where o.body_id = r.owner_body_id
            and o.recipient_body_id = r.body_id and o.copy_id = r.id and o.person_id = c.person_id)
   order by r.owner_body_id, r.id
  on conflict do nothing;
  return query select unnest(seen);
end $$;
revoke execute on function sec.release_moved(), sec.open_released(uuid[]) from public;
grant execute on function sec.release_moved() to ${owner};
grant execute on function sec.open_released(uuid[]) to ${runtime};
reset role;
revoke create on schema sec from ${definer};
create trigger release_moved after update on releases for each row execute function sec.release_moved();
