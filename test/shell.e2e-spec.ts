import { symbols } from 'pino';
import { AppModule } from '../src/app.module.js';
import { readConfig } from '../src/config.js';
import { createApp } from '../src/http/create-app.js';
import { log } from '../src/http/log.js';
import { inspectionWithCanaries, nobodys, type Planted, plant } from './support/canaries.js';
import { canary } from './support/canary.js';
import { operationsOf } from './support/contract.js';
import { documentOf } from './support/crawl.js';
import { holder } from './support/roles.js';
import { type Answer, instead, machineRoom, Wire } from './support/wire.js';
import { openWorld, type World } from './world.js';

const always: Record<string, string> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

describe('the shell', () => {
  let world: World;
  let wire: Wire;
  let planted: Planted;
  beforeAll(async () => {
    world = await openWorld();
    planted = await plant(world);
    wire = await Wire.to(world.app);
  }, 60_000);
  afterAll(async () => {
    wire.close();
    await world.close();
  });

  const undressed = (where: string, { headers }: Answer): string[] => [
    ...Object.entries(always)
      .filter(([name, value]) => headers[name] !== value)
      .map(([name]) => `${where}: ${name} is ${headers[name]}`),
    ...['server', 'x-powered-by', 'access-control-allow-origin', 'set-cookie']
      .filter(name => name in headers)
      .map(name => `${where}: has ${name}`),
    ...(/^[0-9a-f-]{36}$/.test(String(headers['x-request-id'])) ? [] : [`${where}: has no request id`]),
  ];

  it('is around every answer of every route, whatever its status', async () => {
    const faults: string[] = [];
    const statuses = new Set<number>();
    let cells = 0;
    const look = (where: string, answer: Answer) => {
      cells += 1;
      statuses.add(answer.status);
      faults.push(...undressed(`${where} ${answer.status}`, answer));
    };
    for (const [id, { path, method, operation }] of operationsOf(documentOf(world))) {
      const verb = method.toUpperCase();
      const at = path.replace(/\{\w+\}/g, nobodys());
      const who = holder(operation);
      const token = who ? await world.token(who) : null;
      const post = verb === 'GET' ? undefined : {};
      look(id, await wire.json(verb, at, token, post));
      look(`${id} as nobody`, await wire.json(verb, at, null, post));
      look(`${id} with a word`, await wire.json(verb, `${at}?surprise=1`, token, post));
      look(`${id} by another verb`, await wire.json('DELETE', at, token));
    }
    const analyst = await world.token('analyst@UNMIVA');
    const sites = '/api/v1/sites';
    const typed = (type: string) => ({ authorization: `Bearer ${analyst}`, 'content-type': type });
    look('not allowed', await wire.json('GET', '/api/v1/sites', await world.token('admin@CORDON')));
    look('a problem', await wire.send('GET', '/problems/not_found'));
    look('no problem', await wire.send('GET', '/problems/nonsense'));
    look('no route', await wire.send('GET', '/nowhere'));
    look('no address', await wire.send('GET', '/%zz'));
    look('a long part', await wire.send('GET', `${sites}/${'x'.repeat(300)}`));
    look('a long address', await wire.send('GET', `${sites}?q=${'x'.repeat(5_000)}`));
    look('no JSON', await wire.send('POST', sites, typed('application/json'), '{'));
    look('text', await wire.send('POST', sites, typed('text/plain'), 'x'));
    look('a large body', await wire.send('POST', sites, typed('application/json'), ' '.repeat(10 * 1024 * 1024 + 1)));
    look('a download', await wire.json('GET', `/api/v1/briefing-packets/${planted.packet}/files/pdf`, analyst));
    look('a stream', await wire.send('GET', `/api/v1/jobs/${planted.job}/events`, typed('x'), undefined, 1));
    const made = await wire.json('POST', sites, analyst, { name: 'A', kind: 'DEPOT', place: { placeName: 'x' } });
    look('a new record', made);
    const stale = { 'if-match': '"7"' };
    const site = `${sites}/${(JSON.parse(made.text) as { id: string }).id}`;
    look('a stale version', await wire.json('PATCH', site, analyst, { name: 'B' }, stale));
    const mend = instead(world.db, 'as', () => Promise.reject(new Error(`broken ${canary}`)));
    const broken = await wire.json('POST', sites, analyst, { name: 'C', kind: 'DEPOT', place: { placeName: 'x' } });
    mend();
    look('a fault of ours', broken);
    expect([broken.status, machineRoom.test(broken.text), broken.text.includes(canary)]).toEqual([500, false, false]);
    process.stdout.write(`shell: ${cells} answers looked at, 0 skipped, statuses ${[...statuses].sort().join(' ')}\n`);
    expect(faults).toEqual([]);
    expect([...statuses]).toEqual(
      expect.arrayContaining([200, 201, 204, 400, 401, 403, 404, 412, 413, 414, 415, 428, 500]),
    );
  }, 60_000);

  it('is around what never becomes a request, too', async () => {
    const broken: [string, string, number][] = [
      ['no HTTP', 'nonsense\r\n\r\n', 400],
      ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
      ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
      [
        'length and chunks',
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        400,
      ],
      ['an unknown coding', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n', 400],
      ['a folded header', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n c\r\nY : d\r\n\r\n', 400],
      ['large headers', `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${'b'.repeat(20_000)}\r\n\r\n`, 431],
      ['a line without end', `GET /${'x'.repeat(20_000)}`, 431],
    ];
    for (const [what, bytes, status] of broken) {
      const { text } = await wire.raw(bytes, 5_000);
      expect([what, text.split('\r\n')[0]]).toEqual([what, expect.stringMatching(new RegExp(`^HTTP/1.1 ${status} `))]);
      if (what === 'no host') continue;
      for (const [name, value] of Object.entries(always))
        expect([what, text]).toEqual([what, expect.stringContaining(`${name}: ${value}`)]);
    }
    const { text } = await wire.raw('CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: x\r\n\r\n', 5_000);
    expect(text).not.toMatch(/^HTTP\/1.1 2/);
  }, 60_000);

  it('keeps other sites out: no origin is allowed that is not listed', async () => {
    const origins = [
      'https://evil.example',
      'null',
      'https://desk.example.evil.example',
      'https://desk.example:444',
      'http://desk.example',
      'https://desk.example/',
      'https://sub.desk.example',
      'file://',
      'http://127.0.0.1',
      'https://DESK.example',
      'https://desk.example, https://evil.example',
      '*',
    ];
    const listed = await createApp(AppModule.on(world.config, world.db, world.bell), {
      ...world.config,
      corsOrigins: ['https://desk.example'],
    });
    await listed.init();
    const other = await Wire.to(listed);
    const ask = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
    for (const [to, allowed] of [
      [wire, false],
      [other, true],
    ] as const) {
      for (const origin of origins)
        for (const verb of ['GET', 'OPTIONS']) {
          const { headers, status } = await to.send(verb, '/api/v1/sites', { origin, ...ask });
          expect([origin, headers['access-control-allow-origin'], status]).toEqual([
            origin,
            undefined,
            verb === 'GET' ? 401 : 404,
          ]);
        }
      const before = await to.send('OPTIONS', '/api/v1/sites', { origin: 'https://desk.example', ...ask });
      expect(before.headers['access-control-allow-origin']).toBe(allowed ? 'https://desk.example' : undefined);
      expect(before.status).toBe(allowed ? 204 : 404);
      expect(before.headers['access-control-allow-credentials']).toBeUndefined();
    }
    const refused = await other.send('GET', '/api/v1/sites', { origin: 'https://desk.example' });
    expect([refused.status, refused.headers.vary]).toEqual([401, 'Origin']);
    expect(refused.headers['access-control-allow-origin']).toBe('https://desk.example');
    other.close();
    await listed.getHttpAdapter().getInstance().close();
  });

  it('takes nothing from Host and X-Forwarded-*, and an absolute address is its path', async () => {
    const token = await world.token('analyst@UNMIVA');
    const plain = await wire.json('GET', '/api/v1/inspections?limit=1', token);
    const same = (answer: Answer) => [answer.status, answer.text, answer.headers.link];
    const lies: Record<string, string>[] = [
      { host: 'evil.example' },
      { host: 'evil.example:1@127.0.0.1' },
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-forwarded-prefix': '/evil' },
      { 'x-forwarded-for': '10.0.0.1', 'x-real-ip': '10.0.0.1', forwarded: 'for=10.0.0.1;host=evil.example' },
      { 'x-original-url': '/api/v1/people', 'x-rewrite-url': '/api/v1/people' },
      { 'x-request-id': 'chosen-by-the-client', 'request-id': 'x' },
    ];
    for (const lie of lies) {
      const answer = await wire.json('GET', '/api/v1/inspections?limit=1', token, undefined, lie);
      expect(same(answer)).toEqual(same(plain));
      expect(JSON.stringify(answer.headers)).not.toMatch(/evil|chosen/);
    }
    const absolute = await wire.json('GET', 'http://evil.example/api/v1/inspections?limit=1', token);
    expect([absolute.status, absolute.headers.link]).toEqual([200, plain.headers.link]);
    expect(plain.headers.link ?? '').not.toContain('evil');
  });

  it('believes only a proxy that is listed about where a request comes from', async () => {
    const from = async (trustedProxies: string[]) => {
      const tight = { ...world.config, trustedProxies, strangersPerSecond: 1, strangerBurst: 2 };
      const app = await createApp(AppModule.on(tight, world.db, world.bell), tight);
      await app.init();
      const to = await Wire.to(app);
      const statuses: number[] = [];
      for (let n = 0; n < 5; n++) {
        const more = { 'x-forwarded-for': `203.0.113.${n}` };
        statuses.push((await to.json('POST', '/api/v1/auth/refresh', null, { refreshToken: 'x' }, more)).status);
      }
      to.close();
      await app.getHttpAdapter().getInstance().close();
      return statuses;
    };
    expect(await from([])).toEqual([401, 401, 429, 429, 429]);
    expect(await from(['10.0.0.0/8'])).toEqual([401, 401, 429, 429, 429]);
    expect(await from(['127.0.0.1'])).toEqual([401, 401, 401, 401, 401]);
    expect(() => readConfig({ TRUSTED_PROXIES: 'everybody', CORS_ORIGINS: '*' })).toThrow(
      /TRUSTED_PROXIES[\s\S]*CORS_ORIGINS/,
    );
  });

  it('shows no pages in production, and says of no part what it is', async () => {
    const given = { ...world.config, embedded: false };
    const app = await createApp(AppModule.on(given, world.db, world.bell), given, true);
    await app.init();
    const production = await Wire.to(app);
    for (const at of [
      '/api/docs',
      '/api/docs/',
      '/api/docs-json',
      '/api/docs-yaml',
      '/api/docs/swagger-ui.css',
      '/api',
      '/',
      '/.env',
      '/package.json',
      '/dist/src/main.js.map',
      '/.git/config',
    ])
      expect([at, (await production.send('GET', at)).status]).toEqual([at, 404]);
    expect((await production.send('GET', '/api/openapi.json')).status).toBe(401);
    for (const at of ['/health/live', '/health/ready', '/metrics', '/nowhere', '/api/openapi.json'])
      expect((await production.send('GET', at)).text).not.toMatch(machineRoom);
    const trace = await production.send('TRACE', '/health/live', { 'x-canary': canary });
    expect([trace.status, trace.text.includes(canary)]).toEqual([404, false]);
    production.close();
    await app.getHttpAdapter().getInstance().close();
  });

  it('logs each request as one line from a closed list, and nothing that anybody wrote', async () => {
    const lines: string[] = [];
    const stream = (log as unknown as Record<symbol, { write(line: string): boolean }>)[symbols.streamSym];
    if (!stream) throw new Error('the log has no stream');
    const restore = instead(stream, 'write', line => lines.push(line) > 0);
    log.level = 'trace';
    let requests = 0;
    const token = await world.token('analyst@UNMIVA');
    const password = `${canary} is the password`;
    try {
      const send = async (...wish: Parameters<Wire['json']>) => {
        requests += 1;
        return wire.json(...wish);
      };
      const forged = {
        'user-agent': `${canary}"}{"level":60`,
        'x-access-purpose': `${canary} \u001b[31m`.replace('\u001b', '%1b'),
        'x-request-id': canary,
        referer: `http://${canary}/`,
        cookie: `a=${canary}`,
      };
      const site = (JSON.parse((await send('GET', '/api/v1/sites', token)).text) as { items: { id: string }[] })
        .items[0];
      const full = inspectionWithCanaries(site?.id ?? '', world.id('analyst@UNMIVA'));
      expect((await send('POST', '/api/v1/inspections', token, full, forged)).status).toBe(201);
      await send('POST', '/api/v1/inspections', token, { ...full, type: canary, [canary]: canary }, forged);
      await send('GET', `/api/v1/inspections?serial=${canary}&q=${canary}%0d%0a%1b%5b31m`, token, undefined, forged);
      await send('GET', `/api/v1/${canary}%0d%0a{"level":60}`, token, undefined, forged);
      await send('GET', `/problems/${canary}`, null, undefined, forged);
      await send('POST', '/api/v1/auth/sign-in', null, { email: `${canary}@x.example`, password }, forged);
      await send('POST', '/api/v1/auth/refresh', null, { refreshToken: canary }, forged);
      await send('POST', '/api/v1/auth/accept-invitation', null, { token: canary, password }, forged);
      await send('GET', '/api/v1/auth/me', canary, undefined, forged);
      const mend = instead(world.db, 'as', () => Promise.reject(new Error(canary)));
      expect((await send('POST', '/api/v1/inspections', token, full, forged)).status).toBe(500);
      mend();
      requests += 1;
      await wire.raw(`GET /${canary} HTTP/9.9\r\n${canary}\r\n\r\n`, 3_000);
      await new Promise(resolve => setTimeout(resolve, 100));
    } finally {
      log.level = 'silent';
      restore();
    }
    const parsed = lines.map(line => JSON.parse(line) as Record<string, unknown>);
    for (const line of lines) expect([...line.trimEnd()].filter(one => one < ' ')).toEqual([]);
    const told = parsed.filter(line => line.msg === 'request');
    expect(told).toHaveLength(requests);
    for (const line of told)
      expect(Object.keys(line).sort()).toEqual(
        ['level', 'method', 'ms', 'msg', 'operation', 'requestId', 'role', 'route', 'status', 'time'].sort(),
      );
    expect(told.find(line => line.status === 201)).toMatchObject({
      method: 'POST',
      route: '/api/v1/inspections',
      operation: 'recordInspection',
      role: 'CELL_ANALYST',
    });
    // One of ours is told with its kind and frames, under the same request id.
    expect(parsed.filter(line => line.msg !== 'request').map(line => line.msg)).toEqual(['request failed']);
    const metrics = (await wire.send('GET', '/metrics')).text;
    for (const secret of [canary, token, token.split('.')[2] ?? '', password]) {
      expect(lines.join('')).not.toContain(secret);
      expect(metrics).not.toContain(secret);
    }
    expect(metrics).toContain('cordon_requests_total{operation="recordInspection",status="201"}');
  }, 60_000);
});
