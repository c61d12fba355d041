/**
 * Which roles a kind of body has. SYSTEM is left out: it is made with the body, never granted.
 */
export const rolesOfBodies = {
  MISSION: [
    'CELL_ANALYST',
    'CELL_CHIEF',
    'JMAC_ANALYST',
    'JMAC_CHIEF',
    'INSPECTOR',
    'UNMAS_TECH',
    'MTF_OFFICER',
    'ROL_ADVISER',
    'FOCAL_POINT_PANEL',
    'CHIEF_OF_STAFF',
    'HEAD_OF_MISSION',
  ],
  PANEL: ['PANEL_COORDINATOR', 'PANEL_EXPERT'],
  COMMITTEE_SECRETARIAT: ['SECRETARIAT_OFFICER', 'COMMITTEE_SECRETARY', 'COMMITTEE_CHAIR', 'COMMITTEE_MEMBER'],
  HOST_STATE_OFFICE: ['NATIONAL_FOCAL_POINT'],
  HEADQUARTERS: ['PLATFORM_ADMIN', 'AUDITOR', 'RECORDS_OFFICER'],
} as const satisfies Record<string, readonly string[]>;

/** A kind of body. */
export type BodyKind = keyof typeof rolesOfBodies;

/** The kinds of bodies. */
export const bodyKinds = Object.keys(rolesOfBodies) as BodyKind[];

/** Every role that can be granted. */
export const grantableRoles: readonly string[] = Object.values(rolesOfBodies).flat();

/** True when a body of this kind has the role. */
export const roleFits = (role: string, kind: string): boolean =>
  kind in rolesOfBodies && (rolesOfBodies[kind as BodyKind] as readonly string[]).includes(role);
