import { prepare } from './boot.js';
import { BadConfiguration, readConfig } from './config.js';
import { openDoor } from './door.js';

/** Brings a database to the present state as its owner, and ends: the API and the worker then need no owner's address. */
openDoor(async () => {
  const config = readConfig();
  if (!config.ownerUrl) throw new BadConfiguration(["DATABASE_URL must be the address of the database's owner"]);
  await prepare(config, config.ownerUrl);
  process.stdout.write('The database is up to date\n');
});
