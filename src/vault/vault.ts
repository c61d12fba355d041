import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v4 as uuidv4 } from 'uuid';
import type { Tx } from '../database/database.js';
import { Problem } from '../http/problems.js';
import { KeyProvider, NoMasterKey } from './key-provider.js';
import { boundTo, fingerprint, keyLength, seal, sealValue, unseal, unsealValue } from './seal.js';
import { withKeys } from './vault-door.js';

/** Who a source is. */
export interface Identity {
  name: string;
  contacts: string[];
  notes: string | null;
}

/** What may be shown in an emergency: how to warn the source, and what to say; never who it is. */
export interface Emergency {
  channel: string;
  instruction: string;
}

/** A record that rests on a source. */
export interface Link {
  recordKind: string;
  recordId: string;
  linkedAt: string;
}

/** The source that something is kept of, with its protection. */
export interface KeptSource {
  id: string;
  classification: number;
  compartmentId: string | null;
}

interface Wrapped {
  data_key_id: string;
  master_key_id: string;
  wrapped: Buffer;
}

/** The key of one source, out of its wrapping. */
interface DataKey {
  id: string;
  key: Buffer;
}

/** What place a wrapped data key is bound to. */
const wrapping = (bodyId: string, id: string, masterKeyId: string) =>
  boundTo({ bodyId, id, field: 'data-key', keyId: masterKeyId });

/** Wraps a data key anew under another master key, for changing the keys. @throws CannotUnseal */
export function rewrapped(
  { body_id, id, master_key_id, wrapped }: { body_id: string; id: string; master_key_id: string; wrapped: Buffer },
  from: Buffer,
  to: { id: string; key: Buffer },
): Buffer {
  const key = unseal(from, wrapped, wrapping(body_id, id, master_key_id));
  const anew = seal(to.key, key, wrapping(body_id, id, to.id));
  key.fill(0);
  return anew;
}

/** Seals identities and links, and opens them; whether somebody may have them opened is not asked here. */
@Injectable()
export class Vault {
  constructor(private readonly keys: KeyProvider) {}

  /** Keeps who a source is, under a key of its own. `content` finds out whether the same was sent again. */
  async keep(tx: Tx, source: KeptSource, who: Identity, emergency: Emergency | null, content: string): Promise<void> {
    const { bodyId, appointmentId } = tx.actor;
    const { id, classification, compartmentId } = source;
    const master = await withKeys(() => this.keys.current());
    const key = randomBytes(keyLength);
    const dataKeyId = randomUUID();
    const sealed = (field: 'name' | 'contacts' | 'notes' | 'emergency', value: unknown) =>
      value === null ? null : sealValue(key, value, { bodyId, id, field, keyId: dataKeyId });
    await tx.sql(
      `insert into vault.data_keys (body_id, id, classification, compartment_id, recorded_by, data_key_id, master_key_id, wrapped)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        bodyId,
        id,
        classification,
        compartmentId,
        appointmentId,
        dataKeyId,
        master.id,
        seal(master.key, key, wrapping(bodyId, id, master.id)),
      ],
    );
    await tx.sql(
      `insert into vault.identities (body_id, id, classification, compartment_id, recorded_by, data_key_id, name, contacts,
                                     notes, emergency, content_mac)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        bodyId,
        id,
        classification,
        compartmentId,
        appointmentId,
        dataKeyId,
        sealed('name', who.name),
        sealed('contacts', who.contacts),
        sealed('notes', who.notes),
        sealed('emergency', emergency),
        fingerprint(key, 'content', content),
      ],
    );
    key.fill(0);
    master.key.fill(0);
  }

  /** Whether a source was recorded with this content. @throws Problem source_is_erased, unavailable */
  async holdsContent(tx: Tx, id: string, content: string): Promise<boolean> {
    const { key } = await this.dataKeyOf(tx, id);
    const row = await tx.one<{ same: boolean }>(
      'select content_mac = $3::bytea as same from vault.identities where body_id = $1 and id = $2',
      [tx.actor.bodyId, id, fingerprint(key, 'content', content)],
    );
    key.fill(0);
    return row?.same === true;
  }

  /** Keeps that a record rests on a source, once. @throws Problem source_is_erased, unavailable */
  async link(tx: Tx, source: KeptSource, record: Omit<Link, 'linkedAt'>): Promise<{ id: string; created: boolean }> {
    const { bodyId, appointmentId } = tx.actor;
    const { id: keyId, key } = await this.dataKeyOf(tx, source.id);
    const ofSource = fingerprint(key, 'source', source.id);
    const ofPair = fingerprint(key, 'pair', `${record.recordKind}|${record.recordId.toLowerCase()}`);
    // Version 4: the others hold the time, which would point at the record made that minute.
    const id = uuidv4();
    const value: Link = { ...record, recordId: record.recordId.toLowerCase(), linkedAt: new Date().toISOString() };
    const stored = await tx.one(
      `insert into vault.links (body_id, id, classification, compartment_id, recorded_by, of_source, of_pair, link)
       values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict on constraint links_once do nothing returning id`,
      [
        bodyId,
        id,
        source.classification,
        source.compartmentId,
        appointmentId,
        ofSource,
        ofPair,
        sealValue(key, value, { bodyId, id, field: 'link', keyId }),
      ],
    );
    key.fill(0);
    if (stored) return { id, created: true };
    const before = await tx.one<{ id: string }>(
      'select id from vault.links where body_id = $1 and of_source = $2 and of_pair = $3',
      [bodyId, ofSource, ofPair],
    );
    if (!before) throw new Problem('conflicting_change');
    return { id: before.id, created: false };
  }

  /** Who a source is, and what rests on it. @throws Problem source_is_erased, unavailable */
  async identity(tx: Tx, id: string): Promise<Identity & { links: Link[] }> {
    const { bodyId } = tx.actor;
    const { id: keyId, key } = await this.dataKeyOf(tx, id);
    const row = await tx.one<{ name: Buffer; contacts: Buffer; notes: Buffer | null }>(
      'select name, contacts, notes from vault.identities where body_id = $1 and id = $2',
      [bodyId, id],
    );
    if (!row) throw new Problem('source_is_erased');
    const links = await tx.sql<{ id: string; link: Buffer }>(
      'select id, link from vault.links where body_id = $1 and of_source = $2',
      [bodyId, fingerprint(key, 'source', id)],
    );
    const open = <T>(field: 'name' | 'contacts' | 'notes', sealed: Buffer) =>
      unsealValue<T>(key, sealed, { bodyId, id, field, keyId });
    const whole = {
      name: open<string>('name', row.name),
      contacts: open<string[]>('contacts', row.contacts),
      notes: row.notes && open<string>('notes', row.notes),
      links: links
        .map(({ id: link, link: sealed }) => unsealValue<Link>(key, sealed, { bodyId, id: link, field: 'link', keyId }))
        .sort((a, b) => a.linkedAt.localeCompare(b.linkedAt)),
    };
    key.fill(0);
    return whole;
  }

  /** How to warn a source; null when nobody wrote that down. @throws Problem source_is_erased, unavailable */
  async emergency(tx: Tx, id: string): Promise<Emergency | null> {
    const { bodyId } = tx.actor;
    const { id: keyId, key } = await this.dataKeyOf(tx, id);
    const row = await tx.one<{ emergency: Buffer | null }>(
      'select emergency from vault.identities where body_id = $1 and id = $2',
      [bodyId, id],
    );
    const told = row?.emergency
      ? unsealValue<Emergency>(key, row.emergency, { bodyId, id, field: 'emergency', keyId })
      : null;
    key.fill(0);
    return told;
  }

  /**
   * Destroys the key of a source: what was sealed under it can never be read again. PostgreSQL refuses while a hold is in
   * force, and unless two persons have said so.
   */
  async destroy(tx: Tx, id: string): Promise<void> {
    const gone = await tx.one('delete from vault.data_keys where body_id = $1 and id = $2 returning id', [
      tx.actor.bodyId,
      id,
    ]);
    if (!gone) throw new Problem('source_is_erased');
  }

  private async dataKeyOf(tx: Tx, id: string): Promise<DataKey> {
    const find = async (): Promise<Wrapped> => {
      const row = await tx.one<Wrapped>(
        'select data_key_id, master_key_id, wrapped from vault.data_keys where body_id = $1 and id = $2',
        [tx.actor.bodyId, id],
      );
      if (!row) throw new Problem('source_is_erased');
      return row;
    };
    const unwrap = async (row: Wrapped): Promise<DataKey> => {
      const master = await this.keys.get(row.master_key_id);
      const key = unseal(master, row.wrapped, wrapping(tx.actor.bodyId, id, row.master_key_id));
      master.fill(0);
      return { id: row.data_key_id, key };
    };
    return withKeys(async () => {
      const row = await find();
      try {
        return await unwrap(row);
      } catch (error) {
        if (!(error instanceof NoMasterKey)) throw error;
        // The keys may have been changed between reading the row and asking for its key.
        const again = await find();
        if (again.master_key_id === row.master_key_id) throw error;
        return unwrap(again);
      }
    });
  }
}
