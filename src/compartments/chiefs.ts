/** Who makes and closes compartments, of their own body only; the policies of migrations/0024 name the same. */
export const administrators = ['CELL_CHIEF', 'HEAD_OF_MISSION', 'PANEL_COORDINATOR', 'COMMITTEE_SECRETARY'] as const;

/** Who is told when such a chief goes inside: the others who can judge whether there was a need to know. */
const watchers: Record<string, readonly string[]> = {
  CELL_CHIEF: ['HEAD_OF_MISSION', 'CHIEF_OF_STAFF'],
  HEAD_OF_MISSION: ['CELL_CHIEF', 'CHIEF_OF_STAFF'],
  // A panel has one coordinator, and its experts are peers.
  PANEL_COORDINATOR: ['PANEL_EXPERT'],
  COMMITTEE_SECRETARY: ['SECRETARIAT_OFFICER'],
};

/** The roles that are told of what a chief of this role did for himself or herself. */
export const watchersOf = (chief: { role: string }): string[] => [...(watchers[chief.role] ?? administrators)];
