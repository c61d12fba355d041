import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type Actor, contextSigner } from '../src/database/context.js';
import { rolesFor, urlForRole } from '../src/database/roles.js';
import { catalogueRules, faultsOf } from './support/catalogue-rules.js';
import { columnFaults } from './support/entity-columns.js';
import { openWorld, type World } from './world.js';

describe('the catalogue', () => {
  let world: World;
  let runtime: string;
  /** The runtime role by hand, as injected SQL would have it. */
  let bare: pg.Client;
  beforeAll(async () => {
    world = await openWorld();
    runtime = rolesFor(world.config.rolePrefix ?? '').runtime;
    bare = new pg.Client({
      connectionString: urlForRole(world.owner.options.connectionString ?? '', world.config.secret, runtime),
    });
    await bare.connect();
  });
  afterAll(async () => {
    await bare.end();
    await world.close();
  });

  it.each(catalogueRules)('keeps: $rule', async rule => {
    expect(await faultsOf(world.owner, rule, runtime)).toEqual([]);
  });

  it.each(catalogueRules)('would not pass a fault against: $rule', async rule => {
    const client = await world.owner.connect();
    try {
      await client.query('begin');
      await client.query(rule.fault.replaceAll(':runtime', runtime));
      expect(await faultsOf(client, rule, runtime)).not.toEqual([]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('excuses only tables that exist', async () => {
    const { rows } = await world.owner.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace`,
    );
    const real = new Set(rows.map(row => row.relname));
    const constraints = new Set(
      (await world.owner.query('select conname from pg_constraint')).rows.map(row => row.conname),
    );
    const gone = catalogueRules
      .flatMap(rule => Object.keys(rule.excused ?? {}))
      .filter(name => !real.has(name) && !constraints.has(name));
    expect(gone).toEqual([]);
  });

  it('and the entities agree on every column: name, type, array, null', async () => {
    expect(world.db.entityMetadatas.length).toBeGreaterThan(7);
    expect(await columnFaults(world.owner, world.db.entityMetadatas)).toEqual([]);
  });

  it('and the entities would not be seen to agree after a change of a table', async () => {
    const client = await world.owner.connect();
    try {
      await client.query('begin');
      await client.query(`alter table packets add column stray text; alter table packets alter column snapshot set not null;
        alter table jobs alter column kind type text[] using array[kind]; alter table schedules rename column name to title`);
      expect(await columnFaults(client, world.db.entityMetadatas)).toEqual([
        'jobs.kind: entity text, table text[]',
        'packets.snapshot: entity text null, table text',
        'packets.stray: not in the entity',
        'schedules.name: not in the table',
        'schedules.title: not in the entity',
      ]);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  const actor = (who: string): Actor => {
    const [, body = ''] = who.split('@');
    return {
      personId: world.id(who),
      appointmentId: world.appointmentIds.get(who) ?? '',
      bodyId: world.id(body),
      bodyAcronym: body,
      bodyKind: 'MISSION',
      role: 'CELL_ANALYST',
      sessionId: null,
      requestId: 'test',
      purpose: null,
    };
  };
  /** SQLSTATE of a statement under a context, or the rows it gave. */
  async function under(context: string | null, text: string, values: unknown[] = []): Promise<string | number> {
    await bare.query('begin');
    try {
      if (context !== null) await bare.query('select sec.enter($1)', [context]);
      return (await bare.query(text, values)).rowCount ?? 0;
    } catch (error) {
      return (error as { code?: string }).code ?? 'unknown';
    } finally {
      await bare.query('rollback');
    }
  }
  const insertParty =
    'insert into parties (body_id, id, recorded_by, name_as_written, kind) values ($1, $2, $3, $4, $5)';
  const party = (who: string) => [
    world.id('UNMIVA'),
    uuidv7(),
    world.appointmentIds.get(who),
    `Canary ${uuidv7()}`,
    'PERSON',
  ];

  it('shows nothing at all to the runtime role without a context', async () => {
    await world.owner.query(insertParty, party('analyst@UNMIVA'));
    const { rows } = await world.owner.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and n.nspname in ('public', 'auth', 'audit', 'sec') and c.relname not in ('migrations', 'case_row')`,
    );
    expect(rows.length).toBeGreaterThan(35);
    const seen: string[] = [];
    for (const { name } of rows) {
      const answer = await under(null, `select from ${name}`);
      if (answer !== 0 && answer !== '42501') seen.push(`${name}: ${answer}`);
    }
    expect(seen).toEqual([]);
    const sign = contextSigner(world.config.secret);
    expect(await under(sign(actor('analyst@UNMIVA')), 'select from parties')).toBe(1);
    expect(await under(sign(actor('analyst@UNSOB')), 'select from parties')).toBe(0);
  });

  it('refuses a context that is forged, altered, expired or another person’s', async () => {
    const good = contextSigner(world.config.secret)(actor('analyst@UNMIVA'));
    const ask = 'select from parties';
    expect(await under(good, ask)).toBe(1);
    expect(await under('forged', ask)).toBe('28000');
    expect(await under(`v1|${world.id('analyst@UNMIVA')}|x||9999999999|||${'0'.repeat(64)}`, ask)).toBe('28000');
    expect(await under(good.replace(world.id('analyst@UNMIVA'), world.id('chief@UNMIVA')), ask)).toBe('28000');
    expect(
      await under(contextSigner('another secret, of forty characters at least')(actor('analyst@UNMIVA')), ask),
    ).toBe('28000');
    const clock = Date.now;
    Date.now = () => clock() - 3_600_000;
    const old = contextSigner(world.config.secret)(actor('analyst@UNMIVA'));
    Date.now = clock;
    expect(await under(old, ask)).toBe('28000');
    // Signed, but with an appointment that is not that person's: no rights.
    const borrowed = { ...actor('analyst@UNSOB'), appointmentId: world.appointmentIds.get('analyst@UNMIVA') ?? '' };
    expect(await under(contextSigner(world.config.secret)(borrowed), ask)).toBe('CD001');
  });

  it('refuses settings written past the door, and rights carried from one transaction to another', async () => {
    const good = contextSigner(world.config.secret)(actor('analyst@UNMIVA'));
    const past = async (setting: string, value: string, text = 'select from parties') =>
      under(null, `with s as materialized (select set_config('${setting}', $1, true)) ${text}`, [value]);
    // Identity alone gives nothing: rights are resolved and sealed by the door.
    await bare.query('begin');
    await bare.query(`select set_config('cordon.context', $1, true)`, [good]);
    expect((await bare.query('select from parties')).rowCount).toBe(0);
    await bare.query('rollback');
    await bare.query('begin');
    await bare.query('select sec.enter($1)', [good]);
    const sealed: string = (await bare.query(`select current_setting('cordon.rights') as sealed`)).rows[0].sealed;
    await bare.query('commit');
    const refused: unknown[] = [];
    for (const value of [sealed, 'forged', sealed.replace(world.id('UNMIVA'), world.id('UNSOB'))]) {
      await bare.query('begin');
      await bare.query(`select set_config('cordon.rights', $1, true)`, [value]);
      refused.push(await bare.query('select from parties').catch((error: { code: string }) => error.code));
      await bare.query('rollback');
    }
    expect(refused).toEqual(['28000', '28000', '28000']);
    expect(await past('cordon.rights', 'forged', 'select (sec.ctx()).body_id from s')).toBe('28000');
  });

  it('takes records under the own name and body only, and none after a dated mandate has ended', async () => {
    const context = contextSigner(world.config.secret)(actor('analyst@UNMIVA'));
    expect(await under(context, insertParty, party('analyst@UNMIVA'))).toBe(1);
    expect(await under(context, insertParty, party('chief@UNMIVA'))).toBe('42501');
    const elsewhere = [world.id('UNSOB'), ...party('analyst@UNMIVA').slice(1)];
    expect(await under(context, insertParty, elsewhere)).toBe('42501');
    const above = insertParty.replace('kind)', 'kind, classification)').replace('$5)', '$5, 2)');
    expect(await under(context, above, party('analyst@UNMIVA'))).toBe('42501');
    const end = `update ref.mandates set end_kind = 'DATED', valid_to = current_date where subject = $1`;
    await world.owner.query(end, ['UNMIVA']);
    expect(await under(context, insertParty, party('analyst@UNMIVA'))).toBe('42501');
    expect(await under(context, 'select from parties')).toBe(1);
    await world.owner.query(`update ref.mandates set end_kind = 'OPEN', valid_to = null where subject = $1`, [
      'UNMIVA',
    ]);
    expect(await under(context, insertParty, party('analyst@UNMIVA'))).toBe(1);
  });
});
