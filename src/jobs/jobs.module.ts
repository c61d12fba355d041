import { Module } from '@nestjs/common';
import { JobEvents } from './job-events.js';
import { JobsController } from './jobs.controller.js';
import { JobsService } from './jobs.service.js';

/** Long work: asking for it and watching it. Doing it is the worker's part. */
@Module({ controllers: [JobsController], providers: [JobsService, JobEvents], exports: [JobsService] })
export class JobsModule {}
