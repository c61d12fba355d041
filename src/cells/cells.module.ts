import { Module } from '@nestjs/common';
import { CellsController } from './cells.controller.js';
import { CellsService } from './cells.service.js';
import { MembersController } from './members.controller.js';
import { MembersService } from './members.service.js';
import { OffersController } from './offers.controller.js';
import { OffersService } from './offers.service.js';
import { VacanciesController } from './vacancies.controller.js';
import { VacanciesService } from './vacancies.service.js';

/** How a mission arranges itself for its embargo tasks, who serves there, and who is missing. */
@Module({
  controllers: [CellsController, MembersController, VacanciesController, OffersController],
  providers: [CellsService, MembersService, VacanciesService, OffersService],
})
export class CellsModule {}
