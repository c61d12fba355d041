import { instant, integer, jsonOf, type Shape, shape, text, uuid } from '../http/shape.js';
import { factKinds } from './fact-kinds.js';
import type { FactSpec } from './fact-shape.js';
import type { ReferenceListSpec } from './reference-list.js';

/** A version of a fact: the whole fact, why it was corrected, by whom, and until when it was believed. */
export function versionShape({ whole, kind, rows, key }: FactSpec): Shape {
  return shape(`VersionOf${whole.name}`, 'v', {
    version: integer(),
    fact: {
      schema: { $ref: `#/components/schemas/${whole.name}` },
      // What goes with it, such as a panel's mandates, is as believed when the version was recorded.
      sql: `(select ${jsonOf(whole)} from (select asked.day, v.recorded_at as believed) asked ${rows}
              where ${key} = v.${factKinds[kind].keyColumn})`,
    },
    reason: text({
      nullable: true,
      doc: 'Why it was corrected; null for what was told first or came with the installation.',
    }),
    source: text(),
    recordedAt: instant('v.recorded_at'),
    recordedById: uuid({
      sql: 'v.recorded_by',
      nullable: true,
      doc: 'The appointment that told it; null for what came with the installation.',
    }),
    supersededAt: instant('v.superseded_at', { nullable: true, doc: 'Null for the version that is believed now.' }),
  });
}

/** All versions of the fact whose key is $3, newest first. */
export function historyOf(spec: FactSpec): ReferenceListSpec {
  const { table, keyColumn } = factKinds[spec.kind];
  return {
    shape: versionShape(spec),
    rows: `cross join (select x.* from ref.${table} x where x.${keyColumn} = $3) v`,
    // The key ascends as the version descends.
    key: `to_char(1000000 - v.version, 'FM0000000')`,
    filters: {},
  };
}
