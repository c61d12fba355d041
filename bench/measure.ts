import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

/** One side of a comparison in one round. */
export interface Sample {
  perSecond: number;
  p50: number;
  p95: number;
  /** CPU milliseconds of the server and of PostgreSQL for one request. */
  cpuMs: number;
  /** The server's own share of it. */
  serverMs: number;
}

/** A request to send again and again; a body makes it a POST. */
export interface Load {
  port: number;
  path: string;
  headers: Record<string, string>;
  body?: () => string;
  expect: number;
}

const ticksPerSecond = 100;

/** CPU time of some processes so far, children that have ended included. */
export function cpuMsOf(pids: number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      ticks += Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14]);
    } catch {
      // A backend may have ended meanwhile; its time is in its parent's children by then.
    }
  }
  return (ticks * 1000) / ticksPerSecond;
}

/** The postmaster and all its backends. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // Gone between listing and reading.
    }
  }
  const all = [root];
  for (let n = 0; n < all.length; n++) all.push(...(children.get(all[n] ?? 0) ?? []));
  return all;
}

/** Sends `load` from `connections` connections for `seconds` and reads the CPU time of `serverPid` and PostgreSQL around it. */
export async function run(
  load: Load,
  connections: number,
  seconds: number,
  serverPid: number,
  postgresPid: number,
): Promise<Sample> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  const before = cpuMsOf(processTree(postgresPid));
  const serverBefore = cpuMsOf([serverPid]);
  const end = performance.now() + seconds * 1000;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        const at = performance.now();
        await once(load, agent);
        times.push(performance.now() - at);
      }
    }),
  );
  const took = (performance.now() - started) / 1000;
  const server = cpuMsOf([serverPid]) - serverBefore;
  const cpu = cpuMsOf(processTree(postgresPid)) - before + server;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (q: number) => times[Math.floor(times.length * q)] ?? 0;
  return {
    perSecond: times.length / took,
    p50: at(0.5),
    p95: at(0.95),
    cpuMs: cpu / times.length,
    serverMs: server / times.length,
  };
}

function once(load: Load, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const body = load.body?.();
    const sent = request(
      {
        host: '127.0.0.1',
        port: load.port,
        path: load.path,
        agent,
        method: body ? 'POST' : 'GET',
        headers: {
          ...load.headers,
          ...(body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } : {}),
        },
      },
      answer => {
        if (answer.statusCode !== load.expect) reject(new Error(`${load.path}: status ${answer.statusCode}`));
        answer.resume();
        answer.on('end', resolve);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Middle value. */
export const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
