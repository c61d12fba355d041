import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { refuseStale } from '../http/etag.js';
import { Problem } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { Vault } from '../vault/vault.js';
import { type DecideErasure, erasureShape, holdShape, type MoveHold } from './keeping.dto.js';
import { keptSource } from './sources.service.js';

interface HoldRow {
  lift_proposed_at: Date | null;
  lift_proposed_by_person: string | null;
  lifted_at: Date | null;
  version: number;
}

/** How long a source is kept: holds, and the destruction of its key. Everything runs as the vault's role. */
@Injectable()
export class KeepingService {
  constructor(private readonly vault: Vault) {}

  /** Sets a hold; it is in force at once. @throws Problem not_found */
  async hold(tx: Tx, sourceId: string, reason: string): Promise<ShownRecord & { id: string }> {
    // Whoever destroys the key at this moment goes first, or waits and is refused.
    const source = await keptSource(tx, sourceId, true);
    const id = uuidv7();
    await tx.sql(
      `insert into vault.holds (body_id, id, classification, compartment_id, recorded_by, source_id, reason)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [tx.actor.bodyId, id, source.classification, source.compartmentId, tx.actor.appointmentId, sourceId, reason],
    );
    await this.showHeld(tx, sourceId);
    return { id, ...(await showRecord(tx, holdShape, 'vault.holds', id)) };
  }

  /** @throws Problem not_found, stale_version, move_not_allowed, same_person_twice */
  async moveHold(tx: Tx, sourceId: string, id: string, version: number, move: MoveHold): Promise<ShownRecord> {
    const { bodyId, appointmentId, personId } = tx.actor;
    await keptSource(tx, sourceId, true);
    const row = await tx.one<HoldRow>(
      'select * from vault.holds where body_id = $1 and id = $2 and source_id = $3 for update',
      [bodyId, id, sourceId],
    );
    if (!row) throw new Problem('not_found');
    refuseStale(version, row.version);
    const legal = row.lifted_at ? [] : row.lift_proposed_at ? ['LIFTED'] : ['LIFT_PROPOSED'];
    if (!legal.includes(move.to)) throw new Problem('move_not_allowed', `Legal moves: ${legal[0] ?? 'none'}.`);
    if (move.to === 'LIFTED' && row.lift_proposed_by_person === personId) throw new Problem('same_person_twice');
    const set =
      move.to === 'LIFTED'
        ? 'lifted_at = now(), lifted_by = $3, lifted_by_person = $4, lift_reason = lift_reason || chr(10) || $5'
        : 'lift_proposed_at = now(), lift_proposed_by = $3, lift_proposed_by_person = $4, lift_reason = $5';
    await tx.sql(`update vault.holds set ${set}, version = version + 1 where body_id = $1 and id = $2`, [
      bodyId,
      id,
      appointmentId,
      personId,
      move.reason,
    ]);
    await this.showHeld(tx, sourceId);
    return showRecord(tx, holdShape, 'vault.holds', id);
  }

  /** @throws Problem not_found, source_is_held, source_is_erased */
  async proposeErasure(tx: Tx, sourceId: string, reason: string): Promise<ShownRecord & { id: string }> {
    const source = await keptSource(tx, sourceId, true);
    await refuseUnerasable(tx, sourceId);
    const id = uuidv7();
    await tx.sql(
      `insert into vault.erasures (body_id, id, classification, compartment_id, recorded_by, source_id, reason, proposed_by_person)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        tx.actor.bodyId,
        id,
        source.classification,
        source.compartmentId,
        tx.actor.appointmentId,
        sourceId,
        reason,
        tx.actor.personId,
      ],
    );
    return { id, ...(await showRecord(tx, erasureShape, 'vault.erasures', id)) };
  }

  /** @throws Problem not_found, stale_version, move_not_allowed, same_person_twice, source_is_held, source_is_erased */
  async decideErasure(
    tx: Tx,
    sourceId: string,
    id: string,
    version: number,
    { to, reason }: DecideErasure,
  ): Promise<ShownRecord> {
    const { bodyId, appointmentId, personId } = tx.actor;
    await keptSource(tx, sourceId, true);
    const row = await tx.one<{ state: string; proposed_by_person: string; version: number }>(
      'select state, proposed_by_person, version from vault.erasures where body_id = $1 and id = $2 and source_id = $3 for update',
      [bodyId, id, sourceId],
    );
    if (!row) throw new Problem('not_found');
    if (row.proposed_by_person === personId) throw new Problem('same_person_twice');
    refuseStale(version, row.version);
    if (row.state !== 'PROPOSED') throw new Problem('move_not_allowed', 'Legal moves: none.');
    if (to === 'APPROVED') await refuseUnerasable(tx, sourceId);
    await tx.sql(
      `update vault.erasures set state = $3, decided_at = now(), decided_by = $4, decided_by_person = $5, decision_reason = $6,
              version = version + 1 where body_id = $1 and id = $2`,
      [bodyId, id, to, appointmentId, personId, reason],
    );
    if (to === 'APPROVED') {
      await this.vault.destroy(tx, sourceId);
      await tx.sql('update sources set erased_at = now(), version = version + 1 where body_id = $1 and id = $2', [
        bodyId,
        sourceId,
      ]);
    }
    return showRecord(tx, erasureShape, 'vault.erasures', id);
  }

  /** What the rest of the product is told of holds. */
  private async showHeld(tx: Tx, sourceId: string): Promise<void> {
    await tx.sql(
      `update sources s set held = h.held, version = s.version + 1
         from (select exists (select from vault.holds where body_id = $1 and source_id = $2 and lifted_at is null) as held) h
        where s.body_id = $1 and s.id = $2 and s.held <> h.held`,
      [tx.actor.bodyId, sourceId],
    );
  }
}

/** The friendly answer; the trigger refuses in any case. */
async function refuseUnerasable(tx: Tx, sourceId: string): Promise<void> {
  const row = await tx.one<{ held: boolean; erased: boolean }>(
    'select held, erased_at is not null as erased from sources where body_id = $1 and id = $2',
    [tx.actor.bodyId, sourceId],
  );
  if (row?.held) throw new Problem('source_is_held');
  if (row?.erased) throw new Problem('source_is_erased');
}
