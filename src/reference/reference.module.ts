import { Module } from '@nestjs/common';
import { CodeListsController } from './code-lists.controller.js';
import { CommitteesController } from './committees.controller.js';
import { FactAnswers } from './fact-answers.js';
import { FactsService } from './facts.service.js';
import { MandatesController } from './mandates.controller.js';
import { ParagraphsController } from './paragraphs.controller.js';
import { PracticesController } from './practices.controller.js';
import { RegimesController } from './regimes.controller.js';

/** Legal facts and code lists, the same for everyone. */
@Module({
  controllers: [
    CodeListsController,
    RegimesController,
    ParagraphsController,
    CommitteesController,
    MandatesController,
    PracticesController,
  ],
  providers: [FactsService, FactAnswers],
  exports: [FactAnswers],
})
export class ReferenceModule {}
