import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { randomToken } from '../access/tokens.js';
import type { Tx } from '../database/database.js';
import { refuseStale } from '../http/etag.js';
import { isUuid } from '../http/fields.js';
import { Problem } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { instantSql } from '../http/shape.js';
import { accessResetShape, type DecideReset } from './access-reset.dto.js';
import { type Invitation, invitationDays } from './people.service.js';

/** What can be reset. */
export type ResetKind = 'PASSPHRASE' | 'SECOND_FACTOR';

/** Resetting what a person signs in with: one administrator asks, another approves. */
@Injectable()
export class AccessResetsService {
  /** @throws Problem not_found, two_persons_needed for oneself, already_stored while one is open. */
  async ask(tx: Tx, personId: string, kind: ResetKind, reason: string): Promise<ShownRecord & { id: string }> {
    const person = isUuid(personId)
      ? await tx.one<{ kind: string }>('select kind from people where id = $1', [personId])
      : null;
    if (person?.kind !== 'HUMAN') throw new Problem('not_found');
    const id = uuidv7();
    await tx.sql(
      'insert into access_resets (id, person_id, kind, reason, asked_by, recorded_by) values ($1, $2, $3, $4, $5, $6)',
      [id, personId, kind, reason, tx.actor.personId, tx.actor.appointmentId],
    );
    return { id, ...(await showRecord(tx, accessResetShape, 'access_resets', id)) };
  }

  /**
   * Approving ends every session, known device and access token of the person, and takes the passphrase or the second
   * factor away. The person chooses the new passphrase; the approver only carries the invitation.
   * @throws Problem not_found, stale_version, two_persons_needed, move_not_allowed.
   */
  async decide(
    tx: Tx,
    id: string,
    expected: number,
    { to }: DecideReset,
  ): Promise<ShownRecord & { invitation: Invitation | null }> {
    const read = async () => showRecord(tx, accessResetShape, 'access_resets', id);
    if (!isUuid(id)) throw new Problem('not_found');
    const before = await read();
    refuseStale(expected, before.version);
    const { token, sha256 } = randomToken();
    const done = await tx.one<{ done: boolean; at: string }>(
      `select auth.decide_reset($1, $2, $3, make_interval(days => $4)) as done,
              ${instantSql('(now() + make_interval(days => $4))')} as at`,
      [id, to, sha256, invitationDays],
    );
    if (!done?.done) throw new Problem('move_not_allowed', 'It is decided already, or older than a week.');
    const after = await read();
    const invites = to === 'APPROVED' && (JSON.parse(after.doc) as { kind: ResetKind }).kind === 'PASSPHRASE';
    return { ...after, invitation: invites ? { token, expiresAt: done.at } : null };
  }
}
