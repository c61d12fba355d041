import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.js';
import { ownerClient } from './owner-client.js';

/** Cordon's own PostgreSQL, and the address of the database in it. */
export interface OwnDatabase {
  server: EmbeddedPostgres;
  /** Holds the password: never log it. */
  ownerUrl: string;
}

/** Starts the embedded PostgreSQL on `dataDir` and makes the database `cordon` in it unless it is there. */
export async function openOwnDatabase(dataDir: string): Promise<OwnDatabase> {
  const server = await startEmbeddedPostgres({ dataDir, persistent: true });
  try {
    const client = await ownerClient(server.url, 'start');
    try {
      const { rowCount } = await client.query(`select from pg_database where datname = 'cordon'`);
      if (rowCount === 0) await client.query('create database cordon');
    } finally {
      await client.end();
    }
  } catch (error) {
    await server.stop();
    throw error;
  }
  const url = new URL(server.url);
  url.pathname = '/cordon';
  return { server, ownerUrl: url.href };
}
