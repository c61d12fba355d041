import type { Schema } from '../http/fields.js';
import type { Filter } from '../http/lists.js';
import { day, instant, integer, type Member, type Shape, text } from '../http/shape.js';
import type { FactKindName } from './fact-kinds.js';
import { asked, believed, type ReferenceListSpec } from './reference-list.js';

/** How one kind of fact is read: as a list, one by one, and with its history. */
export interface FactSpec {
  kind: FactKindName;
  /** An entry of the list. */
  shape: Shape;
  /** One fact; the same as an entry unless it shows more. */
  whole: Shape;
  /** What follows `asked` in FROM: the facts as believed, and `s`, what is known of them that day. */
  rows: string;
  /** The natural key as SQL text. */
  key: string;
  /** SQL condition: the fact that $3 names in an address. */
  named: string;
  /** SQL of the version that is shown. */
  version: string;
  filters: Record<string, Filter>;
}

/** The rows of a table of facts, as believed, under an alias. */
export const believedRows = (table: string, alias: string): string =>
  `cross join lateral (select x.* from ref.${table} x where ${believed('x')}) ${alias}`;

/** `s`: what is known on the day of a period with these columns. */
export const standingOf = (from: string, to: string, endKind: string, knownUntil: string): string =>
  `cross join lateral (select k.state, case when k.state = 'NOT_KNOWN' then ${knownUntil} + 1 end as not_known_since
     from (select ref.standing(${from}, ${to}, ${endKind}, ${knownUntil}, asked.day) as state) k) s`;

/** The same for the columns every dated fact has. */
export const standingOfRow = (alias: string): string =>
  standingOf(`${alias}.valid_from`, `${alias}.valid_to`, `${alias}.end_kind`, `${alias}.known_until`);

/** True for what holds on the day, or is not known to have ended. */
const holds = `s.state in ('IN_FORCE', 'NOT_KNOWN')`;

/** The list of a kind of fact. */
export const listOfFacts = ({ shape, rows, key, filters }: FactSpec): ReferenceListSpec => ({
  shape,
  rows,
  key,
  onDay: holds,
  filters,
});

/** Reads one fact: $1 and $2 are those of `asked`, $3 names it. */
export const factStatement = ({ rows, named, version }: FactSpec, json: string): string =>
  `select ${json}::text as doc, ${version} as version from ${asked} ${rows} where ${named}`;

const standingSchema: Schema = {
  type: 'object',
  required: ['on', 'state', 'notKnownSince'],
  additionalProperties: false,
  description: 'What is known of it on a day. Past the last day of which anything is known it says so.',
  properties: {
    on: { type: 'string', format: 'date', description: 'The day asked for, or today (UTC).' },
    state: {
      type: 'string',
      enum: ['NOT_YET', 'IN_FORCE', 'NOT_KNOWN', 'ENDED', 'CONTESTED'],
      description: 'A code of the list standing. NOT_KNOWN still holds, with a warning; CONTESTED asserts nothing.',
    },
    notKnownSince: {
      type: ['string', 'null'],
      format: 'date',
      description: 'With NOT_KNOWN: the first day of which Cordon knows nothing.',
    },
  },
};

/** What is known of the fact on the day asked for, from `s`. */
export const standing: Member = {
  schema: standingSchema,
  sql: `json_build_object('on', asked.day, 'state', s.state, 'notKnownSince', s.not_known_since)`,
};

/** The period of a fact, half-open. */
export const period = (alias: string): Record<string, Member> => ({
  from: day({ sql: `${alias}.valid_from`, nullable: true, doc: 'Null when the beginning is not known.' }),
  to: day({ sql: `${alias}.valid_to`, nullable: true, doc: 'Exclusive: the day after the last one in force.' }),
  endKind: text({
    sql: `${alias}.end_kind`,
    doc: 'DATED, OPEN or NOT_KNOWN_AFTER; only a dated end that has passed ends anything.',
  }),
  knownUntil: day({
    sql: `${alias}.known_until`,
    nullable: true,
    doc: 'The last day of which Cordon knows; after it the fact still holds, with a warning.',
  }),
});

/** Where a fact is written, and which version of it is shown. */
export const provenance = (alias: string): Record<string, Member> => ({
  source: text({ sql: `${alias}.source` }),
  version: integer({ sql: `${alias}.version` }),
  recordedAt: instant(`${alias}.recorded_at`, { doc: 'Since when this version is believed.' }),
});
