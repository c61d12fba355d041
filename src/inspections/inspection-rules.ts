import { codesOf } from '../codes.js';
import type { Tx } from '../database/database.js';
import type { Fault } from '../http/problems.js';
import { type Bounds, boundsOf, isInFuture } from '../http/vague-date.js';
import { checkObservation, checkQuantity } from '../observations/observation-rows.js';
import type { AccessResult, LegalBasis, Period, RecordInspection } from './inspection.dto.js';
import { firstStatuses } from './inspection.moves.js';

/** The class of an access result (domain.md §0): FULL, HOST_CAUSED, MISSION_CAUSED or NEUTRAL. */
export const causeOf = (result: string): string => codesOf('access-result').get(result)?.class ?? 'NEUTRAL';

/** Bounds of a period: from its first moment to the last of its end. */
export function periodBounds(period: Period): Bounds {
  const from = boundsOf(period.from);
  return { from: from.from, to: (period.to ? boundsOf(period.to) : from).to };
}

/** A period runs forward, and only a plan may lie ahead. */
export function checkPeriod(period: Period, planned: boolean, faults: Fault[], pointer = '/period'): void {
  const { from, to } = periodBounds(period);
  if (from && to && to <= from)
    faults.push({ pointer: `${pointer}/to`, code: 'period_reversed', detail: 'The end is before the beginning.' });
  if (planned) return;
  for (const end of ['from', 'to'] as const) {
    const date = period[end];
    if (date && isInFuture(date))
      faults.push({
        pointer: `${pointer}/${end}`,
        code: 'date_in_future',
        detail: 'This date is still to come; only a PLANNED inspection lies ahead.',
      });
  }
}

/** Host-caused results carry their block, others none. */
export function checkAccess(access: AccessResult, pointer: string, faults: Fault[]): void {
  const hostCaused = causeOf(access.result) === 'HOST_CAUSED';
  if (hostCaused && !access.denial) {
    faults.push({
      pointer: `${pointer}/denial`,
      code: 'denial_block_missing',
      detail: `${access.result} needs its block: at least scope and reason.`,
    });
  }
  if (!hostCaused && access.denial) {
    faults.push({
      pointer: `${pointer}/denial`,
      code: 'denial_block_out_of_place',
      detail: `${access.result} is not caused by the host, so it has no such block.`,
    });
  }
}

/** What the record says of its status, or what follows from the door and the calendar when it says nothing. */
export function firstStatus(request: RecordInspection): string {
  if (request.status) return request.status;
  if (isInFuture(request.period.from)) return 'PLANNED';
  const results = (request.accessResults ?? []).map(a => a.result);
  if (results.length > 0 && results.every(r => r === 'DENIED' || r === 'POSTPONED_BY_HOST')) return 'DENIED';
  if (results.some(r => r === 'PARTIAL' || r === 'DENIED')) return 'PARTIAL';
  return results.some(r => r.startsWith('ABORTED_')) ? 'ABORTED' : 'COMPLETED';
}

/** All rules of a new record that can be judged without asking the database. */
export function checkInspection(request: RecordInspection, status: string, faults: Fault[]): void {
  const access = request.accessResults ?? [];
  checkPeriod(request.period, status === 'PLANNED', faults);
  for (const [n, one] of access.entries()) checkAccess(one, `/accessResults/${n}`, faults);
  for (const [n, line] of (request.observations ?? []).entries()) checkObservation(line, `/observations/${n}`, faults);
  (request.reportedTotals ?? []).forEach((total, n) => {
    checkQuantity(total.quantity, `/reportedTotals/${n}/quantity`, faults);
    if (total.period) checkPeriod(total.period, false, faults, `/reportedTotals/${n}/period`);
  });
  (request.team ?? []).forEach((member, n) => {
    if (Boolean(member.personId) === Boolean(member.name)) {
      faults.push({
        pointer: `/team/${n}`,
        code: 'wrong_type',
        detail: 'Name a person by personId, or anybody else by name: exactly one of the two.',
      });
    }
  });
  if (!(firstStatuses as readonly string[]).includes(status)) {
    faults.push({
      pointer: '/status',
      code: 'status_not_possible',
      detail: `A new record begins as one of ${firstStatuses.join(', ')}.`,
    });
  }
  if (status === 'PLANNED' && access.length > 0) {
    faults.push({
      pointer: '/accessResults',
      code: 'status_not_possible',
      detail: 'A planned inspection has no access results yet.',
    });
  }
  if (status === 'PLANNED' && !request.legalBasis?.paragraphId && !request.legalBasis?.regime) {
    faults.push({
      pointer: '/legalBasis',
      code: 'legal_basis_missing',
      detail: 'A planned inspection names the paragraph or the regime it rests on.',
    });
  }
}

/** The legal basis as stored: what was cited, with the dates between which it is in force. */
export interface StoredBasis {
  legalBasis: object;
  regimeCode: string | null;
  paragraphId: string | null;
}

interface Span {
  id: string;
  regime_code: string | null;
  resolution: string;
  paragraph: string;
  valid_from: string;
  valid_to: string | null;
  overlaps: boolean;
  contested: boolean;
}

/**
 * Reads the paragraph and the regime and checks that both are in force on some day that the (perhaps vague) date
 * allows. A date nobody knows contradicts nothing, and of a contested regime nothing is judged.
 */
export async function readBasis(
  tx: Tx,
  basis: LegalBasis | null | undefined,
  { from, to }: Bounds,
  faults: Fault[],
): Promise<StoredBasis> {
  const nothing = {
    paragraphId: null,
    regime: null,
    historicalRegime: basis?.historicalRegime ?? null,
    asWritten: basis?.asWritten ?? null,
    validFrom: null,
    validTo: null,
  };
  if (!basis?.paragraphId && !basis?.regime) {
    return { legalBasis: { status: 'NOT_STATED', ...nothing }, regimeCode: null, paragraphId: null };
  }
  const day = from?.toISOString() ?? null;
  const end = to?.toISOString() ?? null;
  const overlap = `($2::timestamptz is null or (s.valid_from < $3::timestamptz and (s.valid_to is null or s.valid_to > $2::timestamptz)))`;
  const [paragraphs, measures] = await Promise.all([
    basis.paragraphId
      ? tx.sql<Span>(
          `select s.code as id, s.regime_code, s.resolution, s.paragraph, s.valid_from::text, s.valid_to::text, ${overlap} as overlaps,
                  exists (select from ref.regimes r where r.code = s.regime_code and r.superseded_at is null and r.status = 'CONTESTED') as contested
             from ref.operative_paragraphs s where s.code = $1 and s.superseded_at is null`,
          [basis.paragraphId, day, end],
        )
      : [],
    basis.regime && basis.regime !== 'NONE'
      ? tx.sql<{ known: boolean; in_force: boolean; contested: boolean }>(
          `select count(*) > 0 as known, coalesce(bool_or(s.regime_code is not null and ${overlap}), false) as in_force,
                  coalesce(bool_or(r.status = 'CONTESTED'), false) as contested
             from ref.regimes r left join ref.regime_measures s on s.regime_code = r.code and s.superseded_at is null
            where r.code = $1 and r.superseded_at is null`,
          [basis.regime, day, end],
        )
      : [],
  ]);
  const paragraph = paragraphs[0];
  if (basis.paragraphId && !paragraph) {
    faults.push({
      pointer: '/legalBasis/paragraphId',
      code: 'unknown_paragraph',
      detail: 'No such operative paragraph; see /api/v1/resolutions.',
    });
  }
  const contested = Boolean(paragraph?.contested || measures[0]?.contested);
  if (paragraph && !paragraph.overlaps && !contested) {
    faults.push({
      pointer: '/legalBasis/paragraphId',
      code: 'not_in_force',
      detail: `In force from ${paragraph.valid_from} to ${paragraph.valid_to ?? 'further notice'} (exclusive), not on the day of the inspection.`,
    });
  }
  if (measures[0] && !measures[0].known) {
    faults.push({
      pointer: '/legalBasis/regime',
      code: 'unknown_regime',
      detail: 'No such regime; see /api/v1/regimes.',
    });
  } else if (measures[0] && !measures[0].in_force && !contested) {
    faults.push({
      pointer: '/legalBasis/regime',
      code: 'not_in_force',
      detail: 'Not in force on the day of the inspection; use NONE and name it as historicalRegime.',
    });
  }
  const regime = basis.regime ?? paragraph?.regime_code ?? null;
  return {
    legalBasis: {
      status: contested ? 'CONTESTED' : regime === 'NONE' && !paragraph ? 'NONE' : 'CITED',
      ...nothing,
      paragraphId: basis.paragraphId ?? null,
      resolution: paragraph?.resolution ?? null,
      paragraph: paragraph?.paragraph ?? null,
      regime,
      validFrom: paragraph?.valid_from ?? null,
      validTo: paragraph?.valid_to ?? null,
    },
    regimeCode: regime === 'NONE' ? null : regime,
    paragraphId: paragraph?.id ?? null,
  };
}

/** Team members who are named as persons must hold an appointment in the own body on that day. */
export async function checkTeam(
  tx: Tx,
  request: RecordInspection,
  { from, to }: Bounds,
  faults: Fault[],
): Promise<void> {
  const named = (request.team ?? []).map((member, n) => ({ personId: member.personId, n })).filter(m => m.personId);
  if (named.length === 0) return;
  const appointed = await tx.sql<{ person_id: string }>(
    `select distinct a.person_id from appointments a where a.body_id = $1 and a.person_id = any ($2::uuid[])
        and a.confirmed_at is not null
        and ($3::timestamptz is null or (a.valid_from < $4::timestamptz and (a.valid_to is null or a.valid_to > $3::timestamptz)))`,
    [tx.actor.bodyId, named.map(m => m.personId), from?.toISOString() ?? null, to?.toISOString() ?? null],
  );
  const good = new Set(appointed.map(row => row.person_id));
  for (const { personId, n } of named) {
    if (personId && !good.has(personId.toLowerCase())) {
      faults.push({
        pointer: `/team/${n}/personId`,
        code: 'no_appointment_that_day',
        detail:
          'No appointment of this person in your body on that day; people of other times and bodies are named as written.',
      });
    }
  }
}

/** References into the own body, all checked in one statement. */
export async function checkReferences(
  tx: Tx,
  wanted: { table: 'sites' | 'items' | 'observations'; id: string; pointer: string }[],
  faults: Fault[],
): Promise<void> {
  for (const table of ['sites', 'items', 'observations'] as const) {
    const here = wanted.filter(w => w.table === table);
    if (here.length === 0) continue;
    const found = await tx.sql<{ id: string }>(`select id from ${table} where body_id = $1 and id = any ($2::uuid[])`, [
      tx.actor.bodyId,
      here.map(w => w.id),
    ]);
    const ids = new Set(found.map(row => row.id));
    for (const { id, pointer } of here) {
      if (!ids.has(id.toLowerCase()))
        faults.push({ pointer, code: 'unknown_reference', detail: 'There is no such record in your body.' });
    }
  }
}
