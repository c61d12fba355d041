/**
 * May this role do this at all? The one literal table: permission → roles. It is printed as
 * `docs/access-matrix.md`; which rows a role then sees is PostgreSQL's business alone.
 */

const cell = [
  'CELL_ANALYST',
  'CELL_CHIEF',
  'JMAC_ANALYST',
  'JMAC_CHIEF',
  'INSPECTOR',
  'UNMAS_TECH',
  'MTF_OFFICER',
] as const;
const missionLeads = ['FOCAL_POINT_PANEL', 'CHIEF_OF_STAFF', 'HEAD_OF_MISSION'] as const;
const panel = ['PANEL_COORDINATOR', 'PANEL_EXPERT'] as const;
const secretariat = ['SECRETARIAT_OFFICER', 'COMMITTEE_SECRETARY'] as const;
const host = ['NATIONAL_FOCAL_POINT'] as const;
const records = ['RECORDS_OFFICER'] as const;
const content = [
  ...cell,
  ...missionLeads,
  ...panel,
  ...secretariat,
  ...host,
  ...records,
  'ROL_ADVISER',
  'SYSTEM',
] as const;
/** Who works in a mission. */
const mission = [...cell, ...missionLeads, 'ROL_ADVISER'] as const;
const missionChiefs = ['CELL_CHIEF', 'JMAC_CHIEF', 'CHIEF_OF_STAFF', 'HEAD_OF_MISSION'] as const;
/** Who works with sources, and who answers for them. */
const sourceWork = ['CELL_ANALYST', 'CELL_CHIEF', 'PANEL_EXPERT', 'PANEL_COORDINATOR'] as const;
const custodians = ['CELL_CHIEF', 'PANEL_COORDINATOR', 'HEAD_OF_MISSION'] as const;
const everyone = [...content, 'COMMITTEE_CHAIR', 'COMMITTEE_MEMBER', 'PLATFORM_ADMIN', 'AUDITOR'] as const;

/** The access matrix. */
export const permissions = {
  'reference.read': everyone,
  'fact.correct': ['PLATFORM_ADMIN'],
  'arrangement.read': [...content, 'COMMITTEE_CHAIR', 'COMMITTEE_MEMBER'],
  'body.read': everyone,
  'body.manage': ['PLATFORM_ADMIN'],
  'body.close': ['PLATFORM_ADMIN'],
  'read_grant.read': [...content, 'PLATFORM_ADMIN'],
  'read_grant.manage': ['PLATFORM_ADMIN'],
  'person.read': everyone,
  'person.manage': ['PLATFORM_ADMIN'],
  'appointment.read': everyone,
  'appointment.manage': ['PLATFORM_ADMIN'],
  'panel_expert.read': [...panel, 'PLATFORM_ADMIN'],
  'panel_expert.manage': ['PLATFORM_ADMIN'],
  'cell.read': [...mission, ...records, 'SYSTEM'],
  'cell.manage': missionChiefs,
  'focal_point.read': [...mission, ...host, ...records, 'SYSTEM'],
  'focal_point.manage': [...missionChiefs, 'FOCAL_POINT_PANEL', 'ROL_ADVISER', ...host],
  'working_group.read': [...mission, ...host, ...records, 'SYSTEM'],
  'working_group.record': [...cell, 'FOCAL_POINT_PANEL', 'CHIEF_OF_STAFF', 'ROL_ADVISER', ...host],
  'host_request.read': [...mission, ...host, ...records, 'SYSTEM'],
  'host_request.record': [...cell, 'FOCAL_POINT_PANEL', 'ROL_ADVISER', ...host],
  'assistance.read': [...mission, ...host, ...records, 'SYSTEM'],
  'assistance.record': [...cell, 'FOCAL_POINT_PANEL', 'ROL_ADVISER', ...host],
  'procedure.read': content,
  'procedure.manage': [...missionChiefs, 'PANEL_COORDINATOR', 'SECRETARIAT_OFFICER', ...records],
  'alert.read': content,
  'compartment.read': content,
  'compartment.manage': ['CELL_CHIEF', 'HEAD_OF_MISSION', 'PANEL_COORDINATOR', 'COMMITTEE_SECRETARY'],
  'marking.read': content,
  'marking.request': [...cell, ...panel, ...records, 'HEAD_OF_MISSION'],
  'marking.approve': ['CELL_CHIEF', 'JMAC_CHIEF', 'HEAD_OF_MISSION', 'PANEL_COORDINATOR', ...records],
  'inspection.read': content,
  'inspection.record': [...cell, ...panel, ...records],
  'inspection.amend': [...cell, ...panel, ...records],
  'inspection.move': [...cell, ...panel, ...records],
  'observation.read': content,
  'observation.record': [...cell, ...panel, ...records],
  'site.read': content,
  'site.record': [...cell, ...panel, ...records],
  'party.read': content,
  'source.read': [...sourceWork, 'HEAD_OF_MISSION'],
  'source.record': sourceWork,
  'source.open': sourceWork,
  'source.approve_opening': custodians,
  'source.hold': custodians,
  'schedule.read': [...cell, ...missionLeads, 'SYSTEM'],
  'schedule.manage': ['CELL_ANALYST', 'CELL_CHIEF', 'JMAC_CHIEF', 'FOCAL_POINT_PANEL'],
  'packet.read': [...cell, ...missionLeads, ...panel, ...secretariat, 'COMMITTEE_CHAIR', 'COMMITTEE_MEMBER', 'SYSTEM'],
  'packet.request': ['CELL_ANALYST', 'CELL_CHIEF', 'JMAC_CHIEF', 'FOCAL_POINT_PANEL'],
  'packet.clear_as_cell_chief': ['CELL_CHIEF', 'JMAC_CHIEF'],
  'packet.clear_as_head': ['HEAD_OF_MISSION'],
  'packet.transmit': ['FOCAL_POINT_PANEL', 'CHIEF_OF_STAFF', 'HEAD_OF_MISSION'],
  'packet.return': ['CELL_CHIEF', 'JMAC_CHIEF', 'CHIEF_OF_STAFF', 'HEAD_OF_MISSION'],
  'packet.move': ['CELL_CHIEF', 'JMAC_CHIEF', ...missionLeads],
  'release.read': content,
  'release.propose': [
    'FOCAL_POINT_PANEL',
    'CELL_CHIEF',
    'JMAC_CHIEF',
    ...host,
    'PANEL_COORDINATOR',
    'SECRETARIAT_OFFICER',
  ],
  'release.approve': [
    'CHIEF_OF_STAFF',
    'HEAD_OF_MISSION',
    'CELL_CHIEF',
    ...host,
    'PANEL_COORDINATOR',
    'COMMITTEE_SECRETARY',
  ],
  'release.countersign': ['CHIEF_OF_STAFF', 'HEAD_OF_MISSION', ...host, 'PANEL_COORDINATOR', 'COMMITTEE_SECRETARY'],
  'release.recall': [
    'FOCAL_POINT_PANEL',
    'CELL_CHIEF',
    'CHIEF_OF_STAFF',
    'HEAD_OF_MISSION',
    ...host,
    'PANEL_COORDINATOR',
    ...secretariat,
  ],
  'release.move': [...missionLeads, 'CELL_CHIEF', 'JMAC_CHIEF', ...host, 'PANEL_COORDINATOR', ...secretariat],
  'released_record.read': content,
  'job.read': [...cell, ...missionLeads, ...panel, ...secretariat, ...records, 'SYSTEM'],
  'audit.read': ['AUDITOR'],
} as const satisfies Record<string, readonly string[]>;

/** A name of the table above. */
export type Permission = keyof typeof permissions;

/** True when the table gives `role` the permission. */
export const allows = (role: string, permission: Permission): boolean =>
  (permissions[permission] as readonly string[]).includes(role);

/** The same of an actor: an access token narrows its role to its scope. */
export const may = (actor: { role: string; scope?: readonly string[] }, permission: Permission): boolean =>
  allows(actor.role, permission) && (actor.scope === undefined || actor.scope.includes(permission));

/** All that a role may do, for `GET /auth/me`. */
export const permissionsOf = (role: string): Permission[] =>
  (Object.keys(permissions) as Permission[]).filter(p => allows(role, p));
