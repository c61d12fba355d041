import { Module } from '@nestjs/common';
import { AlertsModule } from '../alerts/alerts.module.js';
import { CompartmentMembersController } from './compartment-members.controller.js';
import { CompartmentsController } from './compartments.controller.js';
import { CompartmentsService } from './compartments.service.js';

/** Need-to-know circles inside a body. */
@Module({
  imports: [AlertsModule],
  controllers: [CompartmentsController, CompartmentMembersController],
  providers: [CompartmentsService],
})
export class CompartmentsModule {}
