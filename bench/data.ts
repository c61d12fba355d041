import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { hashPassphrase } from '../src/access/sign-in.service.js';
import { migrate } from '../src/database/migrate.js';
import { rolesFor, urlForRole } from '../src/database/roles.js';
import { migrateBell } from '../src/queue/bell.js';
import { loadReference } from '../src/reference/load.js';

/** One database with a mission, an analyst and as many observations as asked for. */
export interface BenchData {
  ownerUrl: string;
  runtimeUrl: string;
  bodyId: string;
  appointmentId: string;
  observations: number;
  inspections: number;
}

export const benchSecret = 'a secret for the bench only, forty characters';
export const benchPassword = 'correct horse battery staple';
/** Of the roles of this database. */
export const prefix = 'cordon_bench';
const perInspection = 30;

/** Makes the database; skewed as records are: few makes and calibres dominate, 3 % of markings erased or partial. */
export async function makeData(serverUrl: string, observations: number): Promise<BenchData> {
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  await server.query('create database cordon_bench');
  await server.end();
  const owner = new URL(serverUrl);
  owner.pathname = '/cordon_bench';
  await migrate(owner.href, prefix, benchSecret);
  await loadReference(owner.href);
  await migrateBell(owner.href, rolesFor(prefix).runtime);
  const client = new pg.Client({ connectionString: owner.href });
  await client.connect();
  const [bodyId, personId, appointmentId] = [uuidv7(), uuidv7(), uuidv7()];
  await client.query(
    `insert into bodies (id, kind, acronym, name, fictional) values ($1, 'MISSION', 'BENCH', 'Bench mission', true)`,
    [bodyId],
  );
  await client.query(`insert into people (id, email, name) values ($1, 'analyst@bench.example', 'Bench analyst')`, [
    personId,
  ]);
  await client.query(
    `insert into appointments (id, person_id, body_id, role, clearance, valid_from) values ($1, $2, $3, 'CELL_ANALYST', 1, '2020-01-01')`,
    [appointmentId, personId, bodyId],
  );
  await client.query('insert into auth.credentials (person_id, password_hash) values ($1, $2)', [
    personId,
    await hashPassphrase(benchPassword),
  ]);
  const inspections = Math.ceil(observations / perInspection);
  // A load of a million rows is no change made by anybody: triggers and policies rest meanwhile.
  await client.query(`set session_replication_role = replica; select setseed(0.42)`);
  await client.query(
    `insert into inspections (body_id, id, recorded_by, recorded_at, classification, ref, content_hash, type, status, period, period_from, period_to,
       legal_basis, regime_code, place, lon, lat, outcomes, outcome_text)
     select $1, uuidv7(), $2, now() - make_interval(secs => ($3 - n) * 60), case when random() < 0.1 then 2 else 1 end, 'BENCH-INS-' || lpad(n::text, 8, '0'), '\\x00',
       (array['ARMOURY','CHECKPOINT','CARGO_ROAD','CACHE','MIL_SITE','COLLECTION'])[1 + floor(power(random(), 2) * 6)::int], 'CLOSED',
       jsonb_build_object('from', jsonb_build_object('value', d::text, 'precision', 'DAY'), 'to', null), d, d + 1,
       '{"status":"CITED","regime":"XV-9001","paragraph":"4","paragraphId":"S/RES/9001(2015)/4","resolution":"S/RES/9001 (2015)","asWritten":null,"validFrom":"2015-01-01","validTo":null,"historicalRegime":null}',
       'XV-9001', jsonb_build_object('placeName', 'Place ' || (n % 400), 'method', 'GPS', 'accuracyM', 50), -30 + random() * 3, -3 + random() * 3,
       array['NO_FINDING'], 'Visited as planned; holdings compared with the register.'
     from (select n, date '2022-01-01' + (n % 900) as d from generate_series(1, $3::int) n) g`,
    [bodyId, appointmentId, inspections],
  );
  await client.query(
    `insert into observations (body_id, id, recorded_by, recorded_at, classification, inspection_id, n, content_hash, class, category_1997, make_raw, model_raw,
       calibre_raw, country, marking_status, holder_type, access_mode, acquisition_context, condition, qty_min, qty_max, unit, method, observed, observed_from, observed_to, source_grade, information_grade)
     select i.body_id, uuidv7(), i.recorded_by, i.recorded_at, i.classification, i.id, k, '\\x', 'SMALL_ARM', (array['P97_SA4','P97_SA2','P97_SA1','P97_SA5'])[1 + floor(power(random(), 3) * 4)::int],
       (array['Izhmash','Norinco','Zastava','FN','Beretta'])[1 + floor(power(random(), 3) * 5)::int], (array['AKM','Type 56','M70','FAL','92'])[1 + floor(power(random(), 3) * 5)::int],
       (array['7.62x39','7.62x51','5.56x45','9x19'])[1 + floor(power(random(), 3) * 4)::int], 'RU', case when random() < 0.03 then 'ERASED' else 'ORIGINAL_COMPLETE' end,
       'STATE_MIL', 'PHYSICAL_HANDLED', 'INSPECTED_IN_STOCK', 'SERVICEABLE', 1, 1, 'ITEM', 'COUNTED', i.period->'from', i.period_from, i.period_to, 'B', '2'
     from inspections i cross join generate_series(1, ${perInspection}) k`,
  );
  await client.query('set session_replication_role = origin');
  // The yardstick writes into copies without policies, triggers and foreign keys, but with the same columns and indexes.
  await client.query('create schema bench');
  for (const table of ['inspections', 'observations', 'serials', 'access_results'])
    await client.query(`create table bench.${table} (like public.${table} including all)`);
  await client.query('vacuum analyze inspections');
  await client.query('vacuum analyze observations');
  await client.query('checkpoint');
  await client.end();
  return {
    ownerUrl: owner.href,
    runtimeUrl: urlForRole(owner.href, benchSecret, rolesFor(prefix).runtime),
    bodyId,
    appointmentId,
    observations,
    inspections,
  };
}
