import { Module } from '@nestjs/common';
import { AlertsModule } from '../alerts/alerts.module.js';
import { VaultModule } from '../vault/vault.module.js';
import { ErasuresController } from './erasures.controller.js';
import { HoldsController } from './holds.controller.js';
import { IdentityController } from './identity.controller.js';
import { KeepingService } from './keeping.service.js';
import { OpeningsController } from './openings.controller.js';
import { OpeningsService } from './openings.service.js';
import { SourcesController } from './sources.controller.js';
import { SourcesService } from './sources.service.js';

/** Persons who told something, under names that mean nothing; who they are lies in the vault. */
@Module({
  imports: [VaultModule, AlertsModule],
  controllers: [SourcesController, IdentityController, OpeningsController, HoldsController, ErasuresController],
  providers: [SourcesService, OpeningsService, KeepingService],
})
export class SourcesModule {}
