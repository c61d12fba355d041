import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { World } from '../world.js';

/** A row by its column names; objects become JSON. */
type Row = Record<string, unknown>;

/** Puts rows of one body straight into the tables, as the database's owner, without asking the product. */
export function recordsOf(world: World, who: string) {
  const [, body = ''] = who.split('@');
  const put = async (table: string, row: Row): Promise<string> => {
    const id = uuidv7();
    const whole: Row = { body_id: world.id(body), id, recorded_by: world.appointmentIds.get(who), ...row };
    const names = Object.keys(whole);
    const json = (value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value) && !Buffer.isBuffer(value)
        ? JSON.stringify(value)
        : value;
    await world.owner.query(
      `insert into ${table} (${names.join(', ')}) values (${names.map((_, n) => `$${n + 1}`).join(', ')})`,
      names.map(name => json(whole[name])),
    );
    return id;
  };
  const dated = (value: string | null) =>
    value === null
      ? { value: null, precision: 'UNKNOWN' }
      : { value, precision: { 4: 'YEAR', 7: 'MONTH' }[value.length] ?? 'DAY' };
  const first = (value: string | null) => value && `${value}${'-01-01'.slice(value.length - 4)}T00:00:00Z`;
  let n = 0;
  return {
    inspection: (day: string | null, row: Row = {}) =>
      put('inspections', {
        ref: `${body}-INS-T-${++n}`,
        content_hash: randomBytes(32),
        type: 'ARMOURY',
        status: 'COMPLETED',
        period: { from: dated(day), to: null },
        period_from: first(day),
        legal_basis: {},
        ...row,
      }),
    access: (inspection: string, day: string | null, result: string, row: Row = {}) => {
      const host = ['DENIED', 'PARTIAL', 'DELAYED', 'POSTPONED_BY_HOST'].includes(result);
      const cause = host
        ? 'HOST_CAUSED'
        : result === 'FULL'
          ? 'FULL'
          : result.startsWith('ABORTED')
            ? 'MISSION_CAUSED'
            : 'NEUTRAL';
      return put('access_results', {
        inspection_id: inspection,
        result,
        cause,
        at: dated(day),
        at_from: first(day),
        ...(host && { scope: 'WHOLE_SITE', reason: 'REFUSED_NO_REASON', denial: { deniedBy: 'Colonel Canary' } }),
        remarks: 'Canary remark',
        ...row,
      });
    },
    line: (inspection: string, day: string | null, kind: string, row: Row = {}) =>
      put('observations', {
        inspection_id: inspection,
        n: ++n,
        content_hash: randomBytes(32),
        class: kind,
        country: 'NOT_STATED',
        marking_status: 'ORIGINAL_COMPLETE',
        holder_type: 'STATE_MIL',
        access_mode: 'PHYSICAL_HANDLED',
        acquisition_context: 'INSPECTED_IN_STOCK',
        condition: 'SERVICEABLE',
        qty_min: 1,
        qty_max: 1,
        unit: 'ITEM',
        method: 'COUNTED',
        observed: dated(day),
        observed_from: first(day),
        source_grade: 'A',
        information_grade: '1',
        make_raw: 'Izhevsk',
        model_raw: 'AKM',
        calibre_raw: '7.62x39',
        remarks: 'Canary remark',
        ...row,
      }),
    serial: (observation: string, raw: string) =>
      put('serials', {
        observation_id: observation,
        n: 1,
        raw,
        norm: raw,
        script: 'LATN',
        position: 'RECEIVER',
        origin: 'FACTORY',
        read_method: 'EYE',
        is_primary: true,
      }),
  };
}
