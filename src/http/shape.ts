import type { Schema } from './fields.js';

/**
 * The one literal list of what an answer holds: each member's name, where it comes from in SQL, and its schema.
 * PostgreSQL builds the JSON from it, the OpenAPI document describes it, and nothing can differ between the two.
 */
export interface Member {
  /** SQL expression; by default the snake_case column of the shape's alias. */
  sql?: string;
  schema: Schema;
}

/** A named answer. */
export interface Shape {
  name: string;
  alias: string;
  members: Record<string, Member>;
}

/** Declares an answer. */
export const shape = (name: string, alias: string, members: Record<string, Member>): Shape => ({
  name,
  alias,
  members,
});

const snake = (key: string) => key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);

/** The select list that builds one answer as `row_to_json` takes it. */
export function columnsOf(answer: Shape): string {
  return Object.entries(answer.members)
    .map(([key, member]) => `${member.sql ?? `${answer.alias}.${snake(key)}`} as "${key}"`)
    .join(', ');
}

/**
 * One answer as a JSON text, for the row that the alias names in the surrounding query. The row goes by a name that no
 * member has: where a member is called `answer`, `row_to_json(answer)` would be that member, not the row.
 */
export const jsonOf = (answer: Shape): string =>
  `(select row_to_json(answer_row) from (select ${columnsOf(answer)}) answer_row)`;

/** The JSON Schema of an answer. */
export function schemaOf(answer: Shape): Schema {
  return {
    type: 'object',
    required: Object.keys(answer.members),
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(answer.members).map(([key, member]) => [key, member.schema])),
  };
}

const orNull = (schema: Schema, nullable: boolean): Schema =>
  nullable
    ? typeof schema.type === 'string' && !schema.enum
      ? { ...schema, type: [schema.type, 'null'] }
      : { oneOf: [schema, { type: 'null' }] }
    : schema;

interface MemberOptions {
  sql?: string;
  doc?: string;
  nullable?: true;
}

const member = (schema: Schema, options: MemberOptions = {}): Member => ({
  schema: { ...orNull(schema, options.nullable ?? false), ...(options.doc ? { description: options.doc } : {}) },
  sql: options.sql,
});

/** A UUID. */
export const uuid = (options?: MemberOptions): Member => member({ type: 'string', format: 'uuid' }, options);
/** Text. */
export const text = (options?: MemberOptions): Member => member({ type: 'string' }, options);
/** A whole number. */
export const integer = (options?: MemberOptions): Member => member({ type: 'integer' }, options);
/** A number. */
export const number = (options?: MemberOptions): Member => member({ type: 'number' }, options);
/** True or false. */
export const flag = (options?: MemberOptions): Member => member({ type: 'boolean' }, options);
/** A list of texts. */
export const texts = (options?: MemberOptions): Member => member({ type: 'array', items: { type: 'string' } }, options);
/** A day, `YYYY-MM-DD`. */
export const day = (options?: MemberOptions): Member => member({ type: 'string', format: 'date' }, options);
/** An object without a schema of its own. */
export const object = (options?: MemberOptions): Member => member({ type: 'object' }, options);
/** A list of such objects. */
export const objects = (options?: MemberOptions): Member =>
  member({ type: 'array', items: { type: 'object' } }, options);
/** A member that refers to a named schema of the document. */
export const ref = (name: string, options?: MemberOptions): Member =>
  member({ $ref: `#/components/schemas/${name}` }, options);
/** A list of a named schema. */
export const refs = (name: string, options?: MemberOptions): Member =>
  member({ type: 'array', items: { $ref: `#/components/schemas/${name}` } }, options);

/** SQL of the present day in UTC: a term that ends on a day ends at its midnight, whatever zone a server keeps. */
export const todaySql = "(now() at time zone 'UTC')::date";

/** SQL of a timestamptz as RFC 3339 UTC with milliseconds. */
export const instantSql = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** An instant; `column` is the timestamptz it comes from. */
export const instant = (column: string, options: Omit<MemberOptions, 'sql'> = {}): Member =>
  member({ type: 'string', format: 'date-time' }, { ...options, sql: instantSql(column) });

/** A record's levels, in the order of their numbers inside the database (ST/SGB/2007/6). */
export const levels = ['UNCLASSIFIED', 'CONFIDENTIAL', 'STRICTLY_CONFIDENTIAL'] as const;

/** A record's level, smallint inside and a code outside (ST/SGB/2007/6). */
export const classification = (column: string): Member => ({
  schema: { type: 'string', enum: levels },
  sql: `(array['${levels.join(`','`)}'])[${column} + 1]`,
});

/** The level's number inside the database. */
export const levelOf = (code: string): number => levels.indexOf(code as (typeof levels)[number]);

/** The level's code outside. */
export const levelName = (level: number): (typeof levels)[number] => levels[level] ?? 'STRICTLY_CONFIDENTIAL';
