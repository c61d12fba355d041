import { Injectable } from '@nestjs/common';
import type { Actor } from '../database/context.js';
import { Database } from '../database/database.js';
import { Problem } from '../http/problems.js';
import { jsonOf } from '../http/shape.js';
import { bundleLine, checkpointShape, eventShape } from './event.shape.js';
import { consistencyRanges, cover, hashesOf, inclusionRanges, type ReadNodes, rootsOf } from './merkle.js';

/** Leaves of one piece of a bundle: sealed leaves never change, so no long transaction has to hold them still. */
const bundlePage = 1_000;
/** Above every size there can be. */
const endless = Number.MAX_SAFE_INTEGER;

interface Sealed {
  size: string;
  doc: string;
  public_key: string;
}

/** Reads of the trail. Row security shows it to auditors and to nobody else. */
@Injectable()
export class Trail {
  constructor(private readonly db: Database) {}

  /** A page of entries, newest first. `conditions` are SQL with `$` for their value. */
  async events(
    actor: Actor,
    conditions: { where: string; value: unknown }[],
    before: number | null,
    limit: number,
  ): Promise<{ body: string; nextCursor: string | null }> {
    const all = before === null ? conditions : [...conditions, { where: 'l.id < $::bigint', value: before }];
    const where = all.map(({ where }, n) => where.replaceAll('$', `$${n + 1}`)).join(' and ');
    const rows = await this.db.read<{ id: string; doc: string }>(
      actor,
      `select l.id, ${jsonOf(eventShape)}::text as doc from audit.leaves l ${where && `where ${where}`}
        order by l.id desc limit ${limit + 1}`,
      all.map(({ value }) => value),
    );
    return pageOf(rows, limit, row => row.id);
  }

  /**
   * One entry, and the records it is about.
   * @throws Problem not_found.
   */
  async event(
    actor: Actor,
    id: string,
  ): Promise<{ doc: string; pos: number | null; objectIds: string[]; hash: string }> {
    const [row] = /^\d{1,15}$/.test(id)
      ? await this.db.read<{ doc: string; pos: string | null; ids: string[]; hash: string }>(
          actor,
          `select ${jsonOf(eventShape)}::text as doc, l.pos, l.object_ids::text[] as ids, encode(l.leaf_hash, 'hex') as hash
             from audit.leaves l where l.id = $1`,
          [id],
        )
      : [];
    if (!row) throw new Problem('not_found');
    return { doc: row.doc, pos: row.pos === null ? null : Number(row.pos), objectIds: row.ids, hash: row.hash };
  }

  /** A page of checkpoints, newest first. */
  async checkpoints(
    actor: Actor,
    before: number | null,
    limit: number,
  ): Promise<{ body: string; nextCursor: string | null }> {
    return pageOf(await this.sealedBelow(actor, before ?? endless, limit + 1), limit, row => row.size);
  }

  /**
   * The newest checkpoint.
   * @throws Problem not_sealed_yet when there is none.
   */
  async latest(actor: Actor): Promise<{ size: number; doc: string; publicKey: string }> {
    const [row] = await this.sealedBelow(actor, endless, 1);
    if (!row) throw new Problem('not_sealed_yet');
    return { size: Number(row.size), doc: row.doc, publicKey: row.public_key };
  }

  /**
   * The proof that an entry is in the tree of `size`, by default that of the newest checkpoint.
   * @throws Problem not_found; not_sealed_yet when the tree is not that large, or the entry not in it.
   */
  async inclusion(actor: Actor, id: string, size: number | null): Promise<string> {
    const [event, newest] = await Promise.all([this.event(actor, id), this.latest(actor)]);
    const of = size ?? newest.size;
    if (event.pos === null || of > newest.size || event.pos >= of) throw new Problem('not_sealed_yet');
    const ranges = inclusionRanges(event.pos, of);
    const [root, ...path] = await rootsOf([[0, of], ...ranges], this.reader(actor));
    return JSON.stringify({
      event: Number(id),
      position: event.pos,
      size: of,
      leafHash: event.hash,
      root: root?.toString('hex'),
      path: path.map(hash => hash.toString('hex')),
    });
  }

  /**
   * The proof that the tree of `from` is the beginning of the tree of `to`.
   * @throws Problem malformed_request when they are the wrong way round; not_sealed_yet when the tree is not that large.
   */
  async consistency(actor: Actor, from: number, to: number | null): Promise<string> {
    const newest = await this.latest(actor);
    const until = to ?? newest.size;
    if (from < 1 || from > until)
      throw new Problem('malformed_request', undefined, [
        { pointer: '?from', code: 'bad_value', detail: 'Expected a size from 1 up to the other one.' },
      ]);
    if (until > newest.size) throw new Problem('not_sealed_yet');
    const ranges = consistencyRanges(from, until);
    const [fromRoot, toRoot, ...path] = await rootsOf([[0, from], [0, until], ...ranges], this.reader(actor));
    return JSON.stringify({
      from,
      to: until,
      fromRoot: fromRoot?.toString('hex'),
      toRoot: toRoot?.toString('hex'),
      path: path.map(hash => hash.toString('hex')),
    });
  }

  /**
   * Everything that verify.mjs needs, line by line: what the bundle is, the checkpoints, the leaves from `from` to `to`
   * (by default all that the newest checkpoint is of), with the hashes that stand for the rest.
   * @throws Problem malformed_request or not_sealed_yet, before the first line.
   */
  async bundle(actor: Actor, from: number, to: number | null): Promise<AsyncGenerator<string>> {
    const { size, publicKey } = await this.latest(actor);
    const until = to ?? size;
    if (from > until)
      throw new Problem('malformed_request', undefined, [
        { pointer: '?from', code: 'bad_value', detail: 'Expected a position up to the other one.' },
      ]);
    if (until > size) throw new Problem('not_sealed_yet');
    const [left, right] = [cover([0, from]), cover([until, size])];
    const hashes = (await hashesOf([...left, ...right], this.reader(actor))).map(hash => hash.toString('hex'));
    const header = {
      kind: 'cordon.audit-bundle/1',
      size,
      from,
      to: until,
      left: hashes.slice(0, left.length),
      right: hashes.slice(left.length),
      publicKey,
    };
    return this.lines(actor, header);
  }

  private async *lines(actor: Actor, header: { size: number; from: number; to: number }): AsyncGenerator<string> {
    yield `${JSON.stringify(header)}\n`;
    for (let before = header.size + 1; ; ) {
      const rows = await this.sealedBelow(actor, before, bundlePage);
      const last = rows.at(-1);
      if (!last) break;
      yield rows.map(row => `{"checkpoint":${row.doc}}\n`).join('');
      before = Number(last.size);
    }
    for (let at = header.from; at < header.to; at += bundlePage) {
      const rows = await this.db.read<{ doc: string }>(
        actor,
        `select ${jsonOf(bundleLine)}::text as doc from audit.leaves l where l.pos >= $1 and l.pos < $2 order by l.pos`,
        [at, Math.min(at + bundlePage, header.to)],
      );
      if (rows.length > 0) yield rows.map(row => `${row.doc}\n`).join('');
    }
  }

  private sealedBelow(actor: Actor, size: number, limit: number): Promise<Sealed[]> {
    return this.db.read<Sealed>(
      actor,
      `select c.size, c.public_key, ${jsonOf(checkpointShape)}::text as doc from audit.checkpoints_below($1, $2) c order by c.size desc`,
      [size, limit],
    );
  }

  /** Leaves are nodes of level 0 and lie in their own table. */
  private reader(actor: Actor): ReadNodes {
    return async nodes => {
      const rows = await this.db.read<{ hash: Buffer | null }>(
        actor,
        `with wanted as (select * from unnest($1::smallint[], $2::bigint[]) with ordinality as w (level, idx, nth))
         select coalesce(n.hash, l.leaf_hash) as hash from wanted w
           left join audit.nodes_at($1, $2) n on n.level = w.level and n.idx = w.idx
           left join audit.leaves l on w.level = 0 and l.pos = w.idx order by w.nth`,
        [nodes.map(node => node.level), nodes.map(node => node.idx)],
      );
      return rows.map(row => {
        // Only a trail that somebody cut has a checkpoint without its leaves: the bundle shows it, a proof cannot.
        if (!row.hash) throw new Problem('trail_incomplete');
        return row.hash;
      });
    };
  }
}

function pageOf<Row extends { doc: string }>(
  rows: Row[],
  limit: number,
  keyOf: (row: Row) => string,
): { body: string; nextCursor: string | null } {
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const nextCursor = last ? keyOf(last) : null;
  return {
    body: `{"items":[${page.map(row => row.doc).join(',')}],"nextCursor":${JSON.stringify(nextCursor)}}`,
    nextCursor,
  };
}
