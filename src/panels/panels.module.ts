import { Module } from '@nestjs/common';
import { ReferenceModule } from '../reference/reference.module.js';
import { PanelsController } from './panels.controller.js';

/** Expert panels and what became of them. */
@Module({ imports: [ReferenceModule], controllers: [PanelsController] })
export class PanelsModule {}
