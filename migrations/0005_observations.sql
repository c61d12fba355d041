-- What was seen. Content is never updated: a correction is a new observation that names the one it corrects.

create table observations (
  like sec.case_row including defaults,
  -- Exactly one source; further kinds of source join this check when their tables come.
  inspection_id uuid,
  n integer not null,
  content_hash bytea not null,
  class text not null,
  description text,
  category_1997 text,
  category_unroca text,
  make_raw text,
  model_raw text,
  calibre_raw text,
  country text not null,
  marking_status text not null,
  holder_type text not null,
  holder_party_id uuid,
  access_mode text not null,
  acquisition_context text not null,
  condition text not null,
  qty_min numeric,
  qty_max numeric,
  unit text not null,
  method text not null,
  qty_as_written text,
  observed jsonb not null,
  observed_from timestamptz,
  observed_to timestamptz,
  place jsonb,
  lon double precision constraint observations_lon check (lon between -180 and 180),
  lat double precision constraint observations_lat check (lat between -90 and 90),
  source_grade text not null,
  information_grade text not null,
  remarks text,
  -- The rest of the class, checked against its own request class before it comes here.
  details jsonb not null default '{}',
  corrects_id uuid,
  op_id uuid,
  constraint observations_pk primary key (body_id, id),
  constraint observations_one_source check (num_nonnulls(inspection_id) = 1),
  constraint observations_inspection foreign key (body_id, inspection_id) references inspections on delete restrict,
  constraint observations_holder foreign key (body_id, holder_party_id) references parties on delete restrict,
  constraint observations_corrects foreign key (body_id, corrects_id) references observations on delete restrict,
  constraint observations_corrected_once unique (body_id, corrects_id),
  constraint observations_range check (qty_min >= 0 and qty_max >= 0 and qty_max >= qty_min),
  constraint observations_dates check (observed_to >= observed_from and observed_from >= '1945-01-01')
);
call sec.guard('observations', '{classification,caveats,version}');
create index observations_by_inspection on observations (body_id, inspection_id, n);
create index observations_by_category on observations (body_id, category_1997, recorded_at desc, id desc, classification);
create index observations_by_date on observations (body_id, observed_from);

create table serials (
  like sec.case_row including defaults,
  observation_id uuid not null,
  n smallint not null,
  raw text not null constraint serials_raw_length check (length(raw) between 1 and 200),
  norm text not null,
  script text not null,
  position text not null,
  origin text not null,
  read_method text not null,
  is_primary boolean not null,
  confidence real[],
  second_reader text,
  constraint serials_pk primary key (body_id, id),
  constraint serials_observation foreign key (body_id, observation_id) references observations on delete restrict
);
call sec.guard('serials');
create index serials_by_observation on serials (body_id, observation_id, n);
create index serials_by_norm on serials (body_id, norm);
create unique index serials_one_primary on serials (body_id, observation_id) where is_primary;

create table marks (
  like sec.case_row including defaults,
  observation_id uuid not null,
  n smallint not null,
  kind text not null,
  raw text not null constraint marks_raw_length check (length(raw) between 1 and 500),
  position text,
  library_id text,
  constraint marks_pk primary key (body_id, id),
  constraint marks_observation foreign key (body_id, observation_id) references observations on delete restrict
);
call sec.guard('marks');
create index marks_by_observation on marks (body_id, observation_id, n);

create table headstamps (
  like sec.case_row including defaults,
  observation_id uuid not null,
  n smallint not null,
  clock smallint constraint headstamps_clock check (clock between 1 and 12),
  raw text not null constraint headstamps_raw_length check (length(raw) between 1 and 100),
  norm text not null,
  script text not null,
  kind text not null,
  constraint headstamps_pk primary key (body_id, id),
  constraint headstamps_observation foreign key (body_id, observation_id) references observations on delete restrict
);
call sec.guard('headstamps');
create index headstamps_by_observation on headstamps (body_id, observation_id, n);

-- Conflicting statements are kept side by side; nobody's is overwritten.
create table claims (
  like sec.case_row including defaults,
  inspection_id uuid not null,
  observation_id uuid,
  field text not null,
  value text not null,
  said_by_party_id uuid,
  document_id uuid,
  source text,
  constraint claims_pk primary key (body_id, id),
  constraint claims_inspection foreign key (body_id, inspection_id) references inspections on delete restrict,
  constraint claims_observation foreign key (body_id, observation_id) references observations on delete restrict,
  constraint claims_said_by foreign key (body_id, said_by_party_id) references parties on delete restrict,
  constraint claims_document foreign key (body_id, document_id) references documents on delete restrict
);
call sec.guard('claims');
create index claims_by_inspection on claims (body_id, inspection_id);

-- A chain by prev_id, so that it can be written offline; each step has at most one next step.
create table custody_events (
  like sec.case_row including defaults,
  inspection_id uuid not null,
  observation_id uuid,
  n integer not null,
  prev_id uuid,
  reason text not null,
  at jsonb not null,
  at_from timestamptz,
  from_party_id uuid,
  to_party_id uuid,
  place jsonb,
  seal_old text,
  seal_new text,
  condition text,
  witness text,
  remarks text,
  constraint custody_events_pk primary key (body_id, id),
  constraint custody_events_inspection foreign key (body_id, inspection_id) references inspections on delete restrict,
  constraint custody_events_observation foreign key (body_id, observation_id) references observations on delete restrict,
  constraint custody_events_prev foreign key (body_id, prev_id) references custody_events on delete restrict,
  constraint custody_events_one_next unique (body_id, prev_id),
  constraint custody_events_from foreign key (body_id, from_party_id) references parties on delete restrict,
  constraint custody_events_to foreign key (body_id, to_party_id) references parties on delete restrict
);
call sec.guard('custody_events');
create index custody_events_by_inspection on custody_events (body_id, inspection_id, n);

-- One physical object. A line for one weapon gets its own at once, unless the recorder names an existing one.
create table items (
  like sec.case_row including defaults,
  constraint items_pk primary key (body_id, id)
);
call sec.guard('items', '{classification,caveats,version}');
create table item_links (
  like sec.case_row including defaults,
  item_id uuid not null,
  observation_id uuid not null,
  undone_at timestamptz,
  constraint item_links_pk primary key (body_id, id),
  constraint item_links_item foreign key (body_id, item_id) references items on delete restrict,
  constraint item_links_observation foreign key (body_id, observation_id) references observations on delete restrict
);
call sec.guard('item_links');
create unique index item_links_one_item on item_links (body_id, observation_id) where undone_at is null;
create index item_links_by_item on item_links (body_id, item_id);
