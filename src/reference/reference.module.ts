import { Module } from '@nestjs/common';
import { ReferenceController } from './reference.controller.js';

/** Legal facts and code lists, the same for everyone. */
@Module({ controllers: [ReferenceController] })
export class ReferenceModule {}
