import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { randomToken } from '../access/tokens.js';
import type { Tx } from '../database/database.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { isUuid } from '../http/fields.js';
import { Problem } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { instantSql } from '../http/shape.js';
import { type AmendPerson, personShape, type RegisterPerson } from './person.dto.js';
import { Person } from './person.entity.js';

/** How long an invitation may be used. */
export const invitationDays = 3;

/** An invitation, shown once. */
export interface Invitation {
  token: string;
  expiresAt: string;
}

/** Registering, changing and inviting people. */
@Injectable()
export class PeopleService {
  /** Stores a person once. @throws Problem id_already_used; the address's uniqueness is PostgreSQL's. */
  async register(tx: Tx, request: RegisterPerson): Promise<ShownRecord & { id: string; created: boolean }> {
    const { name, email } = request;
    const id = request.id ?? uuidv7();
    const hash = contentHash(request);
    const created = !(await storedBefore(tx, 'people', id, hash));
    if (created) {
      const recordedBy = tx.actor.appointmentId;
      await tx.insert(Person, [{ id, name, email: email.toLowerCase(), kind: 'HUMAN', recordedBy, contentHash: hash }]);
    }
    return { id, created, ...(await showRecord(tx, personShape, 'people', id)) };
  }

  /**
   * Changes a name, disables or enables. A disabled person's next statement fails; sessions and open invitations end
   * too, so that enabling does not revive them.
   * @throws Problem not_found, stale_version, permission_missing for oneself and for the system.
   */
  async amend(tx: Tx, id: string, expected: number, request: AmendPerson): Promise<ShownRecord> {
    const person = await this.getHuman(tx, id);
    refuseStale(expected, person.version);
    if (request.disabled === true && person.id === tx.actor.personId)
      throw new Problem('permission_missing', 'Nobody disables themselves; ask another administrator.');
    const change: Partial<Pick<Person, 'name' | 'disabledAt'>> = {};
    if (request.name !== undefined && request.name !== person.name) change.name = request.name;
    if (request.disabled !== undefined && request.disabled !== (person.disabledAt !== null))
      change.disabledAt = request.disabled ? new Date() : null;
    if (Object.keys(change).length > 0)
      await tx.manager.update(Person, { id }, { ...change, version: person.version + 1 });
    if (change.disabledAt) await tx.sql('select auth.lock_out($1, $2)', [id, 'PERSON_DISABLED']);
    return showRecord(tx, personShape, 'people', id);
  }

  /** @throws Problem not_found, move_not_allowed for a disabled person, permission_missing for the system. */
  async invite(tx: Tx, id: string): Promise<Invitation> {
    const person = await this.getHuman(tx, id);
    if (person.disabledAt) throw new Problem('move_not_allowed', 'This person is disabled; enable them first.');
    const { token, sha256 } = randomToken();
    const row = await tx.one<{ at: string }>(
      `select auth.invite($1, $2, make_interval(days => $3)), ${instantSql('(now() + make_interval(days => $3))')} as at`,
      [id, sha256, invitationDays],
    );
    return { token, expiresAt: row?.at ?? '' };
  }

  private async getHuman(tx: Tx, id: string): Promise<Person> {
    if (!isUuid(id)) throw new Problem('not_found');
    // Changes of one person take turns, so that each sees the version the one before left.
    await tx.sql('select from people where id = $1 for update', [id]);
    const person = await tx.manager.findOneBy(Person, { id });
    if (!person) throw new Problem('not_found');
    if (person.kind === 'SYSTEM')
      throw new Problem('permission_missing', 'The system acts for a body and is no person to change or invite.');
    return person;
  }
}
