import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Config } from '../../src/config.js';
import { log } from '../../src/http/log.js';
import { arrange } from './arrangement.js';
import { DemoCaller } from './caller.js';
import { demoBodies } from './cast.js';
import { transmitFirstPacket } from './first-packet.js';
import { type DemoState, type FirstPacket, foundDemo } from './found-demo.js';
import { historicCases } from './historic-cases.js';
import { inspectionsOf } from './inspections.js';
import { unmiva, unsob } from './unmiva.js';

/**
 * Fills Cordon's own database at its first start and says what there is to try. Everything is entered over the API
 * under ids of its own, so a first start that was interrupted goes on at the next; a finished one is left alone.
 * @returns what to print once the address is known.
 */
export async function demonstrate(
  app: NestFastifyApplication,
  config: Config,
  ownUrl: string,
): Promise<(address: string) => string> {
  const state = await foundDemo(ownUrl, config.demoPassword);
  const packet = state.packet ?? (await fill(app, state));
  return address => told(state, packet, address);
}

async function fill(app: NestFastifyApplication, state: DemoState): Promise<FirstPacket | null> {
  const password = state.password ?? '';
  const level = log.level;
  // Hundreds of requests of our own would bury whatever else there is to read.
  if (level === 'info') log.level = 'warn';
  try {
    await Promise.all([
      arrange(app, state, password),
      record(app, 'analyst@unmiva.example', password, inspectionsOf(unmiva, state.firstStart)),
      record(
        app,
        'records@historic.example',
        password,
        historicCases.map(one => one.body),
      ),
      record(app, 'analyst@unsob.example', password, inspectionsOf(unsob, state.firstStart)),
    ]);
    // Without its packet the rest is still worth a try; the log says what went wrong with the job.
    return await transmitFirstPacket(app, state, password).catch((error: Error) => {
      process.stderr.write(`${error.message}\n`);
      return null;
    });
  } finally {
    log.level = level;
  }
}

/** One after the other, so that reference numbers follow the calendar. */
async function record(
  app: NestFastifyApplication,
  who: string,
  password: string,
  inspections: object[],
): Promise<void> {
  const caller = await DemoCaller.signIn(app, who, password);
  for (const inspection of inspections) await caller.post('/inspections', inspection);
}

function told({ password }: DemoState, packet: FirstPacket | null, address: string): string {
  const people = demoBodies.flatMap(body => body.people.map(who => ({ ...who, body: body.acronym })));
  const width = Math.max(...people.map(who => who.email.length));
  const lines = [
    'Cordon, on its own database with a demonstration: its bodies, people and records are fictional,\nexcept the published cases of the body HISTORIC.',
    `  address        ${address}`,
    `  documentation  ${address}/api/docs`,
    ...people.map(
      (who, n) =>
        `  ${n === 0 ? 'sign in as' : ''.padEnd(10)}     ${who.email.padEnd(width)}  ${who.role} of ${who.body}`,
    ),
    password === null
      ? '  password       as printed at the first start; DEMO_PASSWORD at any start sets another'
      : `  password       ${password}`,
    ...(packet
      ? [
          `  packet         ${packet.ref}, received by secretary@vareta-committee.example`,
          `                 ${address}/api/v1/briefing-packets/${packet.id}`,
          `                 ${address}/api/v1/briefing-packets/${packet.id}/files/pdf`,
        ]
      : ['  packet         could not be made; the next start tries again']),
  ];
  return `${lines.join('\n')}\n`;
}
