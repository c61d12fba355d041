import pg from 'pg';
import { rolesFor, urlForRole } from '../src/database/roles.js';
import { plant } from './support/canaries.js';
import { canary } from './support/canary.js';
import { openWorld, type World } from './world.js';

/** Lines of docs/threat-model.md that are about the database in the wrong hands. */
describe('whoever has stolen', () => {
  let world: World;
  let thief: pg.Client;
  let tables: string[];
  beforeAll(async () => {
    world = await openWorld();
    await plant(world);
    const owner = world.owner.options.connectionString ?? '';
    const { runtime } = rolesFor(world.config.rolePrefix ?? '');
    thief = new pg.Client({ connectionString: urlForRole(owner, world.config.secret, runtime) });
    await thief.connect();
    const { rows } = await world.owner.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace s on s.oid = c.relnamespace
        where c.relkind = 'r' and c.relrowsecurity and s.nspname in ('public', 'audit') order by 1`,
    );
    tables = rows.map(row => row.name);
  }, 60_000);
  afterAll(async () => {
    await thief.end();
    await world.close();
  });

  /** SQLSTATE of a refusal, or how many rows came. */
  const tried = async (text: string, values: unknown[] = []): Promise<string | number> => {
    try {
      return (await thief.query(text, values)).rowCount ?? 0;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('the runtime role’s password sees no row of any case table, and changes none', async () => {
    expect(tables.length).toBeGreaterThan(25);
    for (const table of tables) {
      const seen = await tried(`select * from ${table}`);
      expect([table, seen === 0 || seen === '42501']).toEqual([table, true]);
      expect([table, await tried(`delete from ${table}`)]).toEqual([table, '42501']);
      expect([table, await tried(`truncate ${table}`)]).toEqual([table, '42501']);
    }
    for (const secret of [
      'sec.context_keys',
      'auth.credentials',
      'auth.sessions',
      'auth.refresh_tokens',
      'auth.invitations',
    ])
      expect([secret, await tried(`select * from ${secret}`)]).toEqual([secret, '42501']);
  });

  it('that password cannot make a context, change one that was seen, or lend one to another transaction', async () => {
    const [person, post, body] = [
      world.id('analyst@UNMIVA'),
      world.appointmentIds.get('analyst@UNMIVA'),
      world.id('UNMIVA'),
    ];
    const expiry = Math.floor(Date.now() / 1000) + 100;
    const unsigned = `v1|${person}|${post}||${expiry}|r||`;
    for (const mac of ['', '0'.repeat(64), 'f'.repeat(64)])
      expect(await tried('select sec.enter($1)', [unsigned + mac])).toBe('28000');
    await thief.query('begin');
    const rights = `(${person},${post},${body},UNMIVA,MISSION,HEAD_OF_MISSION,2,{},t)`;
    await thief.query(`select set_config('cordon.rights', $1, true)`, [rights + '0'.repeat(64)]);
    expect(await tried('select * from inspections')).toBe('28000');
    await thief.query('rollback');
    // The seal of a real transaction is worth nothing in the next one.
    const actor = {
      personId: person,
      appointmentId: post ?? '',
      bodyId: body,
      bodyAcronym: 'UNMIVA',
      bodyKind: 'MISSION',
      role: 'CELL_ANALYST',
      sessionId: null,
      requestId: 'r',
      purpose: null,
    };
    const [seen] = await world.db.read<{ rights: string; n: number }>(
      actor,
      `select current_setting('cordon.rights') as rights, (select count(*)::int from inspections) as n`,
    );
    expect(seen?.n).toBeGreaterThan(0);
    await thief.query('begin');
    await thief.query(`select set_config('cordon.rights', $1, true)`, [seen?.rights]);
    expect(await tried('select * from inspections')).toBe('28000');
    await thief.query('rollback');
  });

  it('everything that is stored has no passphrase and no token that works in it', async () => {
    const token = await world.token('analyst@UNMIVA');
    const { rows } = await world.owner.query<{ dump: string }>(
      `select string_agg(format('select coalesce(string_agg(x::text, E''\\n''), '''') as t from %s x', c.oid::regclass), ' union all ') as dump
         from pg_class c join pg_namespace s on s.oid = c.relnamespace
        where c.relkind = 'r' and s.nspname in ('public', 'audit', 'auth', 'sec')`,
    );
    const dump = (await world.owner.query<{ t: string }>(rows[0]?.dump ?? '')).rows.map(row => row.t).join('\n');
    // Records are there in clear text: the threat model says so.
    expect(dump).toContain(canary);
    for (const secret of ['correct horse battery staple', token, token.split('.')[2] ?? '', world.config.secret])
      expect(dump.includes(secret)).toBe(false);
    expect(dump).toContain('$argon2id$');
  });
});
