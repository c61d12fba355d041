import { Module } from '@nestjs/common';
import { ActionPointsController } from './action-points.controller.js';
import { ActionPointsService } from './action-points.service.js';
import { AllActionPointsController } from './all-action-points.controller.js';
import { MeetingsController } from './meetings.controller.js';
import { MeetingsService } from './meetings.service.js';
import { WorkingGroupsController } from './working-groups.controller.js';
import { WorkingGroupsService } from './working-groups.service.js';

/** Where a mission and its host State meet, and what they set themselves to do. */
@Module({
  controllers: [WorkingGroupsController, MeetingsController, ActionPointsController, AllActionPointsController],
  providers: [WorkingGroupsService, MeetingsService, ActionPointsService],
})
export class WorkingGroupsModule {}
