import pg from 'pg';
import type { Actor } from '../src/database/context.js';
import { contextSigner } from '../src/database/context.js';
import { rolesFor, urlForRole } from '../src/database/roles.js';
import { documentOf, readingOperations } from './support/crawl.js';
import { openWorld, type World } from './world.js';

/** Not of one body, and some hundreds of rows at most: who there is, and who may do what. */
const small = new Set(['bodies', 'people', 'appointments', 'read_grants']);

describe('the roles of the database', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  it('are what they must be, each by itself, and nothing more (DB-5)', async () => {
    const names = rolesFor(world.config.rolePrefix ?? '');
    const { rows } = await world.owner.query<Record<string, unknown>>(
      `select r.rolname as name, r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication as power,
              r.rolinherit as inherits, r.rolcanlogin as "signsIn",
              exists (select from pg_auth_members m where m.member = r.oid) as member,
              (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relowner = r.oid and n.nspname in ('public', 'ref', 'auth', 'audit', 'sec', 'vault')) as tables
         from pg_roles r where r.rolname = any ($1) order by r.rolname`,
      [Object.values(names)],
    );
    const plain = { power: false, inherits: false, member: false, tables: 0 };
    expect(rows).toEqual(
      Object.entries(names)
        .map(([use, name]) => ({ name, ...plain, signsIn: use !== 'definer' && use !== 'search' }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
  });

  it('let nobody but the owner truncate, refer to, or hang a trigger on a table', async () => {
    const { rows } = await world.owner.query(
      `select c.oid::regclass::text as "table", r.rolname, p as privilege
         from pg_class c join pg_namespace n on n.oid = c.relnamespace, pg_roles r, unnest(array['TRUNCATE', 'REFERENCES', 'TRIGGER']) p
        where c.relkind = 'r' and n.nspname in ('public', 'ref', 'auth', 'audit', 'sec', 'vault')
          and r.rolname = any ($1) and has_table_privilege(r.oid, c.oid, p)`,
      [Object.values(rolesFor(world.config.rolePrefix ?? ''))],
    );
    expect(rows).toEqual([]);
  });

  it('find every list and record of a body by an index, with rights resolved once a statement (DB-7)', async () => {
    const asked = new Map<string, { actor: Actor; values: unknown[] }>();
    const read = world.db.read.bind(world.db);
    world.db.read = ((actor: Actor, text: string, values: unknown[] = []) => {
      asked.set(text, { actor, values });
      return read(actor, text, values);
    }) as typeof world.db.read;
    for (const who of ['chief@UNMIVA', 'secretary@COMMITTEE']) {
      const caller = await world.as(who);
      for (const { path } of readingOperations(documentOf(world)))
        if (path.startsWith('/api/v1/') && !path.includes('{')) await caller.get(path);
    }
    const runtime = new pg.Client({
      connectionString: urlForRole(
        world.owner.options.connectionString ?? '',
        world.config.secret,
        rolesFor(world.config.rolePrefix ?? '').runtime,
      ),
    });
    await runtime.connect();
    const sign = contextSigner(world.config.secret);
    const faults: string[] = [];
    let plans = 0;
    try {
      for (const [text, { actor, values }] of asked) {
        const from = /\bfrom (\w+) \w+\b/.exec(text.slice(text.lastIndexOf(' as at ')))?.[1];
        if (!text.includes(' as at ') || !from) continue;
        await runtime.query('begin');
        await runtime.query('select sec.enter($1)', [sign(actor)]);
        // A table with few rows is read whole whatever indexes it has; this shows which could not be read otherwise.
        await runtime.query('set local enable_seqscan = off');
        const { rows } = await runtime.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
        await runtime.query('rollback');
        const plan = rows.map(row => row['QUERY PLAN']).join('\n');
        plans += 1;
        if (!small.has(from) && new RegExp(`Seq Scan on ${from}\\b`).test(plan)) faults.push(`${from}: read whole`);
        if (!/InitPlan/.test(plan)) faults.push(`${from}: rights are not resolved once`);
      }
    } finally {
      await runtime.end();
    }
    process.stdout.write(`plans: ${plans} lists explained, 0 skipped\n`);
    expect(plans).toBeGreaterThan(25);
    expect(faults).toEqual([]);
  }, 60_000);
});
