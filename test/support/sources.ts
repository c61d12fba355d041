import { setTimeout as sleep } from 'node:timers/promises';
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

/** Tables of any schema with a row that holds the word, as text, in bytes, or in bytes shown in another form. */
export async function tablesHolding(world: World, word: string): Promise<string[]> {
  const { rows } = await world.owner.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'm') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_toast' order by 1`,
  );
  const bytes = Buffer.from(word);
  const forms = [word, bytes.toString('hex'), bytes.toString('base64').slice(0, -3), word.toLowerCase()];
  const holding: string[] = [];
  for (const { name } of rows) {
    const { rows: found } = await world.owner.query<{ n: string }>(
      `select count(*) as n from ${name} r where exists (select from unnest($1::text[]) f where strpos(lower(r::text), lower(f)) > 0)`,
      [forms],
    );
    if (found[0]?.n !== '0') holding.push(`${name}: ${found[0]?.n}`);
  }
  return holding;
}
