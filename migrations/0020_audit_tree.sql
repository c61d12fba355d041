-- Sealing the trail: every leaf gets its position once, the positions make an RFC 6962 tree, and checkpoints sign the
-- tree's root. From here on the trail only grows, also for its owner; an owner who switches the triggers off is what
-- the checkpoints held outside are for.

-- Roots of complete subtrees, every fourth level: node (level, idx) stands over the leaves idx·2^level … (idx+1)·2^level - 1.
-- A proof needs some forty of them at most, each made from at most eight stored ones, however long the trail is.
create table audit.nodes (
  level smallint not null constraint nodes_level check (level > 0 and level % 4 = 0),
  idx bigint not null constraint nodes_idx check (idx >= 0),
  hash bytea not null constraint nodes_hash check (length(hash) = 32),
  constraint nodes_pk primary key (level, idx)
);
comment on table audit.nodes is 'Roots of complete subtrees of the tree over the leaves, every fourth level.';
comment on table audit.checkpoints is 'What the tree was at a size: root, signed note, and the key that signed it.';

-- The sealer may hold a key that the API has not, so a checkpoint brings its public key along.
alter table audit.checkpoints add column public_key text not null;
alter table audit.checkpoints add constraint checkpoints_size check (size > 0);
alter table audit.checkpoints add constraint checkpoints_root check (length(root) = 32);
-- Unsealed leaves stay out of this index: an entry for each would make every append dearer.
alter table audit.leaves drop constraint leaves_pos_once;
create unique index leaves_pos_once on audit.leaves (pos) where pos is not null;
-- Whoever searches by time must not read the whole trail; a block index costs a writer next to nothing.
create index leaves_by_time on audit.leaves using brin (at);

grant select, insert on audit.nodes to ${sealer};
grant select on audit.nodes, audit.checkpoints to ${definer};

create function audit.refuse() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  raise exception 'the trail only grows' using errcode = '42501';
end $$;

create trigger leaves_sealed_once before update on audit.leaves for each row
  when (old.pos is not null or new.pos is null) execute function audit.refuse();
create trigger leaves_unchanged
  before update of id, xid, at, body_id, person_id, appointment_id, action, object_kind, object_ids, fields, old_hashes,
    new_hashes, request, purpose, leaf_hash on audit.leaves for each statement execute function audit.refuse();
create trigger leaves_kept before delete or truncate on audit.leaves for each statement execute function audit.refuse();
create trigger nodes_kept before update or delete or truncate on audit.nodes for each statement execute function audit.refuse();
create trigger checkpoints_kept before update or delete or truncate on audit.checkpoints
  for each statement execute function audit.refuse();

-- A checkpoint is of all that is sealed, and of more than the one before.
create function audit.grow() returns trigger
language plpgsql set search_path = pg_catalog as $$
begin
  if new.size <> (select max(l.pos) + 1 from audit.leaves l)
     or exists (select from audit.checkpoints c where c.size >= new.size) then
    raise exception 'a checkpoint is of all that is sealed, and of more than the one before' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger checkpoints_grow before insert on audit.checkpoints for each row execute function audit.grow();

-- The newest checkpoint goes into every packet, so whoever may be asking may have it: it says nothing of any leaf.
create function audit.newest_checkpoint() returns table (size bigint, root text, note text, "publicKey" text)
language sql stable security definer set search_path = pg_catalog as $$
  select c.size, encode(c.root, 'hex'), c.note, c.public_key from audit.checkpoints c
   where (select (sec.ctx()).person_id) is not null order by c.size desc limit 1
$$;

-- The rest is for auditors: checkpoints, newest first, below a size; and the stored roots of subtrees.
create function audit.checkpoints_below(before bigint, at_most int)
  returns table (size bigint, root bytea, note text, at timestamptz, public_key text)
language sql stable security definer set search_path = pg_catalog as $$
  select c.size, c.root, c.note, c.at, c.public_key from audit.checkpoints c
   where c.size < before and (select (sec.ctx()).role) = 'AUDITOR' order by c.size desc limit at_most
$$;
create function audit.nodes_at(levels smallint[], idxs bigint[]) returns table (level smallint, idx bigint, hash bytea)
language sql stable security definer set search_path = pg_catalog as $$
  select n.level, n.idx, n.hash from unnest(levels, idxs) as wanted (level, idx)
    join audit.nodes n on n.level = wanted.level and n.idx = wanted.idx
   where (select (sec.ctx()).role) = 'AUDITOR'
$$;

grant create on schema audit to ${definer};
alter function audit.newest_checkpoint() owner to ${definer};
alter function audit.checkpoints_below(bigint, int) owner to ${definer};
alter function audit.nodes_at(smallint[], bigint[]) owner to ${definer};
revoke create on schema audit from ${definer};
revoke execute on all functions in schema audit from public;
grant execute on function audit.newest_checkpoint(), audit.checkpoints_below(bigint, int),
  audit.nodes_at(smallint[], bigint[]) to ${runtime};
