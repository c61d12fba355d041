import { codeFilter, dateFilter, idFilter, type ListSpec } from '../http/lists.js';
import { classification, day, instant, integer, object, objects, shape, text, texts, uuid } from '../http/shape.js';

/** An assistance activity as it is answered. */
export const activityShape = shape('AssistanceActivity', 'a', {
  id: uuid(),
  title: text(),
  type: text(),
  state: text(),
  mandateParagraph: text({ nullable: true, doc: "Null only where a host State's office records what it received." }),
  requestId: uuid({ nullable: true, doc: "The host's request it rests on." }),
  beneficiary: object({ doc: '`nationalBody` or `institution`, or both.' }),
  country: text(),
  from: day({ sql: 'a.period_from' }),
  to: day({ sql: 'a.period_to', nullable: true, doc: 'Exclusive; null while no end is known.' }),
  outputs: objects(),
  standards: objects(),
  assets: objects(),
  partners: texts(),
  sites: objects({ doc: 'Sites with their scores before and after.' }),
  trainees: object({ nullable: true, doc: '`women`, `men` and `notKnown`.' }),
  remarks: text({ nullable: true }),
  procedureVersionId: uuid({ nullable: true }),
  classification: classification('a.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('a.recorded_at'),
});

const dayOf = `($::timestamptz at time zone 'UTC')::date`;

/** Assistance that the reader's body gave or received. */
export const activityList: ListSpec = {
  shape: activityShape,
  from: 'from assistance_activities a',
  where: ['a.body_id = $1'],
  filters: {
    type: codeFilter('assistance-type', 'a.type = any ($)', 'Kind of assistance; repeat for any of several.'),
    state: codeFilter('assistance-state', 'a.state = any ($)', 'State; repeat for any of several.'),
    country: codeFilter('country', 'a.country = any ($)', 'Host State; repeat for any of several.'),
    from: dateFilter(`(a.period_to is null or a.period_to > ${dayOf})`, 'Activities that had not ended by then.'),
    to: dateFilter(`a.period_from < ${dayOf}`, 'Activities that began before this day begins.'),
    siteId: idFilter(
      `a.sites @> jsonb_build_array(jsonb_build_object('siteId', $::uuid))`,
      'Activities that concerned this site.',
    ),
    requestId: idFilter('a.request_id = $', "Activities that rest on this request of the host's."),
  },
};
