import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { Trail } from '../src/audit/trail.js';
import type { Actor } from '../src/database/context.js';
import { Database } from '../src/database/database.js';
import { rolesFor } from '../src/database/roles.js';
import { benchSecret, prefix } from './data.js';
import { median } from './measure.js';

const writers = 16;

/** The same append, as guarded as the product's, without hashes and without a tree. */
const { definer } = rolesFor(prefix);
const plainSql = `create schema plain;
  create sequence plain.numbers;
  create table plain.entries (id bigint primary key, xid xid8 not null, at timestamptz not null, body_id uuid, person_id uuid,
    appointment_id uuid, action text not null, object_kind text not null, object_ids uuid[] not null, fields text[] not null,
    old_hashes bytea, new_hashes bytea, request text, purpose text);
  create index entries_by_body on plain.entries (body_id, id desc);
  create function plain.append(p_body uuid, p_person uuid, p_appointment uuid, p_action text, p_kind text, p_ids uuid[],
    p_fields text[], p_old bytea, p_new bytea, p_request text, p_purpose text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog as $$
  begin
    insert into plain.entries values (nextval('plain.numbers'), pg_current_xact_id(), clock_timestamp(), p_body, p_person,
      p_appointment, p_action, p_kind, p_ids, p_fields, p_old, p_new, p_request, p_purpose);
  end $$;
  alter table plain.entries enable row level security;
  alter table plain.entries force row level security;
  create policy entries_append on plain.entries for insert to ${definer} with check (true);
  grant usage on schema plain to ${definer};
  grant usage on sequence plain.numbers to ${definer};
  grant insert on plain.entries to ${definer};
  grant create on schema plain to ${definer};
  alter function plain.append owner to ${definer}`;

/** Appends from 16 connections, a transaction each, for some seconds; entries a second. */
async function append(pool: pg.Pool, schema: 'plain' | 'audit', seconds: number): Promise<number> {
  const ids = [uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const hash = Buffer.alloc(32, 7);
  const text = `select ${schema}.append($1, $2, $3, 'UPDATE', 'inspections', array[$4::uuid], '{status,version}', $5, $5, 'request', null)`;
  let n = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      for (; performance.now() - begun < seconds * 1000; n++)
        await pool.query({ name: schema, text, values: [...ids, hash] });
    }),
  );
  return n / ((performance.now() - begun) / 1000);
}

/**
 * Measures the trail: 16 writers with leaf, hash and sealer against 16 writers with a plain append; a proof of one
 * entry; and verifying a bundle. `sealer` is the sealer's process, which is there in the rounds of both sides.
 */
export async function measureAudit(
  urls: { ownerUrl: string; runtimeUrl: string; bodyId: string },
  folder: string,
  rounds: number,
  seconds: number,
): Promise<object> {
  const pool = new pg.Pool({ connectionString: urls.ownerUrl, max: writers });
  // The server may stop before the last connection has quite ended.
  pool.on('error', () => undefined);
  await pool.query(plainSql);
  const auditor = await appointAuditor(pool, urls.bodyId);
  for (const schema of ['plain', 'audit'] as const) await append(pool, schema, 1);
  const ratios: number[] = [];
  const rates = { plain: [] as number[], audit: [] as number[] };
  const lags: number[] = [];
  for (let n = 0; n < rounds; n++) {
    const rate = { plain: 0, audit: 0 };
    for (const schema of n % 2 === 0 ? (['plain', 'audit'] as const) : (['audit', 'plain'] as const)) {
      rate[schema] = await append(pool, schema, seconds);
      rates[schema].push(rate[schema]);
      // The next round begins when everything is sealed, so that no side pays for the other.
      const quiet = performance.now();
      while ((await pool.query('select from audit.leaves where pos is null limit 1')).rowCount) await sleep(50);
      if (schema === 'audit') lags.push(performance.now() - quiet);
    }
    ratios.push(rate.audit / rate.plain);
  }
  const db = await Database.open(urls.runtimeUrl, benchSecret, [], 4);
  const trail = new Trail(db);
  const { size } = await trail.latest(auditor);
  const proofs: number[] = [];
  for (let n = 0; n < 200; n++) {
    const { rows } = await pool.query('select id from audit.leaves where pos = $1', [Math.floor(Math.random() * size)]);
    const begun = performance.now();
    await trail.inclusion(auditor, rows[0].id, null);
    proofs.push(performance.now() - begun);
  }
  const bundle = join(folder, 'bundle.ndjson');
  let begun = performance.now();
  await pipeline(Readable.from(await trail.bundle(auditor, 0, null)), createWriteStream(bundle));
  const exported = performance.now() - begun;
  begun = performance.now();
  const { publicKey } = await trail.latest(auditor);
  await promisify(execFile)(process.execPath, ['verify.mjs', bundle, '--key', publicKey]);
  const verified = performance.now() - begun;
  await db.close();
  await pool.end();
  const perMillion = (ms: number) => `${((ms / size) * 1000).toFixed(1)} s`;
  return {
    case: `audit: 16 writers, leaf + hash + sealer against the same append without them`,
    'entries/s ratio': median(ratios).toFixed(2),
    'spread of ratio': `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`,
    'product entries/s': median(rates.audit).toFixed(0),
    'yardstick entries/s': median(rates.plain).toFixed(0),
    'all sealed after quiet': `${median(lags).toFixed(0)} ms`,
    'entries sealed': size,
    'one proof': `${median(proofs).toFixed(1)} ms`,
    'bundle, per million (extrapolated)': perMillion(exported),
    'verify, per million (extrapolated)': perMillion(verified),
  };
}

async function appointAuditor(pool: pg.Pool, bodyId: string): Promise<Actor> {
  const [personId, appointmentId] = [uuidv7(), uuidv7()];
  await pool.query(`insert into people (id, email, name) values ($1, 'auditor@bench.example', 'Bench auditor')`, [
    personId,
  ]);
  await pool.query(
    `insert into appointments (id, person_id, body_id, role, clearance, valid_from) values ($1, $2, $3, 'AUDITOR', 0, '2020-01-01')`,
    [appointmentId, personId, bodyId],
  );
  const of = { personId, appointmentId, bodyId, bodyAcronym: 'BENCH', bodyKind: 'MISSION', role: 'AUDITOR' };
  return { ...of, sessionId: null, requestId: 'bench', purpose: null };
}
