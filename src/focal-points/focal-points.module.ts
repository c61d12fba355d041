import { Module } from '@nestjs/common';
import { FocalPointsController } from './focal-points.controller.js';
import { FocalPointsService } from './focal-points.service.js';
import { NationalBodiesController } from './national-bodies.controller.js';
import { NationalBodiesService } from './national-bodies.service.js';
import { NationalFocalPointsController } from './national-focal-points.controller.js';
import { NationalFocalPointsService } from './national-focal-points.service.js';

/** Whom missions and their host States name for each other and for panels. */
@Module({
  controllers: [FocalPointsController, NationalFocalPointsController, NationalBodiesController],
  providers: [FocalPointsService, NationalFocalPointsService, NationalBodiesService],
})
export class FocalPointsModule {}
