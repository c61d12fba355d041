import { hash } from 'node:crypto';

/** A complete subtree: the leaves `idx · 2^level` up to, not including, `(idx + 1) · 2^level`. Level 0 is a leaf. */
export interface TreeNode {
  level: number;
  idx: number;
}

/** Leaves from, up to but not including, to. */
export type Range = readonly [from: number, to: number];

/** Only every fourth level is stored; the levels between are made from at most eight hashes. */
const storedEvery = 4;

/** The hash of an inner node (RFC 6962, 2.1): the prefix keeps it apart from that of any leaf. */
export const parentHash = (left: Buffer, right: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.of(1), left, right]), 'buffer');

/** The fewest complete subtrees that make up a range, from left to right. */
export function cover([from, to]: Range): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = from; at < to; ) {
    let level = 0;
    // Powers, not shifts: a trail may outgrow 32 bits.
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level += 1;
    nodes.push({ level, idx: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

/** The largest power of two below `n`. */
const split = (n: number): number => {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
};

/** The ranges whose roots prove, in this order, that leaf `index` is in the tree of `size` (RFC 6962, 2.1.1). */
export function inclusionRanges(index: number, size: number): Range[] {
  const walk = (from: number, to: number): Range[] => {
    if (to - from === 1) return [];
    const middle = from + split(to - from);
    return index < middle ? [...walk(from, middle), [middle, to]] : [...walk(middle, to), [from, middle]];
  };
  return walk(0, size);
}

/** The ranges whose roots prove, in this order, that the tree of `m` is the beginning of the tree of `n` (2.1.2). */
export function consistencyRanges(m: number, n: number): Range[] {
  const walk = (from: number, to: number, known: boolean): Range[] => {
    if (m === to) return known ? [] : [[from, to]];
    const middle = from + split(to - from);
    return m <= middle ? [...walk(from, middle, known), [middle, to]] : [...walk(middle, to, false), [from, middle]];
  };
  return m === n ? [] : walk(0, n, true);
}

/** The stored nodes that a node is made from, left to right; a leaf counts as stored. */
function storedParts({ level, idx }: TreeNode): TreeNode[] {
  const above = level % storedEvery;
  return Array.from({ length: 2 ** above }, (_, n) => ({ level: level - above, idx: idx * 2 ** above + n }));
}

const nameOf = ({ level, idx }: TreeNode): string => `${level}:${idx}`;

/** Reads hashes of stored nodes, in the order asked. */
export type ReadNodes = (nodes: TreeNode[]) => Promise<Buffer[]>;

/** Hashes of complete subtrees, made from what is stored in one reading. */
export async function hashesOf(nodes: TreeNode[], read: ReadNodes): Promise<Buffer[]> {
  const parts = new Map(nodes.flatMap(storedParts).map(part => [nameOf(part), part]));
  const hashes = await read([...parts.values()]);
  const known = new Map([...parts.keys()].map((name, n) => [name, hashes[n]]));
  return nodes.map(node => {
    let row = storedParts(node).map(part => {
      const found = known.get(nameOf(part));
      if (!found) throw new Error(`the tree has no node ${nameOf(part)}`);
      return found;
    });
    while (row.length > 1)
      row = row.flatMap((left, n) => (n % 2 === 0 ? [parentHash(left, row[n + 1] as Buffer)] : []));
    return row[0] as Buffer;
  });
}

/** Roots of ranges such as proofs are made of, with all their parts read at once. */
export async function rootsOf(ranges: Range[], read: ReadNodes): Promise<Buffer[]> {
  const covers = ranges.map(cover);
  const hashes = await hashesOf(covers.flat(), read);
  let at = 0;
  return covers.map(nodes => {
    const own = hashes.slice(at, at + nodes.length);
    at += nodes.length;
    return fold(own);
  });
}

const fold = (hashes: Buffer[]): Buffer => hashes.reduceRight((right, left) => parentHash(left, right));

/** The right edge of a growing tree: all that is needed to add leaves and to tell the root. */
export class RightEdge {
  private readonly stack: { level: number; hash: Buffer }[];

  /** @param hashes of {@link cover} of the tree as it is, which is empty at first. */
  constructor(
    private size: number,
    hashes: Buffer[],
  ) {
    this.stack = cover([0, size]).map(({ level }, n) => ({ level, hash: hashes[n] as Buffer }));
  }

  /** Adds a leaf; the complete subtrees it ends that are to be stored are handed to `store`. */
  add(leafHash: Buffer, store: (node: TreeNode, hash: Buffer) => void): void {
    let top = { level: 0, hash: leafHash };
    this.size += 1;
    while (this.stack.at(-1)?.level === top.level) {
      const left = this.stack.pop() as { level: number; hash: Buffer };
      top = { level: top.level + 1, hash: parentHash(left.hash, top.hash) };
      if (top.level % storedEvery === 0) store({ level: top.level, idx: this.size / 2 ** top.level - 1 }, top.hash);
    }
    this.stack.push(top);
  }

  /** The root of the tree so far. */
  root(): Buffer {
    return fold(this.stack.map(({ hash }) => hash));
  }
}
