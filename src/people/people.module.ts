import { Module } from '@nestjs/common';
import { AppointmentsController } from './appointments.controller.js';
import { AppointmentsService } from './appointments.service.js';
import { PeopleController } from './people.controller.js';
import { PeopleService } from './people.service.js';

/** People, their invitations and their appointments. */
@Module({
  controllers: [PeopleController, AppointmentsController],
  providers: [PeopleService, AppointmentsService],
})
export class PeopleModule {}
