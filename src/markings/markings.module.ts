import { Module } from '@nestjs/common';
import { MarkingsController } from './markings.controller.js';
import { MarkingsService } from './markings.service.js';
import { SubjectMarkingsController } from './subject-markings.controller.js';

/** Changing the level, handling marks and compartment of what is on record. */
@Module({ controllers: [MarkingsController, SubjectMarkingsController], providers: [MarkingsService] })
export class MarkingsModule {}
