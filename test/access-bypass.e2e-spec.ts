import { signingKeys } from '../src/config.js';
import { nobodys } from './support/canaries.js';
import { operationsOf } from './support/contract.js';
import { documentOf } from './support/crawl.js';
import { lackers } from './support/roles.js';
import type { Operation } from './support/routes.js';
import { deep, machineRoom, Wire } from './support/wire.js';
import { openWorld, type World } from './world.js';

const refusals = new Set([401, 403, 404, 405]);
const letters = (path: string) => path.replace(/[a-z]/, letter => `%${letter.charCodeAt(0).toString(16)}`);

/** Addresses that some layer in front may take for another one. */
const variants: Record<string, (path: string) => string> = {
  'trailing slash': path => `${path}/`,
  'upper case': path => path.replace('/api/', '/API/'),
  'upper-case room': path => path.replace(/\/v1\/([a-z])/, (_, first: string) => `/v1/${first.toUpperCase()}`),
  'double slash': path => path.replace('/v1/', '/v1//'),
  'double slash in front': path => `/${path}`,
  semicolon: path => `${path};x=1`,
  'semicolon inside': path => path.replace('/v1/', '/v1;x=1/'),
  'encoded dot': path => path.replace('/v1/', '/v1/%2e/'),
  'encoded parent': path => path.replace('/v1/', '/v1/auth/%2e%2e/'),
  'plain parent': path => path.replace('/v1/', '/v1/auth/../'),
  'encoded slash': path => path.replace('/v1/', '/v1%2f'),
  'encoded letter': letters,
  'encoded room': path =>
    path.replace(/\/v1\/([a-z])/, (_, first: string) => `/v1/%${first.charCodeAt(0).toString(16)}`),
  'encoded twice': path => path.replace('/v1/', '/v1/%2561'),
  'encoded NUL': path => `${path}%00`,
  'with an ending': path => `${path}.json`,
  backslash: path => path.replace('/v1/', '/v1\\'),
  'absolute address': path => `http://elsewhere.example${path}`,
};

const tricks: Record<string, Record<string, string>> = {
  'X-HTTP-Method-Override': { 'x-http-method-override': 'GET', 'x-http-method': 'GET', 'x-method-override': 'GET' },
  'X-Original-URL': { 'x-original-url': '/health/live', 'x-rewrite-url': '/health/live' },
  'X-Forwarded-For': { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1' },
  'X-User': { 'x-user-id': 'admin', 'x-remote-user': 'admin', 'x-role': 'PLATFORM_ADMIN', 'x-appointment': 'admin' },
};

describe('whoever lacks a permission', () => {
  let world: World;
  let wire: Wire;
  let operations: { id: string; path: string; method: string; operation: Operation }[];
  beforeAll(async () => {
    world = await openWorld();
    wire = await Wire.to(world.app);
    operations = [...operationsOf(documentOf(world))].map(([id, known]) => ({ id, ...known }));
  }, 60_000);
  afterAll(async () => {
    wire.close();
    await world.close();
  });

  const ask = async (who: string, method: string, path: string, more: Record<string, string> = {}) => {
    const headers = { authorization: `Bearer ${await world.token(who)}`, 'if-match': '"1"', ...more };
    const writes = method === 'POST' || method === 'PATCH';
    return wire.send(
      method,
      path,
      writes ? { ...headers, 'content-type': 'application/json' } : headers,
      writes ? '{}' : undefined,
    );
  };

  it('gets 403 from every operation, in every role that lacks it', async () => {
    const faults: string[] = [];
    let cells = 0;
    let open = 0;
    for (const { id, path, method, operation } of operations) {
      const without = lackers(operation);
      if (without.length === 0) open += 1;
      await Promise.all(
        without.map(async who => {
          const answer = await ask(who, method.toUpperCase(), path.replace(/\{\w+\}/g, nobodys()));
          cells += 1;
          if (answer.status !== 403) faults.push(`${who} ${id}: ${answer.status} ${answer.text.slice(0, 200)}`);
        }),
      );
    }
    process.stdout.write(`access: ${cells} cells of roles run, 0 skipped, ${open} operations that no role lacks\n`);
    expect(faults).toEqual([]);
    expect(cells).toBeGreaterThan(operations.length);
  }, 60_000);

  it(
    'finds no other way in: other spellings of the address, other verbs, headers that claim something',
    async () => {
      const faults: string[] = [];
      let cells = 0;
      for (const { id, path, method, operation } of operations) {
        const all = lackers(operation);
        const verb = method.toUpperCase();
        const at = path.replace(/\{\w+\}/g, nobodys());
        for (const who of deep ? all : all.slice(0, 1)) {
          const judge = async (what: string, sending: ReturnType<typeof ask>) => {
            const answer = await sending;
            cells += 1;
            const where = `${who} ${id} ${what}`;
            if (!refusals.has(answer.status)) faults.push(`${where}: ${answer.status} ${answer.text.slice(0, 200)}`);
            if (machineRoom.test(answer.text)) faults.push(`${where}: ${answer.text.slice(0, 200)}`);
          };
          await Promise.all(
            Object.entries(variants)
              // An address outside the API has no version in it to be spelt otherwise.
              .filter(([, vary]) => vary(at) !== at)
              .map(([what, vary]) => judge(what, ask(who, verb, vary(at)))),
          );
          await Promise.all(Object.entries(tricks).map(([what, headers]) => judge(what, ask(who, verb, at, headers))));
          const has = new Set(operations.filter(other => other.path === path).map(other => other.method.toUpperCase()));
          // HEAD is the GET of the same address, and needs what it needs.
          const others = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter(
            other => !has.has(other) && !(other === 'HEAD' && has.has('GET') && verb !== 'GET'),
          );
          await Promise.all(
            others.map(other =>
              judge(`as ${other}`, ask(who, other, at, { 'x-http-method-override': verb, 'x-http-method': verb })),
            ),
          );
        }
      }
      process.stdout.write(`access: ${cells} cells of other ways run, 0 skipped\n`);
      expect(faults).toEqual([]);
    },
    deep ? 600_000 : 90_000,
  );

  it('finds none for whoever may, either: a spelling that is no route stays none', async () => {
    const found: string[] = [];
    for (const [what, vary] of Object.entries(variants)) {
      const answer = await ask('analyst@UNMIVA', 'GET', vary('/api/v1/sites'));
      if (answer.status === 200) found.push(what);
      else expect([what, answer.status]).toEqual([what, 404]);
    }
    // What RFC 3986 says is the same address is the same route, with the same guard.
    expect(found.sort()).toEqual(['absolute address', 'encoded letter', 'encoded room'].sort());
  });

  it('has no key to make a token with: the one that verifies is not the one that signs', () => {
    const { privateKey, publicKey } = signingKeys(world.config.secret);
    expect([privateKey.type, publicKey.type]).toEqual(['private', 'public']);
  });
});
