import type { Tx } from '../database/database.js';
import type { Fault } from '../http/problems.js';

/** How an end is known; only a DATED end that has passed ends anything. */
export const endKinds = ['DATED', 'OPEN', 'NOT_KNOWN_AFTER'] as const;

/** A period as a fact states it; `to` is the last day in force, and a beginning may be unknown. */
export interface Period {
  from?: string | null;
  to?: string | null;
  endKind?: string;
  knownUntil?: string | null;
}

/** What is wrong with the end of a period: it is stated in exactly one way, and after the beginning. */
export function endFaults({ from, to, endKind, knownUntil }: Period, at = ''): Fault[] {
  const faults: Fault[] = [];
  if ((endKind === 'DATED') !== Boolean(to))
    faults.push({ pointer: `${at}/to`, code: 'illegal_pair', detail: 'Belongs to the endKind DATED, and only to it.' });
  if ((endKind === 'NOT_KNOWN_AFTER') !== Boolean(knownUntil))
    faults.push({
      pointer: `${at}/knownUntil`,
      code: 'illegal_pair',
      detail: 'Belongs to the endKind NOT_KNOWN_AFTER, and only to it.',
    });
  faults.push(...orderFaults(from, to, `${at}/to`), ...orderFaults(from, knownUntil, `${at}/knownUntil`));
  return faults;
}

/** A last day before the first one; what is not known is in order. */
export const orderFaults = (from: string | null | undefined, to: string | null | undefined, at: string): Fault[] =>
  from && to && to < from
    ? [{ pointer: at, code: 'period_reversed', detail: 'The end is not after the beginning.' }]
    : [];

/** Something a fact names: where it does, what kind of thing it is, and its name there. */
export type Reference = [pointer: string, kind: keyof typeof catalogue, name: string | null | undefined];

const current = (table: string, column: string) =>
  `select ${column} as name from ref.${table} where superseded_at is null`;

/** What facts refer to, each with the names it knows and what to say when one is not among them. */
const catalogue = {
  regime: [current('regimes', 'code'), 'unknown_regime', 'See GET /api/v1/regimes.'],
  paragraph: [current('operative_paragraphs', 'code'), 'unknown_paragraph', 'See GET /api/v1/resolutions.'],
  committee: [current('committees', 'code'), 'unknown_reference', 'See GET /api/v1/committees.'],
  mission: [
    `${current('missions', 'acronym')} union all select acronym from bodies where kind = 'MISSION'`,
    'unknown_reference',
    'See GET /api/v1/missions.',
  ],
  // A mandate's subject may be told before anybody has set up the body.
  missionOrPanel: [
    `${current('missions', 'acronym')} union all ${current('panels', 'code')} union all select acronym from bodies`,
    'unknown_reference',
    'See GET /api/v1/missions and GET /api/v1/panels.',
  ],
} as const;

/** The references that name nothing Cordon knows; what is not named is no fault. */
export async function referenceFaults(tx: Tx, references: Reference[]): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const kind of new Set(references.map(([, kind]) => kind))) {
    const [names, code, detail] = catalogue[kind];
    const wanted = references.filter(([, of, name]) => of === kind && name);
    const known = await tx.sql<{ name: string }>(`select name from (${names}) known where name = any ($1)`, [
      wanted.map(([, , name]) => name),
    ]);
    const there = new Set(known.map(row => row.name));
    faults.push(
      ...wanted.filter(([, , name]) => !there.has(name ?? '')).map(([pointer]): Fault => ({ pointer, code, detail })),
    );
  }
  return faults;
}
