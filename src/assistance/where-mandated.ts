import type { Tx } from '../database/database.js';
import type { Fault } from '../http/problems.js';

/** The days of an activity: half-open, without an end while none is known. */
export interface ActivityDays {
  from: string;
  to?: string | null;
}

/**
 * Assistance is given "where mandated" (S/2017/1025 annex II para 12): the paragraph cited gives the own body the task
 * to assist on the activity's first day, and the task lasts as long as the activity, under this paragraph or the one
 * that followed it. A host State's office has no mandate, so it cites none.
 */
export async function mandateFaults(
  tx: Tx,
  cited: string | null | undefined,
  { from, to }: ActivityDays,
): Promise<Fault[]> {
  const refuse = (pointer: string, detail: string) => [{ pointer, code: 'not_mandated', detail }];
  if (isHost(tx))
    return cited
      ? refuse('/mandateParagraph', "A host State's office has no mandate of the Council; leave the paragraph out.")
      : [];
  const [held] = await tx.sql<{ would_do: string[]; throughout: boolean }>(
    `select coalesce(array_agg(distinct t.paragraph) filter (where t.days @> $2::date), '{}') as would_do,
            coalesce(range_agg(t.days) @> daterange($2::date, coalesce($3::date, $2::date + 1)), false) as throughout
       from (select paragraph, daterange(valid_from, valid_to) as days from ref.mandate_tasks
              where subject = $1 and code in ('ASSIST_HOST', 'ASSIST_EXEMPTION') and superseded_at is null
                and (valid_to is null or valid_to > valid_from)) t`,
    // A period that is reversed is refused by its own rule; here it would be no range at all.
    [tx.actor.bodyAcronym, from, to && to > from ? to : null],
  );
  const wouldDo = held?.would_do ?? [];
  if (!cited || !wouldDo.includes(cited))
    return refuse(
      '/mandateParagraph',
      wouldDo.length > 0
        ? `On ${from} your body is mandated to assist by ${wouldDo.join(' or ')}.`
        : `On ${from} no paragraph known here mandates your body to assist (ASSIST_HOST or ASSIST_EXEMPTION).`,
    );
  return held?.throughout ? [] : refuse('/to', `The mandate to assist does not last until ${to}.`);
}

interface RequestRow {
  state: string;
  requested_on: string;
  late: boolean;
}

/**
 * And where "requested": a mission names the host's request it rests on, which is of its own body, was neither declined
 * nor withdrawn, and was made no later than the activity began. A host State's office may name its own.
 */
export async function requestFaults(tx: Tx, requestId: string | null | undefined, from: string): Promise<Fault[]> {
  const refuse = (code: string, detail: string) => [{ pointer: '/requestId', code, detail }];
  if (!requestId)
    return isHost(tx)
      ? []
      : refuse('not_requested', "Name the host State's request that the activity rests on: POST /assistance-requests.");
  const asked = await tx.one<RequestRow>(
    `select state, requested_on::text, requested_on > $3::date as late from host_requests where body_id = $1 and id = $2`,
    [tx.actor.bodyId, requestId, from],
  );
  if (!asked) return refuse('unknown_reference', 'There is no such record in your body.');
  if (asked.state === 'DECLINED' || asked.state === 'WITHDRAWN')
    return refuse('not_requested', `This request is ${asked.state}.`);
  return asked.late
    ? refuse('not_requested', `This request was made on ${asked.requested_on}, after the activity began.`)
    : [];
}

/** An operative paragraph that is cited must be one that is known. */
export async function paragraphFaults(tx: Tx, cited: string | null | undefined): Promise<Fault[]> {
  if (!cited) return [];
  const known = await tx.one('select from ref.operative_paragraphs where code = $1 and superseded_at is null', [cited]);
  return known
    ? []
    : [
        {
          pointer: '/mandateParagraph',
          code: 'unknown_paragraph',
          detail: 'No such operative paragraph; see /api/v1/resolutions.',
        },
      ];
}

const isHost = (tx: Tx): boolean => tx.actor.bodyKind === 'HOST_STATE_OFFICE';
