import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { AlertsService } from '../alerts/alerts.service.js';
import type { Tx } from '../database/database.js';
import { refuseStale } from '../http/etag.js';
import { Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { instantSql } from '../http/shape.js';
import { Vault } from '../vault/vault.js';
import { type AskToOpen, type DecideOpening, openingShape } from './opening.dto.js';
import { type OpeningRow, refuseMove } from './opening.moves.js';
import { overseersOf } from './overseers.js';
import { keptSource } from './sources.service.js';

/** An opening that is in force for the actor, and what it is of. */
export interface OpenNow {
  openingId: string;
  sourceId: string;
  pseudonym: string;
  purposeCode: string;
  expiresAt: string;
}

/** Asking for openings, deciding about them, and whether one is in force. Everything runs as the vault's role. */
@Injectable()
export class OpeningsService {
  constructor(
    private readonly vault: Vault,
    private readonly alerts: AlertsService,
  ) {}

  /** @throws Problem not_found, source_is_erased, no_emergency_contact, review_outstanding */
  async ask(tx: Tx, sourceId: string, request: AskToOpen): Promise<ShownRecord & { id: string }> {
    const { bodyId, appointmentId, personId } = tx.actor;
    if (request.purposeCode === 'UNKNOWN')
      refuseFaults([{ pointer: '/purposeCode', code: 'unknown_reference', detail: 'Say what it is for.' }]);
    const source = await keptSource(tx, sourceId);
    const emergency = request.kind === 'BREAK_GLASS';
    if (emergency) await this.refuseEmergency(tx, sourceId);
    const id = uuidv7();
    await tx.sql(
      `insert into vault.openings (body_id, id, classification, compartment_id, recorded_by, source_id, kind, purpose_code,
                                   purpose, minutes, asked_by_person, state, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
               case when $12 = 'IN_FORCE' then now() + interval '60 minutes' end)`,
      [
        bodyId,
        id,
        source.classification,
        source.compartmentId,
        appointmentId,
        sourceId,
        request.kind,
        request.purposeCode,
        request.purpose,
        emergency ? 60 : (request.minutes ?? 60),
        personId,
        emergency ? 'IN_FORCE' : 'REQUESTED',
      ],
    );
    if (emergency)
      await this.tell(
        tx,
        sourceId,
        'BREAK_GLASS',
        'The emergency contact of a source was opened without a second person',
      );
    return { id, ...(await showRecord(tx, openingShape, 'vault.openings', id)) };
  }

  /** @throws Problem not_found, stale_version, move_not_allowed, same_person_twice */
  async decide(
    tx: Tx,
    sourceId: string,
    id: string,
    version: number,
    { to, reason }: DecideOpening,
  ): Promise<ShownRecord> {
    const { bodyId, appointmentId, personId } = tx.actor;
    const row = await tx.one<OpeningRow>(
      `select *, (expires_at <= clock_timestamp()) as expired from vault.openings
        where body_id = $1 and id = $2 and source_id = $3 for update`,
      [bodyId, id, sourceId],
    );
    if (!row) throw new Problem('not_found');
    if (row.asked_by_person === personId) throw new Problem('same_person_twice');
    refuseStale(version, row.version);
    refuseMove(row, to);
    const set = {
      APPROVED: `state = 'APPROVED', decided_at = now(), decided_by = $3, decided_by_person = $4, decision_reason = $5,
                 expires_at = now() + make_interval(mins => minutes)`,
      REFUSED: `state = 'REFUSED', decided_at = now(), decided_by = $3, decided_by_person = $4, decision_reason = $5`,
      REVOKED: `state = 'REVOKED', revoked_at = now(), revoked_by = $3, revocation_reason = $5`,
      REVIEWED: `reviewed_at = now(), reviewed_by = $3, reviewed_by_person = $4, review = $5`,
    }[to];
    await tx.sql(
      `update vault.openings set ${set}, version = version + 1 where body_id = $1 and id = $2 and $4::uuid is not null`,
      [bodyId, id, appointmentId, personId, reason],
    );
    if (to === 'APPROVED')
      await this.tell(tx, sourceId, 'SOURCE_OPENED', 'Somebody was let open the identity of a source');
    return showRecord(tx, openingShape, 'vault.openings', id);
  }

  /**
   * The opening under which the actor may read now. Asked of PostgreSQL's clock at every read.
   * @throws Problem opening_not_in_force, the same whatever it lacks.
   */
  async inForce(tx: Tx, sourceId: string, openingId: string, kind: 'IDENTITY' | 'BREAK_GLASS'): Promise<OpenNow> {
    const { bodyId, appointmentId, personId } = tx.actor;
    const row = await tx.one<OpenNow>(
      `select o.id as "openingId", o.source_id as "sourceId", s.pseudonym, o.purpose_code as "purposeCode",
              ${instantSql('o.expires_at')} as "expiresAt"
         from vault.openings o join sources s on s.body_id = o.body_id and s.id = o.source_id
        where o.body_id = $1 and o.id = $2 and o.source_id = $3 and o.kind = $4
          and o.recorded_by = $5 and o.asked_by_person = $6
          and o.state = case o.kind when 'IDENTITY' then 'APPROVED' else 'IN_FORCE' end
          and o.expires_at > clock_timestamp()`,
      [bodyId, openingId, sourceId, kind, appointmentId, personId],
    );
    if (!row) throw new Problem('opening_not_in_force');
    return row;
  }

  /** Whoever has an emergency that nobody reviewed within a day gets no other; and there must be something to show. */
  private async refuseEmergency(tx: Tx, sourceId: string): Promise<void> {
    const { bodyId, personId } = tx.actor;
    const outstanding = await tx.one(
      `select from vault.openings where body_id = $1 and asked_by_person = $2 and kind = 'BREAK_GLASS'
          and reviewed_at is null and recorded_at < now() - interval '24 hours' limit 1`,
      [bodyId, personId],
    );
    if (outstanding) throw new Problem('review_outstanding');
    const told = await tx.one<{ there: boolean }>(
      'select emergency is not null as there from vault.identities where body_id = $1 and id = $2',
      [bodyId, sourceId],
    );
    if (!told?.there) throw new Problem('no_emergency_contact');
  }

  /** One alert for each overseer, so that what one has seen is not taken for seen by the other. */
  private async tell(tx: Tx, sourceId: string, kind: string, title: string): Promise<void> {
    for (const role of overseersOf(tx.actor))
      await this.alerts.leave(tx, {
        kind,
        toRoles: [role],
        title,
        detail: null,
        subjectKind: 'sources',
        subjectId: sourceId,
        // It names nobody, and an overseer of any clearance has to be told.
        classification: 1,
        caveats: [],
      });
  }

  /** Who a source is. @throws Problem source_is_erased, unavailable */
  identity(tx: Tx, sourceId: string): ReturnType<Vault['identity']> {
    return this.vault.identity(tx, sourceId);
  }

  /** How to warn a source. @throws Problem no_emergency_contact, source_is_erased, unavailable */
  async emergency(tx: Tx, sourceId: string): Promise<{ channel: string; instruction: string }> {
    const told = await this.vault.emergency(tx, sourceId);
    if (!told) throw new Problem('no_emergency_contact');
    return told;
  }
}
