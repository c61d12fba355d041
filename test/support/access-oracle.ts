/**
 * What each role must be able to do, written by hand from the roles' tasks and not from the code: the table in
 * src/access/permissions.ts is compared with it. `may` is the whole list; whatever is not in it must be refused.
 */
const reads = ['reference.read', 'body.read', 'person.read', 'appointment.read'];
const caseReads = ['inspection.read', 'observation.read', 'site.read', 'party.read'];
const records = ['inspection.record', 'inspection.amend', 'inspection.move', 'observation.record', 'site.record'];

/** Role → exactly the permissions it has. */
export const oracle: Record<string, string[]> = {
  CELL_ANALYST: [
    ...reads,
    ...caseReads,
    ...records,
    'schedule.read',
    'schedule.manage',
    'packet.read',
    'packet.request',
    'job.read',
  ],
  CELL_CHIEF: [
    ...reads,
    ...caseReads,
    ...records,
    'schedule.read',
    'schedule.manage',
    'packet.read',
    'packet.request',
    'packet.move',
    'packet.clear_as_cell_chief',
    'packet.return',
    'job.read',
  ],
  JMAC_ANALYST: [...reads, ...caseReads, ...records, 'schedule.read', 'packet.read', 'job.read'],
  JMAC_CHIEF: [
    ...reads,
    ...caseReads,
    ...records,
    'schedule.read',
    'schedule.manage',
    'packet.read',
    'packet.request',
    'packet.move',
    'packet.clear_as_cell_chief',
    'packet.return',
    'job.read',
  ],
  INSPECTOR: [...reads, ...caseReads, ...records, 'schedule.read', 'packet.read', 'job.read'],
  UNMAS_TECH: [...reads, ...caseReads, ...records, 'schedule.read', 'packet.read', 'job.read'],
  MTF_OFFICER: [...reads, ...caseReads, ...records, 'schedule.read', 'packet.read', 'job.read'],
  FOCAL_POINT_PANEL: [
    ...reads,
    ...caseReads,
    'schedule.read',
    'schedule.manage',
    'packet.read',
    'packet.request',
    'packet.move',
    'packet.transmit',
    'job.read',
  ],
  CHIEF_OF_STAFF: [
    ...reads,
    ...caseReads,
    'schedule.read',
    'packet.read',
    'packet.move',
    'packet.transmit',
    'packet.return',
    'job.read',
  ],
  HEAD_OF_MISSION: [
    ...reads,
    ...caseReads,
    'schedule.read',
    'packet.read',
    'packet.move',
    'packet.clear_as_head',
    'packet.transmit',
    'packet.return',
    'job.read',
  ],
  ROL_ADVISER: [...reads, ...caseReads],
  NATIONAL_FOCAL_POINT: [...reads, ...caseReads],
  PANEL_COORDINATOR: [...reads, ...caseReads, ...records, 'packet.read', 'job.read'],
  PANEL_EXPERT: [...reads, ...caseReads, ...records, 'packet.read', 'job.read'],
  SECRETARIAT_OFFICER: [...reads, ...caseReads, 'packet.read', 'job.read'],
  COMMITTEE_SECRETARY: [...reads, ...caseReads, 'packet.read', 'job.read'],
  COMMITTEE_CHAIR: [...reads, 'packet.read'],
  COMMITTEE_MEMBER: [...reads, 'packet.read'],
  RECORDS_OFFICER: [...reads, ...caseReads, ...records, 'job.read'],
  PLATFORM_ADMIN: [...reads, 'body.manage', 'person.manage', 'appointment.manage'],
  AUDITOR: [...reads, 'audit.read'],
  SYSTEM: [...reads, ...caseReads, 'schedule.read', 'packet.read', 'job.read'],
};

/** What must never be given, whatever the lists above say: one sentence of the design each. */
export const never: { because: string; roles: string[]; permissions: RegExp }[] = [
  {
    because: 'who administers the platform reads no content',
    roles: ['PLATFORM_ADMIN', 'AUDITOR'],
    permissions: /^(inspection|observation|site|party|packet|schedule|job)\./,
  },
  {
    because: 'only the auditor reads the audit record',
    roles: Object.keys(oracle).filter(role => role !== 'AUDITOR'),
    permissions: /^audit\./,
  },
  {
    because: 'only the administrator gives and ends rights',
    roles: Object.keys(oracle).filter(role => role !== 'PLATFORM_ADMIN'),
    permissions: /^(body|person|appointment)\.manage$/,
  },
  {
    because: 'nobody clears both steps of a packet',
    roles: ['CELL_CHIEF', 'JMAC_CHIEF'],
    permissions: /^packet\.(clear_as_head|transmit)$/,
  },
  { because: 'the head clears the last step only', roles: ['HEAD_OF_MISSION'], permissions: /^packet\.clear_as_cell/ },
  {
    because: 'outside the mission a packet is read, never moved',
    roles: [
      'PANEL_COORDINATOR',
      'PANEL_EXPERT',
      'SECRETARIAT_OFFICER',
      'COMMITTEE_SECRETARY',
      'COMMITTEE_CHAIR',
      'COMMITTEE_MEMBER',
      'NATIONAL_FOCAL_POINT',
      'SYSTEM',
    ],
    permissions: /^packet\.(request|move|clear|transmit|return)/,
  },
  {
    because: 'the committee reads packets, not live records',
    roles: ['COMMITTEE_CHAIR', 'COMMITTEE_MEMBER'],
    permissions: /^(inspection|observation|site|party)\./,
  },
];
