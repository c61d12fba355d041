import { Caveats, Code, Day, Flag, Id, Level, Text } from '../http/fields.js';
import { idFilter, type ListSpec } from '../http/lists.js';
import { classification, day, flag, instant, integer, shape, text, texts, uuid } from '../http/shape.js';

/** Has a packet made for every period of a calendar rule. */
export class SchedulePackets {
  @Id({ doc: 'Made by the server when absent.' })
  id?: string;

  @Text({ doc: 'What the schedule is called.', required: true, max: 200 })
  name!: string;

  @Id({
    doc: 'The secretariat of the committee the packets are for; a body of kind COMMITTEE_SECRETARIAT.',
    required: true,
  })
  committeeId!: string;

  @Code('packet-kind', { doc: 'What kind of packet.', required: true })
  kind!: string;

  @Text({ doc: 'Only records under this regime; see GET /regimes.', max: 60 })
  regimeCode?: string;

  @Text({
    doc: 'When a period ends and its packet is made (RFC 5545), such as `FREQ=MONTHLY;BYMONTHDAY=1`; days in UTC, daily at most.',
    required: true,
    max: 200,
  })
  rrule!: string;

  @Day({ doc: 'First day of the first period; where the rule begins to count.', required: true })
  startsOn!: string;

  @Level({ doc: 'Level of the packets; only records up to it are counted. CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks of the packets; those of the records counted join them.' })
  caveats?: string[];
}

/** Changes a schedule; absent fields stay as they are. */
export class AmendSchedule {
  @Text({ doc: 'What the schedule is called.', max: 200, nullable: false })
  name?: string;

  @Flag({ doc: 'False pauses it; periods that ended meanwhile are made up for when it goes on.', nullable: false })
  active?: boolean;
}

/** A schedule as it is answered. */
export const scheduleShape = shape('BriefingSchedule', 's', {
  id: uuid(),
  name: text(),
  committeeId: uuid(),
  kind: text(),
  regimeCode: text({ nullable: true }),
  rrule: text(),
  startsOn: day(),
  classification: classification('s.packet_classification'),
  caveats: texts({ sql: 's.packet_caveats' }),
  active: flag(),
  periodFrom: day({ doc: 'First day of the period that ends at `nextAt`.' }),
  nextAt: instant('s.next_at', { nullable: true, doc: 'When the next packet is due; null when the rule has ended.' }),
  version: integer(),
  recordedAt: instant('s.recorded_at'),
});

/** The schedules of the reader's body. */
export const scheduleList: ListSpec = {
  shape: scheduleShape,
  from: 'from schedules s',
  where: ['s.body_id = $1'],
  filters: { committeeId: idFilter('s.committee_id = $', "The committee's secretariat.") },
};
