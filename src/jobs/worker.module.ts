import { Module } from '@nestjs/common';
import { ReadLog } from '../audit/read-log.js';
import { Config } from '../config.js';
import { Database } from '../database/database.js';
import { ArrangementReviewModule } from '../missions/arrangement-review.module.js';
import { ArrangementReviewJob } from '../missions/arrangement-review-job.js';
import { ReviewClock } from '../missions/review-clock.js';
import { PacketJob } from '../packets/packet-job.js';
import { PacketsModule } from '../packets/packets.module.js';
import { Bell } from '../queue/bell.js';
import { ScheduleClock } from '../schedules/schedule-clock.js';
import { SchedulesModule } from '../schedules/schedules.module.js';
import { Worker, workerDefaults } from './worker.js';

/** The worker with all it can do. It does nothing until it is started. */
@Module({
  imports: [PacketsModule, SchedulesModule, ArrangementReviewModule],
  providers: [
    {
      provide: Worker,
      inject: [Database, Bell, ReadLog, Config, PacketJob, ArrangementReviewJob, ScheduleClock, ReviewClock],
      useFactory: (
        db: Database,
        bell: Bell,
        reads: ReadLog,
        config: Config,
        packets: PacketJob,
        reviews: ArrangementReviewJob,
        schedules: ScheduleClock,
        reviewDates: ReviewClock,
      ) =>
        new Worker(db, bell, reads, [packets, reviews], [schedules, reviewDates], {
          ...workerDefaults,
          sweepSeconds: config.sweepSeconds,
        }),
    },
  ],
  exports: [Worker],
})
export class WorkerModule {}
