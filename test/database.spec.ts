import { openWorld, type World } from './world.js';

describe('losing connections', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const actor = () => ({
    personId: world.id('analyst@UNMIVA'),
    appointmentId: world.appointmentIds.get('analyst@UNMIVA') ?? '',
    bodyId: world.id('UNMIVA'),
    bodyAcronym: 'UNMIVA',
    bodyKind: 'MISSION',
    role: 'CELL_ANALYST',
    sessionId: null,
    requestId: 'test',
    purpose: null,
  });

  /** Cuts every connection of the application that runs a statement like this one. */
  async function cut(statement: string): Promise<void> {
    for (let n = 0; n < 100; n++) {
      const { rowCount } = await world.owner.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and state = 'active' and query like $1`,
        [statement],
      );
      if (rowCount) return;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    throw new Error('no such statement was running');
  }

  it('fails the statement that was running, and nothing else', async () => {
    const slow = 'select pg_sleep(20)';
    const ways: (() => Promise<unknown>)[] = [
      () => world.db.read(actor(), slow),
      () => world.db.as(actor(), tx => tx.sql(slow)),
      () => world.db.aside(actor(), slow, []),
      () => world.db.call(slow),
    ];
    for (const way of ways) {
      const refused = expect(way()).rejects.toThrow(/terminat|Connection/i);
      await cut('%pg_sleep(20)%');
      await refused;
    }
    const analyst = await world.as('analyst@UNMIVA');
    await analyst.get('/inspections').expect(200);
  });
});
