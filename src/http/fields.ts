import { ValidateBy, ValidateNested, type ValidationArguments } from 'class-validator';
import { codesOf } from '../codes.js';
import { levels } from './shape.js';
import { boundsOf, earliestDate, isInFuture, precisionOf, type VagueDate } from './vague-date.js';

/**
 * The vocabulary of request classes. Each decorator is a class-validator constraint and the field's JSON Schema in
 * one, so what the OpenAPI document says is what is enforced. One constraint a field: it answers with the first
 * thing wrong as `code|detail`.
 */

/** A JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it). */
export type Schema = Record<string, unknown>;

type RequestClass = new () => object;

/** What is known of one field of a request class. */
export interface Field {
  schema: Schema;
  required: boolean;
  nullable: boolean;
  nested?: () => RequestClass;
  list: boolean;
}

interface Common {
  doc: string;
  required?: true;
  /** In a PATCH, null clears the field; in other requests null is read as absent unless `required`. */
  nullable?: boolean;
}

const registry = new Map<object, Map<string, Field>>();

/** The fields of a request class, in the order they were written. */
export function fieldsOf(requestClass: RequestClass): Map<string, Field> {
  const own = registry.get(requestClass.prototype as object);
  const parent = Object.getPrototypeOf(requestClass) as RequestClass;
  const inherited = typeof parent === 'function' && parent.prototype ? fieldsOf(parent) : new Map<string, Field>();
  return new Map([...inherited, ...(own ?? [])]);
}

type Check = (value: unknown) => string | null;

function field(common: Common, schema: Schema, check: Check, extra: Partial<Field> = {}): PropertyDecorator {
  return (target, key) => {
    const fields = registry.get(target) ?? new Map<string, Field>();
    registry.set(target, fields);
    const nullable = common.nullable ?? !common.required;
    fields.set(String(key), {
      schema: { ...schema, description: common.doc },
      required: common.required ?? false,
      nullable,
      list: false,
      ...extra,
    });
    const judge: Check = value => {
      if (value === undefined) return common.required ? 'required|This field is required.' : null;
      if (value === null) return nullable ? null : 'null_not_allowed|This field cannot be null.';
      return check(value);
    };
    ValidateBy({
      name: 'field',
      validator: {
        validate: value => judge(value) === null,
        defaultMessage: (args?: ValidationArguments) => judge(args?.value) ?? '',
      },
    })(target, String(key));
  };
}

const wrongType = (wanted: string) => `wrong_type|Expected ${wanted}.`;
const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** True for any UUID of RFC 9562. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && uuidPattern.test(value);

function checkText(value: unknown, max: number, pattern?: RegExp): string | null {
  if (typeof value !== 'string') return wrongType('a string');
  if (value.trim() === '') return 'empty|This text is empty; leave the field out instead.';
  if (value.length > max) return `too_long|At most ${max} characters.`;
  // NUL cannot be stored; half a surrogate pair is no character.
  if (value.includes('\u0000') || !value.isWellFormed())
    return 'bad_characters|The text holds characters that no text can hold.';
  return pattern && !pattern.test(value) ? `bad_format|The text must match ${pattern.source}.` : null;
}

/** Text as written: kept character for character. */
export const Text = (options: Common & { max?: number; pattern?: RegExp }): PropertyDecorator => {
  const max = options.max ?? 4000;
  const schema = {
    type: 'string',
    minLength: 1,
    maxLength: max,
    ...(options.pattern ? { pattern: options.pattern.source } : {}),
  };
  return field(options, schema, v => checkText(v, max, options.pattern));
};

/** A list of texts. */
export const Texts = (options: Common & { max?: number; maxItems?: number }): PropertyDecorator => {
  const max = options.max ?? 200;
  const maxItems = options.maxItems ?? 50;
  return field(options, { type: 'array', maxItems, items: { type: 'string', minLength: 1, maxLength: max } }, v =>
    checkList(v, maxItems, item => checkText(item, max)),
  );
};

function checkList(value: unknown, maxItems: number, check: Check): string | null {
  if (!Array.isArray(value)) return wrongType('an array');
  if (value.length > maxItems) return `too_many|At most ${maxItems} entries.`;
  for (const item of value) {
    const fault = check(item);
    if (fault) return fault;
  }
  return null;
}

/** A UUID of any RFC 9562 version. */
export const Id = (options: Common): PropertyDecorator =>
  field(options, { type: 'string', format: 'uuid' }, v => (isUuid(v) ? null : 'bad_id|Expected a UUID (RFC 9562).'));

/** Several UUIDs, each once. */
export const Ids = (options: Common & { maxItems: number }): PropertyDecorator =>
  field(
    options,
    { type: 'array', maxItems: options.maxItems, uniqueItems: true, items: { type: 'string', format: 'uuid' } },
    v => {
      const fault = checkList(v, options.maxItems, item => (isUuid(item) ? null : 'bad_id|Expected UUIDs (RFC 9562).'));
      if (fault) return fault;
      const ids = (v as string[]).map(id => id.toLowerCase());
      return new Set(ids).size < ids.length ? 'named_twice|The same id stands here twice.' : null;
    },
  );

function checkCode(value: unknown, list: string): string | null {
  if (typeof value === 'string' && codesOf(list).has(value)) return null;
  return `unknown_code|Not a code of this list; see /api/v1/code-lists/${list}.`;
}

/** A code of a list at `GET /code-lists/{name}`. */
export const Code = (list: string, options: Common): PropertyDecorator =>
  field(options, { type: 'string', enum: [...codesOf(list).keys()], 'x-code-list': list }, v => checkCode(v, list));

/** Several codes of one list. */
export const Codes = (list: string, options: Common): PropertyDecorator =>
  field(
    options,
    {
      type: 'array',
      maxItems: 50,
      uniqueItems: true,
      items: { type: 'string', enum: [...codesOf(list).keys()] },
      'x-code-list': list,
    },
    v => checkList(v, 50, item => checkCode(item, list)),
  );

/** Handling marks; some carry whom or until when they concern after a colon, such as `THIRD_STATE_INFO:FR`. */
export const Caveats = (options: Common): PropertyDecorator =>
  field(
    options,
    {
      type: 'array',
      maxItems: 20,
      items: { type: 'string', pattern: '^[A-Z_]+(:[A-Za-z0-9:.+-]{1,40})?$' },
      'x-code-list': 'caveat',
    },
    v =>
      checkList(v, 20, item =>
        typeof item === 'string' && /^[A-Z_]+(:[A-Za-z0-9:.+-]{1,40})?$/.test(item)
          ? checkCode(item.split(':')[0], 'caveat')
          : wrongType('a caveat such as NO_NAMES or THIRD_STATE_INFO:FR'),
      ),
  );

/** A record's level (ST/SGB/2007/6). */
export const Level = (options: Common): PropertyDecorator => OneOf(levels, options);

/** One of a few fixed words that are no code list. */
export const OneOf = (words: readonly string[], options: Common): PropertyDecorator =>
  field(options, { type: 'string', enum: words }, v =>
    typeof v === 'string' && words.includes(v) ? null : `unknown_code|Expected one of ${words.join(', ')}.`,
  );

/** Several of a few fixed words that are no code list. */
export const Words = (words: readonly string[], options: Common): PropertyDecorator =>
  field(
    options,
    { type: 'array', maxItems: words.length, uniqueItems: true, items: { type: 'string', enum: words } },
    v =>
      checkList(v, words.length, item =>
        typeof item === 'string' && words.includes(item) ? null : `unknown_code|Expected some of ${words.join(', ')}.`,
      ),
  );

/** A number in a closed range; `integer` refuses fractions. */
export const Num = (
  options: Common & { min: number; max: number; integer?: boolean; rule?: string },
): PropertyDecorator =>
  field(options, { type: options.integer ? 'integer' : 'number', minimum: options.min, maximum: options.max }, v => {
    if (typeof v !== 'number' || !Number.isFinite(v)) return wrongType('a number');
    if (options.integer && !Number.isInteger(v)) return wrongType('a whole number');
    return v < options.min || v > options.max
      ? `${options.rule ?? 'out_of_range'}|From ${options.min} to ${options.max}.`
      : null;
  });

/** Numbers from 0 to 1, one for each character of a reading. */
export const Confidences = (options: Common): PropertyDecorator =>
  field(options, { type: 'array', maxItems: 200, items: { type: 'number', minimum: 0, maximum: 1 } }, v =>
    checkList(v, 200, n => (typeof n === 'number' && n >= 0 && n <= 1 ? null : 'out_of_range|From 0 to 1.')),
  );

/** True or false. */
export const Flag = (options: Common): PropertyDecorator =>
  field(options, { type: 'boolean' }, v => (typeof v === 'boolean' ? null : wrongType('true or false')));

/** A day, `YYYY-MM-DD`. */
export const Day = (options: Common): PropertyDecorator =>
  field(options, { type: 'string', format: 'date' }, v =>
    typeof v === 'string' && precisionOf(v) === 'DAY' ? null : 'bad_date|Expected a day that exists, as YYYY-MM-DD.',
  );

/** Several days, each once. */
export const Days = (options: Common & { maxItems: number }): PropertyDecorator =>
  field(
    options,
    { type: 'array', maxItems: options.maxItems, uniqueItems: true, items: { type: 'string', format: 'date' } },
    v =>
      checkList(v, options.maxItems, item =>
        typeof item === 'string' && precisionOf(item) === 'DAY'
          ? null
          : 'bad_date|Expected days that exist, as YYYY-MM-DD.',
      ),
  );

/** An instant, RFC 3339 with a zone. */
export const Instant = (options: Common): PropertyDecorator =>
  field(options, { type: 'string', format: 'date-time' }, v =>
    typeof v === 'string' && precisionOf(v) === 'MINUTE'
      ? null
      : 'bad_date|Expected an instant such as 2026-01-31T08:00:00Z.',
  );

const vagueSchema: Schema = {
  oneOf: [
    { type: 'string', description: 'Short for {value, precision}: the form of the value tells the precision.' },
    { $ref: '#/components/schemas/VagueDate' },
  ],
};

/** A year, a month or a day as a report gives it, as short text or with its precision. */
export const Reported = (options: Common): PropertyDecorator =>
  field(
    options,
    {
      oneOf: [
        { type: 'string', description: 'Such as 2015, 2015-10 or 2015-10-01.' },
        {
          type: 'object',
          required: ['value'],
          additionalProperties: false,
          properties: {
            value: { type: 'string' },
            precision: { type: 'string', enum: ['YEAR', 'MONTH', 'DAY'] },
          },
        },
      ],
    },
    v => {
      const { value, precision, ...rest } = (typeof v === 'object' && v !== null ? v : {}) as Record<string, unknown>;
      const found = typeof value === 'string' ? precisionOf(value) : null;
      if (!found || found === 'MINUTE' || Object.keys(rest).length > 0)
        return 'bad_date|Expected a year, a month or a day that exists, such as 2015-10.';
      return precision === undefined || precision === found ? null : `bad_date|This value has the precision ${found}.`;
    },
  );

/** A date of any precision; never before 1945, and not in the future unless the field is a plan. */
export const When = (options: Common & { mayBeFuture?: true }): PropertyDecorator =>
  field(options, vagueSchema, value => {
    const date = typeof value === 'string' ? shorthand(value) : value;
    const fault = checkVagueDate(date);
    if (fault) return fault;
    const good = date as VagueDate;
    const { from, to } = boundsOf(good);
    if (to && to <= earliestDate) return 'date_before_1945|No date before 1945-01-01.';
    if (from && from < earliestDate) return 'date_before_1945|No date before 1945-01-01.';
    return !options.mayBeFuture && isInFuture(good) ? 'date_in_future|This date is still to come.' : null;
  });

/** `"2015-10"` for `{value: "2015-10", precision: "MONTH"}`; anything else stays itself, to be refused. */
export function shorthand(value: string): unknown {
  const precision = precisionOf(value);
  return precision ? { value, precision } : value;
}

const vagueKeys = new Set(['value', 'precision', 'about', 'inferred', 'asWritten', 'note']);

function checkVagueDate(date: unknown): string | null {
  if (typeof date !== 'object' || date === null || Array.isArray(date)) {
    return 'bad_date|Expected a date such as {"value": "2015-10", "precision": "MONTH"} or "2015-10".';
  }
  const raw = date as Record<string, unknown>;
  const stranger = Object.keys(raw).find(key => !vagueKeys.has(key));
  if (stranger !== undefined)
    return 'unknown_field|A date has value, precision, about, inferred, asWritten and note only.';
  if (raw.about !== undefined && typeof raw.about !== 'boolean') return 'wrong_type|`about` is true or false.';
  if (raw.inferred !== undefined && typeof raw.inferred !== 'boolean') return 'wrong_type|`inferred` is true or false.';
  for (const key of ['asWritten', 'note']) {
    const fault = raw[key] === undefined || raw[key] === null ? null : checkText(raw[key], 500);
    if (fault) return fault;
  }
  // As the document says: a month without its precision would pass for a day.
  if (raw.value === undefined || raw.precision === undefined)
    return 'bad_date|A date has both value and precision; "2015-10" alone is the short form.';
  if (raw.value === null)
    return raw.precision === 'UNKNOWN' ? null : 'bad_date|Without a value the precision is UNKNOWN.';
  const precision = typeof raw.value === 'string' ? precisionOf(raw.value) : null;
  if (!precision) return 'bad_date|The value must be a year, a month, a day or an instant with its zone, and exist.';
  return raw.precision === precision ? null : `bad_date|This value has the precision ${precision}.`;
}

/** An object of another request class. */
export const Nested = (type: () => RequestClass, options: Common): PropertyDecorator => {
  const decorate = field(options, {}, () => null, { nested: type });
  return (target, key) => {
    decorate(target, key);
    ValidateNested()(target, String(key));
  };
};

/** A list of objects of another request class. */
export const ListOf = (type: () => RequestClass, options: Common & { maxItems: number }): PropertyDecorator => {
  const decorate = field(
    options,
    { type: 'array', maxItems: options.maxItems },
    v =>
      Array.isArray(v) && v.length > options.maxItems
        ? `too_many|At most ${options.maxItems} entries in one request.`
        : null,
    { nested: type, list: true },
  );
  return (target, key) => {
    decorate(target, key);
    ValidateNested({ each: true })(target, String(key));
  };
};

/** A GeoJSON point; the ranges keep it on the globe. */
export const Point = (options: Common): PropertyDecorator =>
  field(options, { $ref: '#/components/schemas/Point' }, v => {
    const raw = v as { type?: unknown; coordinates?: unknown };
    if (
      typeof v !== 'object' ||
      Object.keys(raw).some(k => k !== 'type' && k !== 'coordinates') ||
      raw.type !== 'Point' ||
      !Array.isArray(raw.coordinates)
    ) {
      return 'wrong_type|Expected {"type": "Point", "coordinates": [longitude, latitude]}.';
    }
    const [lon, lat, ...rest] = raw.coordinates as unknown[];
    if (rest.length > 0 || typeof lon !== 'number' || typeof lat !== 'number')
      return 'wrong_type|Expected [longitude, latitude].';
    return Math.abs(lon) > 180 || Math.abs(lat) > 90
      ? 'off_the_globe|Longitude is -180 to 180, latitude -90 to 90.'
      : null;
  });

/** The rest of what a source says of an object: flat names, texts, numbers or true/false, at most 60 of them. */
export const Details = (options: Common): PropertyDecorator =>
  field(
    options,
    {
      type: 'object',
      maxProperties: 60,
      additionalProperties: { type: ['string', 'number', 'boolean', 'array', 'null'] },
    },
    v => {
      if (typeof v !== 'object' || Array.isArray(v)) return wrongType('an object');
      const entries = Object.entries(v as Record<string, unknown>);
      if (entries.length > 60) return 'too_many|At most 60 entries.';
      for (const [key, value] of entries) {
        if (!/^[A-Za-z][A-Za-z0-9]{0,59}$/.test(key)) return 'bad_format|Names are letters and digits, at most 60.';
        const leaves = Array.isArray(value) ? value : [value];
        for (const leaf of leaves) {
          if (
            typeof leaf === 'string'
              ? checkText(leaf, 2000) !== null
              : !(leaf === null || ['number', 'boolean'].includes(typeof leaf))
          ) {
            return 'wrong_type|Values are texts, numbers, true/false, or lists of these.';
          }
        }
      }
      return null;
    },
  );
