import { Module } from '@nestjs/common';
import { AlertsController } from './alerts.controller.js';
import { AlertsService } from './alerts.service.js';
import { BulkReads } from './bulk-reads.js';

/** What somebody in a body has to be told. */
@Module({ controllers: [AlertsController], providers: [AlertsService, BulkReads], exports: [AlertsService] })
export class AlertsModule {}
