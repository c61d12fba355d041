import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from './config.js';
import type { Database } from './database/database.js';
import { GroundModule } from './ground.module.js';
import type { Bell } from './queue/bell.js';

/** The list of rooms. */
@Module({})
export class AppModule {
  static on(config: Config, db: Database, bell: Bell): DynamicModule {
    return { module: AppModule, imports: [GroundModule.on(config, db, bell), ...rooms] };
  }
}

const rooms: (new () => object)[] = [];
