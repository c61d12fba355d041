import { v7 as uuidv7 } from 'uuid';
import type { Stamp } from '../database/case-row.js';
import type { Tx } from '../database/database.js';

/** The names a request mentions, each with the most telling kind given for it. */
export class Mentions {
  private readonly kinds = new Map<string, string>();

  /** Notes a name as written; absent names are passed over. */
  add(name: string | null | undefined, kind?: string | null): void {
    if (!name) return;
    const known = this.kinds.get(name);
    if (known === undefined || (known === 'UNKNOWN' && kind)) this.kinds.set(name, kind ?? 'UNKNOWN');
  }

  /**
   * The ids of these parties in the actor's body: those on record, and new ones for the rest. The same name of the
   * same kind under the same protection is one party, so that a second report on it finds the first.
   */
  async resolve(tx: Tx, stamp: Stamp): Promise<(name: string | null | undefined) => string | null> {
    const ids = new Map<string, string>();
    if (this.kinds.size > 0) {
      const wanted = [...this.kinds].map(([name, kind]) => ({ id: uuidv7(), name, kind }));
      const values = [JSON.stringify(wanted), tx.actor.bodyId, tx.actor.appointmentId, stamp.classification];
      const protection = [stamp.compartmentId, stamp.draftBy];
      const find = `select p.name_as_written as name, p.id from parties p
        join json_to_recordset($1::json) as w (id uuid, name text, kind text) on p.name_as_written = w.name and p.kind = w.kind
        where p.body_id = $2 and p.classification = $3 and p.merged_into_id is null
          and (p.compartment_id, p.draft_by) is not distinct from ($4::uuid, $5::uuid)`;
      const found = await tx.sql<{ name: string; id: string }>(find, [
        values[0],
        tx.actor.bodyId,
        stamp.classification,
        ...protection,
      ]);
      for (const party of found) ids.set(party.name, party.id);
      if (ids.size < this.kinds.size) {
        await tx.sql(
          `insert into parties (id, name_as_written, kind, body_id, recorded_by, classification, compartment_id, draft_by)
           select w.id, w.name, w.kind, $2, $3, $4, $5, $6 from json_to_recordset($1::json) as w (id uuid, name text, kind text)
           on conflict do nothing`,
          [...values, ...protection],
        );
        // Read again rather than trust the insert: somebody else may have written the same name a moment before.
        for (const party of await tx.sql<{ name: string; id: string }>(find, [
          values[0],
          tx.actor.bodyId,
          stamp.classification,
          ...protection,
        ])) {
          ids.set(party.name, party.id);
        }
      }
    }
    return name => (name ? (ids.get(name) ?? null) : null);
  }
}
