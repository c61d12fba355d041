import { Module } from '@nestjs/common';
import { SitesController } from './sites.controller.js';
import { SitesService } from './sites.service.js';

/** Places that inspections go back to. */
@Module({ controllers: [SitesController], providers: [SitesService] })
export class SitesModule {}
