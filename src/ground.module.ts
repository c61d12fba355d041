import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AccessGuard } from './access/access.guard.js';
import { AccessTokensController } from './access/access-tokens.controller.js';
import { AccessTokensService } from './access/access-tokens.service.js';
import { BearerStrategy } from './access/bearer.strategy.js';
import { Guesses } from './access/guesses.js';
import { OwnAccessController } from './access/own-access.controller.js';
import { SecondFactorsService } from './access/second-factors.service.js';
import { SessionsService } from './access/sessions.service.js';
import { SignInController } from './access/sign-in.controller.js';
import { SignInService } from './access/sign-in.service.js';
import { Tokens } from './access/tokens.js';
import { ReadLog } from './audit/read-log.js';
import { Config } from './config.js';
import { Database } from './database/database.js';
import { QueryGuard } from './http/query.guard.js';
import { Bell } from './queue/bell.js';
import { DocumentController } from './system/document.controller.js';
import { HealthController } from './system/health.controller.js';

/** What every room stands on: configuration, database, bell, access and the read log. */
@Global()
@Module({})
export class GroundModule {
  /** The connections are opened before the rooms are built, so that a wrong address fails at the door. */
  static on(config: Config, db: Database, bell: Bell): DynamicModule {
    return {
      module: GroundModule,
      imports: [PassportModule],
      controllers: [
        SignInController,
        OwnAccessController,
        AccessTokensController,
        HealthController,
        DocumentController,
      ],
      providers: [
        { provide: Config, useValue: config },
        { provide: Database, useValue: db },
        { provide: Bell, useValue: bell },
        { provide: Tokens, useFactory: () => new Tokens(config) },
        ReadLog,
        Guesses,
        SecondFactorsService,
        SessionsService,
        AccessTokensService,
        SignInService,
        BearerStrategy,
        { provide: APP_GUARD, useClass: AccessGuard },
        // After access: whoever may not ask is told that first.
        { provide: APP_GUARD, useClass: QueryGuard },
      ],
      exports: [Config, Database, Bell, ReadLog],
    };
  }
}
