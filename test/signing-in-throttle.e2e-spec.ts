import request from 'supertest';
import { AppModule } from '../src/app.module.js';
import { createApp } from '../src/http/create-app.js';
import { metrics } from '../src/http/metrics.js';
import { openWorld, type World } from './world.js';

const password = 'correct horse battery staple';

describe('guessing (AN-2)', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
  let address = 0;
  const signIn = (email: string, guess: string, more: object = {}, server = world.app.getHttpServer()) =>
    request(server)
      .post('/api/v1/auth/sign-in')
      // Whoever guesses rotates this; nothing here believes it.
      .set('x-forwarded-for', `192.0.2.${++address % 250}`)
      .send({ email, password: guess, ...more });
  const alarms = async () => Number(/cordon_spray_alarms_total (\d+)/.exec(await metrics.metrics())?.[1]);

  it('evaluates ten guesses an hour at one account, also at the same moment; a known device still gets in', async () => {
    const email = 'analyst@unmiva.example';
    const known = (await signIn(email, password).expect(200)).body.deviceToken as string;
    const statuses: number[] = [];
    for (let batch = 0; batch < 10; batch++)
      statuses.push(
        ...(await Promise.all(Array.from({ length: 10 }, () => signIn(email, 'a wrong guess')))).map(a => a.status),
      );
    expect(statuses.filter(status => status === 401)).toHaveLength(10);
    expect(statuses.filter(status => status === 429)).toHaveLength(90);
    process.stdout.write('AN-2: 100 guesses at one account (of 1,000)\n');
    const refused = await signIn(email, password).expect(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_500);
    // The victim, during the attack.
    const again = await signIn(email, password, { deviceToken: known }).expect(200);
    expect(again.body.deviceToken).toBe(known);
    await signIn(email, password, { deviceToken: 'invented' }).expect(429);
    // A device is known for its own person only.
    for (let n = 0; n < 10; n++) await signIn('head@unmiva.example', 'a wrong guess').expect(401);
    await signIn('head@unmiva.example', password, { deviceToken: known }).expect(429);
    await signIn('chief@unmiva.example', password).expect(200);
  });

  it('counts on after a restart', async () => {
    const app = await createApp(AppModule.on(world.config, world.db, world.bell), world.config);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    await signIn('analyst@unmiva.example', password, {}, app.getHttpServer()).expect(429);
    const { rows } = await world.owner.query('select octet_length(subject) as n from auth.failures group by 1');
    expect(rows).toEqual([{ n: 32 }]);
  });

  it('lets in again when the hour is over', async () => {
    await world.owner.query(`update auth.failures set at = at - interval '61 minutes'`);
    await signIn('analyst@unmiva.example', password).expect(200);
  });

  it('sounds an alarm when one password is tried at many accounts', async () => {
    const before = await alarms();
    for (let batch = 0; batch < 4; batch++)
      await Promise.all(Array.from({ length: 10 }, (_, n) => signIn(`u${batch}${n}@x.example`, 'Spring is here 2026')));
    process.stdout.write('AN-2: 40 accounts sprayed (of 200); the alarm sounds with the 20th\n');
    expect(await alarms()).toBe(before + 1);
  });
});
