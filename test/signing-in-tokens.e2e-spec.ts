import {
  createHash,
  createHmac,
  createPrivateKey,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import jwt from 'jsonwebtoken';
import request from 'supertest';
import { signingKeys } from '../src/config.js';
import { type Caller, openWorld, type World } from './world.js';

const password = 'correct horse battery staple';
const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('tokens', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
  const http = () => request(world.app.getHttpServer());
  const signIn = async (email: string) => (await http().post('/api/v1/auth/sign-in').send({ email, password })).body;
  const refresh = (refreshToken: string) => http().post('/api/v1/auth/refresh').send({ refreshToken });
  const me = (authorization: string) => http().get('/api/v1/auth/me').set('authorization', authorization);

  it('accepts an access token in the one form that it has, and none of its variants (AN-4)', async () => {
    const good = (await signIn('analyst@unmiva.example')).accessToken as string;
    const [h = '', p = '', s = ''] = good.split('.');
    const claims = JSON.parse(Buffer.from(p, 'base64url').toString()) as Record<string, unknown>;
    const { privateKey, publicKey } = signingKeys(world.config.secret);
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const now = Math.floor(Date.now() / 1000);
    const header = { alg: 'ES256', typ: 'at+jwt' };
    /** Signed with our own key: only what is said differs. */
    const ours = (change: object, head: object = header) => {
      const input = `${encode(head)}.${encode({ ...claims, ...change })}`;
      return `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    };
    const mac = (head: object, key: string | Buffer, hash = 'sha256') => {
      const input = `${encode(head)}.${p}`;
      return `${input}.${createHmac(hash, key).update(input).digest('base64url')}`;
    };
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
    const ed = generateKeyPairSync('ed25519').privateKey;
    const theirs = (head: object, key: KeyObject, hash: string | null) => {
      const input = Buffer.from(`${encode(head)}.${p}`);
      return `${input}.${sign(hash, input, key.asymmetricKeyType === 'ec' ? { key, dsaEncoding: 'ieee-p1363' } : key).toString('base64url')}`;
    };
    const jwk = createPrivateKey(ec.export({ type: 'pkcs8', format: 'pem' })).export({ format: 'jwk' });
    const raw = (text: string) => {
      const input = `${encode(text)}.${p}`;
      return `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    };
    const der = `${h}.${p}.${createSign('sha256').update(`${h}.${p}`).sign(privateKey).toString('base64url')}`;
    const without = (name: string) => {
      const { [name]: _, ...rest } = claims;
      return jwt.sign(rest, privateKey, { algorithm: 'ES256', header, noTimestamp: true });
    };
    const variants: Record<string, string> = {
      'alg none': `${encode({ alg: 'none' })}.${p}.`,
      'alg none, typ': `${encode({ alg: 'none', typ: 'at+jwt' })}.${p}.`,
      'alg NONE': `${encode({ alg: 'NONE' })}.${p}.`,
      'alg nOnE with the signature': `${encode({ alg: 'nOnE' })}.${p}.${s}`,
      'alg absent': `${encode({ typ: 'at+jwt' })}.${p}.${s}`,
      'alg null': `${encode({ alg: null })}.${p}.${s}`,
      'alg empty': `${encode({ alg: '' })}.${p}.${s}`,
      'HS256 with the public key': mac({ alg: 'HS256', typ: 'at+jwt' }, pem),
      'HS256 with the public key in DER': mac({ alg: 'HS256' }, publicKey.export({ type: 'spki', format: 'der' })),
      'HS256 with an empty key': mac({ alg: 'HS256' }, ''),
      'HS512 with the public key': mac({ alg: 'HS512' }, pem, 'sha512'),
      'our header over an HMAC': mac(header, pem),
      RS256: theirs({ alg: 'RS256', typ: 'at+jwt' }, rsa, 'sha256'),
      PS256: theirs({ alg: 'PS256' }, rsa, 'sha256'),
      'our header over RSA': theirs(header, rsa, 'sha256'),
      'another key of the same curve': theirs(header, ec, 'sha256'),
      ES384: theirs({ alg: 'ES384' }, p384, 'sha384'),
      'our header over P-384': theirs(header, p384, 'sha384'),
      EdDSA: theirs({ alg: 'EdDSA' }, ed, null),
      'kid of a path': theirs({ ...header, kid: '../../../../dev/null' }, ec, 'sha256'),
      'kid of SQL': theirs({ ...header, kid: `x' union select 'key` }, ec, 'sha256'),
      'our signature, kid': ours({}, { ...header, kid: '1' }),
      'embedded jwk': theirs({ ...header, jwk: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y } }, ec, 'sha256'),
      jku: theirs({ ...header, jku: 'http://127.0.0.1:9/keys' }, ec, 'sha256'),
      x5u: theirs({ ...header, x5u: 'http://127.0.0.1:9/chain' }, ec, 'sha256'),
      x5c: theirs({ ...header, x5c: [pem] }, ec, 'sha256'),
      'our signature, b64 false': ours({}, { ...header, b64: false, crit: ['b64'] }),
      'our signature, crit': ours({}, { ...header, crit: ['exp'] }),
      'our signature, typ JWT': ours({}, { alg: 'ES256', typ: 'JWT' }),
      'our signature, no typ': ours({}, { alg: 'ES256' }),
      'our signature, alg twice': raw('{"alg":"none","alg":"ES256","typ":"at+jwt"}'),
      'our signature, spaces in the header': raw('{ "alg": "ES256", "typ": "at+jwt" }'),
      'aud missing': without('aud'),
      'aud another': ours({ aud: 'other-api' }),
      'iss missing': without('iss'),
      'iss another': ours({ iss: 'elsewhere' }),
      'sub missing': without('sub'),
      'sub no id': ours({ sub: 'admin' }),
      'sid missing': without('sid'),
      'sid no id': ours({ sid: '1 or 1=1' }),
      'sid of nobody': ours({ sid: '01890000-0000-7000-8000-000000000000' }),
      'sub of somebody else': ours({ sub: world.id('admin@CORDON') }),
      expired: ours({ exp: now - 1, iat: now - 100 }),
      'exp missing': without('exp'),
      'exp a text': ours({ exp: '9999999999' }),
      'exp in ten years, iat of last year': ours({ exp: now + 315_360_000, iat: now - 31_536_000 }),
      'iat missing': without('iat'),
      'nbf in the future': ours({ nbf: now + 600 }),
      'signature absent': `${h}.${p}.`,
      'signature trimmed': good.slice(0, -2),
      'signature longer': `${good}AA`,
      'signature of zeros': `${h}.${p}.${Buffer.alloc(64).toString('base64url')}`,
      'signature in DER': der,
      'signature with another last letter of the same bytes': `${good.slice(0, -1)}${String.fromCharCode(good.charCodeAt(good.length - 1) + 1)}`,
      'signature padded': `${good}==`,
      'signature with swapped case': `${h}.${p}.${s.replace(/[a-z]/i, c => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()))}`,
      'claims changed': `${h}.${encode({ ...claims, sub: world.id('admin@CORDON') })}.${s}`,
      'a dot more': `${good}.`,
      'four parts': `${good}.${s}`,
      'a blank inside': `${h}.${p} .${s}`,
      'no token': 'null',
    };
    const names = Object.keys(variants);
    expect(names.length).toBeGreaterThanOrEqual(40);
    await me(`Bearer ${good}`).expect(200);
    await me(`Bearer ${ours({})}`).expect(200);
    const accepted: string[] = [];
    for (const name of names) {
      const answers = [
        await me(`Bearer ${variants[name]}`),
        await http().get('/api/v1/bodies').set('authorization', `Bearer ${variants[name]}`),
      ];
      if (answers.some(answer => answer.status !== 401)) accepted.push(`${name}: ${answers.map(a => a.status)}`);
    }
    process.stdout.write(`AN-4: ${names.length} variants, each at two routes\n`);
    expect(accepted).toEqual([]);
  });

  it('rotates refresh tokens: a used one ends the family, of 16 at once one succeeds (AN-7)', async () => {
    const trials = 20;
    for (let n = 0; n < trials; n++) {
      const first = await signIn('focal@unmiva.example');
      const answers = await Promise.all(Array.from({ length: 16 }, () => refresh(first.refreshToken)));
      const won = answers.filter(answer => answer.status === 200);
      expect(won).toHaveLength(1);
      // Fifteen others held a copy: which of them was honest cannot be told, so the session is over for all.
      await refresh(won[0]?.body.refreshToken).expect(401);
      await me(`Bearer ${won[0]?.body.accessToken}`).expect(401);
    }
    process.stdout.write(`AN-7: ${trials} of 200 trials, 16 refreshes each\n`);
    const { accessToken, refreshToken } = await signIn('focal@unmiva.example');
    const told = await http().get('/api/v1/auth/sessions').set('authorization', `Bearer ${accessToken}`).expect(200);
    expect(
      told.body.items.filter((one: { endReason: string }) => one.endReason === 'REFRESH_TOKEN_REUSED'),
    ).toHaveLength(trials);
    const stored = createHash('sha256').update(refreshToken).digest();
    const { rows } = await world.owner.query(
      `select count(*) filter (where token_sha256 = $1)::int as hash, bool_and(octet_length(token_sha256) = 32) as short,
              (select count(*)::int from auth.refresh_tokens r where r::text like '%' || $2 || '%') as plain
         from auth.refresh_tokens`,
      [stored, refreshToken],
    );
    expect(rows[0]).toEqual({ hash: 1, short: true, plain: 0 });
  });

  it('ends a session half an hour after its last refresh, and after twelve hours whatever happens', async () => {
    const idle = await signIn('head@unmiva.example');
    await world.owner.query(
      `update auth.sessions set last_used_at = now() - interval '31 minutes' where person_id = $1`,
      [world.id('head@UNMIVA')],
    );
    await me(`Bearer ${idle.accessToken}`).expect(401);
    await http().get('/api/v1/inspections').set('authorization', `Bearer ${idle.accessToken}`).expect(401);
    await refresh(idle.refreshToken).expect(401);
    const busy = await signIn('head@unmiva.example');
    const { rows } = await world.owner.query(
      'select extract(epoch from expires_at - started_at)::int as s from auth.sessions where person_id = $1 order by started_at desc limit 1',
      [world.id('head@UNMIVA')],
    );
    expect(rows[0].s).toBe(12 * 3600);
    await world.owner.query('update auth.sessions set expires_at = now() where person_id = $1', [
      world.id('head@UNMIVA'),
    ]);
    await refresh(busy.refreshToken).expect(401);
    await me(`Bearer ${busy.accessToken}`).expect(401);
  });

  describe('for machines', () => {
    let chief: Caller;
    const inAYear = () => new Date(Date.now() + 364 * 86_400_000).toISOString();
    const basic = (token: string) => `Basic ${Buffer.from(`anything:${token}`).toString('base64')}`;
    const wish = (scope: string[], more: object = {}) => ({
      name: 'a tool',
      scope,
      appointmentId: world.appointmentIds.get('chief@UNMIVA'),
      expiresAt: inAYear(),
      ...more,
    });
    const get = (authorization: string, path: string) =>
      http().get(`/api/v1${path}`).set('authorization', authorization);
    beforeAll(async () => {
      chief = await world.as('chief@UNMIVA');
    });

    it('are made after a step-up, no wider than the appointment, and end within a year', async () => {
      expect((await chief.post('/tokens', wish(['inspection.read'])).expect(403)).body.type).toBe(
        '/problems/step_up_required',
      );
      await chief.post('/auth/step-up', { password: 'not this one at all' }).expect(401);
      await chief.post('/auth/step-up', { password }).expect(204);
      const bad = await chief
        .post(
          '/tokens',
          wish(['inspection.read', 'packet.clear_as_head', 'nonsense'], {
            expiresAt: new Date(Date.now() + 366 * 86_400_000).toISOString(),
          }),
        )
        .expect(422);
      expect(bad.body.errors.map((e: { pointer: string }) => e.pointer)).toEqual([
        '/scope/1',
        '/scope/2',
        '/expiresAt',
      ]);
      await chief
        .post('/tokens', wish(['inspection.read'], { appointmentId: world.appointmentIds.get('head@UNMIVA') }))
        .expect(422);
      await chief.post('/tokens', wish([])).expect(422);
      const made = await chief.post('/tokens', wish(['inspection.read'])).expect(201);
      expect(Buffer.from(made.body.token.slice('cordon_'.length), 'base64url')).toHaveLength(32);
      const list = await chief.get('/tokens').expect(200);
      expect(list.text).not.toContain(made.body.token);
      expect(list.body.items).toMatchObject([{ id: made.body.id, state: 'IN_FORCE', scope: ['inspection.read'] }]);
      const { rows } = await world.owner.query('select token_sha256 from auth.access_tokens');
      expect(rows[0].token_sha256).toEqual(createHash('sha256').update(made.body.token).digest());
    });

    it('let in as Bearer and as Basic, within their scope, never to what is the person’s own', async () => {
      const { body } = await chief.post('/tokens', wish(['inspection.read', 'packet.move', 'packet.read'])).expect(201);
      for (const authorization of [`Bearer ${body.token}`, basic(body.token)]) {
        await get(authorization, '/inspections').expect(200);
        await get(authorization, '/openapi.json').expect(404);
        expect((await get(authorization, '/sites').expect(403)).body.type).toBe('/problems/permission_missing');
        for (const path of ['/auth/me', '/auth/sessions', '/tokens']) await get(authorization, path).expect(403);
        for (const path of [
          '/auth/step-up',
          '/auth/second-factor',
          '/auth/passphrase',
          '/tokens',
          '/auth/sign-out-everywhere',
        ])
          await http().post(`/api/v1${path}`).set('authorization', authorization).send({}).expect(403);
        // A move whose permission is asked inside the room.
        const move = http()
          .post(`/api/v1/briefing-packets/${world.id('UNMIVA')}/transitions`)
          .set({ authorization, 'if-match': '"1"' });
        expect((await move.send({ to: 'CELL_CHIEF_CLEARED' })).body.type).toBe('/problems/permission_missing');
      }
      await get(`Bearer ${body.token}x`, '/inspections').expect(401);
      await get(basic('x'), '/inspections').expect(401);
      await get('Basic', '/inspections').expect(401);
      const other = http()
        .get('/api/v1/inspections')
        .set({ authorization: `Bearer ${body.token}`, 'x-appointment': world.appointmentIds.get('head@UNMIVA') ?? '' });
      await other.expect(403);
    });

    it('end with themselves, their appointment and their person', async () => {
      const make = async () => (await chief.post('/tokens', wish(['inspection.read'])).expect(201)).body;
      const reads = async (token: string) => (await get(`Bearer ${token}`, '/inspections')).status;
      const [revoked, ended] = [await make(), await make()];
      const analyst = await world.as('analyst@UNMIVA');
      await analyst.post(`/tokens/${revoked.id}/transitions`, { to: 'REVOKED' }).expect(404);
      expect(await reads(revoked.token)).toBe(200);
      await chief.post(`/tokens/${revoked.id}/transitions`, { to: 'REVOKED' }).expect(200);
      await chief.post(`/tokens/${revoked.id}/transitions`, { to: 'REVOKED' }).expect(404);
      expect(await reads(revoked.token)).toBe(401);
      const { rows } = await world.owner.query(
        `select action from audit.leaves where object_kind = 'access_tokens' and object_ids = array[$1::uuid] order by id`,
        [revoked.id],
      );
      expect(rows.map(row => row.action)).toEqual(['TOKEN_MADE', 'TOKEN_REVOKED']);
      const expiring = await make();
      await world.owner.query('update auth.access_tokens set expires_at = now() where id = $1', [expiring.id]);
      expect(await reads(expiring.token)).toBe(401);
      const admin = await world.as('admin@CORDON');
      const at = `/people/${world.id('chief@UNMIVA')}`;
      await admin.patch(at, { disabled: true }, { 'if-match': '"1"' }).expect(200);
      expect(await reads(ended.token)).toBe(401);
      await admin.patch(at, { disabled: false }, { 'if-match': '"2"' }).expect(200);
      expect(await reads(ended.token)).toBe(401);
    });

    it('end with their appointment', async () => {
      const analyst = await world.as('analyst2@UNMIVA');
      await analyst.post('/auth/step-up', { password }).expect(204);
      const appointmentId = world.appointmentIds.get('analyst2@UNMIVA');
      const { body } = await analyst.post('/tokens', wish(['inspection.read'], { appointmentId })).expect(201);
      await get(`Bearer ${body.token}`, '/inspections').expect(200);
      const admin = await world.as('admin@CORDON');
      await admin
        .post(`/appointments/${appointmentId}/transitions`, { to: 'ENDED', reason: 'left' }, { 'if-match': '"1"' })
        .expect(200);
      await get(`Bearer ${body.token}`, '/inspections').expect(401);
    });
  });
});
