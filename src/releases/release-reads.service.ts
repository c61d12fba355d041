import { Injectable } from '@nestjs/common';
import type { Actor } from '../database/context.js';
import { Database, type Tx } from '../database/database.js';
import { isUuid } from '../http/fields.js';
import { Problem } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { releaseShape } from './release.shape.js';
import { ReleaseCopies } from './release-copies.js';
import { planOf, releaseOf } from './release-plan.js';
import { warningsOf } from './warnings.js';

/** Reading one's own releases, and seeing beforehand what a recipient will get. */
@Injectable()
export class ReleaseReadsService {
  constructor(
    private readonly db: Database,
    private readonly copies: ReleaseCopies,
  ) {}

  /** @throws Problem not_found */
  release(tx: Tx, id: string): Promise<ShownRecord> {
    return showRecord(tx, releaseShape, 'releases', id);
  }

  /**
   * What one recipient would get, made by the code that hands over; the documents as PostgreSQL will write them.
   * @throws Problem not_found, malformed_request when several receive and none is named.
   */
  preview(actor: Actor, id: string, recipientId: string | undefined): Promise<string> {
    return this.db.as(actor, tx => this.previewIn(tx, id, recipientId), { readOnly: true, snapshot: true });
  }

  private async previewIn(tx: Tx, id: string, recipientId: string | undefined): Promise<string> {
    const release = await releaseOf(tx, id);
    if (release?.kind !== 'RECORDS') throw new Problem('not_found');
    const plan = await planOf(tx, release);
    if (recipientId !== undefined && !isUuid(recipientId)) throw unreadable('Expected a UUID.');
    const [only, ...more] = plan.recipients;
    const recipient = recipientId
      ? plan.recipients.find(one => one.id === recipientId.toLowerCase())
      : more.length === 0
        ? only
        : undefined;
    if (!recipient && !recipientId) throw unreadable('Several bodies receive this; name one.');
    if (!recipient) throw new Problem('not_found');
    const records = await this.copies.records(tx, plan.items);
    const copies = this.copies.copiesFor(tx, plan, recipient, records);
    const sha256 = this.copies.contentSha256(tx, plan, records);
    const sites = await tx.one<{ n: number }>('select count(*)::int as n from sites');
    const written = await tx.sql<{ doc: string }>(
      `select d::text as doc from jsonb_array_elements($1::jsonb) with ordinality as e(d, n) order by n`,
      [JSON.stringify(copies.map(({ document }) => document))],
    );
    const head = {
      releaseId: id,
      recipientId: recipient.id,
      recipient: recipient.acronym,
      contentSha256: sha256,
      asProposed: sha256 === release.contentSha256,
      warnings: warningsOf(copies, sites?.n ?? 0, plan.caveats),
    };
    const lines = copies.map(
      ({ item }, n) =>
        `{"series":"${item.series}","recordId":"${item.recordId}","record":${written[n]?.doc ?? 'null'}}`,
    );
    return `${JSON.stringify(head).slice(0, -1)},"records":[${lines.join(',')}]}`;
  }
}

const unreadable = (detail: string) =>
  new Problem('malformed_request', undefined, [{ pointer: '?recipientId', code: 'bad_value', detail }]);
