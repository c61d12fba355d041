import { Module } from '@nestjs/common';
import { ReferenceModule } from '../reference/reference.module.js';
import { MissionsController } from './missions.controller.js';

/** Missions and what the Council has tasked them with. */
@Module({ imports: [ReferenceModule], controllers: [MissionsController] })
export class MissionsModule {}
