import { Alert } from './alerts/alert.entity.js';
import { Body } from './bodies/body.entity.js';
import { Inspection } from './inspections/inspection.entity.js';
import {
  AccessRow,
  DocumentRow,
  Party,
  PartyRow,
  TeamRow,
  TotalRow,
  TransitionRow,
} from './inspections/parts.entity.js';
import { Job } from './jobs/job.entity.js';
import { ArrangementReview } from './missions/arrangement-review.entity.js';
import { Observation } from './observations/observation.entity.js';
import { ClaimRow, CustodyRow, HeadstampRow, Item, ItemLink, MarkRow, SerialRow } from './observations/parts.entity.js';
import { Figure } from './packets/figure.entity.js';
import { Packet } from './packets/packet.entity.js';
import { PanelExpert } from './panels/panel-expert.entity.js';
import { PanelHold } from './panels/panel-hold.entity.js';
import { Appointment } from './people/appointment.entity.js';
import { Person } from './people/person.entity.js';
import { Schedule } from './schedules/schedule.entity.js';
import { Site } from './sites/site.entity.js';

/** Every entity, for the one DataSource; the catalogue test compares each with its table. */
export const entities: (new () => object)[] = [
  Body,
  Person,
  Appointment,
  PanelExpert,
  PanelHold,
  Job,
  Alert,
  ArrangementReview,
  Schedule,
  Packet,
  Figure,
  Site,
  Inspection,
  Party,
  TeamRow,
  PartyRow,
  AccessRow,
  TransitionRow,
  DocumentRow,
  TotalRow,
  Observation,
  SerialRow,
  MarkRow,
  HeadstampRow,
  ClaimRow,
  CustodyRow,
  Item,
  ItemLink,
];
