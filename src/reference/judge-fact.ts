import type { Tx } from '../database/database.js';
import type { Fault } from '../http/problems.js';
import { boundsOf, precisionOf } from '../http/vague-date.js';
import type { Fact, FactKindName } from './fact-kinds.js';
import { endFaults, orderFaults, type Period, type Reference, referenceFaults } from './fact-rules.js';
import { type MandateFact, mandateFaults, type Span, taskFaults } from './mandate-rules.js';

type Judge = (tx: Tx, fact: Fact, before: Fact | null) => Promise<Fault[]>;

interface Measure extends Period {
  basisOp?: string;
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const list = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : []);
const named = (kind: Reference[1], at: string, names: unknown): Reference[] =>
  list<string>(names).map((name, n) => [`${at}/${n}`, kind, name]);

const regime: Judge = async (tx, fact) => {
  const measures = list<Measure>(fact.measures);
  const faults = measures.flatMap((measure, n) => endFaults(measure, `/measures/${n}`));
  if (fact.status === 'CONTESTED' && list(fact.positions).length === 0)
    faults.push({
      pointer: '/positions',
      code: 'illegal_pair',
      detail: 'A contested regime names at least one position: Cordon asserts none, so it says who holds which.',
    });
  if (fact.predecessor === fact.code)
    faults.push({ pointer: '/predecessor', code: 'succeeds_itself', detail: 'A regime does not continue itself.' });
  return [
    ...faults,
    ...(await referenceFaults(tx, [
      ['/committee', 'committee', text(fact.committee)],
      ['/predecessor', 'regime', text(fact.predecessor)],
      ...measures.map(({ basisOp }, n): Reference => [`/measures/${n}/basisOp`, 'paragraph', basisOp]),
    ])),
  ];
};

const paragraph: Judge = async (tx, fact, before) => [
  ...endFaults(fact),
  ...(await referenceFaults(tx, [
    ['/regime', 'regime', text(fact.regime)],
    ['/renews', 'paragraph', text(fact.renews)],
    ...named('mission', '/missions', fact.missions),
  ])),
  ...(before ? await strandedTasks(tx, fact, before) : []),
];

/** Tasks of current mandates that the corrected paragraph would no longer carry, though it did before. */
async function strandedTasks(tx: Tx, fact: Fact, before: Fact): Promise<Fault[]> {
  const resting = await tx.sql<{ mandate: MandateFact }>(
    `select m.facts as mandate from ref.mandates m where m.superseded_at is null
        and jsonb_path_exists(m.facts, '$.tasks[*] ? (@.paragraph == $id)', jsonb_build_object('id', $1::text)) order by m.code`,
    [fact.id],
  );
  const now = spanOf(fact);
  const then = spanOf(before);
  return resting.flatMap(({ mandate }) =>
    (mandate.tasks ?? [])
      .filter(
        (task, n) =>
          task.paragraph === fact.id &&
          taskFaults(task, n, mandate, now).length > 0 &&
          taskFaults(task, n, mandate, then).length === 0,
      )
      .map(task => ({
        pointer: now.to === then.to ? '/from' : '/to',
        code: 'outside_mandate',
        detail: `The mandate ${mandate.code} gives the task ${task.code} by this paragraph for longer: correct the mandate first.`,
      })),
  );
}

const spanOf = (fact: Fact): Span => ({ code: String(fact.id), from: String(fact.from), to: text(fact.to) });

const committee: Judge = async (tx, fact) => [
  ...endFaults(fact),
  ...(await referenceFaults(tx, named('regime', '/regimes', fact.regimes))),
];

const mission: Judge = async (tx, fact) => {
  const faults = endFaults(fact);
  const next = fact.succeededBy as { acronym?: string; from?: string; to?: string } | undefined;
  if (next) {
    if (!next.acronym)
      faults.push({ pointer: '/succeededBy/acronym', code: 'required', detail: 'This field is required.' });
    else if (await succeeds(tx, next.acronym, String(fact.acronym)))
      faults.push({
        pointer: '/succeededBy/acronym',
        code: 'succeeds_itself',
        detail: 'A mission does not succeed itself, nor by way of others.',
      });
    faults.push(...orderFaults(next.from, next.to, '/succeededBy/to'));
  }
  // The successor may not be told yet: a mission often ends before anything is known of what comes.
  return [...faults, ...(await referenceFaults(tx, named('regime', '/regimes', fact.regimes)))];
};

/** True when the chain of successors that begins with a mission leads to another. */
const succeeds = async (tx: Tx, first: string, wanted: string): Promise<boolean> =>
  (await tx.one(
    `with recursive chain(acronym) as (
       select $1::text
       union
       select m.facts->'succeededBy'->>'acronym' from chain join ref.missions m on m.acronym = chain.acronym
        where m.superseded_at is null and m.acronym <> $2)
     select from chain where acronym = $2`,
    [first, wanted],
  )) !== null;

const panel: Judge = async (tx, fact) => [
  ...endFaults(fact),
  ...list<Period>(fact.base).flatMap(({ from, to }, n) => orderFaults(from, to, `/base/${n}/to`)),
  ...(await referenceFaults(tx, [
    ['/committee', 'committee', text(fact.committee)],
    ...named('regime', '/regimes', fact.regimes),
  ])),
];

const mandate: Judge = async (tx, fact, before) => [
  // Rights follow mandates: one taken away from a body would leave it without an end.
  ...(before && before.of !== fact.of
    ? [
        {
          pointer: '/of',
          code: 'illegal_pair',
          detail: 'A mandate stays with its mission or panel; end it, and tell another.',
        },
      ]
    : []),
  ...(await mandateFaults(tx, fact as MandateFact)),
  ...(await referenceFaults(tx, [['/of', 'missionOrPanel', text(fact.of)]])),
];

const practice: Judge = async (tx, fact) => [
  ...endFaults({ ...fact, from: firstDay(fact.from), to: lastDay(fact.to) }),
  ...(await referenceFaults(tx, [
    ['/mission', 'mission', text(fact.mission)],
    ['/regime', 'regime', text(fact.regime)],
  ])),
];

const bounds = (value: unknown) => {
  const precision = typeof value === 'string' ? precisionOf(value) : null;
  return precision ? boundsOf({ value: value as string, precision }) : null;
};
const firstDay = (value: unknown) => bounds(value)?.from?.toISOString().slice(0, 10) ?? null;
const lastDay = (value: unknown) => {
  const after = bounds(value)?.to;
  return after ? new Date(after.getTime() - 1).toISOString().slice(0, 10) : null;
};

const judges: Record<FactKindName, Judge> = {
  regimes: regime,
  resolutions: paragraph,
  committees: committee,
  missions: mission,
  panels: panel,
  mandates: mandate,
  practices: practice,
};

/**
 * What is wrong with a fact as a whole, told or corrected, at the pointers of the API. `before` is what a correction
 * replaces.
 */
export const factFaults = (tx: Tx, kind: FactKindName, fact: Fact, before: Fact | null): Promise<Fault[]> =>
  judges[kind](tx, fact, before);
