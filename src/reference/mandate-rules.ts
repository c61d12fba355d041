import type { Tx } from '../database/database.js';
import type { Fault } from '../http/problems.js';
import type { Fact } from './fact-kinds.js';
import { endFaults } from './fact-rules.js';

/** A mandate as the seeds and corrections state it; `to` is the last day in force. */
export interface MandateFact extends Fact {
  code: string;
  /** The acronym of the mission or the panel. */
  of: string;
  regime?: string | null;
  from: string;
  to: string | null;
  endKind: string;
  knownUntil?: string;
  basisOp?: string | null;
  reviewDates?: string[];
  tasks?: TaskFact[];
}

/** A task with the paragraph that gives it; its own days lie inside the mandate's. */
export interface TaskFact {
  code: string;
  paragraph: string;
  from?: string;
  to?: string;
}

/** The days of a fact, the last one included. */
export interface Span {
  code: string;
  from: string;
  to: string | null;
}

/**
 * What is wrong with a mandate: ends that contradict themselves, a regime or paragraph that is not there, a task
 * outside its mandate or after its paragraph ended, and a mandate that begins before the one it follows has lapsed.
 * Pointers are those of the fact; `tasks` may be absent, then nothing is known of them.
 */
export async function mandateFaults(tx: Tx, mandate: MandateFact): Promise<Fault[]> {
  const faults = endFaults(mandate);
  const paragraphs = [mandate.basisOp, ...(mandate.tasks ?? []).map(task => task.paragraph)].filter(Boolean);
  const [regimes, known, others] = await Promise.all([
    tx.sql('select from ref.regimes where code = $1 and superseded_at is null', [mandate.regime ?? null]),
    tx.sql<Span>(
      `select code, valid_from::text as "from", (valid_to - 1)::text as "to" from ref.operative_paragraphs
        where code = any ($1) and superseded_at is null`,
      [paragraphs],
    ),
    tx.sql<Span>(
      `select code, valid_from::text as "from", (valid_to - 1)::text as "to" from ref.mandates
        where subject = $1 and regime_code is not distinct from $2 and code <> $3 and superseded_at is null
          and daterange(valid_from, valid_to) && daterange($4, $5, '[]') order by valid_from limit 1`,
      [mandate.of, mandate.regime ?? null, mandate.code, mandate.from, faults.length > 0 ? null : mandate.to],
    ),
  ]);
  const spans = new Map(known.map(span => [span.code, span]));
  if (mandate.regime && regimes.length === 0)
    faults.push({ pointer: '/regime', code: 'unknown_regime', detail: 'See GET /api/v1/regimes.' });
  if (mandate.basisOp && !spans.has(mandate.basisOp))
    faults.push({ pointer: '/basisOp', code: 'unknown_paragraph', detail: 'See GET /api/v1/resolutions.' });
  faults.push(...(mandate.tasks ?? []).flatMap((task, n) => taskFaults(task, n, mandate, spans.get(task.paragraph))));
  const [other] = others;
  if (other && faults.length === 0)
    faults.push({
      pointer: '/from',
      code: 'mandate_has_not_lapsed',
      detail: `The mandate ${other.code} runs from ${other.from} ${other.to ? `to ${other.to}` : 'without a dated end'}: a mandate restarts after it, or correct its end first.`,
    });
  return faults;
}

/**
 * What is wrong with one task of a mandate, as far as its own days, the mandate's and the paragraph's tell.
 */
export function taskFaults(task: TaskFact, n: number, mandate: MandateFact, paragraph: Span | undefined): Fault[] {
  const at = `/tasks/${n}`;
  if (!paragraph)
    return [{ pointer: `${at}/paragraph`, code: 'unknown_paragraph', detail: 'See GET /api/v1/resolutions.' }];
  const from = task.from ?? mandate.from;
  const to = task.to ?? mandate.to;
  const faults: Fault[] = [];
  if (to && to < from)
    faults.push({ pointer: `${at}/to`, code: 'period_reversed', detail: 'The end is not after the beginning.' });
  if (from < mandate.from || (mandate.to && (!to || to > mandate.to)))
    faults.push({ pointer: at, code: 'outside_mandate', detail: 'The task does not lie inside its mandate.' });
  if (from < paragraph.from)
    faults.push({
      pointer: `${at}/from`,
      code: 'not_in_force',
      detail: `${paragraph.code} holds from ${paragraph.from} only.`,
    });
  if (paragraph.to && (from > paragraph.to || (to ? to > paragraph.to : mandate.endKind === 'OPEN')))
    faults.push({
      pointer: `${at}/to`,
      code: 'not_in_force',
      detail: `${paragraph.code} ended on ${paragraph.to}: the task ends with it, or rests on another paragraph.`,
    });
  return faults;
}
