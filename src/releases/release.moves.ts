import type { Permission } from '../access/permissions.js';

/** Where a release stands. APPROVED waits for the countersignature that is needed above CONFIDENTIAL. */
export const releaseStates = ['PROPOSED', 'APPROVED', 'RELEASED', 'WITHDRAWN', 'RECALLED', 'SUPERSEDED'] as const;

/** One of them. */
export type ReleaseState = (typeof releaseStates)[number];

/** One legal move of a release. */
export interface ReleaseMove {
  from: ReleaseState;
  to: ReleaseState;
  /** The permission a role needs for it. */
  permission: Permission;
  /** A signature: of another person than every one before. */
  signs?: true;
  needsReason?: true;
}

/** The moves a person makes; to supersede is what the release of a new version does. */
export const releaseMoves: readonly ReleaseMove[] = [
  { from: 'PROPOSED', to: 'APPROVED', permission: 'release.approve', signs: true },
  { from: 'APPROVED', to: 'RELEASED', permission: 'release.countersign', signs: true },
  { from: 'PROPOSED', to: 'WITHDRAWN', permission: 'release.move', needsReason: true },
  { from: 'APPROVED', to: 'WITHDRAWN', permission: 'release.move', needsReason: true },
  { from: 'RELEASED', to: 'RECALLED', permission: 'release.recall', needsReason: true },
];

/** Where a release can be moved to at all. */
export const moveTargets = [...new Set(releaseMoves.map(move => move.to))];

/** The permission for a target, whatever state the release is in. */
export const permissionToMove = (to: string): Permission | undefined =>
  releaseMoves.find(move => move.to === to)?.permission;
