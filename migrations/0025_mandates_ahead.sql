-- A mission is closed by mandates that have ended, not by one that is still to come: its arrangement is planned before
-- the mandate begins (S/2017/1025 annex II para 10). A panel works only while a mandate of it runs. Of a contested
-- measure nobody says that it has ended.
grant create on schema sec to ${definer};
set local role ${definer};
create or replace function sec.mandate_in_force(p_acronym text, p_kind text) returns boolean
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(bool_or(
      (m.valid_from <= (now() at time zone 'UTC')::date or p_kind <> 'PANEL')
      and (m.valid_to is null or m.valid_to > (now() at time zone 'UTC')::date)
      -- A panel serves a regime: where all that the regime orders has ended, so has the panel's part in it.
      and not (p_kind = 'PANEL' and m.regime_code is not null and exists (
        select from ref.regime_measures x where x.regime_code = m.regime_code and x.superseded_at is null
        having count(*) > 0 and bool_and(not x.contested and x.end_kind = 'DATED' and x.valid_to <= (now() at time zone 'UTC')::date)))),
    -- A body of which no mandate is known is not ended by one.
    true)
    from ref.mandates m where m.subject = p_acronym and m.superseded_at is null
$$;
reset role;
revoke create on schema sec from ${definer};
