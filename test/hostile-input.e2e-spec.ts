import { gzipSync } from 'node:zlib';
import { Chance } from '../seeds/demo/chance.js';
import { problems } from '../src/http/problems.js';
import { nobodys, type Planted, plant } from './support/canaries.js';
import { judgeBy, operationsOf } from './support/contract.js';
import { documentOf } from './support/crawl.js';
import { Hostile, hostileBodies } from './support/hostile.js';
import { holder } from './support/roles.js';
import type { OpenApi, Operation } from './support/routes.js';
import { type Answer, deep, machineRoom, seed, Wire } from './support/wire.js';
import { openWorld, type World } from './world.js';

/** Refusals of the shell, which stand in no operation's own list because any address may get them. */
const ofShell = new Set([408, 413, 414, 415, 431]);
const verbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'];
const casesEach = deep ? 300 : 30;

describe('hostile input', () => {
  let world: World;
  let wire: Wire;
  let planted: Planted;
  let document: OpenApi;
  let judge: ReturnType<typeof judgeBy>;
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  const prototypes = () => [Object.prototype, Array.prototype, Function.prototype].map(Object.getOwnPropertyNames);

  beforeAll(async () => {
    process.on('unhandledRejection', note);
    world = await openWorld();
    planted = await plant(world);
    document = documentOf(world);
    judge = judgeBy(document);
    wire = await Wire.to(world.app);
  }, 60_000);
  afterAll(async () => {
    process.off('unhandledRejection', note);
    wire.close();
    await world.close();
  });

  const readable = (answer: Answer): unknown => {
    try {
      return JSON.parse(answer.text);
    } catch {
      return undefined;
    }
  };

  /** A problem of the catalogue, whole, and nothing of the machine room. */
  function faultsOfRefusal(where: string, answer: Answer, head = false): string[] {
    const faults: string[] = [];
    const body = readable(answer) as { type?: string; status?: number } | undefined;
    const code = body?.type?.replace('/problems/', '') ?? '';
    if (answer.status >= 500) faults.push(`${where}: ${answer.status} ${answer.text.slice(0, 300)}`);
    if (!head && (!(code in problems) || body?.status !== answer.status))
      faults.push(`${where}: ${answer.status} is no problem of the catalogue: ${answer.text.slice(0, 200)}`);
    if (machineRoom.test(answer.text)) faults.push(`${where}: tells of the machine room: ${answer.text.slice(0, 300)}`);
    return faults;
  }

  function faultsOf(id: string, where: string, operation: Operation, answer: Answer): string[] {
    if (answer.status >= 400 && !(answer.status in operation.responses) && ofShell.has(answer.status))
      return faultsOfRefusal(where, answer);
    if (answer.status >= 400 && answer.status !== 503) {
      const refusal = faultsOfRefusal(where, answer);
      if (refusal.length > 0) return refusal;
    }
    const headers = { 'content-type': String(answer.headers['content-type'] ?? '') };
    return judge(id, { status: answer.status, headers, body: readable(answer) ?? answer.text, text: answer.text }).map(
      fault => `${where}: ${fault}`,
    );
  }

  /** What the lists name, by the address of the list: ids and codes that are there. */
  async function listedIds(cast: Set<string>): Promise<Map<string, string[]>> {
    const real = new Map<string, string[]>();
    for (const [path, { get }] of Object.entries(document.paths)) {
      if (!get || path.includes('{') || !get.operationId.startsWith('list')) continue;
      const answer = await wire.json('GET', path, await world.token(holder(get) ?? ''));
      const { items } = readable(answer) as { items: { id?: string; code?: string; name?: string }[] };
      const names = items.map(item => item.id ?? item.code ?? item.name ?? '');
      real.set(
        path,
        names.filter(name => name !== '' && !cast.has(name)),
      );
    }
    return real;
  }

  it(
    `of ${casesEach} kinds for every operation gets what the document says, never a 5xx`,
    async () => {
      const chance = new Chance(seed);
      // The cast itself stays: who may ask is not what is tried here.
      const cast = new Set([...world.ids.values(), ...world.appointmentIds.values()]);
      const ids = planted.ids.filter(id => !cast.has(id));
      const hostile = new Hostile(document, chance, ids);
      const before = prototypes();
      const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed();
      const part = (value: unknown) => encodeURIComponent(text(value).slice(0, 150));
      const faults: string[] = [];
      let cells = 0;
      const real = await listedIds(cast);
      const byStatus: Record<number, number> = {};
      const one = async (id: string, path: string, method: string, operation: Operation) => {
        const inPath = chance.percent(92);
        let at = path.replace(/\{(\w+)\}/g, (_: string, name: string): string => {
          const own = planted.cells.parts[name]?.[0] ?? (name === 'gapId' ? planted.gap : undefined);
          const listed = real.get(path.slice(0, path.indexOf('/{')));
          const known = name === 'id' || name === 'code' || name === 'name' ? listed : own ? [own] : undefined;
          const good =
            known?.length && chance.percent(80) ? chance.of(known) : chance.percent(50) ? chance.of(ids) : nobodys();
          return inPath ? good : part(hostile.anything()) || 'x';
        });
        const asked = (operation.parameters ?? []).filter(({ in: place }) => place === 'query');
        const query = asked
          .filter(() => chance.percent(method === 'get' ? 25 : 5))
          .flatMap(({ name, schema = {} }) => {
            const value = chance.percent(50) ? hostile.valid(schema) : hostile.anything();
            return chance.percent(6)
              ? [`${name}=${part(value)}`, `${name}=${part(value)}`]
              : [`${name}=${part(value)}`];
          });
        if (chance.percent(4))
          query.push(chance.of(['a[]=1', '__proto__[x]=1', 'constructor=1', 'limit=1&limit=2', '&&=', '%00=1']));
        if (query.length > 0) at += `?${query.join('&')}`;
        const schema = operation.requestBody?.content['application/json']?.schema;
        const headers: Record<string, string> = {};
        const who = holder(operation);
        if (who) headers.authorization = `Bearer ${await world.token(who)}`;
        if (chance.percent(60))
          headers['if-match'] = chance.of(['"1"', '"2"', '*', 'W/"1"', '"99999999999999999999"', 'x']);
        if (chance.percent(20))
          headers['idempotency-key'] = chance.of(['k', nobodys(), 'ключ', 'x'.repeat(300), "' or 1=1"].map(encodeURI));
        if (chance.percent(3)) headers['x-appointment'] = chance.of([nobodys(), 'x', '0']);
        if (chance.percent(5)) headers['x-access-purpose'] = chance.of(['why|not|1', "');--", 'x'.repeat(900)]);
        let body: string | Buffer | undefined;
        if (schema) {
          headers['content-type'] = chance.percent(96)
            ? 'application/json'
            : chance.of([
                'text/plain',
                'application/xml',
                'multipart/form-data; boundary=x',
                'application/json;charset=utf-16',
                'x',
              ]);
          body = chance.percent(10)
            ? chance.of(hostileBodies)
            : JSON.stringify(chance.percent(40) ? hostile.valid(schema) : hostile.spoilt(schema));
          if (chance.percent(2)) {
            headers['content-encoding'] = 'gzip';
            body = gzipSync(body);
          }
        }
        const answer = await wire.send(method.toUpperCase(), at, headers, body, id === 'followJob' ? 1 : undefined);
        cells += 1;
        byStatus[answer.status] = (byStatus[answer.status] ?? 0) + 1;
        const where = `${id} ${at.slice(0, 160)} ${String(body ?? '').slice(0, 4_000)}`;
        faults.push(...faultsOf(id, where, operation, answer));
      };
      for (const [id, { path, method, operation }] of operationsOf(document)) {
        // A sign-in costs tens of milliseconds on purpose.
        const times = id === 'signIn' || id === 'acceptInvitation' ? Math.min(casesEach, 60) : casesEach;
        for (let n = 0; n < times; n += 6)
          await Promise.all(Array.from({ length: Math.min(6, times - n) }, () => one(id, path, method, operation)));
      }
      process.stdout.write(
        `hostile input: ${cells} cells run, 0 skipped, seed ${seed}, statuses ${JSON.stringify(byStatus)}\n`,
      );
      expect(faults.slice(0, 20)).toEqual([]);
      expect(faults).toHaveLength(0);
      expect(prototypes()).toEqual(before);
      expect(rejections).toEqual([]);
      expect((await wire.send('GET', '/health/ready')).status).toBe(200);
    },
    deep ? 900_000 : 120_000,
  );

  it('of a verb that an address does not have is 404 or 405, and TRACE is never echoed', async () => {
    const faults: string[] = [];
    let cells = 0;
    const token = await world.token('analyst@UNMIVA');
    for (const [path, methods] of Object.entries({ ...document.paths, '/problems/x': { get: {} }, '/': {} })) {
      const at = path.replace(/\{\w+\}/g, nobodys());
      for (const verb of verbs) {
        const has = verb.toLowerCase() in methods || (verb === 'HEAD' && 'get' in methods);
        if (has && verb !== 'HEAD') continue;
        const answer = await wire.send(verb, at, { authorization: `Bearer ${token}`, 'x-canary': 'echo-me' });
        cells += 1;
        const where = `${verb} ${path}`;
        if (!has && answer.status !== 404 && answer.status !== 405) faults.push(`${where}: ${answer.status}`);
        if (answer.text.includes('echo-me')) faults.push(`${where}: echoed`);
        if (answer.status >= 400) faults.push(...faultsOfRefusal(where, answer, verb === 'HEAD'));
      }
    }
    process.stdout.write(`hostile input: ${cells} cells of verbs run, 0 skipped\n`);
    expect(faults).toEqual([]);
  }, 60_000);

  it('of two meanings is refused: repeated parameters, brackets, a parameter nobody knows', async () => {
    const token = await world.token('analyst@UNMIVA');
    const get = async (at: string) => {
      const answer = await wire.json('GET', `/api/v1${at}`, token);
      return [answer.status, (readable(answer) as { type?: string }).type];
    };
    const refused = [400, '/problems/unknown_parameter'];
    for (const at of [
      '/inspections?limit=1&limit=2',
      '/inspections?limit[]=1',
      '/inspections?__proto__[x]=1',
      '/inspections?__proto__=1',
      '/inspections?constructor=1',
      '/inspections?hasOwnProperty=1',
      `/sites/${nobodys()}?fields=all`,
      '/auth/me?admin=true',
      `/inspections?${Array.from({ length: 101 }, (_, n) => `p${n}=1`).join('&')}`,
    ])
      expect([at, ...(await get(at))]).toEqual([at, ...refused]);
    expect((await get('/inspections?type=ARMOURY&type=CACHE'))[0]).toBe(200);
    const both = await wire.json('POST', '/api/v1/sites?name=query', token, { name: 'body' });
    expect([both.status, (readable(both) as { type?: string }).type]).toEqual(refused);
  });

  it('of JSON that two readers could read differently is refused at its place, and nothing is stored', async () => {
    const token = await world.token('analyst@UNMIVA');
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const count = async () => (await world.owner.query('select count(*)::int as n from sites')).rows[0].n;
    const before = await count();
    const rest = '"kind":"DEPOT","place":{"placeName":"x"}';
    const cases: [string, string | Buffer, string | null][] = [
      ['two equal names', `{"name":"a","name":"b",${rest}}`, '/name'],
      ['equal when unescaped', `{"name":"a","n\\u0061me":"b",${rest}}`, '/name'],
      ['equal inside', '{"name":"a","kind":"DEPOT","place":{"placeName":"x","placeName":"y"}}', '/place/placeName'],
      ['a byte order mark', `\ufeff{"name":"a",${rest}}`, null],
      ['something behind', `{"name":"a",${rest}} {}`, ''],
      ['past every number', `{"name":"a","kind":"DEPOT","place":{"accuracyM":1e400}}`, '/place/accuracyM'],
      ['not a number', `{"name":NaN,${rest}}`, '/name'],
      ['a whole number that would be rounded', `{"name":9007199254740993,${rest}}`, '/name'],
      ['a number that would vanish', `{"name":1e-400,${rest}}`, '/name'],
      ['a prototype', `{"name":"a","__proto__":{"a":1},${rest}}`, '/__proto__'],
      ['a prototype, escaped', `{"name":"a","\\u005f_proto__":{"a":1},${rest}}`, '/__proto__'],
      ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), null],
      ['a comment', `{/**/"name":"a",${rest}}`, ''],
      ['half a literal', '{"name":tru}', '/name'],
    ];
    for (const [what, body, pointer] of cases) {
      const answer = await wire.send('POST', '/api/v1/sites', headers, body);
      const told = readable(answer) as { type: string; errors?: { pointer: string }[] };
      expect([what, answer.status, told.type]).toEqual([what, 400, '/problems/invalid_json']);
      expect([what, told.errors?.[0]?.pointer ?? null]).toEqual([what, pointer]);
    }
    expect(await count()).toBe(before);
  });

  it('of a date that says half is refused: without its precision a month would pass for a day', async () => {
    const token = await world.token('analyst@UNMIVA');
    for (const from of [{}, { value: '2025-10' }, { precision: 'DAY' }, { value: null }, { about: true }]) {
      const wish = { type: 'ARMOURY', period: { from } };
      const answer = await wire.json('POST', '/api/v1/inspections', token, wish);
      const { errors } = readable(answer) as { errors?: { pointer: string; code: string }[] };
      expect([from, answer.status]).toEqual([from, 400]);
      expect(errors).toContainEqual(expect.objectContaining({ pointer: '/period/from', code: 'bad_date' }));
    }
  });
});
