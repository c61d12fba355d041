import { type DynamicModule, Module } from '@nestjs/common';
import { AlertsModule } from './alerts/alerts.module.js';
import { AssistanceModule } from './assistance/assistance.module.js';
import { AuditModule } from './audit/audit.module.js';
import { BodiesModule } from './bodies/bodies.module.js';
import { CellsModule } from './cells/cells.module.js';
import { CompartmentsModule } from './compartments/compartments.module.js';
import type { Config } from './config.js';
import type { Database } from './database/database.js';
import { FocalPointsModule } from './focal-points/focal-points.module.js';
import { GroundModule } from './ground.module.js';
import { InspectionsModule } from './inspections/inspections.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { WorkerModule } from './jobs/worker.module.js';
import { MarkingsModule } from './markings/markings.module.js';
import { ArrangementReviewModule } from './missions/arrangement-review.module.js';
import { MissionsModule } from './missions/missions.module.js';
import { PacketsModule } from './packets/packets.module.js';
import { PanelAccessModule } from './panels/panel-access.module.js';
import { PanelsModule } from './panels/panels.module.js';
import { PeopleModule } from './people/people.module.js';
import { ProceduresModule } from './procedures/procedures.module.js';
import type { Bell } from './queue/bell.js';
import { ReadGrantsModule } from './read-grants/read-grants.module.js';
import { ReferenceModule } from './reference/reference.module.js';
import { ReleasesModule } from './releases/releases.module.js';
import { SchedulesModule } from './schedules/schedules.module.js';
import { SitesModule } from './sites/sites.module.js';
import { SourcesModule } from './sources/sources.module.js';
import { WorkingGroupsModule } from './working-groups/working-groups.module.js';

/** The list of rooms. */
@Module({})
export class AppModule {
  static on(config: Config, db: Database, bell: Bell): DynamicModule {
    return { module: AppModule, imports: [GroundModule.on(config, db, bell), ...rooms] };
  }
}

const rooms: (new () => object)[] = [
  BodiesModule,
  PeopleModule,
  PanelAccessModule,
  CompartmentsModule,
  ReadGrantsModule,
  ReferenceModule,
  MissionsModule,
  PanelsModule,
  SitesModule,
  SourcesModule,
  InspectionsModule,
  MarkingsModule,
  JobsModule,
  PacketsModule,
  ReleasesModule,
  SchedulesModule,
  AlertsModule,
  ArrangementReviewModule,
  AuditModule,
  ProceduresModule,
  AssistanceModule,
  CellsModule,
  FocalPointsModule,
  WorkingGroupsModule,
  WorkerModule,
];
