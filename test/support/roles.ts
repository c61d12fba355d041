import { allows, type Permission, permissions } from '../../src/access/permissions.js';
import type { Operation } from './routes.js';

/** Who of the cast has which role. */
export const roleOf: Record<string, string> = {
  'analyst@UNMIVA': 'CELL_ANALYST',
  'chief@UNMIVA': 'CELL_CHIEF',
  'focal@UNMIVA': 'FOCAL_POINT_PANEL',
  'head@UNMIVA': 'HEAD_OF_MISSION',
  'expert@PANEL': 'PANEL_EXPERT',
  'secretary@COMMITTEE': 'COMMITTEE_SECRETARY',
  'focal@HOST': 'NATIONAL_FOCAL_POINT',
  'admin@CORDON': 'PLATFORM_ADMIN',
  'auditor@CORDON': 'AUDITOR',
  'records@CORDON': 'RECORDS_OFFICER',
};

const needs = (operation: Operation): Permission | null =>
  (operation['x-permission'] ?? '') in permissions ? (operation['x-permission'] as Permission) : null;

/** Somebody who may call the operation; nobody for one that is public. */
export function holder(operation: Operation): string | null {
  const permission = needs(operation);
  if (operation['x-permission'] === 'public') return null;
  // One whose session the fuzzing may end.
  if (!permission) return 'analyst2@UNMIVA';
  return Object.keys(roleOf).find(who => allows(roleOf[who] ?? '', permission)) ?? null;
}

/** Everybody of the cast who may not; nobody where every role may, or none is needed. */
export function lackers(operation: Operation): string[] {
  const permission = needs(operation);
  return permission ? Object.keys(roleOf).filter(who => !allows(roleOf[who] ?? '', permission)) : [];
}
