import { boxFilter, codeFilter, dateFilter, idFilter, type ListSpec, textFilter } from '../http/lists.js';
import { inspectionSummary } from './inspection.shape.js';

/** Inspections of the reader's body. */
export const inspectionList: ListSpec = {
  shape: inspectionSummary,
  from: 'from inspections i',
  where: ['i.body_id = $1'],
  filters: {
    missionId: idFilter('i.body_id = $', 'The body that owns the record; only the own one has any.'),
    type: codeFilter('inspection-type', 'i.type = any ($)', 'Type; repeat for any of several.'),
    status: codeFilter('inspection-status', 'i.status = any ($)', 'Status; repeat for any of several.'),
    outcome: codeFilter('outcome', 'i.outcomes && ($::text[])', 'Outcome; repeat for any of several.'),
    regime: textFilter('i.regime_code = $', 'Regime by its code.'),
    siteId: idFilter('i.site_id = $', 'Site.'),
    ref: textFilter('i.ref = $', 'Reference number.'),
    from: dateFilter('i.period_to > $', 'Inspections that may have gone on after this day begins.'),
    to: dateFilter('i.period_from < $', 'Inspections that may have begun before this day begins.'),
    bbox: boxFilter('i.lon', 'i.lat'),
    accessResult: codeFilter(
      'access-result',
      'exists (select from access_results x where x.body_id = i.body_id and x.inspection_id = i.id and x.result = any ($))',
      'Has such an access result.',
    ),
  },
};
