import { createHash, createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config, deriveKey } from '../config.js';
import { canonicalJson } from '../database/canonical-json.js';
import type { Tx } from '../database/database.js';
import { jsonOf } from '../http/shape.js';
import { inspection } from '../inspections/inspection.shape.js';
import { observation } from '../observations/observation.shape.js';
import { siteShape } from '../sites/site.dto.js';
import { coarser, datePrecisions, placePrecisions, rulesOf, serialPrecisions } from './profiles.js';
import { type Cut, type LiveRecord, redact } from './redact.js';
import { releasable, type Series } from './release-fields.js';
import type { Item, Plan, Recipient } from './release-plan.js';

/** One record as one recipient gets it. */
export interface Copy {
  item: Item;
  document: Record<string, unknown>;
  cut: Cut;
}

/** Live rows as the body itself reads them; a line goes with the number of its inspection and that site's region. */
const live: Record<Series, string> = {
  INSPECTION: `select i.id, ${jsonOf(inspection)} as doc, (select s.place->>'adminCode' from sites s where s.body_id = i.body_id and s.id = i.site_id) as "adminCode"
    from inspections i where i.body_id = $1 and i.id = any ($2)`,
  OBSERVATION: `select o.id, ${jsonOf(observation)} as doc,
      (select i.ref from inspections i where i.body_id = o.body_id and i.id = o.inspection_id) as "inspectionRef"
    from observations o where o.body_id = $1 and o.id = any ($2)`,
  SITE: `select s.id, ${jsonOf(siteShape)} as doc from sites s where s.body_id = $1 and s.id = any ($2)`,
};

/**
 * Makes the copies: for the preview, for the hash that is signed, and for handing over. There is no other code that
 * does, so what was shown is what goes.
 */
@Injectable()
export class ReleaseCopies {
  private readonly key: Buffer;

  constructor(config: Config) {
    this.key = deriveKey(config.secret, 'pseudonyms of released serials');
  }

  /** The live records of a plan, as the actor sees them. */
  async records(tx: Tx, items: Item[]): Promise<Map<string, LiveRecord>> {
    const found = new Map<string, LiveRecord>();
    for (const series of Object.keys(live) as Series[]) {
      const ids = items.filter(item => item.series === series).map(item => item.recordId);
      if (ids.length === 0) continue;
      const rows = await tx.sql<{ id: string; doc: LiveRecord } & LiveRecord>(live[series], [tx.actor.bodyId, ids]);
      for (const { id, doc, ...beside } of rows) found.set(`${series} ${id}`, { ...doc, ...beside });
    }
    return found;
  }

  /** What one recipient gets, in the order of the release. Records that are not visible any more are not in it. */
  copiesFor(tx: Tx, plan: Plan, recipient: Recipient, records: Map<string, LiveRecord>): Copy[] {
    return plan.items.flatMap(item => {
      const record = records.get(`${item.series} ${item.recordId}`);
      if (!record) return [];
      const cut = this.cutOf(tx, plan, recipient, item);
      return [{ item, cut, document: redact(item.series, record, cut) }];
    });
  }

  /** SHA-256 of everything that would go, to every recipient. */
  contentSha256(tx: Tx, plan: Plan, records: Map<string, LiveRecord>): string {
    const all = plan.recipients.map(recipient => [
      recipient.id,
      this.copiesFor(tx, plan, recipient, records).map(({ item, document }) => [item.id, document]),
    ]);
    return createHash('sha256').update(canonicalJson(all)).digest('hex');
  }

  /** Of profile, choice, handling marks and override the strictest wins; only a choice may be finer than its profile. */
  private cutOf(tx: Tx, plan: Plan, recipient: Recipient, { series, overrides }: Item): Cut {
    const rules = rulesOf(plan.profile, recipient.kind);
    const chosen = { ...rules, ...plan.choices.precisions };
    const marked = (caveat: string) => plan.caveats.includes(caveat);
    const kinds = releasable[series];
    const fields = (plan.choices.fields?.[series] ?? rules.fields[series])
      .filter(field => !overrides.drop?.includes(field))
      // Wherever people write freely, they write names.
      .filter(field => !(marked('NO_NAMES') && kinds[field] === 'text'));
    return {
      fields,
      date: coarser(datePrecisions, chosen.date, overrides.date),
      place: marked('NO_LOCATION') ? 'NONE' : coarser(placePrecisions, chosen.place, overrides.place),
      serial: coarser(serialPrecisions, chosen.serial, overrides.serial),
      hidden: chosen.hidden,
      pseudonym: serial => {
        const whose = `${tx.actor.bodyId}|${recipient.id}|${serial}`;
        return `P-${createHmac('sha256', this.key).update(whose).digest('hex').slice(0, 20)}`;
      },
    };
  }
}
