import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../config.js';
import { ownerClient } from '../database/owner-client.js';
import { closeFacts, type Fact, factKinds, insertFacts } from './fact-kinds.js';

/**
 * Loads `seeds/reference` as the database's owner. A fact that changed in the seeds supersedes the row it replaces, which
 * stays as history; one that an administrator has told or corrected is left alone, because rights may hang on it.
 */
export async function loadReference(ownerUrl: string): Promise<void> {
  const client = await ownerClient(ownerUrl, 'reference');
  try {
    await client.query('begin');
    // Processes that start together take turns, and with whoever corrects a fact over the API.
    await client.query(`select pg_advisory_xact_lock(hashtextextended('facts', 9))`);
    for (const kind of Object.values(factKinds)) {
      const facts = JSON.parse(await readFile(join(projectRoot, 'seeds/reference', kind.file), 'utf8')) as Fact[];
      const { rows } = await client.query<{ key: string }>(
        `select f->>'${kind.key}' as key from jsonb_array_elements($1::jsonb) f
          where not exists (select from ref.${kind.table} r where r.${kind.keyColumn} = f->>'${kind.key}' and r.superseded_at is null
                               and (r.facts = f or r.recorded_by is not null))`,
        [JSON.stringify(facts)],
      );
      const fresh = rows.map(row => row.key);
      await client.query(closeFacts(kind), [fresh]);
      await client.query(insertFacts(kind), [JSON.stringify(facts), fresh, null, null, null]);
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
}
