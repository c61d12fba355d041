import { Module } from '@nestjs/common';
import { ProceduresController } from './procedures.controller.js';
import { ProceduresService } from './procedures.service.js';
import { VersionsController } from './versions.controller.js';
import { VersionsService } from './versions.service.js';

/** Guidelines and standard operating procedures, in dated versions. */
@Module({
  controllers: [ProceduresController, VersionsController],
  providers: [ProceduresService, VersionsService],
})
export class ProceduresModule {}
