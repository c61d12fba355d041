import type { Fault } from '../http/problems.js';
import { isInFuture } from '../http/vague-date.js';
import type { Asset, Beneficiary, SiteScore } from './activity.dto.js';

/** What the rules below look at, of a request or of a row with its change. */
export interface ActivityContent {
  state: string;
  beneficiary: Beneficiary;
  from: string;
  to?: string | null;
  assets?: Asset[] | null;
  sites?: SiteScore[] | null;
}

const begun = new Set(['UNDER_WAY', 'COMPLETED', 'SUSPENDED']);

/** All rules of an activity that can be judged without asking the database. */
export function activityFaults({ state, beneficiary, from, to, assets, sites }: ActivityContent): Fault[] {
  const faults: Fault[] = [];
  const add = (pointer: string, code: string, detail: string) => faults.push({ pointer, code, detail });
  if (!beneficiary.nationalBody && !beneficiary.institution)
    add('/beneficiary', 'beneficiary_missing', 'Name the national body or the institution.');
  if (to && to <= from) add('/to', 'period_reversed', 'The end, which is exclusive, is not after the beginning.');
  if (begun.has(state) && isInFuture({ value: from, precision: 'DAY' }))
    add('/from', 'date_in_future', `What is ${state} has begun; only a PLANNED or CANCELLED activity lies ahead.`);
  (assets ?? []).forEach((asset, n) => {
    if (typeof asset.value === 'number' && !asset.currency)
      add(`/assets/${n}/currency`, 'illegal_pair', 'A value needs its currency.');
    if (typeof asset.value !== 'number' && asset.currency)
      add(`/assets/${n}/currency`, 'illegal_pair', 'A currency belongs to a value.');
  });
  const named = new Set<string>();
  (sites ?? []).forEach((site, n) => {
    const at = `/sites/${n}`;
    if (typeof site.scoreAfter === 'number' && !site.assessedAfter)
      add(`${at}/assessedAfter`, 'score_without_day', 'A score after needs the day of its assessment.');
    if (site.assessedBefore && site.assessedAfter && site.assessedAfter < site.assessedBefore)
      add(`${at}/assessedAfter`, 'period_reversed', 'Assessed after before it was assessed before.');
    const id = site.siteId.toLowerCase();
    if (named.has(id)) add(`${at}/siteId`, 'named_twice', 'This site is named above.');
    named.add(id);
  });
  return faults;
}
