import { v7 as uuidv7 } from 'uuid';
import type { Stamp } from '../database/case-row.js';
import { boundsOf } from '../http/vague-date.js';
import type { Parent } from '../observations/observation-rows.js';
import type { AccessResult, DocumentMention } from './inspection.dto.js';
import { causeOf } from './inspection-rules.js';
import type { AccessRow, DocumentRow } from './parts.entity.js';

/** Rows of access results; their cause is fixed on the day they are recorded. */
export function accessRows(
  results: AccessResult[] | null | undefined,
  parent: Parent,
  stamp: Stamp,
): Partial<AccessRow>[] {
  return (results ?? []).map(access => {
    const bounds = access.at ? boundsOf(access.at) : parent;
    return {
      ...stamp,
      id: access.id ?? uuidv7(),
      inspectionId: parent.inspectionId,
      result: access.result,
      cause: causeOf(access.result),
      at: access.at ?? parent.date,
      atFrom: bounds.from,
      atTo: bounds.to,
      scope: access.denial?.scope ?? undefined,
      reason: access.denial?.reason ?? undefined,
      denial: access.denial ?? undefined,
      remarks: access.remarks ?? undefined,
      supersedesId: access.supersedes ?? undefined,
    };
  });
}

/** Rows of the papers a record rests on. */
export function documentRows(
  documents: DocumentMention[] | null | undefined,
  inspectionId: string,
  stamp: Stamp,
): Partial<DocumentRow>[] {
  return (documents ?? []).map(paper => ({
    ...stamp,
    id: paper.id ?? uuidv7(),
    inspectionId,
    kind: paper.kind,
    title: paper.title,
    symbol: paper.symbol ?? undefined,
    url: paper.url ?? undefined,
    quote: paper.quote ?? undefined,
    publishedOn: paper.publishedOn ?? undefined,
    remarks: paper.remarks ?? undefined,
  }));
}
