/** The product's HTTP side on the bench database, as production runs it; prints its port. */
import { AppModule } from '../src/app.module.js';
import { readConfig } from '../src/config.js';
import { Database } from '../src/database/database.js';
import { entities } from '../src/entities.js';
import { createApp } from '../src/http/create-app.js';
import { log } from '../src/http/log.js';
import { Bell } from '../src/queue/bell.js';
import { benchSecret } from './data.js';

const runtimeUrl = process.argv[2] ?? '';
// Requests are logged as in production; only the lines go nowhere, as the yardstick writes none.
log.level = 'silent';
// One person asks as thousands would: the budgets count, but do not refuse.
const most = 1_000_000;
const config = {
  ...readConfig({}),
  secret: benchSecret,
  readsPerSecond: most,
  readBurst: most,
  writesPerSecond: most,
  writeBurst: most,
};
const db = await Database.open(runtimeUrl, benchSecret, entities, 16);
const bell = await Bell.open({ postgresUrl: runtimeUrl, onError: () => undefined });
const app = await createApp(AppModule.on(config, db, bell), config);
await app.listen(0, '127.0.0.1');
process.stdout.write(`${new URL(await app.getUrl()).port}\n`);
