import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { stampFrom } from '../database/stamp.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { refuseStale } from '../http/etag.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { type ShownRecord, showRecord } from '../http/record.js';
import { given } from '../http/validate.js';
import { checkReferences } from '../inspections/inspection-rules.js';
import { versionInForce } from '../procedures/in-force.js';
import type { AmendActivity, RecordActivity, SiteScore } from './activity.dto.js';
import { AssistanceActivity } from './activity.entity.js';
import { activityShape } from './activity.shape.js';
import { type ActivityContent, activityFaults } from './activity-rules.js';
import { mandateFaults, requestFaults } from './where-mandated.js';

/** Recording and changing assistance, given or received. */
@Injectable()
export class ActivitiesService {
  /**
   * Stores an activity once, where it is mandated and requested.
   * @throws Problem breaks_a_rule naming every fault, id_already_used.
   */
  async record(tx: Tx, request: RecordActivity, raw: object): Promise<ShownRecord & { id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    const created = !(request.id && (await storedBefore(tx, 'assistance_activities', id, hash)));
    if (created) {
      const [mandate, requested, rest] = await Promise.all([
        mandateFaults(tx, request.mandateParagraph, request),
        requestFaults(tx, request.requestId, request.from),
        contentFaults(tx, request, request.procedureVersionId ?? null, request.sites ?? []),
      ]);
      refuseFaults([...mandate, ...requested, ...rest]);
      const { from, to, ...fields } = request;
      const stamp = await stampFrom(tx, request);
      await tx.insert(AssistanceActivity, [
        {
          ...fields,
          id,
          ...stamp,
          contentHash: hash,
          periodFrom: from,
          periodTo: to ?? null,
          outputs: request.outputs ?? [],
          standards: request.standards ?? [],
          assets: request.assets ?? [],
          partners: request.partners ?? [],
          sites: asStored(request.sites ?? []),
        },
      ]);
    }
    return { id, created, ...(await showRecord(tx, activityShape, 'assistance_activities', id)) };
  }

  /**
   * Changes an activity. Mandate and request are judged again only where the change touches them: a request withdrawn
   * since must not keep anyone from saying that the activity was completed or cancelled.
   * @throws Problem not_found, stale_version, breaks_a_rule.
   */
  async amend(tx: Tx, id: string, version: number, change: AmendActivity): Promise<ShownRecord> {
    const { bodyId } = tx.actor;
    const row = await tx.manager.findOne(AssistanceActivity, {
      where: { bodyId, id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) throw new Problem('not_found');
    refuseStale(version, row.version);
    const { from, to, sites, ...plain } = change;
    const after = { ...row, ...given(change), from: from ?? row.periodFrom, to: to === undefined ? row.periodTo : to };
    const moved = after.from !== row.periodFrom || after.to !== row.periodTo;
    const faults: Fault[] = [];
    if (moved || change.mandateParagraph) faults.push(...(await mandateFaults(tx, after.mandateParagraph, after)));
    if (after.from !== row.periodFrom || change.requestId)
      faults.push(...(await requestFaults(tx, after.requestId, after.from)));
    faults.push(...(await contentFaults(tx, after, change.procedureVersionId ?? null, sites ?? [])));
    refuseFaults(faults);
    await tx.manager.update(
      AssistanceActivity,
      { bodyId, id },
      {
        ...plain,
        periodFrom: from,
        periodTo: to,
        ...(sites ? { sites: asStored(sites) } : {}),
        version: row.version + 1,
      },
    );
    return showRecord(tx, activityShape, 'assistance_activities', id);
  }
}

/** The rules of its content, and that the sites and the procedure it newly names are there. */
async function contentFaults(
  tx: Tx,
  content: ActivityContent,
  procedureVersionId: string | null,
  sites: SiteScore[],
): Promise<Fault[]> {
  const faults = activityFaults(content);
  const wanted = sites.map(({ siteId }, n) => ({ table: 'sites' as const, id: siteId, pointer: `/sites/${n}/siteId` }));
  const first = { from: new Date(`${content.from}T00:00:00Z`), to: new Date(`${content.from}T23:59:59Z`) };
  await Promise.all([
    checkReferences(tx, wanted, faults),
    procedureVersionId ? versionInForce(tx, { named: procedureVersionId, subject: null }, first, faults) : null,
  ]);
  return faults;
}

/** Ids in one spelling, so that the filter by site finds them. */
const asStored = (sites: SiteScore[]): SiteScore[] =>
  sites.map(site => ({ ...site, siteId: site.siteId.toLowerCase() }));
