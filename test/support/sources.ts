import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../../src/database/context.js';
import type { World } from '../world.js';

/** A word that stands in everything that tells who a source of the tests is, and nowhere else. */
export const secret = 'Zv8QwKestrel';

/** Who a source of the tests is. */
export const identityOf = {
  name: `${secret} Amadou`,
  contacts: [`${secret} +999 555 01`, `${secret}@x.example`],
  notes: `${secret} drives the blue lorry`,
};

/** A request that records one. */
export const recordSource = () => ({
  identity: identityOf,
  emergency: { channel: `${secret} radio 7`, instruction: `${secret} say that the tea is cold` },
  grade: 'B',
  protectionNote: 'Never with the place of the interview.',
});

/** Waits until something is so. */
export async function until(so: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 5_000; Date.now() < end; await sleep(20)) if (await so()) return;
  throw new Error('it never was so');
}

/** Somebody as the product knows them, for what is called past HTTP. */
export function actorOf(world: World, who: string): Actor {
  const [, body = ''] = who.split('@');
  return {
    personId: world.id(who),
    appointmentId: world.appointmentIds.get(who) ?? '',
    bodyId: world.id(body),
    bodyAcronym: body,
    bodyKind: 'MISSION',
    role: 'CELL_ANALYST',
    sessionId: null,
    requestId: 'test',
    purpose: null,
  };
}

/** Every row of every table of every schema, as the owner reads them, as text; tables by their whole names. */
export async function dumped(world: World): Promise<Map<string, string[]>> {
  const { rows } = await world.owner.query<{ name: string; quoted: string }>(
    `select n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_toast' order by 1`,
  );
  const dump = new Map<string, string[]>();
  for (const { name, quoted } of rows) {
    const found = await world.owner.query<{ row: string }>(`select r::text as row from ${quoted} r`);
    dump.set(
      name,
      found.rows.map(({ row }) => row),
    );
  }
  return dump;
}

/** Tables of any schema with a row that holds the word, as text or as bytes in any form. */
export async function tablesHolding(world: World, word: string): Promise<string[]> {
  const bytes = Buffer.from(word);
  const forms = [word.toLowerCase(), bytes.toString('hex'), bytes.toString('base64').slice(0, -3).toLowerCase()];
  return [...(await dumped(world))]
    .filter(([, rows]) => rows.some(row => forms.some(form => row.toLowerCase().includes(form))))
    .map(([name]) => name);
}
