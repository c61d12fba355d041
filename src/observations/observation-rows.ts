import { v7 as uuidv7 } from 'uuid';
import type { Stamp } from '../database/case-row.js';
import { contentHash } from '../database/stored-once.js';
import type { Fault } from '../http/problems.js';
import { levelOf } from '../http/shape.js';
import { boundsOf, type VagueDate } from '../http/vague-date.js';
import type { Mentions } from '../inspections/parties.js';
import { storePlace } from '../sites/place.js';
import type { Claim, CustodyStep, Quantity, RecordObservation } from './observation.dto.js';
import type { Observation } from './observation.entity.js';
import type { ClaimRow, CustodyRow, HeadstampRow, ItemLink, MarkRow, SerialRow } from './parts.entity.js';
import { normaliseMarking, scriptOf } from './serial.js';

/** The inspection that observations belong to, as far as they inherit from it. */
export interface Parent {
  inspectionId: string;
  date: VagueDate;
  from: Date | null;
  to: Date | null;
}

/** All rows that a list of observations becomes, ready to insert in this order. */
export interface ObservationRows {
  observations: Partial<Observation>[];
  serials: Partial<SerialRow>[];
  marks: Partial<MarkRow>[];
  headstamps: Partial<HeadstampRow>[];
  items: Stamp[];
  links: Partial<ItemLink>[];
  claims: Partial<ClaimRow>[];
  custody: Partial<CustodyRow>[];
}

/** What the source does not say (made by the server), distinct from UNKNOWN (looked for and not found). */
export const notStated = 'NOT_STATED';

/** Classes whose single lines are one physical object each. */
const singleObjects = new Set(['SMALL_ARM', 'LIGHT_WEAPON', 'CONVENTIONAL_UNROCA']);

/** Names that observations mention, for `Mentions`. */
export function mentionIn(observations: RecordObservation[], mentions: Mentions): void {
  for (const line of observations) {
    mentions.add(line.holder);
    for (const claim of line.claims ?? []) mentions.add(claim.saidBy);
    for (const step of line.custody ?? []) {
      mentions.add(step.from);
      mentions.add(step.to);
    }
  }
}

/** The legal pairs of hazard division and compatibility group (UN Model Regulations, class 1): 35 codes. */
const legalPairs: Record<string, string> = {
  '1.1': 'ABCDEFGJL',
  '1.2': 'BCDEFGHJKL',
  '1.3': 'CFGHJKL',
  '1.4': 'BCDEFGS',
  '1.5': 'D',
  '1.6': 'N',
};

/** Faults that need more than one field to be seen. */
export function checkObservation(line: RecordObservation, pointer: string, faults: Fault[]): void {
  checkQuantity(line.quantity, `${pointer}/quantity`, faults);
  if ((line.serials ?? []).filter(s => s.isPrimary).length > 1) {
    faults.push({
      pointer: `${pointer}/serials`,
      code: 'two_primary_serials',
      detail: 'Exactly one serial may be primary.',
    });
  }
  const division = line.hazardDivision?.slice(0, 3);
  const group = line.compatibilityGroup;
  if (division && group && group.length === 1 && legalPairs[division] && !legalPairs[division].includes(group)) {
    faults.push({
      pointer: `${pointer}/compatibilityGroup`,
      code: 'illegal_pair',
      detail: `Division ${division} has no group ${group}.`,
    });
  }
}

/** A range must run upwards. */
export function checkQuantity(quantity: Quantity | null | undefined, pointer: string, faults: Fault[]): void {
  if (typeof quantity?.min === 'number' && typeof quantity.max === 'number' && quantity.max < quantity.min) {
    faults.push({ pointer: `${pointer}/max`, code: 'range_reversed', detail: 'max is below min.' });
  }
}

/** A quantity's columns. */
export function quantityColumns(quantity: Quantity | null | undefined) {
  return {
    qtyMin: quantity?.min ?? undefined,
    qtyMax: quantity?.max ?? undefined,
    unit: quantity?.unit ?? notStated,
    method: quantity?.method ?? notStated,
    qtyAsWritten: quantity?.asWritten ?? undefined,
  };
}

/** Builds the rows; `firstN` numbers the lines on from those already there. */
export function observationRows(
  lines: RecordObservation[],
  parent: Parent,
  stamp: Stamp,
  firstN: number,
  partyId: (name: string | null | undefined) => string | null,
  pointer: string,
  faults: Fault[],
): ObservationRows {
  const rows: ObservationRows = {
    observations: [],
    serials: [],
    marks: [],
    headstamps: [],
    items: [],
    links: [],
    claims: [],
    custody: [],
  };
  lines.forEach((line, index) => {
    // A line is never less protected than its inspection.
    const own: Stamp = {
      ...stamp,
      classification: Math.max(stamp.classification, line.classification ? levelOf(line.classification) : 0),
      caveats: [...new Set([...stamp.caveats, ...(line.caveats ?? [])])],
    };
    const id = line.id ?? uuidv7();
    const observed = line.observedAt ?? parent.date;
    const bounds = line.observedAt ? boundsOf(line.observedAt) : { from: parent.from, to: parent.to };
    const quantity = quantityColumns(line.quantity);
    rows.observations.push({
      ...own,
      id,
      inspectionId: parent.inspectionId,
      n: firstN + index,
      contentHash: line.id ? contentHash(JSON.parse(JSON.stringify(line)) as object) : '\\x',
      class: line.class,
      description: line.description ?? undefined,
      category1997: line.category1997 ?? undefined,
      categoryUnroca: line.categoryUnroca ?? undefined,
      makeRaw: line.makeRaw ?? undefined,
      modelRaw: line.modelRaw ?? undefined,
      calibreRaw: line.calibreRaw ?? undefined,
      country: line.countryOfManufacture ?? notStated,
      markingStatus: line.markingStatus ?? notStated,
      holderType: line.holderType ?? notStated,
      holderPartyId: partyId(line.holder),
      accessMode: line.accessMode ?? notStated,
      acquisitionContext: line.acquisitionContext ?? notStated,
      condition: line.condition ?? notStated,
      ...quantity,
      observed,
      observedFrom: bounds.from,
      observedTo: bounds.to,
      ...storePlace(line.place, `${pointer}/${index}/place`, faults),
      sourceGrade: line.sourceGrade ?? 'F',
      informationGrade: line.informationGrade ?? '6',
      remarks: line.remarks ?? undefined,
      details: detailsOf(line),
      correctsId: line.corrects ?? undefined,
      opId: null,
    });
    addMarkings(rows, line, id, own);
    rows.claims.push(...claimRows(line.claims, parent.inspectionId, id, own, partyId));
    rows.custody.push(
      ...custodyRows(
        line.custody,
        parent.inspectionId,
        id,
        own,
        partyId,
        null,
        1,
        `${pointer}/${index}/custody`,
        faults,
      ),
    );
    const single = singleObjects.has(line.class) && quantity.qtyMin === 1 && quantity.qtyMax === 1;
    if (line.itemId || single) {
      const itemId = line.itemId ?? uuidv7();
      if (!line.itemId) rows.items.push({ ...own, id: itemId } as Stamp);
      rows.links.push({ ...own, itemId, observationId: id });
    }
  });
  return rows;
}

/** The fields of a class that nothing filters or counts by yet. */
function detailsOf(line: RecordObservation): object {
  const {
    factoryMarkCode,
    yearRaw,
    yearOfManufacture,
    erasureMethod,
    conversion,
    loadedState,
    ammoKind,
    ammoState,
    lotRaw,
  } = line;
  const {
    unNumber,
    hazardDivision,
    compatibilityGroup,
    neqKg,
    legalJustification,
    laterContext,
    missingFields,
    details,
  } = line;
  const all = {
    factoryMarkCode,
    yearRaw,
    yearOfManufacture,
    erasureMethod,
    conversion,
    loadedState,
    ammoKind,
    ammoState,
    lotRaw,
    unNumber,
    hazardDivision,
    compatibilityGroup,
    neqKg,
    legalJustification,
    laterContext,
    missingFields,
    other: details,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined && value !== null));
}

function addMarkings(rows: ObservationRows, line: RecordObservation, observationId: string, own: Stamp): void {
  const serials = line.serials ?? [];
  const primary = Math.max(
    0,
    serials.findIndex(s => s.isPrimary),
  );
  serials.forEach((serial, n) => {
    rows.serials.push({
      ...own,
      observationId,
      n: n + 1,
      raw: serial.raw,
      norm: normaliseMarking(serial.raw),
      script: serial.script ?? scriptOf(serial.raw),
      position: serial.position ?? notStated,
      origin: serial.origin ?? notStated,
      readMethod: serial.readMethod ?? notStated,
      isPrimary: n === primary,
      confidence: serial.confidence ?? undefined,
      secondReader: serial.secondReader ?? undefined,
    });
  });
  (line.marks ?? []).forEach((mark, n) => {
    // A transport number on a crate is nobody's property mark, whatever it was entered as (domain rule 10.11).
    const kind = /^UN\s?\d{4}$/.test(mark.raw) ? 'UN_NUMBER' : mark.kind;
    rows.marks.push({
      ...own,
      observationId,
      n: n + 1,
      kind,
      raw: mark.raw,
      position: mark.position ?? undefined,
      libraryId: mark.libraryId ?? undefined,
    });
  });
  (line.headstamp ?? []).forEach((mark, n) => {
    rows.headstamps.push({
      ...own,
      observationId,
      n: n + 1,
      clock: mark.clock ?? undefined,
      raw: mark.raw,
      norm: normaliseMarking(mark.raw),
      script: mark.script ?? scriptOf(mark.raw),
      kind: mark.kind ?? 'UNKNOWN',
    });
  });
}

/** Rows of conflicting statements. */
export function claimRows(
  claims: Claim[] | null | undefined,
  inspectionId: string,
  observationId: string | null,
  stamp: Stamp,
  partyId: (name: string | null | undefined) => string | null,
): Partial<ClaimRow>[] {
  return (claims ?? []).map(claim => ({
    ...stamp,
    id: claim.id ?? uuidv7(),
    inspectionId,
    observationId,
    field: claim.field,
    value: claim.value,
    saidByPartyId: partyId(claim.saidBy),
    documentId: claim.documentId ?? undefined,
    source: claim.source ?? undefined,
  }));
}

/** Rows of custody steps, each naming the one before it in the list unless it names another. */
export function custodyRows(
  steps: CustodyStep[] | null | undefined,
  inspectionId: string,
  observationId: string | null,
  stamp: Stamp,
  partyId: (name: string | null | undefined) => string | null,
  lastId: string | null,
  firstN: number,
  pointer: string,
  faults: Fault[],
): Partial<CustodyRow>[] {
  let before = lastId;
  return (steps ?? []).map((step, index) => {
    const id = step.id ?? uuidv7();
    const at = step.at ?? { value: null, precision: 'UNKNOWN' as const };
    const row: Partial<CustodyRow> = {
      ...stamp,
      id,
      inspectionId,
      observationId: step.observationId ?? observationId,
      n: firstN + index,
      prevId: step.prevId ?? before,
      reason: step.reason,
      at,
      atFrom: boundsOf(at).from,
      fromPartyId: partyId(step.from),
      toPartyId: partyId(step.to),
      place: storePlace(step.place, `${pointer}/${index}/place`, faults).place,
      sealOld: step.sealOld ?? undefined,
      sealNew: step.sealNew ?? undefined,
      condition: step.condition ?? undefined,
      witness: step.witness ?? undefined,
      remarks: step.remarks ?? undefined,
    };
    before = id;
    return row;
  });
}
