import type { Chance } from '../../seeds/demo/chance.js';
import { nobodys } from './canaries.js';
import type { OpenApi } from './routes.js';

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  format?: string;
  oneOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  pattern?: string;
}

/** Values that have broken somebody's API before. */
export const hostileValues: unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -1e-300,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53 - 1,
  '',
  ' ',
  '0',
  '-1',
  'null',
  'NaN',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\u202egnirts',
  '\ufeff',
  "' or '1'='1",
  "'; drop table people; --",
  '$1',
  '%',
  '_',
  '\\',
  '{{7*7}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression that must stay text
  '${7*7}',
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  '=cmd|calc',
  'x'.repeat(5_000),
  '🦄'.repeat(600),
  'r\u0301'.repeat(500),
  '9999-12-31',
  '0000-00-00',
  '2026-02-30',
  '-000001-01-01',
  '2026-13',
  '9999999999-01-01',
  '2026-01-01T00:00:00Z',
  '2026-01-01T25:61:61Z',
  '00000000-0000-0000-0000-000000000000',
  [],
  {},
  [null],
  [[[[[]]]]],
  { type: 'Point', coordinates: [1e300, 1e300] },
  { type: 'Point', coordinates: ['1', '2'] },
  { value: '2026', precision: 'DAY' },
  { constructor: { prototype: { polluted: true } } },
  { toString: 'x', valueOf: 'y', hasOwnProperty: 'z' },
  { length: 1e9 },
  // biome-ignore lint/suspicious/noThenProperty: what a careless await would call
  { then: 'x' },
];

/** Bodies that are not what they say, as bytes. */
export const hostileBodies: string[] = [
  '',
  ' ',
  '{',
  '[]',
  'null',
  '"text"',
  '1',
  '{}{}',
  '{"a":1}trailing',
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '\ufeff{}',
  '{"a":1e400}',
  '{"a":NaN}',
  '{"a":12345678901234567890}',
  '{"a":0.1,}',
  "{'a':1}",
  '{"a":"\u0001"}',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  `{"a":${'9'.repeat(100_000)}}`,
];

/** Makes requests from the document: valid as far as a schema says, then spoilt in one place or more. */
export class Hostile {
  constructor(
    private readonly document: OpenApi,
    private readonly chance: Chance,
    /** Ids of records that are there, so that some requests come further than to a 404. */
    private readonly ids: string[],
  ) {}

  /** A value that the schema allows. */
  valid(schema: Schema, depth = 0): unknown {
    const { chance } = this;
    if (schema.$ref) return this.valid(this.named(schema.$ref), depth);
    if (schema.allOf) return this.valid(schema.allOf[0] ?? {}, depth);
    if (schema.oneOf) return this.valid(chance.of(schema.oneOf), depth);
    if (schema.enum) return chance.of(schema.enum);
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    switch (type) {
      case 'object': {
        const wanted = new Set(schema.required);
        const entries = Object.entries(schema.properties ?? {}).filter(
          ([name]) => wanted.has(name) || chance.percent(depth > 3 ? 5 : 35),
        );
        return Object.fromEntries(entries.map(([name, member]) => [name, this.valid(member, depth + 1)]));
      }
      case 'array':
        return Array.from({ length: chance.between(0, Math.min(3, schema.maxItems ?? 3)) }, () =>
          this.valid(schema.items ?? {}, depth + 1),
        );
      case 'integer':
      case 'number': {
        const least = schema.minimum ?? 0;
        const most = Math.min(schema.maximum ?? 1_000, least + 10_000);
        return type === 'integer' ? chance.between(Math.ceil(least), Math.floor(most)) : (least + most) / 2;
      }
      case 'boolean':
        return chance.percent(50);
      default:
        return this.text(schema);
    }
  }

  /** The same with one to three places spoilt. */
  spoilt(schema: Schema): unknown {
    let value = this.valid(schema);
    for (let n = this.chance.between(1, 3); n > 0; n--) value = this.spoil(value);
    return value;
  }

  /** Any value of the corpus. */
  anything(): unknown {
    return this.chance.of(hostileValues);
  }

  private text(schema: Schema): string {
    const { chance } = this;
    if (schema.format === 'uuid') return chance.percent(70) && this.ids.length > 0 ? chance.of(this.ids) : nobodys();
    if (schema.format === 'date')
      return `20${chance.between(10, 26)}-0${chance.between(1, 9)}-1${chance.between(0, 9)}`;
    if (schema.format === 'date-time') return `20${chance.between(10, 26)}-01-01T00:00:00Z`;
    if (schema.pattern?.includes('A-Z')) return `ABC${chance.between(10, 99)}`;
    return `text ${chance.between(0, 999)}`.slice(0, schema.maxLength ?? 20);
  }

  private spoil(value: unknown): unknown {
    const { chance } = this;
    if (typeof value !== 'object' || value === null || chance.percent(10)) return this.anything();
    const keys = Object.keys(value);
    if (keys.length === 0 || chance.percent(10))
      return Array.isArray(value) ? [...value, this.anything()] : { ...value, [this.strangeKey()]: this.anything() };
    const key = chance.of(keys);
    const inner = this.spoil((value as Record<string, unknown>)[key]);
    return Array.isArray(value) ? value.map((one, n) => (String(n) === key ? inner : one)) : { ...value, [key]: inner };
  }

  private strangeKey(): string {
    return this.chance.of([
      'id',
      'bodyId',
      'recordedBy',
      'classification',
      'toString',
      'a/b~c',
      '',
      '0',
      'x'.repeat(150),
    ]);
  }

  private named($ref: string): Schema {
    return (this.document.components.schemas[$ref.split('/').at(-1) ?? ''] ?? {}) as Schema;
  }
}
