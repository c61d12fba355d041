import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { randomToken } from '../access/tokens.js';
import { ownerClient } from '../database/owner-client.js';
import { instantSql } from '../http/shape.js';
import { invitationDays } from './people.service.js';

/** Somebody who will administer the installation. */
export interface Administrator {
  name: string;
  email: string;
}

/** An administrator's invitation, to be handed over once. */
export interface FoundingInvitation extends Administrator {
  token: string;
  expiresAt: string;
}

/** Why an installation was not founded, for the person at the keyboard. */
export class CannotFound extends Error {}

/** Nobody grants or ends an appointment of their own, so one administrator alone could be locked out for good. */
const fewestAdministrators = 2;

/** Administrators read no content. */
const administratorClearance = 0;

/**
 * Reads `--admin "Name <address>"`, once for each administrator.
 * @throws CannotFound naming every argument that is not understood.
 */
export function readAdministrators(args: string[]): Administrator[] {
  const administrators: Administrator[] = [];
  const faults: string[] = [];
  for (let n = 0; n < args.length; n++) {
    if (args[n] !== '--admin') {
      faults.push(`${args[n]} is not understood`);
      continue;
    }
    const value = args[++n] ?? '';
    const match = /^\s*([^<>]{1,200}?)\s*<\s*([^@\s<>]+@[^@\s<>]+)\s*>\s*$/.exec(value);
    if (match?.[1] && match[2]) administrators.push({ name: match[1], email: match[2].toLowerCase() });
    else faults.push(`--admin ${value}: expected "Name <address>"`);
  }
  if (faults.length === 0 && new Set(administrators.map(a => a.email)).size < fewestAdministrators)
    faults.push(`at least ${fewestAdministrators} administrators with different addresses are needed`);
  if (faults.length > 0)
    throw new CannotFound(
      `${faults.join('\n')}\nUsage: npm run found -- --admin "Name <address>" --admin "Name <address>"`,
    );
  return administrators;
}

/**
 * Founds a production installation as the database's owner: the headquarters body with its system appointment, the
 * administrators with their appointments, and one invitation for each.
 * @throws CannotFound when the database has no tables yet, or has had an administrator.
 */
export async function foundInstallation(
  ownerUrl: string,
  administrators: Administrator[],
): Promise<FoundingInvitation[]> {
  const client = await ownerClient(ownerUrl, 'found');
  try {
    const { rowCount: migrated } = await client.query(
      `select where to_regclass('public.appointments') is not null and to_regclass('auth.invitations') is not null`,
    );
    if (migrated === 0) throw new CannotFound('The database has no tables yet: start Cordon once, then found it.');
    await client.query('begin');
    // Two founders at once take turns; the second is refused.
    await client.query('lock table appointments in share row exclusive mode');
    const { rowCount: founded } = await client.query(`select from appointments where role = 'PLATFORM_ADMIN' limit 1`);
    if (founded !== 0)
      throw new CannotFound('This installation has been founded: its administrators appoint others over the API.');
    const bodyId = await headquarters(client);
    const invitations: FoundingInvitation[] = [];
    for (const administrator of administrators) invitations.push(await appoint(client, bodyId, administrator));
    await client.query('commit');
    return invitations;
  } finally {
    // Ending the connection rolls back what was not committed.
    await client.end();
  }
}

/** The body CORDON, made with its system appointment unless it is there already. */
async function headquarters(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ id: string; kind: string }>(
    `select id, kind from bodies where acronym = 'CORDON'`,
  );
  if (rows[0] && rows[0].kind !== 'HEADQUARTERS')
    throw new CannotFound('There is a body CORDON that is no headquarters office.');
  if (rows[0]) return rows[0].id;
  const bodyId = uuidv7();
  await client.query(
    `insert into bodies (id, kind, acronym, name) values ($1, 'HEADQUARTERS', 'CORDON', 'Cordon administration')`,
    [bodyId],
  );
  const systemId = uuidv7();
  await client.query(`insert into people (id, name, kind) values ($1, 'System of CORDON', 'SYSTEM')`, [systemId]);
  await insertAppointment(client, systemId, bodyId, 'SYSTEM', 1);
  return bodyId;
}

async function appoint(client: pg.Client, bodyId: string, who: Administrator): Promise<FoundingInvitation> {
  const wanted = uuidv7();
  await client.query('insert into people (id, email, name) values ($1, $2, $3) on conflict (email) do nothing', [
    wanted,
    who.email,
    who.name,
  ]);
  const { rows } = await client.query<{ id: string }>('select id from people where email = $1', [who.email]);
  const personId = rows[0]?.id ?? wanted;
  await insertAppointment(client, personId, bodyId, 'PLATFORM_ADMIN', administratorClearance);
  const { token, sha256 } = randomToken();
  const { rows: stored } = await client.query<{ at: string }>(
    `insert into auth.invitations (token_sha256, person_id, expires_at) values ($1, $2, now() + make_interval(days => $3))
     returning ${instantSql('expires_at')} as at`,
    [sha256, personId, invitationDays],
  );
  return { ...who, token, expiresAt: stored[0]?.at ?? '' };
}

async function insertAppointment(
  client: pg.Client,
  personId: string,
  bodyId: string,
  role: string,
  clearance: number,
): Promise<void> {
  await client.query(
    `insert into appointments (id, person_id, body_id, role, clearance, valid_from) values ($1, $2, $3, $4, $5, now())`,
    [uuidv7(), personId, bodyId, role, clearance],
  );
}
