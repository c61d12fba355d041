import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Alert } from '../alerts/alert.entity.js';
import { Config } from '../config.js';
import type { Actor } from '../database/context.js';
import { Database, type TransactionOptions, type Tx } from '../database/database.js';
import { urlForRole, vaultRoleBeside } from '../database/roles.js';
import { Problem } from '../http/problems.js';
import { KeyProvider, NoMasterKey } from './key-provider.js';

/** Where the vault's own role signs in: as configured, or beside the runtime role with the password derived for it. */
export const vaultAddress = (config: Config, db: Database): string =>
  config.vaultUrl ?? urlForRole(db.address, config.secret, vaultRoleBeside(db.address));

/**
 * The vault's own connection, as its own role; opened at the first use, so that an installation without sources has
 * none, and one whose vault cannot be reached works in everything else.
 */
@Injectable()
export class VaultDoor implements OnApplicationShutdown {
  private opening: Promise<Database> | null = null;

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly keys: KeyProvider,
  ) {}

  /** The connection, for lists and single records of the vault. @throws Problem unavailable */
  async database(): Promise<Database> {
    this.opening ??= Database.open(vaultAddress(this.config, this.db), this.config.secret, [Alert], 4);
    try {
      return await this.opening;
    } catch {
      // Tried again at the next use.
      this.opening = null;
      throw closed('The source vault cannot be reached.');
    }
  }

  /** A transaction of the vault's role as the actor; it sees no more of the vault than the actor may. */
  async as<T>(actor: Actor, work: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T> {
    return (await this.database()).as(actor, work, options);
  }

  /**
   * The same for work that wraps a new data key. A key that the database does not know yet (the first one ever, or one
   * that was just changed) is introduced, and the work done again: never one that the provider no longer calls current.
   */
  async wrapping<T>(actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
    const db = await this.database();
    try {
      return await db.as(actor, work);
    } catch (error) {
      if ((error as { constraint?: string }).constraint !== 'data_keys_wrapped_under') throw error;
      const { id } = await withKeys(() => this.keys.current());
      await db.call('select vault.introduce_key($1)', [id]);
      return db.as(actor, work);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await (await this.opening?.catch(() => null))?.close();
  }
}

const closed = (detail: string) => new Problem('unavailable', detail, [], { 'retry-after': '30' });

/** Work that needs master keys; without them it is 503, and says that only the vault is closed. */
export async function withKeys<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NoMasterKey)
      throw closed('The source vault has no keys at the moment; everything else works.');
    throw error;
  }
}
