import { Module } from '@nestjs/common';
import { AccessResetsController } from './access-resets.controller.js';
import { AccessResetsService } from './access-resets.service.js';
import { AppointmentsController } from './appointments.controller.js';
import { AppointmentsService } from './appointments.service.js';
import { PeopleController } from './people.controller.js';
import { PeopleService } from './people.service.js';

/** People, their invitations and resets, and their appointments. */
@Module({
  controllers: [PeopleController, AppointmentsController, AccessResetsController],
  providers: [PeopleService, AppointmentsService, AccessResetsService],
})
export class PeopleModule {}
