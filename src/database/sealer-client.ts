import pg from 'pg';

/** A connection of the sealer, whose role numbers and signs leaves and can do nothing else. The caller ends it. */
export async function sealerClient(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'cordon sealer',
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
    keepAlive: true,
  });
  // A connection lost in use rejects its statement; without a listener the event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
