import { Module } from '@nestjs/common';
import { ProposalsService } from './proposals.service.js';
import { ReleaseCopies } from './release-copies.js';
import { ReleaseMovesService } from './release-moves.service.js';
import { ReleasePartsController } from './release-parts.controller.js';
import { ReleaseReadsService } from './release-reads.service.js';
import { ReleasedRecordsController } from './released-records.controller.js';
import { ReleasedRecordsService } from './released-records.service.js';
import { ReleasesController } from './releases.controller.js';

/** The only way out of a body: proposed, approved by another, frozen, received, recalled. */
@Module({
  controllers: [ReleasesController, ReleasePartsController, ReleasedRecordsController],
  providers: [ProposalsService, ReleaseMovesService, ReleaseReadsService, ReleaseCopies, ReleasedRecordsService],
})
export class ReleasesModule {}
