import mgrs from 'mgrs';
import type { Fault } from '../http/problems.js';
import type { Place } from './place.dto.js';

/** A place as it is stored: what was typed, and the coordinates that follow from it. */
export interface StoredPlace {
  place: Place | null;
  lon: number | null;
  lat: number | null;
}

/** Zone 1–60, band C–X without I and O, 100 km square, and 0 to 5 digits each for easting and northing. */
const mgrsPattern = /^([1-9]|[1-5]\d|60)[C-HJ-NP-X][A-HJ-NP-Z][A-HJ-NP-V](\d{2}|\d{4}|\d{6}|\d{8}|\d{10})?$/;

const bands = 'CDEFGHJKLMNPQRSTUVWX';
const columns = ['ABCDEFGH', 'JKLMNPQR', 'STUVWXYZ'];

/**
 * True when the zone has the column and the point lies in the band. The library reckons on beyond both, and a slip of
 * one letter would put the place a thousand kilometres away. A square reaches at most a degree over its band's edge.
 */
function squareExists(compact: string, lat: number): boolean {
  const [, zone = '', band = '', column = ''] = /^(\d+)(.)(.)/.exec(compact) ?? [];
  const south = -80 + 8 * bands.indexOf(band);
  const north = band === 'X' ? 84 : south + 8;
  return (columns[(Number(zone) - 1) % 3] ?? '').includes(column) && lat > south - 1 && lat < north + 1;
}

/** Coordinates of a place, from its point or its MGRS reference; faults are added where neither can be read. */
export function storePlace(place: Place | null | undefined, pointer: string, faults: Fault[]): StoredPlace {
  if (!place) return { place: null, lon: null, lat: null };
  if (!place.point && !place.mgrs && !place.placeName && !place.siteId) {
    faults.push({ pointer, code: 'place_missing', detail: 'Give a point, an MGRS reference, a place name or a site.' });
  }
  if (place.point) return { place, lon: place.point.coordinates[0], lat: place.point.coordinates[1] };
  if (!place.mgrs) return { place, lon: null, lat: null };
  const compact = place.mgrs.toUpperCase().replaceAll(/\s/g, '');
  try {
    if (!mgrsPattern.test(compact)) throw new Error('not of the form');
    const [lon, lat] = mgrs.toPoint(compact) as [number, number];
    if (!Number.isFinite(lon) || !Number.isFinite(lat) || Math.abs(lon) > 180 || Math.abs(lat) > 90)
      throw new Error('outside');
    if (!squareExists(compact, lat)) throw new Error('no such square');
    return { place, lon, lat };
  } catch {
    faults.push({
      pointer: `${pointer}/mgrs`,
      code: 'off_the_globe',
      detail: 'This is not a reference of the Military Grid Reference System.',
    });
    return { place, lon: null, lat: null };
  }
}
