import { Module } from '@nestjs/common';
import { BodiesController } from './bodies.controller.js';
import { BodiesService } from './bodies.service.js';

/** Bodies and their mandates. */
@Module({ controllers: [BodiesController], providers: [BodiesService] })
export class BodiesModule {}
