import type { Actor } from '../database/context.js';

/** Who is told when a source is opened, by kind of body, in the order of their duty. */
const overseers: Record<string, string[]> = {
  MISSION: ['CELL_CHIEF', 'HEAD_OF_MISSION', 'CHIEF_OF_STAFF'],
  PANEL: ['PANEL_COORDINATOR', 'PANEL_EXPERT'],
};

/**
 * Two overseers of the actor's body, other than the actor's own role: whoever opens a source is not the one told of it.
 * A panel has two roles only, so its experts watch their coordinator, and each other.
 */
export function overseersOf({ bodyKind, role }: Actor): string[] {
  const roles = overseers[bodyKind] ?? [];
  const others = roles.filter(one => one !== role);
  return (others.length >= 2 ? others : roles).slice(0, 2);
}
