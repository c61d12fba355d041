import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { demandSharedDatabase, openGround } from './boot.js';
import { openDoor } from './door.js';
import { Worker } from './jobs/worker.js';

/** The worker only: it does the jobs that the API wrote down, and opens no port. */
openDoor(async opened => {
  demandSharedDatabase();
  const { config, db, bell } = await openGround(opened);
  const rooms = await NestFactory.createApplicationContext(AppModule.on(config, db, bell), {
    logger: false,
    abortOnError: false,
  });
  await opened.add(() => rooms.close());
  await rooms.get(Worker, { strict: false }).start();
  process.stdout.write('Cordon works on what is asked for\n');
});
