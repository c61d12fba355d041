import type { Response } from 'supertest';
import type { Caller, World } from '../world.js';

/** Where the facts of tests are written. */
export const source = 'test';

/** The faults of an answer that refuses, as `pointer code`. */
export const faultsOf = (answer: Response): string[] =>
  (answer.body.errors ?? []).map((fault: { pointer: string; code: string }) => `${fault.pointer} ${fault.code}`).sort();

/** Telling, correcting and reading facts, in a word each. */
export interface FactTeller {
  admin: Caller;
  analyst: Caller;
  /** Adds a fact as the administrator, and insists that it was taken. */
  tell(kind: string, fact: object): Promise<Response>;
  /** Corrects the first version, or another, as the administrator. */
  correct(at: string, change: object, version?: number): ReturnType<Caller['patch']>;
  body(path: string): Promise<Response['body']>;
  items(path: string): Promise<Record<string, unknown>[]>;
  /** One member of each entry of a list. */
  column(path: string, name: string): Promise<unknown[]>;
}

/** The administrator who tells facts, and an analyst who reads them. */
export async function factTeller(world: World): Promise<FactTeller> {
  const admin = await world.as('admin@CORDON');
  const analyst = await world.as('analyst@UNMIVA');
  const body = async (path: string) => (await analyst.get(path).expect(200)).body;
  const items = async (path: string) => (await body(path)).items;
  return {
    admin,
    analyst,
    async tell(kind, fact) {
      const answer = await admin.post(`/${kind}`, { source, ...fact });
      expect([answer.status, answer.body.errors]).toEqual([201, undefined]);
      return answer;
    },
    correct: (at, change, version = 1) =>
      admin.patch(
        at,
        { reason: 'read again', source: 'read at the source', ...change },
        { 'if-match': `"${version}"` },
      ),
    body,
    items,
    column: async (path, name) => (await items(path)).map((item: Record<string, unknown>) => item[name]),
  };
}

/** One fact of every kind, with everything that can be said of it, and its address; each may rest on those before. */
export const factsOfEveryKind: Record<string, { address: Record<string, string>; fact: object }> = {
  Paragraph: {
    address: { id: encodeURIComponent('S/RES/9999(2016)/4') },
    fact: {
      resolution: 'S/RES/9999 (2016)',
      paragraph: '4',
      regime: 'XV-9001',
      adopted: '2016-01-01',
      from: '2016-01-01',
      endKind: 'NOT_KNOWN_AFTER',
      knownUntil: '2020-12-31',
      kinds: ['MONITOR'],
      summary: 'Asks the mission to watch the embargo.',
      missions: ['UNMIVA'],
      fictional: true,
    },
  },
  Regime: {
    address: { code: 'XV-9999' },
    fact: {
      code: 'XV-9999',
      name: 'Regime of the tests',
      country: 'XV',
      status: 'CONTESTED',
      measures: [
        {
          measure: 'ARMS',
          scope: 'TERRITORIAL',
          direction: 'BOTH',
          from: '2016-01-01',
          to: '2017-01-01',
          endKind: 'DATED',
          basis: 'S/RES/9999 (2016) OP 4',
          basisOp: 'S/RES/9999(2016)/4',
          contested: true,
        },
      ],
      positions: [{ actor: 'One State', position: 'Holds it ended', date: '2016-06-01' }],
      reviewDates: ['2016-12-01'],
      predecessor: 'XV-9001',
    },
  },
  Committee: {
    address: { code: '9999' },
    fact: {
      code: '9999',
      name: 'Committee of the tests',
      regimes: ['XV-9999'],
      establishedBy: 'S/RES/9999 (2016)',
      from: '2016-01-01',
      to: '2017-01-01',
      endKind: 'DATED',
    },
  },
  Mission: {
    address: { id: 'UNTEST' },
    fact: {
      acronym: 'UNTEST',
      name: 'Mission of the tests',
      aliases: ['UNOLD'],
      kind: 'SPECIAL_POLITICAL_MISSION',
      hostState: 'XV',
      from: '2016-01-01',
      to: '2017-01-01',
      endKind: 'DATED',
      succeededBy: { acronym: 'UNMIVA', from: '2017-01-01' },
      regimes: ['XV-9999'],
    },
  },
  Panel: {
    address: { id: 'PANEL-9999' },
    fact: {
      code: 'PANEL-9999',
      name: 'Panel of the tests',
      committee: '9999',
      regimes: ['XV-9999'],
      endKind: 'OPEN',
      base: [{ kind: 'REGIONAL', place: 'Nairobi' }],
      size: 5,
      countedInReport: false,
    },
  },
  Mandate: {
    address: { id: 'UNMIVA-9999' },
    fact: {
      code: 'UNMIVA-9999',
      of: 'UNMIVA',
      regime: 'XV-9999',
      from: '2016-01-01',
      to: '2017-01-01',
      endKind: 'DATED',
      basis: 'S/RES/9999 (2016) OP 4',
      basisOp: 'S/RES/9999(2016)/4',
      reviewDates: ['2016-06-30'],
      tasks: [{ code: 'MONITOR', paragraph: 'S/RES/9999(2016)/4' }],
    },
  },
  Practice: {
    address: { id: 'P-9999' },
    fact: {
      code: 'P-9999',
      paragraph: 'T/1',
      serviceLine: 'MONITOR_EMBARGO',
      kind: 'CELL',
      nature: 'OBSERVED',
      mission: 'UNMIVA',
      title: 'A cell',
      statement: 'There is a cell.',
      from: '2016',
      to: { value: '2017-03' },
      endKind: 'DATED',
      arrangement: { cellKind: 'EMBARGO_CELL', support: ['the force'] },
    },
  },
};
