import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { sealerClient } from '../database/sealer-client.js';
import { log } from '../http/log.js';
import { cover, hashesOf, RightEdge, type TreeNode } from './merkle.js';
import type { CheckpointSigner } from './note.js';

/** How a sealer works; tests shorten the times. */
export interface SealerOptions {
  /** Pause between two looks, and the least time between two checkpoints while nothing is behind. */
  intervalMs: number;
  /** Leaves of one transaction and one checkpoint. */
  batch: number;
}

/** The usual way of working: a leaf is sealed within a few seconds of its commit. */
export const sealerDefaults: SealerOptions = { intervalMs: 2_000, batch: 5_000 };

/** Any fixed number. Advisory locks are the database's own, so installations of one cluster do not meet. */
const sealerLock = 7_205_918;
/** The longest a stopping sealer waits for what it is doing. */
const graceMs = 5_000;
/** The longest it waits for its connection to end. */
const hangUpMs = 1_000;
/** What waits too long is reported so often. */
const reportMs = 60_000;

/**
 * The one sealer: numbers leaves, builds the RFC 6962 tree over them and signs its root. A batch is one transaction
 * that holds the cluster's lock and begins from what the tables say, so any number of sealers may run, be killed at any
 * instant and come back: a batch is there whole, with its checkpoint, or not at all.
 */
export class Sealer {
  private client: Client | null = null;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;
  private reported = 0;

  constructor(
    private readonly url: string,
    private readonly signer: CheckpointSigner,
    private readonly options: SealerOptions = sealerDefaults,
  ) {}

  /** Begins to look; a database that does not answer is asked again. */
  start(): void {
    this.later(0);
  }

  /** Seals what is there a last time, as far as that takes no longer than a few seconds, and hangs up. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    const last = this.running.then(() => this.seal(true)).catch(() => 0);
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([last, new Promise(resolve => (timer = setTimeout(resolve, graceMs)))]);
    clearTimeout(timer);
    await this.hangUp();
  }

  /**
   * Seals one batch; how many leaves that was, 0 also when another sealer is at it.
   * @param atOnce does not wait until the newest checkpoint is old enough for a next one.
   */
  async seal(atOnce = false): Promise<number> {
    try {
      this.client ??= await sealerClient(this.url);
      return await this.batch(this.client, atOnce);
    } catch (error) {
      // Whatever it was, the next batch begins on a connection without a past.
      await this.hangUp();
      throw error;
    }
  }

  private async batch(client: Client, atOnce: boolean): Promise<number> {
    await client.query('begin');
    // A lock of the transaction, not of the session: it cannot outlive a sealer whose machine has gone.
    const { rows: locked } = await client.query<{ mine: boolean }>('select pg_try_advisory_xact_lock($1) as mine', [
      sealerLock,
    ]);
    const tree = locked[0]?.mine ? await this.state(client) : null;
    if (!tree || !(atOnce || tree.due)) {
      await client.query('rollback');
      return 0;
    }
    if (tree.late && Date.now() - this.reported > reportMs) {
      this.reported = Date.now();
      log.warn('leaves wait unsealed for a minute: a long writing transaction holds the sealer back');
    }
    const leaves = await this.number(client, tree.size);
    if (leaves.length > 0) await this.extend(client, tree.size, leaves);
    await client.query('commit');
    return leaves.length;
  }

  private async state(client: Client): Promise<{ size: number; due: boolean; late: boolean } | null> {
    const { rows } = await client.query<{ size: string; due: boolean; late: boolean }>(
      `select coalesce((select max(pos) + 1 from audit.leaves), 0) as size,
              coalesce((select at from audit.checkpoints order by size desc limit 1)
                       <= clock_timestamp() - $1 * interval '1 millisecond', true)
                or (select count(*) from (select from audit.leaves where pos is null limit $2) waiting) = $2 as due,
              coalesce((select at from audit.leaves where pos is null order by id limit 1)
                       < clock_timestamp() - interval '1 minute', false) as late`,
      [this.options.intervalMs * 0.9, this.options.batch],
    );
    const [row] = rows;
    return row ? { ...row, size: Number(row.size) } : null;
  }

  /** Gives the next positions. A leaf whose transaction could still run, or one older than it, has to wait. */
  private async number(client: Client, size: number): Promise<Buffer[]> {
    const { rows } = await client.query<{ pos: string; leaf_hash: Buffer }>(
      `with waiting as materialized (
         select id from audit.leaves where pos is null and xid < pg_snapshot_xmin(pg_current_snapshot()) order by id limit $2),
       numbered as (select id, $1::bigint + row_number() over (order by id) - 1 as pos from waiting)
       update audit.leaves l set pos = n.pos from numbered n where l.id = n.id returning l.pos, l.leaf_hash`,
      [size, this.options.batch],
    );
    rows.sort((a, b) => Number(a.pos) - Number(b.pos));
    if (rows.some((row, n) => Number(row.pos) !== size + n)) throw new Error('positions would have a gap');
    return rows.map(row => row.leaf_hash);
  }

  private async extend(client: Client, size: number, leaves: Buffer[]): Promise<void> {
    const edge = new RightEdge(size, await hashesOf(cover([0, size]), nodes => storedHashes(client, nodes)));
    const stored = { levels: [] as number[], idxs: [] as number[], hashes: [] as Buffer[] };
    for (const leaf of leaves)
      edge.add(leaf, ({ level, idx }, hash) => {
        stored.levels.push(level);
        stored.idxs.push(idx);
        stored.hashes.push(hash);
      });
    if (stored.levels.length > 0)
      await client.query(
        'insert into audit.nodes (level, idx, hash) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])',
        [stored.levels, stored.idxs, stored.hashes],
      );
    const root = edge.root();
    const { note, signature } = this.signer.checkpoint(size + leaves.length, root);
    await client.query(
      'insert into audit.checkpoints (size, root, note, signatures, public_key) values ($1, $2, $3, $4, $5)',
      [size + leaves.length, root, note, [signature], this.signer.publicKey],
    );
  }

  private later(ms: number): void {
    if (this.stopping) return;
    this.timer = setTimeout(() => {
      this.running = this.seal()
        .catch((error: { code?: unknown; name?: unknown }) => {
          log.warn({ trouble: String(error.code ?? error.name) }, 'the trail could not be sealed; trying again');
          return 0;
        })
        .then(sealed => this.later(sealed === this.options.batch ? 0 : this.options.intervalMs));
    }, ms);
  }

  private async hangUp(): Promise<void> {
    const { client } = this;
    this.client = null;
    // A connection that does not even end is left to the operating system.
    const ended = client?.end().catch(() => undefined);
    await Promise.race([ended, sleep(hangUpMs, undefined, { ref: false })]);
  }
}

async function storedHashes(client: Client, nodes: TreeNode[]): Promise<Buffer[]> {
  const { rows } = await client.query<{ hash: Buffer | null }>(
    `select coalesce(n.hash, l.leaf_hash) as hash
       from unnest($1::smallint[], $2::bigint[]) with ordinality as w (level, idx, n_th)
       left join audit.nodes n on n.level = w.level and n.idx = w.idx
       left join audit.leaves l on w.level = 0 and l.pos = w.idx order by w.n_th`,
    [nodes.map(node => node.level), nodes.map(node => node.idx)],
  );
  return rows.map(row => row.hash as Buffer);
}
