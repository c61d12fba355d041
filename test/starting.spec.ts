import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { projectRoot } from '../src/config.js';

const password = 'a password for the demonstration';
const secretary = 'secretary@vareta-committee.example';
const analyst = 'analyst@unmiva.example';

/** A Cordon started as a user starts it, from the build. */
class Started {
  private output = '';
  readonly begun = Date.now();

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (this.output += chunk));
  }

  static from(door: string, env: Record<string, string>): Started {
    const { PATH = '', HOME = '/' } = process.env;
    const child = spawn(process.execPath, [join(projectRoot, 'dist/src', door)], {
      cwd: projectRoot,
      env: { PATH, HOME, PORT: '0', LOG_LEVEL: 'warn', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    return new Started(child);
  }

  /** The first group of what is printed, once it is; the milliseconds it took. */
  async printed(pattern: RegExp, ms = 60_000): Promise<[string, number]> {
    for (const until = Date.now() + ms; Date.now() < until; await sleep(25)) {
      const found = pattern.exec(this.output)?.[1];
      if (found) return [found, Date.now() - this.begun];
      if (this.child.exitCode !== null) break;
    }
    throw new Error(`${pattern} was not printed, but:\n${this.output}`);
  }

  /** The exit code and everything printed. */
  async ended(): Promise<[number | null, string]> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return [this.child.exitCode, this.output];
  }

  stop(): Promise<[number | null, string]> {
    this.child.kill('SIGTERM');
    return this.ended();
  }
}

const running = new Set<ChildProcess>();

const signIn = (address: string, email: string) =>
  fetch(`${address}/api/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });

/** GET as one person. */
async function as(address: string, email: string): Promise<(path: string) => Promise<Response>> {
  const answer = await signIn(address, email);
  if (answer.status !== 200) throw new Error(`sign-in of ${email}: ${answer.status}`);
  const { accessToken } = (await answer.json()) as { accessToken: string };
  return path => fetch(new URL(path, address), { headers: { authorization: `Bearer ${accessToken}` } });
}

interface Page {
  total: number;
  items: { id: string; ref: string }[];
}

const page = async (answer: Response) => (await answer.json()) as Page;

async function totals(address: string): Promise<Record<string, number>> {
  const own = await as(address, analyst);
  const other = await as(address, 'analyst@unsob.example');
  const historic = await as(address, 'records@historic.example');
  const total = async (get: typeof own, thing: string) =>
    (await page(await get(`/api/v1/${thing}?limit=1&count=exact`))).total;
  return {
    inspections: await total(own, 'inspections'),
    packets: await total(own, 'briefing-packets'),
    schedules: await total(own, 'briefing-schedules'),
    bodies: await total(own, 'bodies'),
    people: await total(await as(address, 'admin@cordon.example'), 'people'),
    elsewhere: await total(other, 'inspections'),
    historic: await total(historic, 'inspections'),
  };
}

describe('starting', () => {
  let dataDir: string;
  let firstMs: number;
  let first: Record<string, number>;

  beforeAll(async () => {
    await promisify(execFile)('npm', ['run', 'build', '--silent'], {
      cwd: projectRoot,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    dataDir = await mkdtemp(join(tmpdir(), 'cordon-start-'));
    // As root the embedded server runs as another user, who has to pass through.
    await chmod(dataDir, 0o711);
  }, 60_000);
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });

  const local = (more: Record<string, string> = {}) =>
    Started.from('local.js', { DATA_DIR: dataDir, DEMO_PASSWORD: password, ...more });

  it('refuses a demonstration password that nobody could choose, before anything is made', async () => {
    const [code, output] = await local({ DEMO_PASSWORD: 'demo' }).ended();
    expect([code, output]).toEqual([1, expect.stringContaining('DEMO_PASSWORD must have at least 15 characters')]);
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('goes on with a first start that was interrupted', async () => {
    const interrupted = local();
    await sleep(4_000);
    expect((await interrupted.stop())[0]).toBe(0);
    const cordon = local();
    const [packetUrl, ms] = await cordon.printed(/(http:\S+\/briefing-packets\/[0-9a-f-]{36})\n/);
    firstMs = ms;
    const [address] = await cordon.printed(/address +(http:\S+)/);
    const get = await as(address, secretary);
    const { items } = await page(await get('/api/v1/briefing-packets'));
    expect(items).toEqual([expect.objectContaining({ state: 'TRANSMITTED', mission: 'UNMIVA', received: true })]);
    expect(packetUrl).toContain(items[0]?.id);
    const file = await get(`${packetUrl}/files/pdf`);
    expect(file.status).toBe(200);
    expect((await file.text()).slice(0, 5)).toBe('%PDF-');
    first = await totals(address);
    expect(first).toMatchObject({ inspections: 300, packets: 1, schedules: 1, elsewhere: 12, historic: 13 });
    const docs = await fetch(`${address}/api/docs`);
    expect(docs.status).toBe(200);
    const auditor = await as(address, 'auditor@cordon.example');
    let sealed = await auditor('/api/v1/audit/checkpoints/latest');
    for (let n = 0; sealed.status === 409 && n < 50; n++, await sleep(100))
      sealed = await auditor('/api/v1/audit/checkpoints/latest');
    expect(sealed.status).toBe(200);
    expect(docs.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    // All that the page loads lies within its policy: no script inside it, nothing from elsewhere.
    expect(await docs.text()).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|(?:src|href)=["'](?:https?:)?\/\//);
    const [code, output] = await cordon.stop();
    expect(code).toBe(0);
    expect(output).toContain(password);
  }, 90_000);

  it('keeps everything, adds nothing and is there sooner the second time', async () => {
    const cordon = local({ DEMO_PASSWORD: '' });
    const [, ms] = await cordon.printed(/(as printed at the first start)/);
    const [address] = await cordon.printed(/address +(http:\S+)/);
    expect(await totals(address)).toEqual(first);
    expect(ms).toBeLessThan(firstMs);
    expect((await cordon.stop())[0]).toBe(0);
  }, 60_000);

  it('is one process for the embedded database: the doors apart want an address', async () => {
    for (const door of ['main.js', 'worker.js']) {
      const [code, output] = await Started.from(door, { DATA_DIR: dataDir }).ended();
      expect([code, output]).toEqual([1, expect.stringContaining('DATABASE_URL')]);
    }
  });
});

describe('starting on a database that was given', () => {
  const name = `start_${process.pid}`;
  const server = process.env.TEST_DATABASE_URL ?? '';
  const env: Record<string, string> = {
    CORDON_SECRET: 'a secret for tests only, forty characters long',
    DEMO_PASSWORD: password,
  };
  let owner: pg.Client;

  beforeAll(async () => {
    const url = new URL(server);
    url.pathname = `/${name}`;
    env.DATABASE_URL = url.href;
    owner = new pg.Client({ connectionString: server });
    await owner.connect();
    // The other suites clone their template under this lock.
    await owner.query('select pg_advisory_lock(1)');
    await owner.query(`create database ${name}`);
    await owner.query('select pg_advisory_unlock(1)');
  });
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL');
    await owner.query(`drop database ${name} with (force)`);
    const { rows } = await owner.query<{ role: string }>('select rolname as role from pg_roles where rolname ~ $1', [
      `^${name}_`,
    ]);
    for (const { role } of rows) await owner.query(`drop role ${role}`);
    await owner.end();
  });

  it('makes no bodies and no people, whatever else is set', async () => {
    const cordon = Started.from('local.js', env);
    const [address] = await cordon.printed(/listens on (http:\S+)/);
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    expect((await signIn(address, analyst)).status).toBe(401);
    expect((await fetch(`${address}/api/docs`)).status).not.toBe(200);
    const inside = new pg.Client({ connectionString: env.DATABASE_URL });
    await inside.connect();
    const { rows } = await inside.query(
      `select (select count(*)::int from bodies) as bodies, (select count(*)::int from people) as people,
              (select count(*) > 0 from ref.regimes) as reference`,
    );
    await inside.end();
    expect(rows).toEqual([{ bodies: 0, people: 0, reference: true }]);
    expect((await cordon.stop())[0]).toBe(0);
  }, 60_000);

  it('runs the API and the worker apart, without the owner’s address', async () => {
    const { DATABASE_URL = '', ...rest } = env;
    const url = new URL(DATABASE_URL);
    url.username = `${name}_runtime`;
    url.password = '';
    const apart = { ...rest, RUNTIME_DATABASE_URL: url.href };
    const [api, worker] = [Started.from('main.js', apart), Started.from('worker.js', apart)];
    const [address] = await api.printed(/listens on (http:\S+)/);
    await worker.printed(/(works on)/);
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    await signIn(address, analyst);
    const inside = new pg.Client({ connectionString: DATABASE_URL });
    await inside.connect();
    const left = async () =>
      (await inside.query('select count(*)::int as n from audit.leaves where pos is null')).rows[0].n as number;
    for (let n = 0; n < 50 && (await left()) > 0; n++) await sleep(100);
    expect(await left()).toBe(0);
    const { rows } = await inside.query('select note from audit.checkpoints order by size desc limit 1');
    await inside.end();
    expect(rows[0].note).toMatch(new RegExp(`^cordon/${name}\\n`));
    expect((await worker.stop())[0]).toBe(0);
    expect((await api.stop())[0]).toBe(0);
  }, 60_000);
});
