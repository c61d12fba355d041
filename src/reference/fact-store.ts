import type { Tx } from '../database/database.js';
import { refuseStale } from '../http/etag.js';
import { Problem } from '../http/problems.js';
import { closeFacts, type Fact, type FactKindName, factKinds, insertFacts } from './fact-kinds.js';

/** A version of a fact as it is believed now. */
export interface CurrentFact {
  fact: Fact;
  version: number;
}

/**
 * The current version of a fact by its key. All changes of facts take turns when `forChange`: they are few, and each is
 * judged by the others (a task by its paragraph, a mandate by those it follows).
 */
export async function findFact(
  tx: Tx,
  kind: FactKindName,
  key: string,
  forChange: boolean,
): Promise<CurrentFact | null> {
  const { table, keyColumn } = factKinds[kind];
  if (forChange) await tx.sql(`select pg_advisory_xact_lock(hashtextextended('facts', 9))`);
  return tx.one<CurrentFact>(
    `select facts as fact, version from ref.${table} where ${keyColumn} = $1 and superseded_at is null`,
    [key],
  );
}

/**
 * Adds a fact nobody has told yet, under an id of its own when one is given. What it says must have been judged before.
 * @throws Problem already_stored when the key names another fact.
 */
export async function addFact(tx: Tx, kind: FactKindName, fact: Fact, id: string | null = null): Promise<void> {
  const key = String(fact[factKinds[kind].key]);
  if (await findFact(tx, kind, key, true)) throw new Problem('already_stored', 'There is a fact of that name.');
  await insertVersion(tx, kind, key, fact, null, id);
}

/** What the first version of a fact said: who repeats a request does so whatever was corrected since. */
export async function firstTold(tx: Tx, kind: FactKindName, key: string): Promise<Fact | null> {
  const { table, keyColumn } = factKinds[kind];
  const first = await tx.one<{ fact: Fact }>(
    `select facts as fact from ref.${table} where ${keyColumn} = $1 and version = 1`,
    [key],
  );
  return first?.fact ?? null;
}

/**
 * Puts a fact in the place of what was believed until now; the version before stays, with the time it was believed.
 * @throws Problem not_found, stale_version.
 */
export async function correctFact(
  tx: Tx,
  kind: FactKindName,
  key: string,
  expected: number,
  reason: string,
  change: (before: Fact) => Promise<Fact>,
): Promise<void> {
  const before = await findFact(tx, kind, key, true);
  if (!before) throw new Problem('not_found');
  refuseStale(expected, before.version);
  const after = await change(before.fact);
  await tx.sql(closeFacts(factKinds[kind]), [[key]]);
  await insertVersion(tx, kind, key, after, reason, null);
}

const insertVersion = (tx: Tx, kind: FactKindName, key: string, fact: Fact, reason: string | null, id: string | null) =>
  tx.sql(insertFacts(factKinds[kind]), [JSON.stringify([fact]), [key], tx.actor.appointmentId, reason, id]);
