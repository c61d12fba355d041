import { Alert } from './alerts/alert.entity.js';
import { AssistanceActivity } from './assistance/activity.entity.js';
import { AssessmentGap, NeedsAssessment } from './assistance/assessment.entity.js';
import { AwarenessBriefing } from './assistance/awareness-briefing.entity.js';
import { HostRequest } from './assistance/host-request.entity.js';
import { Body } from './bodies/body.entity.js';
import { Cell } from './cells/cell.entity.js';
import { CellMember } from './cells/member.entity.js';
import { PersonnelOffer } from './cells/offer.entity.js';
import { CellVacancy } from './cells/vacancy.entity.js';
import { Compartment } from './compartments/compartment.entity.js';
import { CompartmentMember } from './compartments/compartment-member.entity.js';
import { FocalPoint } from './focal-points/focal-point.entity.js';
import { NationalBody } from './focal-points/national-body.entity.js';
import { NationalFocalPoint } from './focal-points/national-focal-point.entity.js';
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
import { Marking, MarkingDecision } from './markings/marking.entity.js';
import { ArrangementReview } from './missions/arrangement-review.entity.js';
import { Observation } from './observations/observation.entity.js';
import { ClaimRow, CustodyRow, HeadstampRow, Item, ItemLink, MarkRow, SerialRow } from './observations/parts.entity.js';
import { Figure } from './packets/figure.entity.js';
import { Packet } from './packets/packet.entity.js';
import { PanelExpert } from './panels/panel-expert.entity.js';
import { PanelHold } from './panels/panel-hold.entity.js';
import { Appointment } from './people/appointment.entity.js';
import { Person } from './people/person.entity.js';
import { Procedure, ProcedureVersion } from './procedures/procedure.entity.js';
import { ReadGrant } from './read-grants/read-grant.entity.js';
import { Schedule } from './schedules/schedule.entity.js';
import { Site } from './sites/site.entity.js';
import { ActionPoint } from './working-groups/action-point.entity.js';
import { GroupMeeting } from './working-groups/meeting.entity.js';
import { WorkingGroup } from './working-groups/working-group.entity.js';

/** Every entity, for the one DataSource; the catalogue test compares each with its table. */
export const entities: (new () => object)[] = [
  Body,
  Person,
  Appointment,
  PanelExpert,
  Compartment,
  CompartmentMember,
  ReadGrant,
  Marking,
  MarkingDecision,
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
  Procedure,
  ProcedureVersion,
  HostRequest,
  AssistanceActivity,
  AwarenessBriefing,
  NeedsAssessment,
  AssessmentGap,
  Cell,
  CellMember,
  PersonnelOffer,
  CellVacancy,
  FocalPoint,
  NationalBody,
  NationalFocalPoint,
  ActionPoint,
  GroupMeeting,
  WorkingGroup,
];
