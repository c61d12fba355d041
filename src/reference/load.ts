import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { projectRoot } from '../config.js';

type Fact = Record<string, unknown>;

/** How one seed file becomes rows: the key, and the columns beside `facts`. `to` in the seeds is the last day in force. */
const files: { file: string; table: string; key: string; columns: Record<string, string> }[] = [
  {
    file: 'regimes.json',
    table: 'regimes',
    key: 'code',
    columns: {
      name: `f->>'name'`,
      committee: `f->>'committee'`,
      country: `f->>'country'`,
      status: `f->>'status'`,
      fictional: `coalesce((f->>'fictional')::boolean, false)`,
    },
  },
  {
    file: 'operative-paragraphs.json',
    table: 'operative_paragraphs',
    key: 'id',
    columns: {
      resolution: `f->>'resolution'`,
      paragraph: `f->>'paragraph'`,
      regime_code: `f->>'regime'`,
      valid_from: `(f->>'from')::date`,
      valid_to: `(f->>'to')::date + 1`,
      end_kind: `f->>'endKind'`,
      known_until: `(f->>'knownUntil')::date`,
      kinds: `array(select jsonb_array_elements_text(f->'kinds'))`,
      summary: `f->>'text'`,
      fictional: `coalesce((f->>'fictional')::boolean, false)`,
    },
  },
  {
    file: 'committees.json',
    table: 'committees',
    key: 'code',
    columns: { name: `f->>'name'`, regime_codes: `array(select jsonb_array_elements_text(f->'regimes'))` },
  },
  {
    file: 'missions.json',
    table: 'missions',
    key: 'acronym',
    columns: {
      name: `f->>'name'`,
      aliases: `array(select jsonb_array_elements_text(f->'aliases'))`,
      kind: `f->>'kind'`,
      host_state: `f->>'hostState'`,
      valid_from: `(f->>'from')::date`,
      valid_to: `(f->>'to')::date + 1`,
      end_kind: `f->>'endKind'`,
      known_until: `(f->>'knownUntil')::date`,
    },
  },
];

/**
 * Loads `seeds/reference` as the database's owner. A fact already loaded is left alone, even if an administrator has
 * corrected it since; a fact that changed in the seeds supersedes the row it replaces, which stays as history.
 */
export async function loadReference(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'cordon reference' });
  // A connection lost in use rejects its statement; without a listener the event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin');
    // Processes that start together take turns.
    await client.query('lock table ref.regimes in share row exclusive mode');
    for (const { file, table, key, columns } of files) {
      const facts = JSON.parse(await readFile(join(projectRoot, 'seeds/reference', file), 'utf8')) as Fact[];
      const { rows } = await client.query<{ key: string }>(
        `with fresh as (
           select f, f->>'${key}' as key from jsonb_array_elements($1::jsonb) f
            where not exists (select from ref.${table} r where r.${key} = f->>'${key}' and r.facts = f)),
         closed as (update ref.${table} r set superseded_at = clock_timestamp() from fresh where r.${key} = fresh.key and r.superseded_at is null)
         select key from fresh`,
        [JSON.stringify(facts)],
      );
      const names = Object.keys(columns);
      await client.query(
        `insert into ref.${table} (${key}, facts, source, recorded_at, ${names.join(', ')})
         select f->>'${key}', f, f->>'source', clock_timestamp(), ${names.map(n => columns[n]).join(', ')}
           from jsonb_array_elements($1::jsonb) f where f->>'${key}' = any ($2)`,
        [JSON.stringify(facts), rows.map(r => r.key)],
      );
      if (table === 'regimes')
        await loadMeasures(
          client,
          facts,
          rows.map(r => r.key),
        );
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
}

async function loadMeasures(client: pg.Client, regimes: Fact[], codes: string[]): Promise<void> {
  await client.query(
    'update ref.regime_measures set superseded_at = clock_timestamp() where regime_code = any ($1) and superseded_at is null',
    [codes],
  );
  await client.query(
    `insert into ref.regime_measures (regime_code, n, measure, scope, direction, valid_from, valid_to, end_kind, known_until, basis, note, recorded_at)
     select f->>'code', m.n, m.fact->>'measure', m.fact->>'scope', m.fact->>'direction', (m.fact->>'from')::date, (m.fact->>'to')::date + 1,
            m.fact->>'endKind', (m.fact->>'knownUntil')::date, m.fact->>'basis', m.fact->>'note', clock_timestamp()
       from jsonb_array_elements($1::jsonb) f, jsonb_array_elements(f->'measures') with ordinality as m (fact, n)
      where f->>'code' = any ($2)`,
    [JSON.stringify(regimes), codes],
  );
}
