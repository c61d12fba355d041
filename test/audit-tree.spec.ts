import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  consistencyRanges,
  cover,
  hashesOf,
  inclusionRanges,
  type ReadNodes,
  RightEdge,
  rootsOf,
} from '../src/audit/merkle.js';
import { CheckpointSigner, keyOfSeed, readAuditKey } from '../src/audit/note.js';
import { auditKeyOf, readConfig } from '../src/config.js';
import { loadVerifier, seeded, type Verifier, verifierPath } from './support/verifier.js';

const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
const leaves = Array.from({ length: 600 }, (_, n) => sha(Buffer.of(0), Buffer.from(`leaf ${n}`)));

/** RFC 6962, 2.1, written down as it stands there and sharing nothing with the product. */
const naive = {
  root(d: Buffer[]): Buffer {
    if (d.length === 1) return d[0] as Buffer;
    const k = naive.k(d.length);
    return sha(Buffer.of(1), naive.root(d.slice(0, k)), naive.root(d.slice(k)));
  },
  k: (n: number) => 2 ** Math.floor(Math.log2(n - 1)),
  path(m: number, d: Buffer[]): Buffer[] {
    if (d.length === 1) return [];
    const k = naive.k(d.length);
    return m < k
      ? [...naive.path(m, d.slice(0, k)), naive.root(d.slice(k))]
      : [...naive.path(m - k, d.slice(k)), naive.root(d.slice(0, k))];
  },
  subproof(m: number, d: Buffer[], whole: boolean): Buffer[] {
    if (m === d.length) return whole ? [] : [naive.root(d)];
    const k = naive.k(d.length);
    return m <= k
      ? [...naive.subproof(m, d.slice(0, k), whole), naive.root(d.slice(k))]
      : [...naive.subproof(m - k, d.slice(k), false), naive.root(d.slice(0, k))];
  },
};

/** A tree as the sealer stores it: leaves, and every fourth level. */
function stored(size: number): ReadNodes {
  const nodes = new Map<string, Buffer>(leaves.slice(0, size).map((hash, n) => [`0:${n}`, hash]));
  const edge = new RightEdge(0, []);
  for (const leaf of leaves.slice(0, size))
    edge.add(leaf, ({ level, idx }, hash) => nodes.set(`${level}:${idx}`, hash));
  return async wanted =>
    wanted.map(({ level, idx }) => {
      if (level % 4 !== 0) throw new Error('not a stored level');
      return nodes.get(`${level}:${idx}`) as Buffer;
    });
}

const upTo = 130;
const roots = leaves.slice(0, upTo).map((_, n) => naive.root(leaves.slice(0, n + 1)));
const rootAt = (size: number) => roots[size - 1] as Buffer;

describe('the tree (AU-2)', () => {
  let verifier: Verifier;
  beforeAll(async () => {
    verifier = await loadVerifier();
  });

  it('has the roots of RFC 6962, wherever it is begun anew', async () => {
    for (let size = 1; size <= upTo; size++)
      expect((await rootsOf([[0, size]], stored(size)))[0]?.equals(rootAt(size))).toBe(true);
    for (const begin of [0, 1, 7, 16, 31, 100]) {
      const edge = new RightEdge(begin, begin === 0 ? [] : await hashesOf(cover([0, begin]), stored(begin)));
      for (let at = begin; at < 600; at++) edge.add(leaves[at] as Buffer, () => undefined);
      expect(edge.root().equals(naive.root(leaves))).toBe(true);
    }
  });

  it('proves every leaf in every tree up to 130, as the RFC does, and the verifier refuses every other claim', async () => {
    const read = stored(upTo);
    let accepted = 0;
    let refused = 0;
    for (let size = 1; size <= upTo; size++)
      for (let index = 0; index < size; index++) {
        const path = await rootsOf(inclusionRanges(index, size), read);
        expect(Buffer.concat(path).equals(Buffer.concat(naive.path(index, leaves.slice(0, size))))).toBe(true);
        const leaf = leaves[index] as Buffer;
        const claim = (i: number, n: number, p: Buffer[], l = leaf, r = rootAt(size)) =>
          verifier.verifyInclusion(i, n, l, p, r);
        if (claim(index, size, path)) accepted += 1;
        const forged = [
          claim(index, size, path, leaves[(index + 1) % 600]),
          claim(index, size, path, leaf, sha(leaf)),
          claim(index, size, [...path, leaf]),
          ...(path.length > 0 ? [claim(index, size, path.slice(1)), claim(index, size, path.slice(0, -1))] : []),
          ...(size > 1 ? [claim((index + 1) % size, size, path)] : []),
          claim(size, size, path),
        ];
        expect(forged).not.toContain(true);
        refused += forged.length;
      }
    process.stdout.write(`audit tree: ${accepted} inclusion proofs accepted, ${refused} forgeries refused\n`);
    expect(accepted).toBe((upTo * (upTo + 1)) / 2);
  }, 60_000);

  it('proves every tree the beginning of every larger one up to 130, and the verifier refuses every other claim', async () => {
    const read = stored(upTo);
    let accepted = 0;
    let refused = 0;
    for (let n = 1; n <= upTo; n++)
      for (let m = 1; m <= n; m++) {
        const path = await rootsOf(consistencyRanges(m, n), read);
        const expected = m === n ? [] : naive.subproof(m, leaves.slice(0, n), true);
        expect(Buffer.concat(path).equals(Buffer.concat(expected))).toBe(true);
        const claim = (a: number, b: number, p: Buffer[], r = rootAt(m), s = rootAt(n)) =>
          verifier.verifyConsistency(a, b, p, r, s);
        if (claim(m, n, path)) accepted += 1;
        const other = sha(rootAt(m));
        const forged = [
          claim(m, n, path, other),
          claim(m, n, path, rootAt(m), other),
          claim(m, n, [...path, other]),
          ...(path.length > 0 ? [claim(m, n, path.slice(1)), claim(m, n, path.slice(0, -1))] : []),
          ...(m < n ? [claim(n, m, path), claim(0, n, path), claim(m, n, [])] : []),
        ];
        expect(forged).not.toContain(true);
        refused += forged.length;
      }
    process.stdout.write(`audit tree: ${accepted} consistency proofs accepted, ${refused} forgeries refused\n`);
    expect(accepted).toBe((upTo * (upTo + 1)) / 2);
  }, 60_000);

  const deep = process.env.DEEP === '1';
  const rounds = deep ? 1_000_000 : 20_000;
  it(`accepts none of ${rounds} mutated proofs, and does not fail on any (AU-3)`, async () => {
    const random = seeded(6962);
    const read = stored(600);
    const sizes = [0, 1, 2, 3, 7, 8, 9, 127, 128, 129, 255, 256, 257, 511, 512, 513, 600];
    const known = new Map<number, Buffer>();
    const root = (n: number) => {
      if (!known.has(n)) known.set(n, naive.root(leaves.slice(0, n)));
      return known.get(n) as Buffer;
    };
    const odd: unknown[] = [-1, 0.5, Number.NaN, 2 ** 53, '3', null, undefined, {}, [null], Buffer.alloc(31), Infinity];
    let wrong = 0;
    for (let round = 0; round < rounds; round++) {
      const n = sizes[1 + random(sizes.length - 1)] as number;
      const inclusion = round % 2 === 0;
      const at = inclusion ? random(n) : 1 + random(n);
      const path = await rootsOf(inclusion ? inclusionRanges(at, n) : consistencyRanges(at, n), read);
      const claim: unknown[] = inclusion ? [at, n, leaves[at], path, root(n)] : [at, n, path, root(at), root(n)];
      const flip = (hash: Buffer) => {
        const copy = Buffer.from(hash);
        copy[random(32)]! ^= 1 << random(8);
        return copy;
      };
      const put = (n: number, value: unknown) => void claim.splice(n, 1, value);
      const mutations: (() => void)[] = [
        () => put(inclusion ? 2 : 3, flip(claim[inclusion ? 2 : 3] as Buffer)),
        () => put(4, flip(claim[4] as Buffer)),
        () => void path.splice(random(path.length + 1), 0, sha(Buffer.of(round & 255))),
        () => void (path.length > 0 ? path.splice(random(path.length), 1) : path.push(sha(Buffer.of(1)))),
        () => void (path.length > 0 ? path.push(flip(path.pop() as Buffer)) : path.push(sha(Buffer.of(2)))),
        () => put(random(5), odd[random(odd.length)]),
        () => void path.push(...Array.from({ length: 100 }, () => sha(Buffer.of(3)))),
        () => put(inclusion ? 3 : 2, [...path, odd[random(odd.length)]]),
      ];
      mutations[random(mutations.length)]?.();
      const accepted = inclusion
        ? verifier.verifyInclusion(claim[0], claim[1], claim[2], claim[3], claim[4])
        : verifier.verifyConsistency(claim[0], claim[1], claim[2], claim[3], claim[4]);
      if (accepted) wrong += 1;
    }
    process.stdout.write(
      `audit tree: ${rounds} mutated proofs tried, ${wrong} accepted${deep ? '' : '; 1,000,000 only with DEEP=1: NOT CHECKED'}\n`,
    );
    expect(wrong).toBe(0);
  }, 900_000);
});

describe('a checkpoint', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const signer = new CheckpointSigner('cordon.example/trail', privateKey);

  it('is the signed note of C2SP', async () => {
    const verifier = await loadVerifier();
    const root = sha(Buffer.from('root'));
    const { note, signature } = signer.checkpoint(42, root);
    expect(note).toBe(`cordon.example/trail\n42\n${root.toString('base64')}\n\n${signature}\n`);
    expect(signature).toMatch(/^\u2014 cordon\.example\/trail [A-Za-z0-9+/]{91}=$/);
    const key = verifier.readKey(signer.publicKey);
    expect(verifier.readCheckpoint(note, [key])).toEqual({ size: 42, root });
    // Signatures of others, such as witnesses, may stand beside.
    const other = new CheckpointSigner('witness.example', generateKeyPairSync('ed25519').privateKey);
    const cosigned = `${note}${other.checkpoint(1, root).signature}\n`;
    expect(verifier.readCheckpoint(cosigned, [key]).size).toBe(42);
    const false_ = [
      note.replace('\n42\n', '\n43\n'),
      note.replace('\n42\n', '\n042\n'),
      note.replace('cordon.example/trail\n', 'other.example/trail\n'),
      note.slice(0, -1),
      note.replace('\n\n', '\n'),
      note.replace(signature, other.checkpoint(42, root).signature),
      `${note}\n`,
      '',
      42,
      null,
    ];
    for (const one of false_) expect(() => verifier.readCheckpoint(one, [key])).toThrow();
  });

  it('knows the key of the C2SP signed-note specification by its id', async () => {
    const verifier = await loadVerifier();
    const published = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    expect(() => verifier.readKey(published)).not.toThrow();
    expect(() => verifier.readKey(published.replace('c74f20a3', 'c74f20a4'))).toThrow('do not belong together');
  });

  it('is signed with a key from PEM or from 32 bytes in base64, and with nothing else', () => {
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    const { d = '' } = privateKey.export({ format: 'jwk' });
    const seed = Buffer.from(d, 'base64url').toString('base64');
    for (const text of [pem, seed, `${seed}\n`])
      expect(new CheckpointSigner('cordon.example/trail', readAuditKey(text)).publicKey).toBe(signer.publicKey);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'pem', type: 'pkcs8' });
    for (const text of ['', 'secret', seed.slice(4), rsa as string, '-----BEGIN nonsense'])
      expect(() => readAuditKey(text)).toThrow();
  });
});

describe('the configuration of checkpoints', () => {
  const secret = 'a secret for tests only, forty characters long';
  const read = (more: Record<string, string>) => readConfig({ CORDON_SECRET: secret, ...more });

  it('takes the key from a file, or else always the same one from the secret', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cordon-key-'));
    try {
      const file = join(folder, 'key');
      await writeFile(file, `${Buffer.alloc(32, 5).toString('base64')}\n`);
      const keyOf = (more: Record<string, string>) => new CheckpointSigner('x', auditKeyOf(read(more))).publicKey;
      expect(keyOf({})).toBe(keyOf({}));
      expect(keyOf({})).not.toBe(keyOf({ CORDON_SECRET: `${secret}!` }));
      expect(keyOf({ CORDON_AUDIT_KEY_FILE: file })).toBe(
        new CheckpointSigner('x', keyOfSeed(Buffer.alloc(32, 5))).publicKey,
      );
      await writeFile(file, 'no key');
      for (const wrong of [file, folder, join(folder, 'not-there')])
        expect(() => read({ CORDON_AUDIT_KEY_FILE: wrong })).toThrow('CORDON_AUDIT_KEY_FILE');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('takes a name that a checkpoint can be signed under, and no other', () => {
    expect(read({ CORDON_AUDIT_ORIGIN: 'cordon.example/trail' }).auditOrigin).toBe('cordon.example/trail');
    for (const wrong of ['with space', 'with+plus', 'line\nend', 'x'.repeat(101)])
      expect(() => read({ CORDON_AUDIT_ORIGIN: wrong })).toThrow('CORDON_AUDIT_ORIGIN');
  });
});

describe('verify.mjs as a command, given hostile files (AU-3)', () => {
  const call = promisify(execFile);
  let folder: string;
  const key = new CheckpointSigner('x.example', generateKeyPairSync('ed25519').privateKey).publicKey;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cordon-hostile-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function refusal(content: string | Buffer, ...more: string[]): Promise<string> {
    const file = join(folder, 'given');
    await writeFile(file, content);
    const answer = await call(process.execPath, [verifierPath, file, '--key', key, ...more], { cwd: folder }).catch(
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    expect(answer).toMatchObject({ code: 1, stderr: '' });
    return answer.stdout;
  }

  const header = (more: object) =>
    `${JSON.stringify({ kind: 'cordon.audit-bundle/1', size: 1, from: 0, to: 1, left: [], right: [], ...more })}\n`;
  it.each([
    ['nothing', ''],
    ['no JSON', 'hello\n'],
    ['random bytes', Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 131) % 256))],
    ['a bundle of nothing', header({ size: 0, to: 0 })],
    ['a negative range', header({ from: -1 })],
    ['an endless range', header({ size: 2 ** 53, to: 2 ** 53 })],
    [
      'a range with no hashes',
      header({ size: 9_007_199_254_740_991, from: 9_007_199_254_740_990, to: 9_007_199_254_740_991 }),
    ],
    ['a cut bundle', header({}).slice(0, -5)],
    ['a leaf that is a list', `${header({})}[1]\n`],
    ['a leaf without fields', `${header({})}{"pos":0}\n`],
    ['a leaf with a prototype', `${header({})}{"pos":0,"__proto__":{"id":1}}\n`],
    ['a checkpoint that is none', `${header({})}{"checkpoint":7}\n`],
    ['deep nesting', `${header({})}${'['.repeat(1_000_000)}\n`],
    ['32 MB without an end', `${header({})}${'x'.repeat(32 * 1024 * 1024)}`],
    ['32 MB of short lines', `${header({})}${'{}\n'.repeat(11_000_000)}`],
    ['a packet without a checkpoint', '{"schema":"cordon.packet/1"}'],
  ])('refuses %s in words', async (_, content) => {
    const said = await refusal(content);
    expect(said).toMatch(/^NOT VERIFIED: .{10,}/);
    expect(said).not.toMatch(/at .*\.mjs|undefined/);
  });
  it('refuses options it does not know, files that are not there, and to do without a key', async () => {
    expect(await refusal('', '--force')).toContain('is no option');
    expect(await refusal('', '--checkpoint', 'not-there.txt')).toContain('NOT VERIFIED');
    expect(await refusal('', '--root', '7')).toContain('SIZE:HEX');
    const bare = await call(process.execPath, [verifierPath, 'x']).catch((error: { stdout: string }) => error);
    expect(bare.stdout).toContain('--key');
  });
});
