import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { demandSharedDatabase, openGround, openSealer } from './boot.js';
import { openDoor } from './door.js';
import { Worker } from './jobs/worker.js';

/** The worker only: it does the jobs that the API wrote down, seals the trail, and opens no port. */
openDoor(async opened => {
  demandSharedDatabase();
  const ground = await openGround(opened);
  const { config, db, bell } = ground;
  await openSealer(ground, opened);
  const rooms = await NestFactory.createApplicationContext(AppModule.on(config, db, bell), {
    logger: false,
    abortOnError: false,
  });
  await opened.add(() => rooms.close());
  await rooms.get(Worker, { strict: false }).start();
  process.stdout.write('Cordon works on what is asked for\n');
});
