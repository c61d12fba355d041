-- What a record said before it was changed. Records that may be edited keep every earlier version, whole, under the
-- protection they had; `call sec.remember('cells')` beside `sec.guard` is all a table needs.

create table earlier_versions (
  like sec.case_row including defaults,
  of_table text not null,
  of_id uuid not null,
  of_version integer not null,
  row_before jsonb not null,
  replaced_at timestamptz not null default now(),
  replaced_by uuid,
  constraint earlier_versions_pk primary key (body_id, id),
  constraint earlier_versions_once unique (body_id, of_table, of_id, of_version)
);
comment on table earlier_versions is 'Each version of an edited record that another has replaced. Append-only.';
call sec.guard('earlier_versions');
create policy earlier_versions_kept on earlier_versions for insert to ${definer} with check (true);
grant insert on earlier_versions to ${definer};
revoke insert on earlier_versions from ${runtime};

grant create on schema sec to ${definer};
set local role ${definer};
-- The row that is replaced keeps its recorder and its time; who replaced it stands beside.
create function sec.keep_version() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  insert into public.earlier_versions (body_id, id, classification, caveats, compartment_id, recorded_by, of_table, of_id, of_version, row_before, replaced_by)
  values (old.body_id, uuidv7(), old.classification, old.caveats, old.compartment_id, old.recorded_by, tg_table_name, old.id, old.version,
    to_jsonb(old), (sec.identity()).appointment_id);
  new.version := old.version + 1;
  return new;
end $$;
revoke execute on function sec.keep_version() from public;
-- A trigger's function need be callable only when the trigger is made, by whoever makes it.
grant execute on function sec.keep_version() to ${owner};
reset role;
revoke create on schema sec from ${definer};

create procedure sec.remember(target regclass)
language plpgsql set search_path = pg_catalog as $$
begin
  execute format('create trigger keep_version before update on %s for each row execute function sec.keep_version()', target);
end $$;
revoke execute on procedure sec.remember(regclass) from public;
