/**
 * Measures the product against bare Fastify + pg, in turn, in one run, on one database, with access control, audit and
 * validation on. Small by default; BENCH_FULL=1 for 1,000,000 observations; BENCH_ONLY=audit for the trail alone. Exits
 * non-zero only when it could not measure.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startEmbeddedPostgres } from '../src/database/embedded.js';
import { rolesFor, urlForRole } from '../src/database/roles.js';
import { measureAudit } from './audit.js';
import { benchPassword, benchSecret, makeData, prefix } from './data.js';
import { type Load, median, run, type Sample } from './measure.js';

const full = process.env.BENCH_FULL === '1';
const auditOnly = process.env.BENCH_ONLY === 'audit';
const sizes = {
  observations: auditOnly ? 30 : full ? 1_000_000 : 100_000,
  rounds: full ? 7 : 5,
  seconds: full ? 6 : 3,
};

async function start(script: string, args: string[]): Promise<{ child: ChildProcess; port: number; pid: number }> {
  const child = spawn(process.execPath, ['--import', './test/support/register-swc.mjs', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const port = await new Promise<number>((resolve, reject) => {
    lines.once('line', line => resolve(Number(line)));
    child.once('exit', code => reject(new Error(`${script} ended with ${code}`)));
  });
  return { child, port, pid: child.pid ?? 0 };
}

const dataDir = await mkdtemp(join(tmpdir(), 'cordon-bench-'));
const postgres = await startEmbeddedPostgres({
  dataDir: join(dataDir, 'pg'),
  persistent: false,
  settings: { shared_buffers: '512MB', max_wal_size: '4GB' },
});
const children: ChildProcess[] = [];
try {
  console.log(`making ${sizes.observations} observations …`);
  const data = await makeData(postgres.url, sizes.observations);
  const product = await start('bench/product.ts', [data.runtimeUrl]);
  const yardstick = await start('bench/yardstick.ts', [data.ownerUrl, data.bodyId, data.appointmentId]);
  children.push(product.child, yardstick.child);
  const postgresPid = Number((await readFile(join(dataDir, 'pg', 'pgdata', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const signIn = await fetch(`http://127.0.0.1:${product.port}/api/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'analyst@bench.example', password: benchPassword }),
  });
  const authorization = `Bearer ${((await signIn.json()) as { accessToken: string }).accessToken}`;
  let serial = 0;
  const inspection = () =>
    JSON.stringify({
      type: 'ARMOURY',
      period: { from: { value: '2024-03-05', precision: 'DAY' } },
      legalBasis: { regime: 'XV-9001' },
      place: { placeName: 'Port Amara', point: { type: 'Point', coordinates: [-28.5, -1.2] } },
      accessResults: [{ result: 'FULL' }],
      observations: Array.from({ length: 30 }, () => ({
        class: 'SMALL_ARM',
        category1997: 'P97_SA4',
        makeRaw: 'Izhmash',
        modelRaw: 'AKM',
        calibreRaw: '7.62x39',
        countryOfManufacture: 'RU',
        markingStatus: 'ORIGINAL_COMPLETE',
        quantity: { min: 1, max: 1, unit: 'ITEM', method: 'COUNTED' },
        serials: [{ raw: `KL ${serial++}`, position: 'RECEIVER', origin: 'FACTORY' }],
      })),
    });
  const cases: { name: string; connections: number; product: Load; yardstick: Load }[] = [
    {
      name: `inspection list, page of 50, ${sizes.observations} observations stored`,
      connections: 32,
      product: {
        port: product.port,
        path: '/api/v1/inspections?type=ARMOURY&limit=50',
        headers: { authorization },
        expect: 200,
      },
      yardstick: { port: yardstick.port, path: '/list?type=ARMOURY&limit=50', headers: {}, expect: 200 },
    },
    {
      name: 'one inspection with 30 observations stored',
      connections: 8,
      product: {
        port: product.port,
        path: '/api/v1/inspections',
        headers: { authorization },
        body: inspection,
        expect: 201,
      },
      yardstick: { port: yardstick.port, path: '/store', headers: {}, body: inspection, expect: 201 },
    },
  ];
  const report: object[] = [];
  for (const one of auditOnly ? [] : cases) {
    const measure = (side: 'product' | 'yardstick', seconds: number) =>
      run(one[side], one.connections, seconds, side === 'product' ? product.pid : yardstick.pid, postgresPid);
    await measure('yardstick', 2);
    await measure('product', 2);
    const rounds: { product: Sample; yardstick: Sample }[] = [];
    for (let n = 0; n < sizes.rounds; n++) {
      const order = n % 2 === 0 ? (['product', 'yardstick'] as const) : (['yardstick', 'product'] as const);
      const round = {} as { product: Sample; yardstick: Sample };
      for (const side of order) round[side] = await measure(side, sizes.seconds);
      rounds.push(round);
    }
    const ratio = (pick: (s: Sample) => number) => median(rounds.map(r => pick(r.product) / pick(r.yardstick)));
    const row = {
      case: one.name,
      'requests/s ratio': ratio(s => s.perSecond).toFixed(2),
      'p50 ratio': ratio(s => s.p50).toFixed(2),
      'p95 ratio': ratio(s => s.p95).toFixed(2),
      'CPU ratio': ratio(s => s.cpuMs).toFixed(2),
      'product requests/s': median(rounds.map(r => r.product.perSecond)).toFixed(0),
      'yardstick requests/s': median(rounds.map(r => r.yardstick.perSecond)).toFixed(0),
      'product CPU ms': median(rounds.map(r => r.product.cpuMs)).toFixed(2),
      'of it the server': `${median(rounds.map(r => r.product.serverMs)).toFixed(2)} against ${median(rounds.map(r => r.yardstick.serverMs)).toFixed(2)}`,
      'yardstick CPU ms': median(rounds.map(r => r.yardstick.cpuMs)).toFixed(2),
      'spread of rate ratio': `${Math.min(...rounds.map(r => r.product.perSecond / r.yardstick.perSecond)).toFixed(2)}–${Math.max(...rounds.map(r => r.product.perSecond / r.yardstick.perSecond)).toFixed(2)}`,
    };
    console.log(row);
    report.push(row);
  }
  const sealer = await start('bench/sealer.ts', [urlForRole(data.ownerUrl, benchSecret, rolesFor(prefix).sealer)]);
  children.push(sealer.child);
  const audit = await measureAudit(data, dataDir, sizes.rounds, sizes.seconds);
  console.log(audit);
  report.push(audit);
  await mkdir('bench/results', { recursive: true });
  const date = new Date().toISOString().slice(0, 10);
  await writeFile(
    `bench/results/${date}-${auditOnly ? 'audit' : full ? 'full' : 'small'}.json`,
    `${JSON.stringify({ date, sizes, node: process.version, cores: cpus().length, postgres: '18.4 (embedded, fsync on)', rows: report }, null, 2)}\n`,
  );
} finally {
  for (const child of children) child.kill('SIGKILL');
  await postgres.stop();
}
