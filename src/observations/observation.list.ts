import { boxFilter, codeFilter, dateFilter, idFilter, type ListSpec, textFilter } from '../http/lists.js';
import { observation } from './observation.shape.js';
import { normaliseMarking } from './serial.js';

const filters: ListSpec['filters'] = {
  missionId: idFilter('o.body_id = $', 'The body that owns the record; only the own one has any.'),
  class: codeFilter('observation-class', 'o.class = any ($)', 'Class; repeat for any of several.'),
  category: codeFilter(
    'category-1997',
    'o.category_1997 = any ($)',
    'Category of A/52/298; repeat for any of several.',
  ),
  categoryUnroca: codeFilter(
    'category-unroca',
    'o.category_unroca = any ($)',
    'Category of the UN Register; repeat for any of several.',
  ),
  markingStatus: codeFilter(
    'marking-status',
    'o.marking_status = any ($)',
    'State of the markings; repeat for any of several.',
  ),
  country: codeFilter('country', 'o.country = any ($)', 'Country of manufacture; repeat for any of several.'),
  calibre: textFilter('o.calibre_raw = $', 'Calibre as written.'),
  make: textFilter('o.make_raw = $', 'Make as written.'),
  serial: textFilter(
    'exists (select from serials s where s.body_id = o.body_id and s.observation_id = o.id and s.norm = $)',
    'Serial, compared without separators and look-alikes.',
    normaliseMarking,
  ),
  inspectionId: idFilter('o.inspection_id = $', 'Inspection.'),
  from: dateFilter('o.observed_to > $', 'Seen on or after, as far as the date is known.'),
  to: dateFilter('o.observed_from < $', 'Seen before.'),
  bbox: boxFilter('o.lon', 'o.lat'),
};
/** Lines of what was seen, of the reader's body. */
export const observationList: ListSpec = {
  shape: observation,
  from: 'from observations o',
  where: ['o.body_id = $1'],
  filters,
};
/** Those of one inspection, `$2`. */
export const observationsOfInspection: ListSpec = {
  ...observationList,
  where: [...(observationList.where ?? []), 'o.inspection_id = $2'],
};
