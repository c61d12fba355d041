import { Module } from '@nestjs/common';
import { AlertsModule } from '../alerts/alerts.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { ArrangementReviewController } from './arrangement-review.controller.js';
import { ArrangementReviewService } from './arrangement-review.service.js';
import { ArrangementReviewJob } from './arrangement-review-job.js';
import { ReviewClock } from './review-clock.js';

/** Whether the arrangement of a mission follows its function. */
@Module({
  imports: [AlertsModule, JobsModule],
  controllers: [ArrangementReviewController],
  providers: [ArrangementReviewService, ArrangementReviewJob, ReviewClock],
  exports: [ArrangementReviewJob, ReviewClock],
})
export class ArrangementReviewModule {}
