import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';
import { adviceData } from './advice.js';
import type { KnownTask } from './arrangement.js';
import { findMission, gatherArrangement } from './gather-arrangement.js';
import { type Review, reviewArrangement } from './review.js';

/** A review with what it rests on; plain data, as `reviewSchema` says. */
export interface DatedReview extends Review {
  mission: string;
  on: string;
  ruleVersion: string;
  mandate: string;
  tasks: KnownTask[];
}

/** Whether form follows function (S/2017/1025 annex II para 9). */
@Injectable()
export class ArrangementReviewService {
  /**
   * Reviews a mission as the actor knows it on a day.
   * @throws Problem not_found.
   */
  async review(tx: Tx, mission: string, on: string): Promise<DatedReview> {
    const arrangement = await gatherArrangement(tx, await findMission(tx, mission), on);
    const { mission: acronym, mandate, tasks } = arrangement;
    return { mission: acronym, on, ruleVersion: adviceData.version, mandate, tasks, ...reviewArrangement(arrangement) };
  }
}
