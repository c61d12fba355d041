import { Injectable } from '@nestjs/common';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { isUuid } from '../http/fields.js';
import { type ListResult, listPage } from '../http/lists.js';
import { Problem } from '../http/problems.js';
import type { ShownRecord } from '../http/record.js';
import { jsonOf } from '../http/shape.js';
import { ofRecords, releasedRecordList, releasedRecordShape } from './released-record.shape.js';

/** Reading received copies. Who opened what first is on record before anything is shown. */
@Injectable()
export class ReleasedRecordsService {
  constructor(private readonly db: Database) {}

  /** @throws Problem not_found, also when it was recalled, expired or superseded, in this moment too. */
  async one(actor: Actor, id: string): Promise<ShownRecord> {
    if (!isUuid(id)) throw new Problem('not_found');
    const [record] = await this.db.read<ShownRecord>(
      actor,
      `select ${jsonOf(releasedRecordShape)}::text as doc, r.version from released_records r
        where r.body_id = $1 and r.id = $2 and ${ofRecords}`,
      [actor.bodyId, id],
    );
    if (!record || !(await this.open(actor, [id]))) throw new Problem('not_found');
    return record;
  }

  /** A page; read again when something of it was closed between the reading and the noting. */
  async page(actor: Actor, query: Record<string, unknown>): Promise<ListResult> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const page = await listPage(this.db, actor, releasedRecordList, query);
      if (page.ids.length === 0 || (await this.open(actor, page.ids))) return page;
    }
    throw new Problem('conflicting_change', undefined, [], { 'retry-after': '1' });
  }

  /** Notes the first opening of each; false when the reader may no longer see all of them. */
  private async open(actor: Actor, ids: string[]): Promise<boolean> {
    const seen = await this.db.as(actor, tx => tx.sql('select sec.open_released($1::uuid[])', [ids]));
    return seen.length === ids.length;
  }
}
