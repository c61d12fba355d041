import { createHmac } from 'node:crypto';
import { deriveKey } from '../config.js';

/**
 * Who is asking: a person acting under one appointment. It names an identity only; what that identity may touch is
 * looked up by PostgreSQL at the beginning of every transaction.
 */
export interface Actor {
  personId: string;
  appointmentId: string;
  bodyId: string;
  bodyAcronym: string;
  bodyKind: string;
  role: string;
  /** What an access token was made for; absent for a person who signed in. */
  scope?: readonly string[];
  /** The session of an interactive sign-in, or the access token; null for the worker. */
  sessionId: string | null;
  requestId: string;
  purpose: string | null;
}

/** How long a signed context may be used: longer than any transaction, shorter than anybody's patience. */
const contextSeconds = 120;

/** Makes the signer of contexts for an installation's secret; `sec.identity()` in PostgreSQL checks what it makes. */
export function contextSigner(secret: string): (actor: Actor) => string {
  const key = deriveKey(secret, 'signed context');
  return actor => {
    const expiry = Math.floor(Date.now() / 1000) + contextSeconds;
    // The separator cannot be smuggled in: ids are UUIDs, and these two are the only free texts.
    const request = actor.requestId.replaceAll('|', '');
    const purpose = (actor.purpose ?? '').replaceAll('|', '');
    const payload = `v1|${actor.personId}|${actor.appointmentId}|${actor.sessionId ?? ''}|${expiry}|${request}|${purpose}|`;
    return payload + createHmac('sha256', key).update(payload).digest('hex');
  };
}
