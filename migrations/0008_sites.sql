-- What registering sites over the API needs, and the answers kept for clients that repeat themselves.

-- SHA-256 of the request a site was made from: the same id with the same request is the same site, sent again.
alter table sites add column content_hash bytea;
create index sites_by_name on sites (body_id, lower(name) text_pattern_ops);

-- One row for each Idempotency-Key that a body has used on a sub-resource or a move of state: what was asked (by hash)
-- and what was answered. A row is as protected as anything its answer can show: the level is the clearance of the
-- person who was answered, the compartment that of the record. No foreign key to bodies, as for all that is written often.
create table idempotency_keys (
  like sec.case_row including defaults,
  key text not null constraint idempotency_keys_key_length check (length(key) between 1 and 255),
  operation text not null,
  content_hash bytea not null,
  status smallint not null constraint idempotency_keys_status check (status between 200 and 299),
  answer text not null,
  answer_version integer,
  constraint idempotency_keys_pk primary key (body_id, id),
  constraint idempotency_keys_once unique (body_id, key)
);
call sec.guard('idempotency_keys');
comment on column idempotency_keys.answer_version is 'Version of the record that the answer showed, sent as its ETag; null where the answer had none.';
