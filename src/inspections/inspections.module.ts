import { Module } from '@nestjs/common';
import { ObservationsController } from '../observations/observations.controller.js';
import { ObservationsService } from '../observations/observations.service.js';
import { AdditionsController } from './additions.controller.js';
import { AdditionsService } from './additions.service.js';
import { InspectionsController } from './inspections.controller.js';
import { InspectionsService } from './inspections.service.js';
import { PartiesController } from './parties.controller.js';

/** Inspections and what was seen at them: one room in two folders, because neither is recorded without the other. */
@Module({
  controllers: [InspectionsController, AdditionsController, ObservationsController, PartiesController],
  providers: [InspectionsService, AdditionsService, ObservationsService],
})
export class InspectionsModule {}
