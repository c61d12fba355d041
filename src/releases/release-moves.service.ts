import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { refuseStale } from '../http/etag.js';
import { Problem, refuseFaults } from '../http/problems.js';
import { levelOf } from '../http/shape.js';
import { ProposalsService } from './proposals.service.js';
import { findable, type LiveRecord } from './redact.js';
import type { MoveRelease } from './release.dto.js';
import { releaseMoves } from './release.moves.js';
import { ReleaseCopies } from './release-copies.js';
import { type Plan, planOf, releaseOf, type StoredRelease } from './release-plan.js';

const aboveConfidential = levelOf('STRICTLY_CONFIDENTIAL');

/** The way of a release: signed, handed over, withdrawn, recalled. The database keeps the same rules by itself. */
@Injectable()
export class ReleaseMovesService {
  constructor(
    private readonly proposals: ProposalsService,
    private readonly copies: ReleaseCopies,
  ) {}

  /**
   * Makes one move and writes down who made it; the last signature hands the copies over in the same transaction.
   * @throws Problem not_found, stale_version, move_not_allowed, same_person_cleared_already, conflicting_change.
   */
  async move(tx: Tx, id: string, expected: number, { to, reason }: MoveRelease): Promise<void> {
    const release = await releaseOf(tx, id, true);
    if (!release) throw new Problem('not_found');
    refuseStale(expected, release.version);
    const move = release.kind === 'RECORDS' && releaseMoves.find(one => one.from === release.state && one.to === to);
    if (!move) throw notAllowed(release);
    if (move.needsReason && !reason) refuseFaults([{ pointer: '/reason', code: 'required', detail: 'Say why.' }]);
    if (move.signs) await this.sign(tx, release, to);
    else await this.set(tx, id, { state: to, ...(to === 'RECALLED' ? { recall_reason: reason ?? null } : {}) });
    await this.writeStep(tx, release, to, reason ?? null);
  }

  /** One signature; with the last one that the level needs, the copies go. */
  private async sign(tx: Tx, release: StoredRelease, to: string): Promise<void> {
    const me = tx.actor.personId;
    if (release.proposedBy === me || release.approvedBy === me) throw new Problem('same_person_cleared_already');
    const missing = await this.proposals.missingConsents(tx, release.id, release.caveats);
    if (missing.length > 0)
      throw new Problem('move_not_allowed', `No consent of the originator is on record for ${missing.join(', ')}.`);
    const plan = await planOf(tx, release);
    // Read once: what is compared is what goes, whatever is edited at this moment.
    const records = await this.copies.records(tx, plan.items);
    if (this.copies.contentSha256(tx, plan, records) !== release.contentSha256)
      throw new Problem(
        'conflicting_change',
        'Its records are not as they were proposed, or you may not see all of them. Withdraw it and propose anew.',
      );
    if (to === 'APPROVED' && release.classification >= aboveConfidential) {
      await this.set(tx, release.id, { state: 'APPROVED', approved_by: me });
      return;
    }
    await this.set(tx, release.id, {
      state: 'RELEASED',
      [to === 'APPROVED' ? 'approved_by' : 'countersigned_by']: me,
    });
    await this.handOver(tx, release, plan, records);
  }

  /** One statement a recipient; the database takes copies only in the transaction of the release itself. */
  private async handOver(tx: Tx, release: StoredRelease, plan: Plan, records: Map<string, LiveRecord>): Promise<void> {
    for (const recipient of plan.recipients) {
      const rows = this.copies.copiesFor(tx, plan, recipient, records).map(({ item, document }) => ({
        item_id: item.id,
        lineage_id: item.lineageId,
        series: item.series,
        n: item.n,
        document,
        ...findable(document),
      }));
      const others = plan.recipients.filter(one => one.id !== recipient.id).map(one => one.acronym);
      const envelope = {
        from: tx.actor.bodyAcronym,
        purpose: release.purpose,
        alsoTo: release.recipientsVisible ? others : null,
      };
      await tx.sql(
        `insert into released_records (body_id, owner_body_id, recorded_by, release_id, classification, caveats, expires_at, envelope,
           id, item_id, lineage_id, series, n, document, category, calibre, serials, dated_from, dated_to, words)
         select $1, $2, $3, $4, $5, $6, $7::timestamptz, $8::jsonb, uuidv7(), c.*
           from jsonb_to_recordset($9::jsonb) as c(item_id uuid, lineage_id uuid, series text, n integer, document jsonb, category text,
             calibre text, serials text[], dated_from timestamptz, dated_to timestamptz, words text)`,
        [
          recipient.id,
          tx.actor.bodyId,
          tx.actor.appointmentId,
          release.id,
          release.classification,
          release.caveats,
          release.expiresAt,
          JSON.stringify(envelope),
          JSON.stringify(rows),
        ],
      );
    }
  }

  private async set(tx: Tx, id: string, columns: Record<string, string | null>): Promise<void> {
    const names = Object.keys(columns);
    await tx.sql(
      `update releases set ${names.map((name, n) => `${name} = $${n + 2}`).join(', ')}, version = version + 1 where id = $1`,
      [id, ...Object.values(columns)],
    );
  }

  private async writeStep(tx: Tx, release: StoredRelease, to: string, reason: string | null): Promise<void> {
    await tx.sql(
      `insert into release_steps (body_id, recorded_by, classification, caveats, id, release_id, to_state, person_id, reason)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        tx.actor.bodyId,
        tx.actor.appointmentId,
        release.classification,
        release.caveats,
        uuidv7(),
        release.id,
        to,
        tx.actor.personId,
        reason,
      ],
    );
  }
}

function notAllowed({ kind, state }: StoredRelease): Problem {
  const legal = kind === 'RECORDS' ? releaseMoves.filter(move => move.from === state).map(move => move.to) : [];
  return new Problem('move_not_allowed', `From ${state} this release may go to: ${legal.join(', ') || 'nowhere'}.`);
}
