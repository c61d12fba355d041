import { Module } from '@nestjs/common';
import { PacketsModule } from '../packets/packets.module.js';
import { ScheduleClock } from './schedule-clock.js';
import { SchedulesController } from './schedules.controller.js';
import { SchedulesService } from './schedules.service.js';

/** Packets by the calendar. */
@Module({
  imports: [PacketsModule],
  controllers: [SchedulesController],
  providers: [SchedulesService, ScheduleClock],
  exports: [ScheduleClock],
})
export class SchedulesModule {}
