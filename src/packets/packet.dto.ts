import type { Schema } from '../http/fields.js';
import { Caveats, Code, Day, Id, Level, Nested, OneOf, Text } from '../http/fields.js';
import { codeFilter, dateFilter, type Filter, idFilter, type ListSpec } from '../http/lists.js';
import { Problem } from '../http/problems.js';
import { packetTargets } from './packet.moves.js';
import { figureRecordShape, packetSummary } from './packet.shape.js';

/** Half-open, in days. */
export class PacketPeriod {
  @Day({ doc: 'First day.', required: true })
  from!: string;

  @Day({ doc: 'The day after the last one; at the latest tomorrow.', required: true })
  to!: string;
}

/** Asks for a briefing packet. */
export class RequestPacket {
  @Id({ doc: 'Made by the server when absent.' })
  id?: string;

  @Id({ doc: 'The secretariat of the committee it is for; a body of kind COMMITTEE_SECRETARIAT.', required: true })
  committeeId!: string;

  @Code('packet-kind', { doc: 'What kind of packet.', required: true })
  kind!: string;

  @Text({ doc: 'Only records under this regime; see GET /regimes.', max: 60 })
  regimeCode?: string;

  @Nested(() => PacketPeriod, { doc: 'The period it reports on.', required: true })
  period!: PacketPeriod;

  @Level({ doc: 'Its level; only records up to it are counted. CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks; those of the records counted join them.' })
  caveats?: string[];
}

/** Moves a packet on its way to the committee, or back. */
export class MovePacket {
  @OneOf(packetTargets, { doc: 'Where to.', required: true })
  to!: string;

  @Text({ doc: 'Why; needed for a return.', max: 2000 })
  reason?: string;
}

/** What is answered when the packet will come later. */
export const requestedPacketSchema: Schema = {
  type: 'object',
  required: ['id', 'ref', 'jobId', 'state'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', format: 'uuid', description: 'The packet.' },
    ref: { type: 'string' },
    jobId: { type: 'string', format: 'uuid' },
    state: { type: 'string', description: 'Of the packet.' },
  },
};

const states = ['QUEUED', 'DRAFT', 'CELL_CHIEF_CLEARED', 'HEAD_OF_MISSION_CLEARED', 'TRANSMITTED', 'FAILED'] as const;

const stateFilter: Filter = {
  schema: { type: 'string', enum: states },
  doc: 'States.',
  list: true,
  where: 'k.state = any($::text[])',
  read: raw => {
    if (states.some(state => state === raw)) return raw;
    throw new Problem('malformed_request', `Expected one of ${states.join(', ')}.`);
  },
};

/** The packets a reader has: the body's own, and the copies it received. */
export const packetList: ListSpec = {
  shape: packetSummary,
  from: `from (
    select p.id, p.ref, p.body_id as owner_body_id, b.acronym as mission, p.committee_id, p.kind, p.regime_code,
           p.period_from, p.period_to, p.state, p.classification, p.caveats, false as received, p.version, p.recorded_at
      from packets p join bodies b on b.id = p.body_id where p.body_id = $1
    union all
    select r.id, d.ref, r.owner_body_id, d.mission, d."committeeId", d.kind, d."regimeCode",
           (d.period->>'from')::date, (d.period->>'to')::date, d.state, r.classification, r.caveats, true, r.version, r.recorded_at
      from released_records r
      cross join lateral jsonb_to_record(r.document) as d(ref text, mission text, "committeeId" uuid, kind text,
                                                          "regimeCode" text, period jsonb, state text)
     where r.body_id = $1 and r.series = 'PACKET') k`,
  filters: {
    state: stateFilter,
    kind: codeFilter('packet-kind', 'k.kind = any($::text[])', 'Kinds of packets.'),
    committeeId: idFilter('k.committee_id = $', "The committee's secretariat."),
    from: dateFilter('k.period_to > $', 'Periods that end after this.'),
    to: dateFilter('k.period_from < $', 'Periods that begin before this.'),
  },
};

/** The records behind a figure; where from depends on the figure and on the reader. */
export const figureRecordList: ListSpec = { shape: figureRecordShape, from: '', filters: {} };
