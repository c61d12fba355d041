import { Module } from '@nestjs/common';
import { ActivitiesController } from './activities.controller.js';
import { ActivitiesService } from './activities.service.js';
import { AssessmentsService } from './assessments.service.js';
import { AwarenessBriefingsController } from './awareness-briefings.controller.js';
import { AwarenessBriefingsService } from './awareness-briefings.service.js';
import { GapsController } from './gaps.controller.js';
import { GapsService } from './gaps.service.js';
import { HostRequestsController } from './host-requests.controller.js';
import { HostRequestsService } from './host-requests.service.js';
import { NeedsAssessmentsController } from './needs-assessments.controller.js';

/** Assistance to host States: what was asked for, given, explained and found missing. */
@Module({
  controllers: [
    HostRequestsController,
    ActivitiesController,
    AwarenessBriefingsController,
    NeedsAssessmentsController,
    GapsController,
  ],
  providers: [HostRequestsService, ActivitiesService, AwarenessBriefingsService, AssessmentsService, GapsService],
})
export class AssistanceModule {}
