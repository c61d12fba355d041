import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { Trail } from './trail.js';

/** The trail and its proofs. The sealer is no part of it: it runs beside the worker and has no HTTP. */
@Module({ controllers: [AuditController], providers: [Trail] })
export class AuditModule {}
