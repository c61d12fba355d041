import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** An answer as it came. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** A client that sends what it is told, unlike those that tidy addresses, verbs and bodies. */
export class Wire {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });

  private constructor(readonly port: number) {}

  /** Has the application listen, and speaks to it. */
  static async to(app: NestFastifyApplication): Promise<Wire> {
    await app.listen(0, '127.0.0.1');
    const address = app.getHttpServer().address();
    return new Wire(typeof address === 'object' && address ? address.port : 0);
  }

  /** One request; `path` goes out exactly as it is. */
  send(
    method: string,
    path: string,
    headers: OutgoingHttpHeaders = {},
    body?: string | Buffer,
    take = Number.POSITIVE_INFINITY,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const all = body === undefined ? headers : { 'content-length': Buffer.byteLength(body), ...headers };
      const sent = request(
        { host: '127.0.0.1', port: this.port, method, path, agent: this.agent, headers: all },
        response => {
          const parts: Buffer[] = [];
          let length = 0;
          const done = () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text: Buffer.concat(parts).toString('utf8'),
            });
          response.on('data', (part: Buffer) => {
            parts.push(part);
            length += part.length;
            // A stream of events does not end by itself.
            if (length < take) return;
            done();
            response.destroy();
          });
          response.on('end', done);
          response.on('error', done);
        },
      );
      sent.setTimeout(30_000, () => sent.destroy(new Error(`${method} ${path.slice(0, 200)}: no answer in 30 s`)));
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** JSON as one person, or as nobody. */
  json(method: string, path: string, token: string | null, body?: unknown, more: OutgoingHttpHeaders = {}) {
    const headers = {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...more,
    };
    return this.send(method, path, headers, body === undefined ? undefined : JSON.stringify(body));
  }

  /** Bytes on a socket of their own; all that came back until it was closed, and how long that took. */
  raw(bytes: string, waitMs = 20_000): Promise<{ text: string; ms: number }> {
    return new Promise(resolve => {
      const began = Date.now();
      let text = '';
      const socket = connect(this.port, '127.0.0.1', () => socket.write(bytes));
      const end = () => {
        clearTimeout(timer);
        socket.destroy();
        resolve({ text, ms: Date.now() - began });
      };
      const timer = setTimeout(end, waitMs);
      socket.on('data', part => (text += part.toString('utf8')));
      socket.on('close', end);
      socket.on('error', () => undefined);
    });
  }

  /** Hangs up. */
  close(): void {
    this.agent.destroy();
  }
}

/** DEEP=1 tries what takes minutes; `npm run test:deep` sets it. */
export const deep = process.env.DEEP === '1';

/** Chance of a run; SEED replays one. */
export const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

/** Words of the machine room: no answer may hold one. */
export const machineRoom =
  /\bat .{0,120}\.(?:js|ts):\d+|node_modules|node:internal|\bselect .{0,80}\bfrom\b|insert into|syntax error at|pg_catalog|QueryFailedError|TypeError|ReferenceError|RangeError|\/work\/|\/src\/|\bv?20\.\d+\.\d+\b|fastify|nestjs/i;

/** Puts something else in the place of one method, until the function that comes back is called. */
export function instead<T extends object, K extends keyof T>(of: T, name: K, other: T[K]): () => void {
  const own = of[name];
  of[name] = other;
  return () => {
    of[name] = own;
  };
}
