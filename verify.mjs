#!/usr/bin/env node
/**
 * Checks Cordon's audit trail without Cordon: this file, Node 20 or later, no network, nothing to install.
 *
 *   node verify.mjs bundle.ndjson --key KEY [--key OLDER_KEY] [--checkpoint note.txt] [--root SIZE:HEX] [packet.json]
 *
 * bundle.ndjson  what GET /audit/bundle answered
 * --key          the public key as you were told it once, by somebody you trust; never the one that came in the bundle
 * --checkpoint   a checkpoint that you kept from earlier: the trail must still begin with what it saw
 * --root         the same from paper: number of entries and root, as a packet's cover prints them
 * packet.json    the JSON of a packet; the checkpoint in it counts as one that you kept
 *
 * Ends with 0 when everything given was checked and holds, else with 1. Formats: RFC 6962 (tree), C2SP signed-note and
 * tlog-checkpoint (checkpoints), Ed25519.
 */
import { createHash, createPublicKey, hash as hashOnce, verify } from 'node:crypto';
import { createReadStream, readFileSync, realpathSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** Why something is not accepted, in words for a reader. */
export class Refusal extends Error {}

const refuse = words => {
  throw new Refusal(words);
};

// A note and a packet are small; one line of a bundle holds at most the ids of one statement.
const longestLine = 64 * 1024 * 1024;
const largestFile = 64 * 1024 * 1024;

const sha256 = hashOnce
  ? bytes => hashOnce('sha256', bytes, 'buffer')
  : bytes => createHash('sha256').update(bytes).digest();

// ── the tree (RFC 6962, 2.1) ─────────────────────────────────────────────────────────────────────

const inner = Buffer.alloc(65, 1);
const parent = (left, right) => {
  left.copy(inner, 1);
  right.copy(inner, 33);
  return sha256(inner);
};

const isSize = value => Number.isSafeInteger(value) && value >= 0;
const isHash = value => Buffer.isBuffer(value) && value.length === 32;
const half = n => Math.floor(n / 2);
const odd = n => n % 2 === 1;

/** True when `path` (Buffers of 32 bytes) proves that leaf `index` with this hash is in the tree of `size` with `root`. */
export function verifyInclusion(index, size, leafHash, path, root) {
  if (!isSize(index) || !isSize(size) || index >= size || !Array.isArray(path)) return false;
  if (![leafHash, root, ...path].every(isHash)) return false;
  let [fn, sn, reached] = [index, size - 1, leafHash];
  for (const step of path) {
    if (sn === 0) return false;
    if (odd(fn) || fn === sn) {
      reached = parent(step, reached);
      while (!odd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else reached = parent(reached, step);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && reached.equals(root);
}

/** True when `path` proves that the tree of `m` with `rootM` is the beginning of the tree of `n` with `rootN`. */
export function verifyConsistency(m, n, path, rootM, rootN) {
  if (!isSize(m) || !isSize(n) || m < 1 || m > n || !Array.isArray(path)) return false;
  if (![rootM, rootN, ...path].every(isHash)) return false;
  if (m === n) return path.length === 0 && rootM.equals(rootN);
  let power = 1;
  while (power < m) power *= 2;
  const [first, ...rest] = power === m ? [rootM, ...path] : path;
  if (!first) return false;
  let [fn, sn, old, now] = [m - 1, n - 1, first, first];
  while (odd(fn)) [fn, sn] = [half(fn), half(sn)];
  for (const step of rest) {
    if (sn === 0) return false;
    if (odd(fn) || fn === sn) {
      old = parent(step, old);
      now = parent(step, now);
      while (!odd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else now = parent(now, step);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && old.equals(rootM) && now.equals(rootN);
}

/** The levels of the complete subtrees that make up the leaves from … to, left to right. */
function levelsOf(from, to) {
  const levels = [];
  for (let at = from; at < to; ) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level += 1;
    levels.push(level);
    at += 2 ** level;
  }
  return levels;
}

/** A tree that grows by complete subtrees from the left. */
class GrowingTree {
  stack = [];

  add(level, hash) {
    let top = { level, hash };
    while (this.stack.at(-1)?.level === top.level)
      top = { level: top.level + 1, hash: parent(this.stack.pop().hash, top.hash) };
    this.stack.push(top);
  }

  root() {
    return this.stack.map(({ hash }) => hash).reduceRight((right, left) => parent(left, right));
  }
}

// ── notes and keys (C2SP) ────────────────────────────────────────────────────────────────────────

/** Bytes of standard base64 written in its one way; null for anything else. */
function base64(text) {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** A public key as `name+id+base64`. */
export function readKey(text) {
  const [, name, id, body] = /^([^\s+]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{44})$/.exec(String(text).trim()) ?? [];
  const typed = name && base64(body);
  if (typed?.length !== 33) refuse('a key must be written as name+id+base64');
  if (typed[0] !== 1) refuse('the key is no Ed25519 key');
  const real = sha256(Buffer.concat([Buffer.from(`${name}\n`), typed])).subarray(0, 4);
  if (real.toString('hex') !== id) refuse('the key and its id do not belong together: it was mistyped or altered');
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: typed.subarray(1).toString('base64url') },
    format: 'jwk',
  });
  return { name, id: real, key };
}

/** Reads a checkpoint and its signature by one of the keys; size and root, or a refusal. */
export function readCheckpoint(note, keys) {
  if (typeof note !== 'string' || note.length > 100_000) refuse('it is no checkpoint');
  const end = note.lastIndexOf('\n\n');
  const text = note.slice(0, end + 1);
  const [origin, digits, root64] = text.split('\n');
  const root = /^[A-Za-z0-9+/]{43}=$/.test(root64 ?? '') ? base64(root64) : null;
  if (end < 0 || !origin || !/^[1-9]\d{0,15}$/.test(digits ?? '') || !isSize(Number(digits)) || !root)
    refuse('it is no checkpoint: origin, size, root, an empty line and a signature are expected');
  const lines = note.slice(end + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0 || lines.length > 100) refuse('its signature lines cannot be read');
  let signed = false;
  for (const line of lines) {
    const [, name, body] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
    const bytes = name && base64(body);
    if (!bytes || bytes.length < 5) refuse('its signature lines cannot be read');
    const known = keys.find(key => key.name === name && key.id.equals(bytes.subarray(0, 4)));
    if (!known) continue;
    if (known.name !== origin) refuse(`it is signed as ${known.name} but speaks for ${JSON.stringify(origin)}`);
    if (bytes.length !== 68 || !verify(null, Buffer.from(text), known.key, bytes.subarray(4)))
      refuse('its signature is false');
    signed = true;
  }
  if (!signed) refuse('it is signed by no key that was given');
  return { size: Number(digits), root };
}

// ── leaves ───────────────────────────────────────────────────────────────────────────────────────

const isText = value => typeof value === 'string';
const isTextOrNull = value => value === null || isText(value);
const isTexts = value => Array.isArray(value) && value.every(isText);
const isId = value => isSize(value);

/** What a leaf commits to, in the order in which it is hashed. */
const fields = [
  ['id', isId],
  ['xid', isText],
  ['at', isText],
  ['body', isTextOrNull],
  ['person', isTextOrNull],
  ['appointment', isTextOrNull],
  ['action', isText],
  ['objectKind', isText],
  ['objectIds', isTexts],
  ['fields', isTexts],
  ['oldHashes', isTextOrNull],
  ['newHashes', isTextOrNull],
  ['request', isTextOrNull],
  ['purpose', isTextOrNull],
];
const membersOfLeaf = fields.length + 2;

/** The hash of a leaf made anew from its fields: SHA-256 of a zero byte and the JSON array of the fields. */
export function leafHash(leaf) {
  let text = '';
  for (const [name, good] of fields) {
    const value = Object.hasOwn(leaf, name) ? leaf[name] : undefined;
    if (!good(value)) refuse(`its field ${name} is missing or of the wrong kind`);
    text += `${text ? ', ' : ''}${JSON.stringify(value)}`;
  }
  return sha256(Buffer.from(`\0[${text}]`));
}

// ── files ────────────────────────────────────────────────────────────────────────────────────────

/** The lines of a file as they come, so that its size does not matter. */
async function* linesOf(path) {
  let parts = [];
  let length = 0;
  const take = last => {
    const line = Buffer.concat([...parts, last]).toString('utf8');
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      yield take(chunk.subarray(from, to));
      from = to + 1;
    }
    parts.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > longestLine) refuse('a line is longer than any line of a bundle');
  }
  if (length > 0) refuse('the file does not end with a line end: it was cut');
}

function objectOf(line, where) {
  let value = null;
  try {
    value = JSON.parse(line);
  } catch {
    refuse(`${where} is not JSON`);
  }
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : refuse(`${where} is no object`);
}

function smallFile(path) {
  if (statSync(path).size > largestFile) refuse('the file is too large for what it should be');
  return readFileSync(path, 'utf8');
}

const hex = (value, where) =>
  isText(value) && /^[0-9a-f]{64}$/.test(value) ? Buffer.from(value, 'hex') : refuse(`${where} is no hash`);

/** What a bundle says of itself in its first line. */
function readHeader(line) {
  const header = objectOf(line, 'line 1');
  const { kind, size, from, to, left, right } = header;
  if (kind !== 'cordon.audit-bundle/1') refuse('it is no audit bundle');
  if (size === 0) refuse('nothing had been sealed yet when the bundle was made: it proves nothing');
  if (![size, from, to].every(isSize) || from > to || to > size) refuse('its first line contradicts itself');
  const hashes = (list, levels, name) =>
    Array.isArray(list) && list.length === levels.length
      ? levels.map((level, n) => [level, hex(list[n], name)])
      : refuse(`its ${name} hashes do not fit its range`);
  return {
    size,
    from,
    to,
    left: hashes(left, levelsOf(0, from), 'left'),
    right: hashes(right, levelsOf(to, size), 'right'),
  };
}

/**
 * Checks a bundle, given as lines. `witnesses` are checkpoints held outside: `{ name, size, root }`.
 * @returns what was checked, in words.
 * @throws Refusal with the first thing that does not hold.
 */
export async function verifyBundle(lines, keys, witnesses = []) {
  const reader = lines[Symbol.asyncIterator]?.() ?? lines[Symbol.iterator]();
  const first = await reader.next();
  if (first.done) refuse('the bundle is empty');
  const { size, from, to, left, right } = readHeader(first.value);
  /** Roots to be met, by size. */
  const expected = new Map();
  const expect = (at, root, name) => expected.set(at, [...(expected.get(at) ?? []), { root, name }]);
  for (const { name, size: at, root } of witnesses) {
    if (at > size) refuse(`${name} saw ${at} entries, the trail has ${size}: it was cut, or the bundle is older`);
    if (at !== size && (at < from || at > to || at === 0))
      refuse(`${name} saw ${at} entries, which this part of the trail cannot prove; get the whole bundle`);
    expect(at, root, name);
  }
  const tree = new GrowingTree();
  const meet = at => {
    for (const { root, name } of expected.get(at) ?? [])
      if (!root.equals(tree.root()))
        refuse(`${name}: the first ${at} entries are no longer what it saw: the trail was rewritten`);
    expected.delete(at);
  };
  for (const [level, hash] of left) tree.add(level, hash);
  if (from > 0) meet(from);
  let next = from;
  let checkpoints = 0;
  let newest = false;
  const seen = new Set();
  let number = 1;
  for (let line = await reader.next(); !line.done; line = await reader.next()) {
    number += 1;
    const row = objectOf(line.value, `line ${number}`);
    if (Object.hasOwn(row, 'checkpoint')) {
      if (next > from) refuse(`line ${number}: a checkpoint among the leaves`);
      const found = within(`the checkpoint in line ${number}`, () => readListed(row.checkpoint, keys));
      if (found.size > size) refuse(`the checkpoint in line ${number} is newer than the bundle says it is`);
      if (found.size === size) newest = true;
      checkpoints += 1;
      expect(found.size, found.root, `the checkpoint of ${found.size} entries`);
      continue;
    }
    if (row.pos !== next)
      refuse(`line ${number}: position ${next} is expected: a leaf is missing, moved or twice there`);
    const hash = within(`the leaf at position ${next}`, () => leafHash(row));
    if (Object.keys(row).length !== membersOfLeaf) refuse(`the leaf at position ${next} has a member nobody knows`);
    if (row.hash !== hash.toString('hex'))
      refuse(`the leaf at position ${next} was changed: its hash is not of its fields`);
    if (seen.has(row.id)) refuse(`the leaf at position ${next} is there twice`);
    seen.add(row.id);
    tree.add(0, hash);
    next += 1;
    if (next > to) refuse('there are more leaves than the bundle says');
    if (expected.has(next)) meet(next);
  }
  if (next !== to) refuse(`leaves ${next} to ${to - 1} are missing: the trail or the file was cut`);
  if (!newest) refuse(`no checkpoint signs the tree of ${size}`);
  for (const [level, hash] of right) tree.add(level, hash);
  meet(size);
  const outside = expected.size;
  return [
    `ok  ${to - from} leaves, positions ${from} to ${to - 1} of ${size}: each hash made anew from its fields, none missing, none twice`,
    `ok  ${checkpoints} checkpoints: signatures${outside ? `; the roots of ${outside} lie outside this part and were NOT CHECKED` : ' and roots'}`,
    ...witnesses.map(({ name, size: at }) => `ok  ${name}: the trail still begins with the ${at} entries it saw`),
    ...(witnesses.length === 0
      ? ['NOT CHECKED  against a checkpoint kept outside: whoever holds the key could have rewritten all of this']
      : []),
    'NOT CHECKED  what is younger than the newest checkpoint (some seconds), and whether the clock was right',
  ];
}

/** A checkpoint as the bundle lists it: what is said beside the note must be what the note says. */
function readListed(listed, keys) {
  if (listed === null || typeof listed !== 'object') refuse('it is no checkpoint');
  const read = readCheckpoint(listed.note, keys);
  if (listed.size !== read.size || listed.root !== read.root.toString('hex'))
    refuse('its size or root is not what its note says');
  return read;
}

/** Runs a check; a refusal says where. */
function within(where, check) {
  try {
    return check();
  } catch (error) {
    if (error instanceof Refusal) refuse(`${where}: ${error.message}`);
    throw error;
  }
}

// ── the command ──────────────────────────────────────────────────────────────────────────────────

const usage = 'node verify.mjs bundle.ndjson --key KEY [--checkpoint note.txt …] [--root SIZE:HEX …] [packet.json …]';

function readRoot(text) {
  const [, digits, root] = /^([1-9]\d{0,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!digits || !isSize(Number(digits))) refuse('--root must be written as SIZE:HEX');
  return { name: `the root of ${digits} entries`, size: Number(digits), root: Buffer.from(root, 'hex') };
}

/** The checkpoint in a packet's JSON, or null when the file is no packet. */
function readPacket(path, keys) {
  const packet = objectOf(smallFile(path), 'the packet');
  if (typeof packet.schema !== 'string' || !packet.schema.startsWith('cordon.packet/')) refuse('it is no packet');
  if (!packet.auditCheckpoint) refuse('the packet holds no checkpoint: it proves nothing of the trail');
  const read = readListed(packet.auditCheckpoint, keys);
  return { name: `the packet ${JSON.stringify(String(packet.ref)).slice(0, 100)}`, ...read };
}

async function isBundle(path) {
  const file = createReadStream(path, { end: 199 });
  const parts = [];
  for await (const part of file) parts.push(part);
  return Buffer.concat(parts).toString('utf8').includes('"cordon.audit-bundle/');
}

/** Runs the command; the lines to print. */
export async function run(args) {
  const given = { files: [], key: [], checkpoint: [], root: [] };
  for (let n = 0; n < args.length; n++) {
    const [, option] = /^--(key|checkpoint|root)$/.exec(args[n]) ?? [];
    if (!option && args[n].startsWith('-')) refuse(`${args[n]} is no option\n${usage}`);
    if (option && args[n + 1] === undefined) refuse(`${args[n]} needs a value\n${usage}`);
    if (option) given[option].push(args[++n]);
    else given.files.push(args[n]);
  }
  if (given.key.length === 0)
    refuse(`give the public key with --key; one that comes with the bundle proves nothing\n${usage}`);
  const keys = given.key.map(readKey);
  const bundles = [];
  const witnesses = given.root.map(readRoot);
  for (const path of given.checkpoint)
    witnesses.push({ name: path, ...within(path, () => readCheckpoint(smallFile(path), keys)) });
  for (const path of given.files)
    if (await isBundle(path)) bundles.push(path);
    else witnesses.push(within(path, () => readPacket(path, keys)));
  if (bundles.length !== 1) refuse(`give one bundle\n${usage}`);
  return verifyBundle(linesOf(bundles[0]), keys, witnesses);
}

const called = process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href;
if (called) {
  try {
    for (const line of await run(process.argv.slice(2))) process.stdout.write(`${line}\n`);
    process.stdout.write('VERIFIED\n');
  } catch (error) {
    const known = error instanceof Refusal || typeof error?.code === 'string';
    process.stdout.write(`NOT VERIFIED: ${known ? error.message : `it cannot be understood (${error?.name})`}\n`);
    process.exitCode = 1;
  }
}
