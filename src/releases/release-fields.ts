/** The series of records that can be released one by one. */
export const allSeries = ['INSPECTION', 'OBSERVATION', 'SITE'] as const;

/** One of them. */
export type Series = (typeof allSeries)[number];

/** How a field is made coarser: by nothing, or by the precision of that name; free text may hold names. */
export type FieldKind =
  | 'plain'
  | 'text'
  | 'date'
  | 'period'
  | 'place'
  | 'placeName'
  | 'serials'
  | 'lot'
  | 'marks'
  | 'quantity'
  | 'access';

const inspection: Record<string, FieldKind> = {
  ref: 'plain',
  type: 'plain',
  status: 'plain',
  period: 'period',
  place: 'place',
  outcomes: 'plain',
  outcomeText: 'text',
  objective: 'text',
  remarks: 'text',
  accessResults: 'access',
};

const observation: Record<string, FieldKind> = {
  inspectionRef: 'plain',
  n: 'plain',
  class: 'plain',
  description: 'text',
  category1997: 'plain',
  categoryUnroca: 'plain',
  makeRaw: 'plain',
  modelRaw: 'plain',
  calibreRaw: 'plain',
  factoryMarkCode: 'plain',
  countryOfManufacture: 'plain',
  yearRaw: 'plain',
  yearOfManufacture: 'plain',
  markingStatus: 'plain',
  erasureMethod: 'plain',
  conversion: 'plain',
  condition: 'plain',
  holderType: 'plain',
  quantity: 'quantity',
  observedAt: 'date',
  place: 'place',
  serials: 'serials',
  marks: 'marks',
  headstamp: 'plain',
  ammoKind: 'plain',
  ammoState: 'plain',
  lotRaw: 'lot',
  unNumber: 'plain',
  hazardDivision: 'plain',
  remarks: 'text',
};

const site: Record<string, FieldKind> = { name: 'placeName', kind: 'plain', place: 'place' };

/**
 * What can leave a body at all. Names of persons and parties, holders, teams, custody, documents, claims, gradings of
 * sources, ids of live records and times of recording are not here, so no profile and no choice can release them.
 */
export const releasable: Record<Series, Record<string, FieldKind>> = {
  INSPECTION: inspection,
  OBSERVATION: observation,
  SITE: site,
};
