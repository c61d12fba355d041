import request from 'supertest';
import { openWorld, type World } from './world.js';

describe('signing in', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
  const post = (path: string, body: object) => request(world.app.getHttpServer()).post(`/api/v1${path}`).send(body);

  it('tells who I am, under which appointments, and what they allow', async () => {
    const analyst = await world.as('analyst@UNMIVA');
    const me = await analyst.get('/auth/me').expect(200);
    expect(me.body.person.email).toBe('analyst@unmiva.example');
    expect(me.body.appointments).toHaveLength(1);
    expect(me.body.appointments[0]).toMatchObject({ role: 'CELL_ANALYST', body: { acronym: 'UNMIVA' } });
    expect(me.body.appointments[0].permissions).toContain('inspection.record');
    expect(me.body.appointments[0].permissions).not.toContain('packet.clear_as_head');
  });

  it('says the same of a wrong password and of an unknown address', async () => {
    const wrong = await post('/auth/sign-in', {
      email: 'analyst@unmiva.example',
      password: 'not this one at all',
    }).expect(401);
    const unknown = await post('/auth/sign-in', {
      email: 'nobody@unmiva.example',
      password: 'not this one at all',
    }).expect(401);
    expect({ ...wrong.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
    expect(wrong.headers['content-type']).toContain('application/problem+json');
  });

  it('ends the whole session when a refresh token is used twice', async () => {
    const first = await post('/auth/sign-in', {
      email: 'chief@unmiva.example',
      password: 'correct horse battery staple',
    }).expect(200);
    const second = await post('/auth/refresh', { refreshToken: first.body.refreshToken }).expect(200);
    await post('/auth/refresh', { refreshToken: first.body.refreshToken }).expect(401);
    await post('/auth/refresh', { refreshToken: second.body.refreshToken }).expect(401);
  });

  it('ends every use of a session at sign-out, whatever the access token still says', async () => {
    const { body } = await post('/auth/sign-in', {
      email: 'focal@unmiva.example',
      password: 'correct horse battery staple',
    }).expect(200);
    const signedIn = (path: string) =>
      request(world.app.getHttpServer()).get(`/api/v1${path}`).set('authorization', `Bearer ${body.accessToken}`);
    await signedIn('/auth/me').expect(200);
    await signedIn('/inspections').expect(200);
    await request(world.app.getHttpServer())
      .post('/api/v1/auth/sign-out')
      .set('authorization', `Bearer ${body.accessToken}`)
      .expect(204);
    expect((await signedIn('/auth/me').expect(401)).body.type).toBe('/problems/session_ended');
    expect((await signedIn('/inspections').expect(401)).body.type).toBe('/problems/session_ended');
    await post('/auth/refresh', { refreshToken: body.refreshToken }).expect(401);
  });

  it('refuses unread after ten failures for one address, known or not', async () => {
    for (let n = 0; n < 10; n++)
      await post('/auth/sign-in', { email: 'guess@unmiva.example', password: 'guess' }).expect(401);
    const refused = await post('/auth/sign-in', { email: 'guess@unmiva.example', password: 'guess' }).expect(429);
    expect(refused.headers['retry-after']).toBe('3600');
  });

  it('names every fault of a request at once', async () => {
    const answer = await post('/auth/sign-in', { email: 7, passwort: 'x' }).expect(400);
    expect(answer.body.errors.map((e: { pointer: string; code: string }) => `${e.pointer} ${e.code}`).sort()).toEqual([
      '/email wrong_type',
      '/password required',
      '/passwort unknown_field',
    ]);
  });

  it('refuses a token that is missing, of another signer, or of no signer', async () => {
    const http = () => request(world.app.getHttpServer()).get('/api/v1/auth/me');
    await http().expect(401);
    const token = await world.token('analyst@UNMIVA');
    await http()
      .set('authorization', `Bearer ${token.slice(0, -3)}abc`)
      .expect(401);
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`;
    await http().set('authorization', `Bearer ${none}`).expect(401);
  });
});
