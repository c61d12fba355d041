import { Module } from '@nestjs/common';
import { PanelAccessController } from './panel-access.controller.js';
import { PanelAccessService } from './panel-access.service.js';

/** Contracts of panel experts, and holds. */
@Module({ controllers: [PanelAccessController], providers: [PanelAccessService] })
export class PanelAccessModule {}
