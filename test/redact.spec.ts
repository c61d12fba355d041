import fc from 'fast-check';
import { profiles } from '../src/releases/profiles.js';
import { coarseDate, coarsePlace, coarseSerial, findable, redact } from '../src/releases/redact.js';
import { releasable } from '../src/releases/release-fields.js';

const cut = { serial: 'TAIL_MASKED', hidden: 3, pseudonym: (serial: string) => `P-${serial.length}` } as const;

describe('redaction', () => {
  it('makes a date as coarse as asked and never finer than it was, without what was written', () => {
    const minute = {
      value: '2026-02-05T08:30:00Z',
      precision: 'MINUTE',
      asWritten: 'w',
      note: 'n',
      about: true,
    } as const;
    expect(coarseDate(minute, 'DAY')).toEqual({ value: '2026-02-05', precision: 'DAY', about: true });
    expect(coarseDate(minute, 'MONTH')).toEqual({ value: '2026-02', precision: 'MONTH', about: true });
    expect(coarseDate(minute, 'YEAR')).toEqual({ value: '2026', precision: 'YEAR', about: true });
    expect(coarseDate({ value: '2015', precision: 'YEAR' }, 'DAY')).toEqual({
      value: '2015',
      precision: 'YEAR',
      about: false,
    });
    expect(coarseDate({ value: null, precision: 'UNKNOWN', asWritten: 'long ago' }, 'DAY')).toEqual({
      value: null,
      precision: 'UNKNOWN',
    });
  });

  it('gives the same middle for every point of a cell, and lies within its accuracy', () => {
    const degrees = fc.double({ min: -80, max: 80, noNaN: true });
    fc.assert(
      fc.property(degrees, degrees, fc.constantFrom('KM1' as const, 'KM10' as const), (lon, lat, to) => {
        const shown = coarsePlace({ placeName: 'Secret' }, { coordinates: [lon, lat] }, to) as {
          point: { coordinates: [number, number] };
          accuracyM: number;
        };
        const again = coarsePlace(null, { coordinates: shown.point.coordinates }, to) as typeof shown;
        expect(again.point).toEqual(shown.point);
        const metres = Math.hypot(shown.point.coordinates[0] - lon, shown.point.coordinates[1] - lat) * 111_320;
        expect(metres).toBeLessThanOrEqual(shown.accuracyM);
        expect(Object.keys(shown).sort()).toEqual(['accuracyM', 'point']);
      }),
    );
    const place = { placeName: 'Camp', adminCode: 'XV-NO', accuracyM: 50 };
    expect(coarsePlace(place, null, 'KM1')).toBeNull();
    expect(coarsePlace(place, null, 'ADMIN_CODE')).toEqual({ adminCode: 'XV-NO' });
    expect(coarsePlace(place, null, 'COUNTRY')).toEqual({ country: 'XV' });
    expect(coarsePlace({ placeName: 'Camp' }, { coordinates: [1, 2] }, 'COUNTRY')).toBeNull();
    expect(coarsePlace(place, { coordinates: [1, 2] }, 'NONE')).toBeUndefined();
  });

  it('hides the end of a serial, of a short one more than half', () => {
    expect(coarseSerial('AB-4711', 'AB4711', cut)).toBe('AB-4•••');
    expect(coarseSerial('1234', '1234', { ...cut, hidden: 1 })).toBe('1•••');
    expect(coarseSerial('12', '12', cut)).toBe('••');
    expect(coarseSerial('КГ1234', 'KГ1234', { ...cut, serial: 'PSEUDONYM' })).toBe('P-6');
    expect(coarseSerial('1234', '1234', { ...cut, serial: 'NONE' })).toBeNull();
  });

  it('keeps no field that is not named, and none at all that cannot be released', () => {
    const live = { class: 'SMALL_ARM', holder: 'X', claims: [{ saidBy: 'X' }], remarks: 'X', id: 'X', recordedAt: 'X' };
    const all = {
      fields: ['class', 'holder', 'claims', 'id', 'recordedAt'],
      date: 'DAY',
      place: 'POINT',
      ...cut,
    } as const;
    expect(redact('OBSERVATION', live, all)).toEqual({ class: 'SMALL_ARM' });
    expect(
      redact('OBSERVATION', { ...live, serials: [] }, { ...all, serial: 'NONE', fields: ['serials', 'lotRaw'] }),
    ).toEqual({});
    expect(findable({ makeRaw: 'Zastava', observedAt: { value: '2026-02', precision: 'MONTH' } })).toMatchObject({
      words: 'zastava 2026-02',
      dated_from: new Date('2026-02-01Z'),
      dated_to: new Date('2026-03-01Z'),
    });
  });

  it('has rules in every profile for every kind of body, naming only what can be released and no free text', () => {
    for (const { code, recipients } of profiles) {
      expect([code, Object.keys(recipients).sort()]).toEqual([
        code,
        ['COMMITTEE_SECRETARIAT', 'HEADQUARTERS', 'HOST_STATE_OFFICE', 'MISSION', 'PANEL'],
      ]);
      for (const rules of Object.values(recipients))
        for (const [series, fields] of Object.entries(rules.fields))
          for (const field of fields) {
            const kind = releasable[series as keyof typeof releasable][field];
            expect([code, series, field, kind !== undefined && kind !== 'text']).toEqual([code, series, field, true]);
          }
    }
  });
});
