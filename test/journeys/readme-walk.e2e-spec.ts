import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/config.js';
import type { Worker } from '../../src/jobs/worker.js';
import { recordsOf } from '../support/records.js';
import { hireWorker } from '../support/workers.js';
import { openWorld, type World } from '../world.js';

const missing = ['bash', 'curl'].filter(tool => spawnSync(tool, ['--version']).status !== 0);
if (missing.length > 0 && process.env.CI) throw new Error(`the README's walk needs ${missing.join(' and ')}`);
const walking = missing.length > 0 ? describe.skip : describe;

interface Figure {
  id: string;
  value: number | null;
}

/** The commands of the README's walk, in order. */
async function commands(): Promise<string> {
  const readme = await readFile(join(projectRoot, 'README.md'), 'utf8');
  const walk = readme.split(/^## /m).find(part => part.startsWith('A walk through the main job'));
  const blocks = [...(walk ?? '').matchAll(/^```bash\n([\s\S]*?)^```$/gm)].map(block => block[1] ?? '');
  expect(blocks.length).toBeGreaterThan(5);
  return blocks.join('\n');
}

walking(`the README's walk${missing.length > 0 ? ` (NOT CHECKED here: no ${missing.join(', no ')})` : ''}`, () => {
  let world: World;
  let worker: Worker;
  let folder: string;
  let said: string;
  let packet: { id: string; figures: Figure[]; files: { format: string; sha256: string }[]; period: object };

  beforeAll(async () => {
    world = await openWorld();
    await aroundIt(world);
    await world.app.listen(0, '127.0.0.1');
    worker = await hireWorker(world);
    await worker.start();
    folder = await mkdtemp(join(tmpdir(), 'cordon-walk-'));
    // The walk signs in at the address of its own world only; nothing else of this process reaches it.
    const env = {
      PATH: process.env.PATH,
      LANG: 'C.UTF-8',
      BASE: await world.app.getUrl(),
      PASSWORD: 'correct horse battery staple',
      SECRETARY_ADDRESS: 'secretary@committee.example',
    };
    const walked = await promisify(execFile)('bash', ['--norc', '-euo', 'pipefail', '-c', await commands()], {
      cwd: folder,
      env,
      timeout: 60_000,
    }).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(`the walk ended early\n${error.stdout}\n${error.stderr}`);
    });
    said = walked.stdout;
    packet = JSON.parse(await readFile(join(folder, 'packet.json'), 'utf8'));
  }, 90_000);
  afterAll(async () => {
    await worker?.stop();
    await world?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  it('comes to its end and tells what the README says', () => {
    expect(said).toContain('CELL_ANALYST of UNMIVA: ');
    expect(said).toMatch(/UNMIVA-INS-\d{4}-0001 PARTIAL, denial: true, 2 observations\nKГ1234\n/);
    expect(said).toContain('DONE 100 %\n');
    expect(said).toMatch(/404\nCELL_CHIEF_CLEARED\nHEAD_OF_MISSION_CLEARED\n404\n404\n0\nTRANSMITTED\n/);
    expect(said).toContain('packet.pdf: OK\n');
  });

  it('downloads a PDF with the hash that the API states', async () => {
    const pdf = await readFile(join(folder, 'packet.pdf'));
    expect(pdf.subarray(0, 4).toString()).toBe('%PDF');
    const sha256 = createHash('sha256').update(pdf).digest('hex');
    expect(packet.files).toContainEqual(expect.objectContaining({ format: 'pdf', sha256 }));
  });

  it('ends in a packet whose figures are what SQL counts in the period', async () => {
    const secretary = await world.as('secretary@COMMITTEE');
    const shown = (await secretary.get(`/briefing-packets/${packet.id}/figures`).expect(200)).body.items as Figure[];
    const figures = Object.fromEntries(shown.map(figure => [figure.id, figure.value]));
    expect(figures).toMatchObject(await countedBySql(world, packet.period as { from: string; to: string }));
    const records = await secretary.get(`/briefing-packets/${packet.id}/figures/access_denied/records`).expect(200);
    expect(records.body.items).toHaveLength(figures.access_denied ?? -1);
    expect(records.text).not.toMatch(/КГ|colonel|Port Amara/);
  });

  it('leaves one release, and no trace of the packet with another committee', async () => {
    const { rows } = await world.owner.query('select count(*) as n from releases');
    expect(Number(rows[0].n)).toBe(1);
    await (await world.as('secretary@OTHERCOM')).get(`/briefing-packets/${packet.id}`).expect(404);
  });
});

/** Records that the packet must not count, and two that it must, beside those of the walk. */
async function aroundIt(world: World): Promise<void> {
  const at = (days: number) => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10);
  const own = recordsOf(world, 'analyst@UNMIVA');
  const before = await own.inspection(at(-31));
  await own.access(before, at(-31), 'DENIED');
  await own.line(before, at(-31), 'SMALL_ARM');
  await own.inspection(at(-3), { classification: 2 });
  const inside = await own.inspection(at(-3));
  await own.access(inside, at(-3), 'PARTIAL');
  await own.line(inside, at(-3), 'LIGHT_WEAPON', { qty_min: 4, qty_max: 6 });
  const foreign = recordsOf(world, 'analyst@UNSOB');
  const theirs = await foreign.inspection(at(-3));
  await foreign.access(theirs, at(-3), 'DENIED');
  await foreign.line(theirs, at(-3), 'SMALL_ARM');
}

/** The same figures, counted with the database's own words over the tables. */
async function countedBySql(world: World, period: { from: string; to: string }): Promise<Record<string, number>> {
  const during = (column: string) =>
    `body_id = $1 and classification <= 1 and ${column} >= $2::timestamptz and ${column} < $3::timestamptz`;
  const lines = `from observations o where ${during('observed_from')} and not exists (select from observations c where c.corrects_id = o.id)`;
  const doors = `from access_results a where ${during('at_from')} and not exists (select from access_results s where s.supersedes_id = a.id)`;
  const arms = `class in ('SMALL_ARM', 'LIGHT_WEAPON')`;
  const wanted: Record<string, string> = {
    inspections_recorded: `count(*) from inspections where ${during('period_from')}`,
    inspections_done: `count(*) from inspections where ${during('period_from')} and status <> 'PLANNED'`,
    access_recorded: `count(*) ${doors}`,
    access_denied: `count(*) ${doors} and result = 'DENIED'`,
    access_partial: `count(*) ${doors} and result = 'PARTIAL'`,
    observations_recorded: `count(*) ${lines}`,
    arms_lines: `count(*) ${lines} and ${arms}`,
    items_recorded_min: `sum(qty_min) ${lines} and ${arms} and unit = 'ITEM'`,
    items_recorded_max: `sum(qty_max) ${lines} and ${arms} and unit = 'ITEM'`,
    ammunition_rounds_min: `sum(qty_min) ${lines} and class = 'AMMO' and unit = 'ROUND'`,
    ammunition_rounds_max: `sum(qty_max) ${lines} and class = 'AMMO' and unit = 'ROUND'`,
  };
  const values = [world.id('UNMIVA'), `${period.from}Z`, `${period.to}Z`];
  const counted: Record<string, number> = {};
  for (const [code, what] of Object.entries(wanted)) {
    const select = what.replace(/^(\S+) /, 'select $1 as n ');
    counted[code] = Number((await world.owner.query<{ n: string }>(select, values)).rows[0]?.n);
  }
  // The walk's own records and those beside it: neither side of the comparison is empty.
  expect(counted).toMatchObject({
    inspections_recorded: 2,
    access_denied: 1,
    access_partial: 1,
    items_recorded_max: 7,
  });
  return counted;
}
