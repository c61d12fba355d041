import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.js';

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
    const client = new pg.Client({ connectionString: server.url, application_name: 'cordon start' });
    // A connection lost in use rejects its statement; without a listener the event would end the process.
    client.on('error', () => undefined);
    await client.connect();
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
