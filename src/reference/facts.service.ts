import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../database/canonical-json.js';
import type { Tx } from '../database/database.js';
import { Problem, refuseFaults } from '../http/problems.js';
import type { ShownRecord } from '../http/record.js';
import { jsonOf } from '../http/shape.js';
import { factKinds } from './fact-kinds.js';
import { type FactSpec, factStatement } from './fact-shape.js';
import { addFact, correctFact, findFact, firstTold } from './fact-store.js';
import { factFaults } from './judge-fact.js';
import { merged, statedFact, withoutNulls } from './stated-fact.js';

/** Telling and correcting legal facts. What was believed before stays, with the time it was believed. */
@Injectable()
export class FactsService {
  /**
   * Stores a fact once: the same content under the same name is the same fact, told again.
   * @throws Problem already_stored for other content, and what {@link refuseFaults} throws.
   */
  async tell(tx: Tx, spec: FactSpec, request: object): Promise<ShownRecord & { created: boolean; key: string }> {
    const fact = merged({}, statedFact(spec.kind, request));
    const key = String(fact[factKinds[spec.kind].key]);
    const before = await findFact(tx, spec.kind, key, true);
    if (before) {
      if (canonicalJson(withoutNulls(await firstTold(tx, spec.kind, key))) !== canonicalJson(fact))
        throw new Problem('already_stored', 'There is a fact of that name with other content: correct it instead.');
    } else {
      refuseFaults(await factFaults(tx, spec.kind, fact, null));
      await addFact(tx, spec.kind, fact);
    }
    return { key, created: !before, ...(await show(tx, spec, key)) };
  }

  /**
   * Puts a corrected fact in the place of what was believed.
   * @throws Problem not_found, stale_version, and what {@link refuseFaults} throws.
   */
  async correct(
    tx: Tx,
    spec: FactSpec,
    name: string,
    expected: number,
    request: { reason: string },
  ): Promise<ShownRecord> {
    const key = await this.keyOf(tx, spec, name);
    await correctFact(tx, spec.kind, key, expected, request.reason, async before => {
      const after = merged(before, statedFact(spec.kind, request));
      refuseFaults(await factFaults(tx, spec.kind, after, before));
      return after;
    });
    return show(tx, spec, key);
  }

  /** The key of the fact that an address names. @throws Problem not_found, also for a body that no fact describes. */
  async keyOf(tx: Tx, spec: FactSpec, name: string): Promise<string> {
    const found = await tx.one<{ doc: string; version: number }>(factStatement(spec, spec.key), [null, null, name]);
    if (!found || found.version === 0) throw new Problem('not_found');
    return found.doc;
  }
}

async function show(tx: Tx, spec: FactSpec, key: string): Promise<ShownRecord> {
  const shown = await tx.one<ShownRecord>(factStatement(spec, jsonOf(spec.whole)), [null, null, key]);
  if (!shown) throw new Problem('not_found');
  return shown;
}
