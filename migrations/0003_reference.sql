-- Legal facts: data with validity periods, no owner, readable by everyone signed in. Two times: valid_* is when a
-- fact held in the world, recorded_at/superseded_at when Cordon believed it; a correction closes a row and adds one.

create table ref.regimes (
  code text not null,
  name text not null,
  committee text,
  country text,
  status text not null,
  fictional boolean not null default false,
  source text not null,
  -- The fact as the seed or the correction states it, whole.
  facts jsonb not null,
  recorded_at timestamptz not null default now(),
  superseded_at timestamptz,
  constraint regimes_pk primary key (code, recorded_at)
);
create unique index regimes_current on ref.regimes (code) where superseded_at is null;

create table ref.regime_measures (
  regime_code text not null,
  n smallint not null,
  measure text not null,
  scope text not null,
  direction text not null,
  valid_from date not null,
  valid_to date,
  end_kind text not null constraint regime_measures_end_kind check (end_kind in ('DATED', 'OPEN', 'NOT_KNOWN_AFTER')),
  known_until date,
  basis text not null,
  note text,
  recorded_at timestamptz not null default now(),
  superseded_at timestamptz,
  constraint regime_measures_pk primary key (regime_code, n, recorded_at),
  constraint regime_measures_order check (valid_to > valid_from)
);

create table ref.operative_paragraphs (
  id text not null,
  resolution text not null,
  paragraph text not null,
  regime_code text,
  valid_from date not null,
  valid_to date,
  end_kind text not null constraint operative_paragraphs_end_kind check (end_kind in ('DATED', 'OPEN', 'NOT_KNOWN_AFTER')),
  known_until date,
  kinds text[] not null,
  summary text not null,
  fictional boolean not null default false,
  source text not null,
  -- The fact as the seed or the correction states it, whole.
  facts jsonb not null,
  recorded_at timestamptz not null default now(),
  superseded_at timestamptz,
  constraint operative_paragraphs_pk primary key (id, recorded_at),
  constraint operative_paragraphs_order check (valid_to > valid_from)
);
create unique index operative_paragraphs_current on ref.operative_paragraphs (id) where superseded_at is null;

create table ref.committees (
  code text not null,
  name text not null,
  regime_codes text[] not null,
  source text not null,
  -- The fact as the seed or the correction states it, whole.
  facts jsonb not null,
  recorded_at timestamptz not null default now(),
  superseded_at timestamptz,
  constraint committees_pk primary key (code, recorded_at)
);

create table ref.missions (
  acronym text not null,
  name text not null,
  aliases text[] not null,
  kind text not null,
  host_state text not null,
  valid_from date,
  valid_to date,
  end_kind text not null constraint missions_end_kind check (end_kind in ('DATED', 'OPEN', 'NOT_KNOWN_AFTER')),
  known_until date,
  source text not null,
  -- The fact as the seed or the correction states it, whole.
  facts jsonb not null,
  recorded_at timestamptz not null default now(),
  superseded_at timestamptz,
  constraint missions_pk primary key (acronym, recorded_at)
);

grant select on all tables in schema ref to ${runtime};
