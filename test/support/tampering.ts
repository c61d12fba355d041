import type pg from 'pg';
import { RightEdge } from '../../src/audit/merkle.js';
import type { CheckpointSigner } from '../../src/audit/note.js';

/** The trail's tables, kept aside so that every attempt begins from the same trail. */
export async function keepCopy(owner: pg.Pool): Promise<void> {
  await owner.query(`create schema kept;
    create table kept.leaves as table audit.leaves; create table kept.nodes as table audit.nodes;
    create table kept.checkpoints as table audit.checkpoints;
    alter table audit.leaves drop constraint leaves_pk; drop index audit.leaves_pos_once;
    alter table audit.checkpoints drop constraint checkpoints_pk`);
}

/** Runs statements as an owner who has switched every trigger off. */
export async function past(owner: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await owner.connect();
  try {
    await client.query('begin');
    await client.query('set local session_replication_role = replica');
    await work(client);
    await client.query('commit');
  } finally {
    client.release();
  }
}

/** The trail as it was kept. */
export const restore = (owner: pg.Pool): Promise<void> =>
  past(owner, async client => {
    await client.query(`truncate audit.leaves, audit.nodes, audit.checkpoints;
      insert into audit.leaves table kept.leaves; insert into audit.nodes table kept.nodes;
      insert into audit.checkpoints table kept.checkpoints`);
  });

const rehash = `update audit.leaves set leaf_hash = sha256('\\x00'::bytea || convert_to(json_build_array(id, xid::text,
  to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), body_id, person_id, appointment_id, action, object_kind,
  object_ids, fields, encode(old_hashes, 'hex'), encode(new_hashes, 'hex'), request, purpose)::text, 'UTF8'))`;

/** Signs every checkpoint anew over the trail as it now is, and one over all of it. */
async function resign(client: pg.PoolClient, signer: CheckpointSigner): Promise<void> {
  const { rows } = await client.query<{ leaf_hash: Buffer }>(
    'select leaf_hash from audit.leaves where pos is not null order by pos, id',
  );
  const { rows: old } = await client.query<{ size: string }>('select size from audit.checkpoints');
  const sizes = new Set([...old.map(row => Number(row.size)), rows.length]);
  await client.query('truncate audit.checkpoints, audit.nodes');
  const edge = new RightEdge(0, []);
  for (const [n, row] of rows.entries()) {
    edge.add(row.leaf_hash, () => undefined);
    if (!sizes.has(n + 1)) continue;
    const { note, signature } = signer.checkpoint(n + 1, edge.root());
    await client.query(
      'insert into audit.checkpoints (size, root, note, signatures, public_key) values ($1, $2, $3, $4, $5)',
      [n + 1, edge.root(), note, [signature], signer.publicKey],
    );
  }
}

/** How far an insider goes to cover a change: not at all, new leaf hashes, or everything signed anew. */
export const efforts = ['plain', 'rehashed', 'signed anew'] as const;

/** What an insider may do to the entry at `$1`, or at `$1` and another at `$2`. */
export const tamperings: Record<string, string> = {
  'edit id': 'update audit.leaves set id = id + 1000000 where pos = $1 and $2::int is not null',
  'edit time': `update audit.leaves set at = at + interval '1 microsecond' where pos = $1 and $2::int is not null`,
  'edit transaction': `update audit.leaves set xid = '7' where pos = $1 and $2::int is not null`,
  'edit body': 'update audit.leaves set body_id = gen_random_uuid() where pos = $1 and $2::int is not null',
  'edit person': 'update audit.leaves set person_id = gen_random_uuid() where pos = $1 and $2::int is not null',
  'edit appointment':
    'update audit.leaves set appointment_id = gen_random_uuid() where pos = $1 and $2::int is not null',
  'edit action': `update audit.leaves set action = action || 'X' where pos = $1 and $2::int is not null`,
  'edit kind': `update audit.leaves set object_kind = 'x' where pos = $1 and $2::int is not null`,
  'edit objects':
    'update audit.leaves set object_ids = object_ids || gen_random_uuid() where pos = $1 and $2::int is not null',
  'edit fields': `update audit.leaves set fields = fields || 'x'::text where pos = $1 and $2::int is not null`,
  'edit hashes': `update audit.leaves set new_hashes = sha256('x') where pos = $1 and $2::int is not null`,
  'edit request': `update audit.leaves set request = coalesce(request, '') || 'x' where pos = $1 and $2::int is not null`,
  'edit purpose': `update audit.leaves set purpose = 'another' where pos = $1 and $2::int is not null`,
  'edit leaf hash': `update audit.leaves set leaf_hash = sha256('x') where pos = $1 and $2::int is not null`,
  delete: 'delete from audit.leaves where pos = $1 and $2::int is not null',
  'delete and renumber': `with gone as (delete from audit.leaves where pos = $1 and $2::int is not null)
    update audit.leaves set pos = pos - 1 where pos > $1`,
  insert: `with shifted as (update audit.leaves set pos = pos + 1 where pos >= $1 and $2::int is not null)
    insert into audit.leaves select id + 2000000, xid, at, body_id, person_id, appointment_id, action, object_kind, object_ids,
      fields, old_hashes, new_hashes, request, purpose, leaf_hash, $1 from audit.leaves where pos = $1`,
  duplicate: `insert into audit.leaves select id, xid, at, body_id, person_id, appointment_id, action, object_kind, object_ids,
      fields, old_hashes, new_hashes, request, purpose, leaf_hash, pos from audit.leaves where pos = $1 and $2::int is not null`,
  'duplicate and renumber': `with shifted as (update audit.leaves set pos = pos + 1 where pos > $1 and $2::int is not null)
    insert into audit.leaves select id, xid, at, body_id, person_id, appointment_id, action, object_kind, object_ids,
      fields, old_hashes, new_hashes, request, purpose, leaf_hash, pos + 1 from audit.leaves where pos = $1`,
  swap: 'update audit.leaves set pos = $1 + $2 - pos where pos in ($1, $2)',
  'truncate tail': 'delete from audit.leaves where pos >= $1 and $2::int is not null',
  'cut tail and checkpoints': `with gone as (delete from audit.checkpoints where size > $1 and $2::int is not null)
    delete from audit.leaves where pos >= $1`,
  renumber: 'update audit.leaves set pos = pos + 1 where pos >= $1 and $2::int is not null',
  'unseal the tail': 'update audit.leaves set pos = null where pos >= $1 and $2::int is not null',
};

/** Applies one tampering with as much effort as said; what needs no hiding is signed anew as it is. */
export const tamper = (
  owner: pg.Pool,
  what: string,
  effort: (typeof efforts)[number],
  [one, other]: [number, number],
  stolen: CheckpointSigner,
): Promise<void> =>
  past(owner, async client => {
    await client.query(tamperings[what] as string, [one, other]);
    if (effort !== 'plain' && what !== 'edit leaf hash') await client.query(rehash);
    if (effort === 'signed anew') await resign(client, stolen);
  });

/** What an insider may do to the checkpoints alone. */
export const checkpointTamperings: Record<string, string> = {
  'replace root': `update audit.checkpoints set root = sha256('x')`,
  'edit note': `update audit.checkpoints set note = replace(note, E'\\n' || size || E'\\n', E'\\n' || (size + 1) || E'\\n')`,
  'edit size': 'update audit.checkpoints set size = size + 1',
  'empty note': `update audit.checkpoints set note = ''`,
  'hide the newest':
    'delete from audit.checkpoints where size >= (select max(size) from audit.checkpoints where size < $1)',
};
