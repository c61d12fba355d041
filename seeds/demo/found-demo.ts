import { randomInt } from 'node:crypto';
import { verify } from '@node-rs/argon2';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { hashPassphrase } from '../../src/access/sign-in.service.js';
import { ownerClient } from '../../src/database/owner-client.js';
import { factKinds, insertFacts } from '../../src/reference/fact-kinds.js';
import { type DemoBody, type DemoMandate, demoBodies, demoEmails } from './cast.js';
import { dayAfter, demoId } from './chance.js';

/** How far the demonstration has come. */
export interface DemoState {
  /** The day of the first start; everything is dated back from it. */
  firstStart: string;
  /** The password set at this start, or null when the one of an earlier start still holds. */
  password: string | null;
  bodyIds: Map<string, string>;
  /** The first packet, once it has reached the committee. */
  packet: FirstPacket | null;
}

/** A transmitted packet, as its recipient finds it. */
export interface FirstPacket {
  id: string;
  ref: string;
}

/** Everybody is cleared up to CONFIDENTIAL. */
const clearance = 1;
/** The packet that the first start makes. */
export const firstPacketId = demoId('first packet');

/**
 * Makes the demonstration's bodies and people, unless they are there, as the owner of Cordon's own database. The
 * password is stored hashed: one made here can be told at this start only, and DEMO_PASSWORD replaces it at any later.
 */
export async function foundDemo(ownUrl: string, wanted: string | null): Promise<DemoState> {
  const client = await ownerClient(ownUrl, 'demonstration');
  try {
    await client.query('begin');
    const { rowCount } = await client.query(`select from bodies where acronym = 'UNMIVA'`);
    if (rowCount === 0) for (const body of demoBodies) await foundBody(client, body);
    const packet = await transmittedPacket(client);
    // A first start that did not come to its end is begun again, with a password of its own.
    const password = wanted ?? (packet ? null : randomPassword());
    if (password !== null) await setPassword(client, password);
    const { rows } = await client.query<{ id: string; acronym: string; day: string }>(
      `select id, acronym, (recorded_at at time zone 'UTC')::date::text as day from bodies where acronym = any ($1)`,
      [demoBodies.map(body => body.acronym)],
    );
    await client.query('commit');
    return {
      firstStart: rows.find(row => row.acronym === 'UNMIVA')?.day ?? '',
      password,
      bodyIds: new Map(rows.map(row => [row.acronym, row.id])),
      packet,
    };
  } finally {
    // Ending the connection rolls back what was not committed.
    await client.end();
  }
}

async function transmittedPacket(client: pg.Client): Promise<FirstPacket | null> {
  const { rows } = await client.query<FirstPacket>(
    `select id, document->>'ref' as ref from released_records where series = 'PACKET' and packet_id = $1`,
    [firstPacketId],
  );
  return rows[0] ?? null;
}

async function foundBody(client: pg.Client, body: DemoBody): Promise<void> {
  const id = uuidv7();
  const today = new Date().toISOString().slice(0, 10);
  await client.query('insert into bodies (id, kind, acronym, name, fictional) values ($1, $2, $3, $4, $5)', [
    id,
    body.kind,
    body.acronym,
    body.name,
    body.fictional,
  ]);
  const { mandate } = body;
  if (mandate) await client.query(insertFacts(factKinds.mandates), mandateRow(body.acronym, mandate, today));
  const since = dayAfter(today, mandate?.from ?? -1095);
  await appoint(client, id, { name: `System of ${body.acronym}`, email: null, role: 'SYSTEM' }, since);
  for (const who of body.people) await appoint(client, id, who, since);
}

/** What {@link insertFacts} takes, for one mandate counted in days from the first start. */
function mandateRow(
  acronym: string,
  { regime, basis, from, to, reviews, tasks }: DemoMandate,
  today: string,
): unknown[] {
  const code = `${acronym}-DEMONSTRATION`;
  const fact = {
    code,
    of: acronym,
    regime,
    from: dayAfter(today, from),
    // The last day in force.
    to: to === null ? null : dayAfter(today, to - 1),
    endKind: to === null ? 'OPEN' : 'DATED',
    basisOp: basis,
    reviewDates: reviews.map(days => dayAfter(today, days)),
    tasks,
    source: 'demonstration',
  };
  return [JSON.stringify([fact]), [code], null, null, null];
}

async function appoint(
  client: pg.Client,
  bodyId: string,
  { name, email, role }: { name: string; email: string | null; role: string },
  since: string,
): Promise<void> {
  const personId = uuidv7();
  await client.query('insert into people (id, email, name, kind) values ($1, $2, $3, $4)', [
    personId,
    email,
    name,
    email ? 'HUMAN' : 'SYSTEM',
  ]);
  await client.query(
    'insert into appointments (id, person_id, body_id, role, clearance, valid_from) values ($1, $2, $3, $4, $5, $6)',
    [uuidv7(), personId, bodyId, role, clearance, since],
  );
}

/** Sets everybody's password, unless it is theirs already. */
async function setPassword(client: pg.Client, password: string): Promise<void> {
  const { rows } = await client.query<{ id: string; hash: string | null }>(
    'select p.id, c.password_hash as hash from people p left join auth.credentials c on c.person_id = p.id where p.email = any ($1)',
    [demoEmails],
  );
  const first = rows[0]?.hash;
  if (first && rows.every(row => row.hash === first) && (await verify(first, password))) return;
  await client.query(
    `insert into auth.credentials (person_id, password_hash) select unnest($1::uuid[]), $2
     on conflict (person_id) do update set password_hash = excluded.password_hash, changed_at = now()`,
    [rows.map(row => row.id), await hashPassphrase(password)],
  );
}

/** Four groups of five characters that are not mistaken for each other: 99 bits. */
function randomPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
