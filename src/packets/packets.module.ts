import { Module } from '@nestjs/common';
import { JobsModule } from '../jobs/jobs.module.js';
import { ClearanceService } from './clearance.service.js';
import { PacketJob } from './packet-job.js';
import { PacketPartsController } from './packet-parts.controller.js';
import { PacketReadLog } from './packet-read-log.js';
import { PacketReadsService } from './packet-reads.service.js';
import { PacketRequestsService } from './packet-requests.service.js';
import { PacketsController } from './packets.controller.js';
import { TransmissionService } from './transmission.service.js';

/** Briefing packets: asked for, made, cleared, transmitted, opened. */
@Module({
  imports: [JobsModule],
  controllers: [PacketsController, PacketPartsController],
  providers: [
    PacketRequestsService,
    PacketReadsService,
    PacketReadLog,
    ClearanceService,
    TransmissionService,
    PacketJob,
  ],
  exports: [PacketRequestsService, PacketJob],
})
export class PacketsModule {}
