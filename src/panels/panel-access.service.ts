import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { isUuid } from '../http/fields.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import {
  type AmendContract,
  type AmendHold,
  type ContractExpert,
  expertShape,
  type HoldPanel,
  holdShape,
} from './panel-access.dto.js';
import { PanelExpert } from './panel-expert.entity.js';
import { PanelHold } from './panel-hold.entity.js';

/** A client's clock may be this much behind when it says "now". */
const skewMs = 5 * 60_000;

/**
 * When the people of a panel may read: contracts of experts, and holds. A right is never given or ended in the past;
 * what a mandate's gaps and ends do to a panel follows from its mandates.
 */
@Injectable()
export class PanelAccessService {
  /**
   * Stores a contract once.
   * @throws Problem not_found, breaks_a_rule naming every fault, id_already_used, already_stored for an overlap.
   */
  async contract(
    tx: Tx,
    panel: string,
    request: ContractExpert,
  ): Promise<ShownRecord & { id: string; created: boolean }> {
    const bodyId = await this.panelBody(tx, panel);
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash({ ...request, panel: bodyId });
    const created = !(await storedBefore(tx, 'panel_experts', id, hash));
    if (created) {
      refuseFaults(await contractFaults(tx, bodyId, request));
      await tx.insert(PanelExpert, [
        {
          id,
          bodyId,
          appointmentId: request.appointmentId,
          expertise: request.expertise,
          contractFrom: new Date(request.contractFrom),
          contractTo: request.contractTo ? new Date(request.contractTo) : null,
          contentHash: hash,
          recordedBy: tx.actor.appointmentId,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, expertShape, 'panel_experts', id)) };
  }

  /** @throws Problem not_found, stale_version, move_not_allowed for a contract that has ended, breaks_a_rule. */
  async amendContract(
    tx: Tx,
    panel: string,
    id: string,
    expected: number,
    change: AmendContract,
  ): Promise<ShownRecord> {
    const bodyId = await this.panelBody(tx, panel);
    const row = await tx.manager.findOne(PanelExpert, {
      where: { bodyId, id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) throw new Problem('not_found');
    refuseStale(expected, row.version);
    if (row.contractTo && row.contractTo <= new Date())
      throw new Problem('move_not_allowed', 'This contract has ended; a further one is a contract of its own.');
    const { contractTo, expertise } = change;
    refuseFaults(endFaults('/contractTo', contractTo, row.contractFrom));
    const end = contractTo === undefined ? row.contractTo : endOf(contractTo);
    await tx.manager.update(
      PanelExpert,
      { bodyId, id },
      { contractTo: end, expertise: expertise ?? row.expertise, version: row.version + 1 },
    );
    return showRecord(tx, expertShape, 'panel_experts', id);
  }

  /**
   * Stores a hold once; from its beginning nobody of the panel reads or writes.
   * @throws Problem not_found, breaks_a_rule naming every fault, id_already_used.
   */
  async hold(tx: Tx, panel: string, request: HoldPanel): Promise<ShownRecord & { id: string; created: boolean }> {
    const bodyId = await this.panelBody(tx, panel);
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash({ ...request, panel: bodyId });
    const created = !(await storedBefore(tx, 'panel_holds', id, hash));
    if (created) {
      const now = new Date();
      const from = new Date(Math.max(request.from ? Date.parse(request.from) : now.getTime(), now.getTime()));
      refuseFaults([
        ...(request.from && Date.parse(request.from) < now.getTime() - skewMs ? [inThePast('/from')] : []),
        ...endFaults('/to', request.to, from),
      ]);
      await tx.insert(PanelHold, [
        {
          id,
          bodyId,
          heldFrom: from,
          heldTo: request.to ? new Date(request.to) : null,
          reason: request.reason,
          source: request.source ?? null,
          contentHash: hash,
          recordedBy: tx.actor.appointmentId,
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, holdShape, 'panel_holds', id)) };
  }

  /** @throws Problem not_found, stale_version, move_not_allowed for a hold that is over, breaks_a_rule. */
  async amendHold(tx: Tx, panel: string, id: string, expected: number, { to }: AmendHold): Promise<ShownRecord> {
    const bodyId = await this.panelBody(tx, panel);
    const row = await tx.manager.findOne(PanelHold, { where: { bodyId, id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw new Problem('not_found');
    refuseStale(expected, row.version);
    if (row.heldTo && row.heldTo <= new Date())
      throw new Problem('move_not_allowed', 'This hold is over; a further one is a hold of its own.');
    refuseFaults(endFaults('/to', to, row.heldFrom));
    await tx.manager.update(PanelHold, { bodyId, id }, { heldTo: endOf(to), version: row.version + 1 });
    return showRecord(tx, holdShape, 'panel_holds', id);
  }

  /**
   * The body of a panel named by its id or its code.
   * @throws Problem not_found; a panel that nobody has set up here has no experts here.
   */
  async panelBody(tx: Pick<Tx, 'one'>, panel: string): Promise<string> {
    const body = await tx.one<{ id: string }>(panelBodySql, panelBodyValues(panel));
    if (!body) throw new Problem('not_found');
    return body.id;
  }
}

/** Finds the body of a panel; takes {@link panelBodyValues}. */
export const panelBodySql = `select id from bodies where kind = 'PANEL' and (id = $1::uuid or acronym = $2)`;

/** The parameters of {@link panelBodySql}. */
export const panelBodyValues = (panel: string): (string | null)[] => [
  isUuid(panel) ? panel : null,
  panel.replaceAll('\u0000', '').toUpperCase(),
];

async function contractFaults(tx: Tx, bodyId: string, request: ContractExpert): Promise<Fault[]> {
  const appointment = await tx.one(
    `select from appointments where id = $1 and body_id = $2 and role in ('PANEL_EXPERT', 'PANEL_COORDINATOR')`,
    [request.appointmentId, bodyId],
  );
  const faults: Fault[] = [];
  if (!appointment)
    faults.push({
      pointer: '/appointmentId',
      code: 'unknown_reference',
      detail: 'There is no such appointment of an expert or coordinator to this panel.',
    });
  if (request.expertise.length === 0)
    faults.push({ pointer: '/expertise', code: 'empty', detail: 'Name one at least, or UNKNOWN.' });
  if (request.contractTo && Date.parse(request.contractTo) <= Date.parse(request.contractFrom))
    faults.push({
      pointer: '/contractTo',
      code: 'period_reversed',
      detail: 'The end is not after the beginning.',
    });
  return faults;
}

const inThePast = (pointer: string): Fault => ({
  pointer,
  code: 'period_reversed',
  detail: 'Rights cannot be changed in the past.',
});

function endFaults(pointer: string, end: string | null | undefined, beginning: Date): Fault[] {
  if (!end) return [];
  const at = Date.parse(end);
  if (at < Date.now() - skewMs) return [inThePast(pointer)];
  return at < beginning.getTime()
    ? [{ pointer, code: 'period_reversed', detail: 'The end is before the beginning.' }]
    : [];
}

/** An end a moment ago is an end now. */
const endOf = (end: string | null): Date | null => (end ? new Date(Math.max(Date.parse(end), Date.now())) : null);
