import { Injectable } from '@nestjs/common';
import { AlertsService } from '../alerts/alerts.service.js';
import type { Actor } from '../database/context.js';
import { Database, type Tx } from '../database/database.js';
import { Problem } from '../http/problems.js';
import type { Attempt } from '../jobs/attempt.js';
import type { JobHandler } from '../jobs/worker.js';
import { ArrangementReviewService, type DatedReview } from './arrangement-review.service.js';

/** Who plans and answers for a mission's arrangement. */
const toRoles = ['CELL_CHIEF', 'JMAC_CHIEF', 'CHIEF_OF_STAFF', 'HEAD_OF_MISSION', 'FOCAL_POINT_PANEL'];

/** Reviews the arrangement, keeps what was found, and tells who answers for it. */
@Injectable()
export class ArrangementReviewJob implements JobHandler {
  readonly kind = 'ARRANGEMENT_REVIEW';

  constructor(
    private readonly db: Database,
    private readonly service: ArrangementReviewService,
    private readonly alerts: AlertsService,
  ) {}

  async run(attempt: Attempt, actor: Actor): Promise<void> {
    const id = attempt.subjectId;
    const review = await this.db.as(
      actor,
      async tx => {
        const row = await tx.one<{ on: string }>(
          'select reviewed_on::text as "on" from arrangement_reviews where id = $1',
          [id],
        );
        if (!row) throw new Problem('not_found');
        return this.service.review(tx, actor.bodyId, row.on);
      },
      { readOnly: true, snapshot: true },
    );
    await attempt.commit(actor, { reviewId: id }, tx => this.store(tx, id, review));
  }

  /** The review stays without its findings; its job says why, and whoever waits for it is told. */
  async failed(tx: Tx, id: string): Promise<void> {
    await this.alerts.leave(tx, {
      kind: 'ARRANGEMENT_REVIEW',
      toRoles,
      title: 'An arrangement review could not be made; ask for it at /missions/{id}/arrangement-review',
      detail: null,
      subjectKind: 'arrangement-reviews',
      subjectId: id,
      classification: 1,
      caveats: [],
    });
  }

  private async store(tx: Tx, id: string, review: DatedReview): Promise<void> {
    await tx.sql('update arrangement_reviews set review = $2, rule_version = $3, version = version + 1 where id = $1', [
      id,
      JSON.stringify(review),
      review.ruleVersion,
    ]);
    await this.alerts.leave(tx, {
      kind: 'ARRANGEMENT_REVIEW',
      toRoles,
      title: titleOf(review),
      detail:
        review.advice.map(advice => `${advice.code} (${advice.paragraphs.join(', ')}): ${advice.text}`).join('\n') ||
        null,
      subjectKind: 'arrangement-reviews',
      subjectId: id,
      classification: 1,
      caveats: [],
    });
  }
}

function titleOf({ mission, on, mandate, advice }: DatedReview): string {
  const found =
    mandate !== 'KNOWN'
      ? 'no task with a paragraph is on record, so nothing can be said'
      : advice.length === 0
        ? 'nothing is lacking that is known of'
        : `${advice.length} ${advice.length === 1 ? 'point' : 'points'} of advice`;
  return `Arrangement of ${mission} on ${on}: ${found}`;
}
