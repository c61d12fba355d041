import { setTimeout as sleep } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DemoCaller } from './caller.js';
import { demoId } from './chance.js';
import { type DemoState, type FirstPacket, firstPacketId } from './found-demo.js';

/** The clearing steps and who takes them. */
const steps = [
  { who: 'chief@unmiva.example', from: 'DRAFT', to: 'CELL_CHIEF_CLEARED' },
  { who: 'head@unmiva.example', from: 'CELL_CHIEF_CLEARED', to: 'HEAD_OF_MISSION_CLEARED' },
  { who: 'focal@unmiva.example', from: 'HEAD_OF_MISSION_CLEARED', to: 'TRANSMITTED' },
] as const;

/** The longest the worker may take over the first packet. */
const patienceMs = 30_000;

/**
 * Has UNMIVA brief the Vareta committee: a monthly schedule, and at once a packet on the last full month, made by the
 * queue's worker, cleared by two people and transmitted by a third. Goes on where an earlier start was interrupted.
 * @throws Error when the packet cannot be made.
 */
export async function transmitFirstPacket(
  app: NestFastifyApplication,
  { firstStart, bodyIds }: DemoState,
  password: string,
): Promise<FirstPacket> {
  const committeeId = bodyIds.get('VARETA-COMMITTEE');
  const month = firstStart.slice(0, 7);
  const analyst = await DemoCaller.signIn(app, 'analyst@unmiva.example', password);
  await analyst.post('/briefing-schedules', {
    id: demoId('schedule'),
    name: 'Monthly briefing of the Vareta committee (fictional)',
    committeeId,
    kind: 'WRITTEN_REPORT',
    rrule: 'FREQ=MONTHLY;BYMONTHDAY=1',
    startsOn: `${month}-01`,
  });
  await analyst.post('/briefing-packets', {
    id: firstPacketId,
    committeeId,
    kind: 'WRITTEN_REPORT',
    period: { from: monthBefore(month), to: `${month}-01` },
  });
  const address = `/briefing-packets/${firstPacketId}`;
  await made(analyst, address);
  for (const { who, from, to } of steps) {
    const caller = await DemoCaller.signIn(app, who, password);
    const { body, etag } = await caller.get(address);
    if (body.state === from) await caller.post(`${address}/transitions`, { to }, { 'if-match': etag ?? '' });
  }
  const secretary = await DemoCaller.signIn(app, 'secretary@vareta-committee.example', password);
  const { body } = await secretary.get(address);
  return { id: String(body.id), ref: String(body.ref) };
}

async function made(analyst: DemoCaller, address: string): Promise<void> {
  for (const until = Date.now() + patienceMs; ; await sleep(100)) {
    const { body } = await analyst.get(address);
    if (body.state === 'FAILED' || Date.now() > until)
      throw new Error(`demonstration: the first packet is ${body.state}`);
    if (body.state !== 'QUEUED') return;
  }
}

const monthBefore = (month: string): string => {
  const day = new Date(`${month}-01T00:00:00Z`);
  day.setUTCMonth(day.getUTCMonth() - 1);
  return day.toISOString().slice(0, 10);
};
