import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import './register-swc.mjs';

/**
 * Jest's global set-up: one throw-away PostgreSQL for the whole run, its superuser URL in TEST_DATABASE_URL. A server
 * named there beforehand is used as it is. Speed over safety: nothing here outlives the run.
 */
export default async function startPostgres() {
  if (process.env.TEST_DATABASE_URL) return;
  const { startEmbeddedPostgres } = await import('../../src/database/embedded.ts');
  const dataDir = await mkdtemp(join(tmpdir(), 'cordon-test-'));
  // As root the server runs as another user, who can then work in this directory.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({
    dataDir,
    persistent: false,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'on' },
  });
  process.env.TEST_DATABASE_URL = server.url;
  globalThis.cordonTestPostgres = server;
}
