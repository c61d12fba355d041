import { quoteSchemaName, runMigrations } from 'bullmq';
import pg from 'pg';
import { ownerClient } from '../database/owner-client.js';
import { QUEUE_NAME } from './bell-wire.js';

const { escapeIdentifier } = pg;

/**
 * The tables that ringing, listening and dropping the rings of dead listeners touch. BullMQ's functions run with
 * their caller's rights, so the runtime role needs these itself.
 */
const READ_WRITE = ['job', 'event', 'meta'];
/** The bell uses no flows and no schedulers, but the functions look whether a job has any. */
const READ_ONLY = ['migration', 'job_dependency', 'scheduler'];
const SEQUENCES = ['job_seq', 'event_seq'];

/**
 * Creates or updates BullMQ's own schema as the database owner and gives `runtimeRole` the least it needs there.
 * Run before a process opens the bell. May run again, and in two processes at once: an advisory lock makes one wait.
 * Rights given on that schema's tables and sequences to the role before, and no longer needed, are taken back.
 * @param ownerUrl URL of a role that may create schemas in the database.
 * @param runtimeRole name of an existing role.
 * @param schema a simple identifier.
 * @throws Error when the schema name is not a simple identifier, the role does not exist, the server is too old, or
 * the schema was made by a newer BullMQ.
 */
export async function migrateBell(ownerUrl: string, runtimeRole: string, schema = 'bullmq'): Promise<void> {
  const inSchema = quoteSchemaName(schema);
  const role = escapeIdentifier(runtimeRole);
  const list = (names: string[]) => names.map(name => `${inSchema}.${escapeIdentifier(name)}`).join(', ');
  const client = await ownerClient(ownerUrl, 'queue');
  try {
    // BullMQ locks only its own migration; two processes granting at once would fail on each other's row update.
    await client.query('SELECT pg_advisory_lock(hashtext($1), hashtext($2))', ['cordon:bell', schema]);
    await runMigrations(client, schema);
    await client.query('BEGIN');
    // BullMQ creates a queue's id sequence at the first ring. The runtime role may not, so it happens here.
    await client.query(`SELECT ${inSchema}.next_job_id($1)`, [QUEUE_NAME]);
    const { rows } = await client.query<{ name: string }>(`SELECT ${inSchema}.job_id_seq_name($1) AS name`, [
      QUEUE_NAME,
    ]);
    const sequences = [...SEQUENCES, ...rows.map(row => row.name)];
    await client.query(`
      REVOKE ALL ON SCHEMA ${inSchema} FROM ${role};
      REVOKE ALL ON ALL TABLES IN SCHEMA ${inSchema} FROM ${role};
      REVOKE ALL ON ALL SEQUENCES IN SCHEMA ${inSchema} FROM ${role};
      GRANT USAGE ON SCHEMA ${inSchema} TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ${list(READ_WRITE)} TO ${role};
      GRANT SELECT ON ${list(READ_ONLY)} TO ${role};
      GRANT USAGE ON SEQUENCE ${list(sequences)} TO ${role};
    `);
    await client.query('COMMIT');
  } finally {
    // Ending the session rolls back what is open and frees the lock.
    await client.end();
  }
}
