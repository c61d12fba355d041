import { demandSharedDatabase, listen, openApi, openGround } from './boot.js';
import { openDoor } from './door.js';

/** HTTP only: any number of these beside any number of workers, on one database. */
openDoor(async opened => {
  demandSharedDatabase();
  const ground = await openGround(opened);
  const app = await openApi(ground, opened);
  process.stdout.write(`Cordon listens on ${await listen(app, ground.config)}\n`);
});
