/** What the API says of one case: `inspection` and its `observations` in order. */
export interface Answer {
  inspection: Record<string, unknown>;
  observations: Record<string, unknown>[];
}

/** One place that holds a fact of the source. */
type Check = (answer: Answer, fact: unknown) => void;
export type Facts = Record<string, Check[]>;

export interface Expected {
  facts: Facts;
  /** What the source says inside its texts, and the member that holds it. */
  prose: [path: string, value: unknown][];
}

/** `observations.0.quantity.min` of the answer; undefined when there is no such member. */
export function at(answer: Answer, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], answer);
}

export const same =
  (path: string): Check =>
  (answer, fact) =>
    expect({ [path]: at(answer, path) }).toEqual({ [path]: fact });

/** The source says this, and the answer holds it as that code or number. */
const as =
  (said: unknown, path: string, stored: unknown): Check =>
  (answer, fact) => {
    expect(fact).toEqual(said);
    expect({ [path]: at(answer, path) }).toEqual({ [path]: stored });
  };

/** The text of the source stands at the beginning of this member, word for word. */
const begins =
  (path: string): Check =>
  (answer, fact) => {
    expect(typeof fact === 'string' && fact.length > 0).toBe(true);
    expect({ [path]: String(at(answer, path)).slice(0, String(fact).length) }).toEqual({ [path]: fact });
  };

const precisions: Record<number, string> = { 4: 'YEAR', 7: 'MONTH', 10: 'DAY' };

/** The date of the source, no more and no less precise. */
export const date =
  (path: string): Check =>
  (answer, fact) =>
    expect({ [path]: at(answer, path) }).toMatchObject({
      [path]: { value: fact, precision: precisions[String(fact).length] },
    });

/** The source says nothing here, and neither does the answer. */
const nothing =
  (...paths: string[]): Check =>
  (answer, fact) => {
    expect(fact).toBeNull();
    for (const path of paths) expect({ [path]: at(answer, path) ?? null }).toEqual({ [path]: null });
  };

/** An empty list of the source is an empty list here. */
export const emptyList =
  (path: string): Check =>
  (answer, fact) => {
    expect(fact).toEqual([]);
    expect({ [path]: at(answer, path) }).toEqual({ [path]: [] });
  };

/** What every case has at the same place. */
export function common(id: string, kind: string, type: string, objective: string): Facts {
  return {
    id: [as(id, 'inspection.id', `01970000-00${id.slice(1)}-7000-8000-000000000001`)],
    kind: [as(kind, 'inspection.type', type), as(kind, 'inspection.objective', objective)],
    sanctions_regime: [same('inspection.legalBasis.asWritten')],
    date: [date('inspection.period.from')],
    date_end: [nothing('inspection.period.to')],
    place: [same('inspection.place.placeName')],
    observed_by: [same('inspection.parties.0.note')],
    outcome: [same('inspection.outcomeText')],
    source_quote: [same('inspection.documents.0.quote')],
    source_url: [same('inspection.documents.0.url')],
    source_document: [same('inspection.documents.0.title')],
    notes: [begins('inspection.remarks')],
    conflicting_claims: [emptyList('inspection.claims')],
  };
}

export const country = (code: string, path = 'inspection.place.adminCode', stored = code): Facts => ({
  country_iso2: [as(code, path, stored)],
});

interface Line {
  quantity: number | null;
  /** As far as it is not the quantity itself: null is open. */
  max?: null;
  unit: string;
  asWritten?: string;
  approximate?: string | true;
}

/** One line of the source's items at `observations.n` or `inspection.reportedTotals.n`. */
export function item(n: number, description: string, line: Line, list = 'observations'): Facts {
  const stored = `${list}.${n}`;
  const source = `items/${n}`;
  const quantity = `${stored}.quantity`;
  return {
    [`${source}/description`]: [as(description, `${stored}.description`, description)],
    [`${source}/quantity`]: [
      as(line.quantity, `${quantity}.min`, line.quantity),
      as(line.quantity, `${quantity}.max`, line.max === undefined ? line.quantity : line.max),
      ...(line.asWritten ? [as(line.quantity, `${quantity}.asWritten`, line.asWritten)] : []),
    ],
    [`${source}/unit`]: [as(line.unit, `${quantity}.unit`, line.unit.toUpperCase())],
    ...(line.approximate
      ? {
          [`${source}/approximate`]: [
            as(line.approximate, `${stored}.details.approximate`, line.approximate),
            as(line.approximate, `${quantity}.asWritten`, line.asWritten),
          ],
        }
      : {}),
  };
}

/** What else the source says of one item. */
export const more = (n: number, key: string, said: string | number, member: string, stored: unknown = said): Facts => ({
  [`items/${n}/${key}`]: [as(said, `observations.${n}.${member}`, stored)],
});

export const party = (n: number, name: string, kind: string, role: string): Expected['prose'] => [
  [`inspection.parties.${n}.name`, name],
  [`inspection.parties.${n}.kind`, kind],
  [`inspection.parties.${n}.role`, role],
];

export const basis = (paragraphId: string, regime: string): Expected['prose'] => [
  ['inspection.legalBasis.status', 'CITED'],
  ['inspection.legalBasis.paragraphId', paragraphId],
  ['inspection.legalBasis.regime', regime],
  ['inspection.legalBasis.historicalRegime', null],
];

export const noBasis = (historicalRegime: string): Expected['prose'] => [
  ['inspection.legalBasis.status', 'NONE'],
  ['inspection.legalBasis.paragraphId', null],
  ['inspection.legalBasis.regime', 'NONE'],
  ['inspection.legalBasis.historicalRegime', historicalRegime],
];

/** Steps of custody in order: why, from whom, to whom, where, when. */
export const custody = (
  ...steps: [reason: string, from: string | null, to: string | null, place?: string, on?: string][]
) =>
  steps.flatMap(([reason, from, to, place, on], n): Expected['prose'] => [
    [`inspection.custody.${n}.reason`, reason],
    [`inspection.custody.${n}.from`, from],
    [`inspection.custody.${n}.to`, to],
    ...(place ? ([[`inspection.custody.${n}.place.placeName`, place]] as Expected['prose']) : []),
    [`inspection.custody.${n}.at.value`, on ?? null],
    [`inspection.custody.${n}.prevId`, n === 0 ? null : expect.stringMatching(new RegExp(`-7005-8000-0{11}${n}$`))],
  ]);
