import type { Tx } from '../database/database.js';
import type { Fault } from '../http/problems.js';

/** A handling mark under which nothing goes to a committee: its content is a panel's alone. */
export const neverToCommittee = 'PANEL_ONLY';

/** What a packet is asked to be, alone or by a schedule. */
export interface PacketWish {
  committeeId: string;
  regimeCode?: string | null;
  level: number;
  caveats?: string[] | null;
  /** The packets will be made by the body's SYSTEM appointment, which must be cleared for them. */
  bySystem?: boolean;
}

/** Everything wrong with whom a packet is for and how it is marked. */
export async function packetFaults(tx: Tx, wish: PacketWish): Promise<Fault[]> {
  const found = await tx.one<{ committee: string | null; regime: boolean; clearance: number; system: number | null }>(
    `select (select kind from bodies where id = $1) as committee,
            exists (select from ref.regimes where code = $2 and superseded_at is null) as regime,
            (sec.ctx()).clearance,
            (select max(clearance) from appointments where body_id = $3 and role = 'SYSTEM'
                and valid_from <= now() and (valid_to is null or valid_to > now())) as system`,
    [wish.committeeId, wish.regimeCode ?? null, tx.actor.bodyId],
  );
  const faults: Fault[] = [];
  if (found?.committee !== 'COMMITTEE_SECRETARIAT')
    faults.push({ pointer: '/committeeId', code: 'not_a_committee', detail: "Not a committee's secretariat." });
  if (wish.regimeCode && !found?.regime)
    faults.push({ pointer: '/regimeCode', code: 'unknown_regime', detail: 'No such regime; see GET /api/v1/regimes.' });
  if (wish.level > (found?.clearance ?? 0))
    faults.push({ pointer: '/classification', code: 'illegal_pair', detail: 'Above your own clearance.' });
  else if (wish.bySystem && wish.level > (found?.system ?? -1))
    faults.push({
      pointer: '/classification',
      code: 'illegal_pair',
      detail: "Above the clearance of the body's clock.",
    });
  if (wish.caveats?.some(caveat => caveat === neverToCommittee))
    faults.push({
      pointer: '/caveats',
      code: 'illegal_pair',
      detail: `${neverToCommittee} does not go to a committee.`,
    });
  return faults;
}
