/**
 * Row-level security with the signed context against the same query with the same conditions in its WHERE, asked by the
 * superuser, whom no policy holds: first in a transaction as the product's is, then as a bare statement, so that what the
 * policies cost and what the transaction with its context costs can be told apart. No HTTP; the product's own
 * `Database.read` on one side, pg on the other. BENCH_FULL=1 for 1,000,000 observations.
 */
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Database } from '../src/database/database.js';
import { startEmbeddedPostgres } from '../src/database/embedded.js';
import { entities } from '../src/entities.js';
import { benchSecret, makeData } from './data.js';
import { cpuMsOf, median, processTree } from './measure.js';

const full = process.env.BENCH_FULL === '1';
const sizes = { observations: full ? 1_000_000 : 100_000, rounds: full ? 9 : 7, seconds: full ? 2 : 1, connections: 4 };

type Ask = (values: unknown[]) => Promise<unknown>;

interface Sample {
  perSecond: number;
  p50: number;
  cpuMs: number;
}

async function measure(ask: Ask, values: () => unknown[], postgresPid: number): Promise<Sample> {
  const times: number[] = [];
  const cpu = () => cpuMsOf([...processTree(postgresPid), process.pid]);
  const before = cpu();
  const began = performance.now();
  const end = began + sizes.seconds * 1000;
  await Promise.all(
    Array.from({ length: sizes.connections }, async () => {
      while (performance.now() < end) {
        const at = performance.now();
        await ask(values());
        times.push(performance.now() - at);
      }
    }),
  );
  const took = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  return {
    perSecond: times.length / took,
    p50: median(times),
    cpuMs: (cpu() - before) / times.length,
  };
}

const dataDir = await mkdtemp(join(tmpdir(), 'cordon-bench-'));
const postgres = await startEmbeddedPostgres({
  dataDir: join(dataDir, 'pg'),
  persistent: false,
  settings: { shared_buffers: '512MB', max_wal_size: '4GB' },
});
try {
  console.log(`making ${sizes.observations} observations …`);
  const data = await makeData(postgres.url, sizes.observations);
  const postgresPid = Number((await readFile(join(dataDir, 'pg', 'pgdata', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const db = await Database.open(data.runtimeUrl, benchSecret, entities, sizes.connections);
  const options = { connectionString: data.ownerUrl, max: sizes.connections, ...{ pipeline: true } };
  const bare = new pg.Pool({ ...options, options: '-c jit=off -c plan_cache_mode=force_generic_plan' });
  // The server goes before the last idle connection does.
  bare.on('error', () => undefined);
  const ids = (
    await bare.query<{ id: string; person_id: string }>(
      'select id, (select person_id from appointments limit 1) as person_id from observations tablesample system (1) limit 2000',
    )
  ).rows;
  const actor = {
    personId: ids[0]?.person_id ?? '',
    appointmentId: data.appointmentId,
    bodyId: data.bodyId,
    bodyAcronym: 'BENCH',
    bodyKind: 'MISSION',
    role: 'CELL_ANALYST',
    sessionId: null,
    requestId: 'bench',
    purpose: null,
  };
  // What the policy says, written by hand for a reader of level 1 without compartments.
  const byHand = `and o.body_id = $1 and o.classification <= 1 and (o.compartment_id is null or o.compartment_id = any ('{}'::uuid[]))`;
  const row = 'o.id, o.n, o.class, o.make_raw, o.model_raw, o.calibre_raw, o.qty_min, o.observed, o.recorded_at';
  const body = [data.bodyId];
  const cases = [
    {
      name: 'list: a category, newest first, page of 50',
      text: (more: string) =>
        `select ${row} from observations o where o.body_id = $1 and o.category_1997 = 'P97_SA4' ${more} order by o.recorded_at desc, o.id desc limit 51`,
      values: () => body,
    },
    {
      name: 'point: one record by its id',
      text: (more: string) => `select ${row} from observations o where o.body_id = $1 and o.id = $2 ${more}`,
      values: () => [data.bodyId, ids[Math.floor(Math.random() * ids.length)]?.id],
    },
    {
      name: 'count: all records of a body in a category',
      text: (more: string) =>
        `select count(*) from observations o where o.body_id = $1 and o.category_1997 = 'P97_SA4' ${more}`,
      values: () => body,
    },
  ];
  const report: object[] = [];
  for (const { name, text, values } of cases) {
    const [secured, plain] = [text(''), text(byHand)];
    const sides: Record<'secured' | 'transaction' | 'statement', Ask> = {
      secured: given => db.read(actor, secured, given),
      transaction: async given => {
        const client = await bare.connect();
        const flight = [
          client.query('begin read only'),
          client.query({ name: `t ${name}`.slice(0, 40), text: plain, values: given }),
          client.query('commit'),
        ];
        await Promise.all(flight);
        client.release();
      },
      statement: given => bare.query({ name: `t ${name}`.slice(0, 40), text: plain, values: given }),
    };
    const [a, b] = [await db.read<object>(actor, secured, values()), await bare.query(plain, values())];
    if (a.length !== b.rows.length || a.length === 0) throw new Error(`${name}: the two sides do not answer alike`);
    const names = ['secured', 'transaction', 'statement'] as const;
    for (const side of names) await measure(sides[side], values, postgresPid);
    const rounds: Record<(typeof names)[number], Sample>[] = [];
    for (let n = 0; n < sizes.rounds; n++) {
      const round = {} as Record<(typeof names)[number], Sample>;
      for (const side of n % 2 ? [...names].reverse() : names)
        round[side] = await measure(sides[side], values, postgresPid);
      rounds.push(round);
    }
    const ratio = (of: keyof Sample, to: 'transaction' | 'statement') =>
      median(rounds.map(round => round.secured[of] / round[to][of])).toFixed(2);
    const spread = rounds.map(round => round.secured.p50 / round.transaction.p50);
    const line = {
      name,
      'p50 ms': names.map(side => median(rounds.map(round => round[side].p50)).toFixed(2)).join(' / '),
      'p50 against the transaction': ratio('p50', 'transaction'),
      'its spread': `${Math.min(...spread).toFixed(2)}–${Math.max(...spread).toFixed(2)}`,
      'CPU against the transaction': ratio('cpuMs', 'transaction'),
      'p50 against the statement': ratio('p50', 'statement'),
      'CPU against the statement': ratio('cpuMs', 'statement'),
    };
    console.log(line);
    report.push(line);
  }
  await db.close();
  await bare.end();
  await mkdir('bench/results', { recursive: true });
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(
    `bench/results/${date}-row-security-${full ? 'full' : 'small'}.json`,
    `${JSON.stringify({ date, sizes, node: process.version, cores: cpus().length, postgres: '18.4 (embedded, fsync on)', rows: report }, null, 2)}\n`,
  );
} finally {
  await postgres.stop();
}
