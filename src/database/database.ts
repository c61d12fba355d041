import { createHash } from 'node:crypto';
import pg from 'pg';
import {
  DataSource,
  DefaultNamingStrategy,
  type EntityManager,
  type EntityTarget,
  type ObjectLiteral,
  type QueryRunner,
} from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { CaseRow } from './case-row.js';
import { type Actor, contextSigner } from './context.js';
import { patienceMs, soon } from './patience.js';

/** One transaction of one actor. There is no other way to a case table. */
export class Tx {
  constructor(
    readonly actor: Actor,
    private readonly runner: QueryRunner,
    private readonly client: pg.PoolClient,
    private readonly database: Database,
  ) {}

  /** One statement committed by itself, whatever becomes of this transaction: see {@link Database.aside}. */
  aside<Row>(text: string, values: unknown[]): Promise<Row[]> {
    return this.database.aside<Row>(this.actor, text, values);
  }

  /** Entities of this transaction: single rows go through them, sets through {@link sql}. */
  get manager(): EntityManager {
    return this.runner.manager;
  }

  /** Runs one statement and returns its rows. Statements not awaited one by one travel together (pipeline mode). */
  async sql<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    const result = await this.client.query<Row & pg.QueryResultRow>(prepared(text, values));
    return result.rows;
  }

  /**
   * Inserts any number of rows of one table with one statement; the columns are the entity's, read from one JSON
   * parameter. Owner and recorder of a case row are always the actor; a row without an id gets one. One statement for 30 rows costs a third of 30 statements.
   */
  async insert<Row extends ObjectLiteral>(entity: EntityTarget<Row>, rows: Partial<Row>[]): Promise<void> {
    if (rows.length === 0) return;
    const metadata = this.manager.connection.getMetadata(entity);
    const ofActor = typeof metadata.target === 'function' && metadata.target.prototype instanceof CaseRow;
    let text = insertTexts.get(metadata.tableName);
    if (!text) {
      const columns = metadata.columns.filter(
        column => column.isInsert && !(ofActor && ofActorColumns.has(column.propertyName)),
      );
      const value = (name: string) => (name === 'id' ? 'coalesce(r."id", uuidv7())' : `r."${name}"`);
      const fields = columns.map(
        column => `"${column.propertyName}" ${column.type as string}${column.isArray ? '[]' : ''}`,
      );
      text = `insert into "${metadata.tableName}" (${ofActor ? 'body_id, recorded_by, ' : ''}${columns.map(column => `"${column.databaseName}"`).join(', ')})
              select ${ofActor ? '$2, $3, ' : ''}${columns.map(column => value(column.propertyName)).join(', ')}
                from json_to_recordset($1::json) as r (${fields.join(', ')})`;
      insertTexts.set(metadata.tableName, text);
    }
    const given = ofActor ? [this.actor.bodyId, this.actor.appointmentId] : [];
    await this.sql(text, [JSON.stringify(rows), ...given]);
  }

  /** The first row, or null. */
  async one<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row | null> {
    return (await this.sql<Row>(text, values))[0] ?? null;
  }
}

/** Options of a transaction. */
export interface TransactionOptions {
  /** Refuses every write. */
  readOnly?: boolean;
  /** One moment for all statements (REPEATABLE READ), as figures and exports need. */
  snapshot?: boolean;
}

/**
 * The only holder of connections. Every transaction begins with the actor's signed context, so forced row-level
 * security decides what exists for it; without a context every case table is empty.
 */
export class Database {
  private readonly sign: (actor: Actor) => string;

  constructor(
    private readonly source: DataSource,
    private readonly besides: pg.Pool,
    private readonly health: pg.Pool,
    secret: string,
  ) {
    this.sign = contextSigner(secret);
  }

  /** Opens the pool. `entities` are views of rows; the schema is the migrations' alone. */
  static async open(url: string, secret: string, entities: (new () => object)[], poolSize = 10): Promise<Database> {
    const source = new DataSource({
      type: 'postgres',
      url,
      entities,
      synchronize: false,
      namingStrategy: new SnakeCase(),
      logging: false,
      applicationName: 'cordon',
      poolSize,
      extra: { pipeline: true, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 30_000 },
    });
    await source.initialize();
    const besides = new pg.Pool({
      connectionString: url,
      max: 2,
      application_name: 'cordon aside',
      connectionTimeoutMillis: 5_000,
      ...{ pipeline: true },
    });
    const health = new pg.Pool({
      connectionString: url,
      max: 1,
      application_name: 'cordon health',
      connectionTimeoutMillis: patienceMs,
    });
    // A lost idle connection is replaced at the next use.
    for (const pool of [besides, health]) pool.on('error', () => undefined);
    return new Database(source, besides, health, secret);
  }

  /** What the entities say about their tables, for the test that compares them with the catalogue. */
  get entityMetadatas() {
    return this.source.entityMetadatas;
  }

  /** Where it is connected, for a second connection under another role; it holds a password, so it is never told. */
  get address(): string {
    return (this.source.options as { url?: string }).url ?? '';
  }

  /**
   * Runs `work` in one transaction as `actor`; commits when it returns, rolls back when it throws.
   * BEGIN, the context and the first statement travel together.
   * @throws the work's own error, or PostgreSQL's, untranslated (the HTTP layer translates by constraint name).
   */
  async as<T>(actor: Actor, work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const runner = this.source.createQueryRunner();
    const client: pg.PoolClient = await soon(actor, runner.connect(), () => runner.release());
    try {
      const mode = `${options.snapshot ? ' isolation level repeatable read' : ''}${options.readOnly ? ' read only' : ''}`;
      // Whatever the work does, the first refusal is the one to report: later statements only fail in its wake.
      const opened = Promise.all([
        client.query(`begin${mode}`),
        client.query(prepared('select sec.enter($1)', [this.sign(actor)])),
      ]);
      opened.catch(() => undefined);
      // The transaction was begun past TypeORM, which otherwise refuses row locks.
      Object.assign(runner, { isTransactionActive: true });
      let done: T;
      try {
        done = await work(new Tx(actor, runner, client, this));
      } catch (error) {
        await opened;
        throw error;
      }
      await opened;
      await client.query('commit');
      return done;
    } catch (error) {
      // A connection too broken to roll back is dropped by the pool, and PostgreSQL rolls back by itself.
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      Object.assign(runner, { isTransactionActive: false });
      await runner.release();
    }
  }

  /**
   * One read-only statement as `actor`, with BEGIN, context, statement and COMMIT in a single flight.
   * This is what lists and single records use: the round trips of a transaction were the price of row security.
   */
  async read<Row = Record<string, unknown>>(actor: Actor, text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await borrow(this.pool, actor);
    try {
      const flight = await Promise.allSettled([
        client.query('begin read only'),
        client.query(prepared('select sec.enter($1)', [this.sign(actor)])),
        client.query<Row & pg.QueryResultRow>(prepared(text, values)),
        client.query('commit'),
      ]);
      for (const landed of flight) if (landed.status === 'rejected') throw landed.reason;
      return flight[2].status === 'fulfilled' ? flight[2].value.rows : [];
    } finally {
      client.release();
    }
  }

  /**
   * One statement as `actor` in a short transaction of its own, beside whatever else runs: for counters, whose row
   * must not stay locked until a long transaction ends. It does not wait for the disk, and need not: whatever uses
   * the number commits later in the same log. It has its own two connections, so it never waits for its caller.
   */
  async aside<Row>(actor: Actor, text: string, values: unknown[]): Promise<Row[]> {
    const client = await borrow(this.besides, actor);
    try {
      const flight = await Promise.allSettled([
        client.query('begin'),
        client.query('set local synchronous_commit = off'),
        client.query(prepared('select sec.enter($1)', [this.sign(actor)])),
        client.query<Row & pg.QueryResultRow>(prepared(text, values)),
        client.query('commit'),
      ]);
      for (const landed of flight) if (landed.status === 'rejected') throw landed.reason;
      return flight[3].status === 'fulfilled' ? flight[3].value.rows : [];
    } finally {
      client.release();
    }
  }

  /**
   * Calls one of the few functions that must work before there is an actor (signing in, the sweep, health).
   * The runtime role has no rights on case tables without a context, so nothing else can be had this way.
   */
  async call<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await borrow(this.pool, null);
    try {
      return (await client.query<Row & pg.QueryResultRow>(prepared(text, values))).rows;
    } finally {
      client.release();
    }
  }

  /** One statement of the health check, on a connection of its own: a busy pool is no dead database. */
  async ask<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.health.query<Row & pg.QueryResultRow>({ text, values })).rows;
  }

  /** Waits for running transactions, then closes every connection. */
  async close(): Promise<void> {
    await this.source.destroy();
    await this.besides.end();
    await this.health.end();
  }

  private get pool(): pg.Pool {
    return (this.source.driver as PostgresDriver).master as pg.Pool;
  }
}

const heard = new WeakSet<pg.PoolClient>();

/**
 * A connection of the pool that may be lost while it is in use: its statement then rejects, and the event that goes
 * with it must have a listener, or the whole process would end.
 */
async function borrow(pool: pg.Pool, actor: Actor | null): Promise<pg.PoolClient> {
  const client = await soon(actor, pool.connect(), got => got.release());
  if (!heard.has(client)) {
    heard.add(client);
    client.on('error', () => undefined);
  }
  return client;
}

const names = new Map<string, string>();
const insertTexts = new Map<string, string>();
/** Columns of a case table that are the actor's, whatever the row says. */
const ofActorColumns = new Set(['bodyId', 'recordedBy']);

/** Properties in camelCase, columns in snake_case. */
class SnakeCase extends DefaultNamingStrategy {
  override columnName(property: string, custom: string | undefined): string {
    return custom ?? property.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
  }
}

/** Statements are prepared once a connection under a name made from their text; the texts are few and fixed. */
function prepared(text: string, values: unknown[]): { name: string; text: string; values: unknown[] } {
  let name = names.get(text);
  if (!name) {
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  return { name, text, values };
}
