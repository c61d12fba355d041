import pg from 'pg';
import { Chance } from '../seeds/demo/chance.js';
import { contextSigner } from '../src/database/context.js';
import { rolesFor, urlForRole } from '../src/database/roles.js';
import { actorOf } from './support/actors.js';
import { oracleOf, plantRights, type Rights } from './support/rights-fixture.js';
import { openWorld, type World } from './world.js';

const deep = process.env.DEEP === '1';
/** No right; no table but a view; no such column to change. */
const refusals = new Set(['42501', '42809', '42703', '55000', '0A000', '428C9']);
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** The rights of rows, asked of PostgreSQL past the API, as injected SQL would. DEEP=1 for the full figures, SEED=n to replay. */
describe('row rights', () => {
  let world: World;
  let rights: Rights;
  let runtime: string;
  let bare: pg.Client;
  beforeAll(async () => {
    world = await openWorld();
    rights = await plantRights(world, seed);
    runtime = rolesFor(world.config.rolePrefix ?? '').runtime;
    bare = new pg.Client({
      connectionString: urlForRole(world.owner.options.connectionString ?? '', world.config.secret, runtime),
    });
    await bare.connect();
  }, 60_000);
  afterAll(async () => {
    await bare.end();
    await world.close();
  });

  /** Rows of a statement, or the SQLSTATE that refused it. */
  const attempt = async (text: string, values: unknown[] = []): Promise<number | string> => {
    await bare.query('savepoint here').catch(() => undefined);
    try {
      const answer = await bare.query(text, values);
      return answer.rowCount ?? 0;
    } catch (error) {
      await bare.query('rollback to savepoint here').catch(() => undefined);
      return (error as { code?: string }).code ?? 'unknown';
    }
  };

  it('without a context are none, whatever form the statement takes (DB-1)', async () => {
    const { rows } = await world.owner.query<{ name: string; column: string | null }>(
      `select format('%I.%I', n.nspname, c.relname) as name,
              (select quote_ident(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and has_column_privilege($1, c.oid, a.attnum, 'UPDATE') limit 1) as column
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'v', 'm', 'p') and n.nspname in ('public', 'ref', 'auth', 'audit', 'sec') and c.relname not in ('migrations', 'case_row')`,
      [runtime],
    );
    expect(rows.length).toBeGreaterThan(60);
    const seen: string[] = [];
    let tried = 0;
    for (const { name, column } of rows) {
      const forms = [
        `select * from ${name}`,
        `update ${name} set ${column ?? 'id'} = ${column ?? 'id'} returning *`,
        `delete from ${name} returning *`,
        `with t as materialized (select * from ${name}) select * from t`,
        `select x.* from (values (1)) v cross join lateral (select * from ${name}) x`,
        `select 1 where exists (select from ${name})`,
        `select 1 from ${name} having count(*) > 0`,
        `select json_agg(t) from ${name} t having count(*) > 0`,
        `select * from ${name} tablesample system (100)`,
      ];
      for (const form of forms) {
        await bare.query('begin');
        const answer = await attempt(form);
        await bare.query('rollback');
        tried += 1;
        if (answer !== 0 && !refusals.has(String(answer))) seen.push(`${form}: ${answer}`);
      }
      await bare.query('begin');
      const declared = await attempt(`declare c cursor for select * from ${name}`);
      if (declared === 0) {
        const fetched = (await bare.query('fetch all from c').catch(() => ({ rowCount: 0 }))).rowCount;
        if (fetched) seen.push(`cursor on ${name}: ${fetched}`);
      }
      await bare.query('rollback');
      await bare.query('begin');
      // PostgreSQL refuses nothing here: COPY under row security is the query, and gives what that gives.
      const copied = await attempt(`copy (select * from ${name}) to stdout`);
      await bare.query('rollback');
      tried += 2;
      if (copied !== 0 && copied !== '42501') seen.push(`copy of ${name}: ${copied}`);
    }
    process.stdout.write(`row rights: ${rows.length} relations, ${tried} statements without a context\n`);
    expect(seen).toEqual([]);
  }, 60_000);

  it('keep every reference inside its body, each foreign key by itself (DB-3)', async () => {
    const { rows } = await world.owner.query<{ t: string; k: string; columns: string[]; to: string }>(
      `select c.relname as t, k.conname as k, r.relname as to,
              array(select a.attname::text from unnest(k.conkey) n join pg_attribute a on a.attrelid = c.oid and a.attnum = n) as columns
         from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class r on r.oid = k.confrelid
        where k.contype = 'f' and c.relnamespace = 'public'::regnamespace and cardinality(k.conkey) > 1
          and exists (select from pg_attribute a where a.attrelid = r.oid and a.attname = 'body_id')`,
    );
    const faults: string[] = [];
    let tried = 0;
    const client = await world.owner.connect();
    try {
      for (const { t, k, columns, to } of rows) {
        await client.query('begin');
        await client.query('set local session_replication_role = replica');
        // A row that refers to something of UNMIVA, made where there is none.
        const column = columns.filter(name => name !== 'body_id' && name !== 'owner_body_id').at(-1) ?? '';
        const parent = await client.query(
          `select id from ${to} p where body_id = $1 and not exists (select from ${to} o where o.body_id = $2 and o.id = p.id) limit 1`,
          [world.id('UNMIVA'), world.id('UNSOB')],
        );
        const child = await client.query(`select to_jsonb(t) as row from ${t} t where body_id = $1 limit 1`, [
          world.id('UNMIVA'),
        ]);
        if (parent.rows[0] && child.rows[0] && column) {
          const others = rows.filter(one => one.t === t && one.k !== k);
          await client.query('set local session_replication_role = origin');
          for (const other of others) await client.query(`alter table ${t} drop constraint ${other.k}`);
          const row = {
            ...child.rows[0].row,
            body_id: world.id('UNSOB'),
            owner_body_id: world.id('UNSOB'),
            [column]: parent.rows[0].id,
          };
          await client.query('alter table ' + t + ' disable trigger user');
          const refused = await client
            .query(
              `insert into ${t} select r.* from jsonb_populate_record(null::${t}, $1::jsonb || jsonb_build_object('id', uuidv7())) r`,
              [JSON.stringify(row)],
            )
            .then(
              () => 'taken',
              (error: { code: string; constraint?: string }) => error.constraint ?? error.code,
            );
          tried += 1;
          if (refused !== k) faults.push(`${t}.${k}: ${refused}`);
        }
        await client.query('rollback');
      }
    } finally {
      client.release();
    }
    process.stdout.write(`row rights: ${tried} of ${rows.length} foreign keys between rows of bodies tried\n`);
    expect(tried).toBeGreaterThan(40);
    // A unique index may refuse before the key is looked at; nothing is taken.
    expect(faults.filter(fault => fault.endsWith('taken'))).toEqual([]);
  }, 60_000);

  it('cannot be raised by settings, roles or borrowed contexts (DB-4)', async () => {
    const sign = contextSigner(world.config.secret);
    const good = sign(actorOf(world, 'analyst@UNMIVA'));
    const count = 'select from observations';
    const under = async (before: [string, unknown[]?][], ask = count) => {
      await bare.query('begin');
      try {
        for (const [text, values] of before) await bare.query(text, values ?? []);
        return (await bare.query(ask)).rowCount ?? 0;
      } catch (error) {
        return (error as { code?: string }).code ?? 'unknown';
      } finally {
        await bare.query('rollback');
      }
    };
    const mine = await under([['select sec.enter($1)', [good]]]);
    expect(mine).not.toBe(0);
    const rest: [string, unknown[]?] = ['select sec.enter($1)', [good]];
    expect(
      await under([
        rest,
        [`select set_config('cordon.clearance', '2', true)`],
        [`select set_config('role', 'none', true)`],
      ]),
    ).toBe(mine);
    expect(await under([rest, ['set local row_security = off']])).toBe('42501');
    for (const role of Object.values(rolesFor(world.config.rolePrefix ?? '')).filter(name => name !== runtime))
      expect([role, await under([rest, [`set local role ${role}`]])]).toEqual([role, '42501']);
    expect(await under([rest, ['set local session_replication_role = replica']])).toBe('42501');
    expect(await under([rest], 'select from sec.context_keys')).toBe('42501');
    expect(await under([rest], 'select sec.seal($$x$$)')).toBe('42501');
    expect(await under([rest], 'select sec.reading()')).toBe('42501');
    expect(await under([rest, [`select set_config('cordon.rights', repeat('0', 80), true)`]])).toBe('28000');
    // After signing out, a context that names the session gives nothing.
    const token = JSON.parse(
      Buffer.from((await world.token('focal@UNMIVA')).split('.')[1] ?? '', 'base64url').toString(),
    ) as { sid: string };
    const session = { ...actorOf(world, 'focal@UNMIVA'), sessionId: token.sid };
    expect(await under([['select sec.enter($1)', [sign(session)]]], 'select 1')).toBe(1);
    await world.owner.query(`update auth.sessions set ended_at = now() where id = $1`, [token.sid]);
    expect(await under([['select sec.enter($1)', [sign(session)]]])).toBe('28000');
    const stolen = {
      ...actorOf(world, 'analyst@UNMIVA'),
      appointmentId: world.appointmentIds.get('high@UNMIVA') ?? '',
    };
    expect(await under([['select sec.enter($1)', [sign(stolen)]]])).toBe('CD001');
  });

  it('are never another’s while many share few connections, some aborted, cancelled or killed (DB-6)', async () => {
    const contexts = deep ? 20_000 : 2_000;
    const expected = new Map<string, number>();
    const readers = rights.readers.filter(reader => ['UNMIVA', 'UNSOB', 'COMMITTEE'].includes(reader.body));
    for (const reader of readers) {
      const { rows } = await world.owner.query(
        `select count(*)::int as n from observations t where ${oracleOf(world, rights, reader, 'observations')}`,
      );
      expected.set(reader.who, rows[0].n);
    }
    expect(Math.max(...expected.values())).toBeGreaterThan(3);
    const faults: string[] = [];
    const ends = { well: 0, aborted: 0, cancelled: 0, killed: 0 };
    let next = 0;
    const chance = new Chance(seed + 6);
    const task = async () => {
      while (next++ < contexts) {
        const reader = chance.of(readers);
        const fate = chance.next() * 100;
        try {
          await world.db.as(actorOf(world, reader.who), async tx => {
            const [row] = await tx.sql<{ n: number; foreign: number }>(
              'select count(*)::int as n, (count(*) filter (where body_id <> $1))::int as foreign from observations',
              [world.id(reader.body)],
            );
            if (row?.foreign !== 0 || row.n !== expected.get(reader.who))
              faults.push(`${reader.who}: ${JSON.stringify(row)}`);
            if (fate < 10) throw new Error('aborted on purpose');
            if (fate < 15) await tx.sql('select pg_cancel_backend(pg_backend_pid()), pg_sleep(1)');
            if (fate < 17) await tx.sql('select pg_terminate_backend(pg_backend_pid()), pg_sleep(1)');
          });
          ends.well += 1;
        } catch {
          ends[fate < 10 ? 'aborted' : fate < 15 ? 'cancelled' : 'killed'] += 1;
        }
        if (fate < 17 || fate > 95) {
          const [left] = await world.db
            .call<{ n: number }>('select count(*)::int as n from observations')
            .catch(() => [{ n: 0 }]);
          if (left?.n !== 0) faults.push(`without a context: ${left?.n}`);
        }
      }
    };
    await Promise.all(Array.from({ length: 16 }, task));
    process.stdout.write(
      `row rights: ${contexts} contexts over 8 connections, ${JSON.stringify(ends)} (seed ${seed})\n`,
    );
    expect(faults).toEqual([]);
    expect(Math.min(...Object.values(ends))).toBeGreaterThan(contexts / 200);
  }, 300_000);

  it('are what the oracle says, row by row, in every case table and whatever state bodies are in (DB-8)', async () => {
    const rounds = deep ? 2_000 : 200;
    const chance = new Chance(seed + 8);
    const differences: string[] = [];
    let rowsSeen = 0;
    const digest = (table: string, where = '') =>
      `select '${table}' as t, count(*)::int as n, coalesce(md5(string_agg(t.body_id::text || t.id::text, ',' order by t.body_id, t.id)), '') as h from ${table} t ${where}`;
    for (let round = 0; round < rounds; round++) {
      if (chance.percent(20)) {
        const body = chance.of(['UNSOB', 'HOST', 'UNMIVA']);
        await rights.freeze(body, !rights.frozen.has(body));
      }
      const reader = chance.of(rights.readers);
      const [theirs, wanted] = await Promise.all([
        world.db.read<{ t: string; n: number; h: string }>(
          actorOf(world, reader.who),
          rights.tables.map(table => digest(table)).join(' union all '),
        ),
        world.owner
          .query<{ t: string; n: number; h: string }>(
            rights.tables
              .map(table => digest(table, `where ${oracleOf(world, rights, reader, table)}`))
              .join(' union all '),
          )
          .then(answer => answer.rows),
      ]);
      theirs.forEach((one, n) => {
        rowsSeen += one.n;
        const other = wanted.find(row => row.t === one.t);
        if (one.h !== other?.h)
          differences.push(
            `${reader.who} ${one.t}: sees ${one.n}, the oracle ${other?.n} (round ${round}, frozen ${[...rights.frozen]}, ${n})`,
          );
      });
    }
    process.stdout.write(
      `row rights: ${rounds} contexts × ${rights.tables.length} tables, ${rowsSeen} rows compared, ${differences.length} differences (seed ${seed})\n`,
    );
    expect(rowsSeen).toBeGreaterThan(rounds * 20);
    expect(differences.slice(0, 20)).toEqual([]);
  }, 900_000);
});
