import { Module } from '@nestjs/common';
import { ReadGrantsController } from './read-grants.controller.js';
import { ReadGrantsService } from './read-grants.service.js';

/** Who reads what a closed body leaves behind. */
@Module({ controllers: [ReadGrantsController], providers: [ReadGrantsService] })
export class ReadGrantsModule {}
