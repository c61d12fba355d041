import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { canonicalJson } from '../database/canonical-json.js';
import type { Tx } from '../database/database.js';
import { checkOwn } from '../database/own-row.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { levelOf } from '../http/shape.js';
import { type KeptSource, Vault } from '../vault/vault.js';
import { type LinkRecord, type RecordSource, sourceShape } from './source.dto.js';

/** Where the records of each kind lie. */
const tableOf: Record<string, string> = {
  INSPECTION: 'inspections',
  OBSERVATION: 'observations',
  DOCUMENT: 'documents',
  SITE: 'sites',
  PARTY: 'parties',
};

/** Digits and letters that are not taken for each other. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A name that means nothing: drawn, never derived. */
const pseudonym = () => `SRC-${Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')}`;

/** Recording sources and what rests on them. All but {@link checkRecord} runs as the vault's role. */
@Injectable()
export class SourcesService {
  constructor(private readonly vault: Vault) {}

  /**
   * Stores a source and who it is, once.
   * @throws Problem id_already_used, breaks_a_rule, unavailable without keys.
   */
  async record(tx: Tx, request: RecordSource, raw: object): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const content = contentOf(raw);
    const created = !(request.id && (await this.recordedBefore(tx, id, content)));
    if (created) {
      await refuseForeignCompartment(tx, request.compartmentId);
      const source: KeptSource = {
        id,
        classification: levelOf(request.classification ?? 'CONFIDENTIAL'),
        compartmentId: request.compartmentId ?? null,
      };
      await insertSource(tx, source, request);
      const { name, contacts, notes } = request.identity;
      const emergency = request.emergency ? { ...request.emergency } : null;
      await this.vault.keep(tx, source, { name, contacts, notes: notes ?? null }, emergency, content);
    }
    return { id, created, ...(await showRecord(tx, sourceShape, 'sources', id)) };
  }

  /**
   * That the record exists for the actor; asked as the runtime role, because the vault's role sees no records.
   * @throws Problem breaks_a_rule
   */
  async checkRecord(tx: Tx, { recordKind, recordId }: LinkRecord): Promise<void> {
    const table = tableOf[recordKind];
    const faults: Fault[] = [];
    if (table) await checkOwn(tx, table, recordId, '/recordId', faults);
    else faults.push({ pointer: '/recordKind', code: 'unknown_reference', detail: 'Say what kind of record it is.' });
    refuseFaults(faults);
  }

  /** Keeps that a record rests on a source. @throws Problem not_found, source_is_erased, unavailable */
  async link(tx: Tx, id: string, { recordKind, recordId }: LinkRecord): Promise<{ id: string; created: boolean }> {
    return this.vault.link(tx, await keptSource(tx, id), { recordKind, recordId });
  }

  private async recordedBefore(tx: Tx, id: string, content: string): Promise<boolean> {
    await tx.sql('select pg_advisory_xact_lock(hashtextextended($1, 0))', [id]);
    if (!(await tx.one('select from sources where id = $1', [id]))) return false;
    if (!(await this.vault.holdsContent(tx, id, content))) throw new Problem('id_already_used');
    return true;
  }
}

/** A source with its protection, for what is kept below it. @throws Problem not_found */
export async function keptSource(tx: Tx, id: string, lock = false): Promise<KeptSource> {
  const row = await tx.one<{ id: string; classification: number; compartment_id: string | null }>(
    `select id, classification, compartment_id from sources where body_id = $1 and id = $2${lock ? ' for update' : ''}`,
    [tx.actor.bodyId, id],
  );
  if (!row) throw new Problem('not_found');
  return { id: row.id, classification: row.classification, compartmentId: row.compartment_id };
}

/** What was asked to be recorded, without its id. It is fingerprinted under a key: a plain hash could be guessed. */
function contentOf(raw: object): string {
  return canonicalJson(
    Object.fromEntries(Object.entries(raw).filter(([key, value]) => key !== 'id' && value !== null)),
  );
}

async function refuseForeignCompartment(tx: Tx, id: string | undefined): Promise<void> {
  if (!id) return;
  const mine = await tx.one<{ mine: boolean }>('select $1::uuid = any ((sec.ctx()).compartments) as mine', [id]);
  if (!mine?.mine)
    refuseFaults([
      { pointer: '/compartmentId', code: 'unknown_reference', detail: 'There is no such compartment of yours.' },
    ]);
}

async function insertSource(tx: Tx, source: KeptSource, request: RecordSource): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const stored = await tx.one(
      `insert into sources (body_id, id, recorded_by, classification, compartment_id, caveats, pseudonym, grade,
                            protection_note, safety_hold)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict on constraint sources_pseudonym_once do nothing returning id`,
      [
        tx.actor.bodyId,
        source.id,
        tx.actor.appointmentId,
        source.classification,
        source.compartmentId,
        request.caveats ?? [],
        pseudonym(),
        request.grade,
        request.protectionNote ?? null,
        request.safetyHold ?? false,
      ],
    );
    if (stored) return;
  }
  throw new Problem('conflicting_change');
}
