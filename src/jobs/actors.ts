import type { Post } from '../access/access.guard.js';
import type { Actor } from '../database/context.js';
import type { Database } from '../database/database.js';

/**
 * The actor of work that nobody waits for, or null when the appointment is no longer in force. It has no session:
 * the person may have signed out since, but not left.
 */
export async function actorInForce(
  db: Database,
  personId: string,
  appointmentId: string,
  requestId: string,
): Promise<Actor | null> {
  const posts = await db.call<Post>('select * from auth.posts($1)', [personId]);
  const post = posts.find(p => p.id === appointmentId);
  return post
    ? {
        personId,
        appointmentId,
        bodyId: post.body_id,
        bodyAcronym: post.body_acronym,
        bodyKind: post.body_kind,
        role: post.role,
        sessionId: null,
        requestId,
        purpose: null,
      }
    : null;
}

/** The appointment that acts for a body's clocks and jobs, or null when there is no such body. */
export async function systemActor(db: Database, bodyId: string, requestId: string): Promise<Actor | null> {
  const [post] = await db.call<{ person_id: string; appointment_id: string }>('select * from auth.system_post($1)', [
    bodyId,
  ]);
  return post ? actorInForce(db, post.person_id, post.appointment_id, requestId) : null;
}
