import pg from 'pg';

/**
 * A connection as the database's owner, for what comes before there is an actor; never for a request. The caller ends it.
 * @param use follows "cordon" in PostgreSQL's list of sessions.
 */
export async function ownerClient(ownerUrl: string, use: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: `cordon ${use}` });
  // A connection lost in use rejects its statement; without a listener the event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
