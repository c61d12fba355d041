import type { Fault } from '../http/problems.js';
import type { Post } from './access.guard.js';
import { permissionsOf } from './permissions.js';
import type { MakeToken } from './sign-in.dto.js';

const longestDays = 365;

/** What is wrong with the wish for an access token: it is narrower than its appointment, and ends within a year. */
export function tokenFaults({ scope, expiresAt }: MakeToken, post: Post | undefined): Fault[] {
  const faults: Fault[] = [];
  const fault = (pointer: string, code: string, detail: string) => faults.push({ pointer, code, detail });
  if (!post) fault('/appointmentId', 'unknown_reference', 'Not an appointment of yours in force.');
  if (scope.length === 0) fault('/scope', 'illegal_pair', 'Name one permission at least.');
  const granted = post ? new Set<string>(permissionsOf(post.role)) : null;
  for (const [n, permission] of scope.entries())
    if (granted && !granted.has(permission))
      fault(`/scope/${n}`, 'illegal_pair', `The role ${post?.role} does not have this permission.`);
  const days = (new Date(expiresAt).getTime() - Date.now()) / 86_400_000;
  if (days <= 0 || days > longestDays) fault('/expiresAt', 'not_in_force', 'It ends in the future, and within a year.');
  return faults;
}
