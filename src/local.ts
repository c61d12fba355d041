import { listen, openApi, openGround, openSealer } from './boot.js';
import { openDoor } from './door.js';
import { Worker } from './jobs/worker.js';

/**
 * HTTP and worker in one process: what `npm start` runs. On Cordon's own database the first start fills in a fictional
 * mission; a database that was given gets no demonstration data and no people, ever.
 */
openDoor(async opened => {
  const ground = await openGround(opened);
  await openSealer(ground, opened);
  const app = await openApi(ground, opened, true);
  await app.get(Worker, { strict: false }).start();
  if (!ground.ownUrl) {
    process.stdout.write(`Cordon listens on ${await listen(app, ground.config)}\n`);
    return;
  }
  const { demonstrate } = await import('../seeds/demo/demonstration.js');
  // The port opens when all is there, so whoever finds it open finds the mission, too.
  const tell = await demonstrate(app, ground.config, ground.ownUrl);
  process.stdout.write(tell(await listen(app, ground.config)));
});
