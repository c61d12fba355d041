import { Caveats, Code, Codes, Day, Id, Level, Text } from '../http/fields.js';
import { codeFilter, type ListSpec } from '../http/lists.js';
import { classification, day, instant, integer, shape, text, texts, uuid } from '../http/shape.js';

/** Records a host State's request for assistance (S/2017/1025 annex II para 12: "where mandated and requested"). */
export class RecordHostRequest {
  @Id({ doc: 'Client-made id (any RFC 9562 UUID).' })
  id?: string;

  @Text({ doc: 'Reference of the request, as written.', max: 200 })
  ref?: string;

  @Text({ doc: 'The institution that asked.', required: true, max: 500 })
  requestedBy!: string;

  @Code('country', { doc: 'The host State.', required: true })
  country!: string;

  @Day({ doc: 'The day of the request.', required: true })
  requestedOn!: string;

  @Day({ doc: 'The day it was received, when it was.' })
  receivedOn?: string;

  @Text({ doc: 'What was asked for, in the words of the request.', required: true, max: 10_000 })
  text!: string;

  @Codes('assistance-type', { doc: 'What kinds of assistance it asks for.' })
  types?: string[];

  @Code('host-request-state', { doc: 'Where it stands; RECEIVED when absent.' })
  state?: string;

  @Text({ doc: 'The answer given.', max: 10_000 })
  answer?: string;

  @Level({ doc: 'Level; CONFIDENTIAL when absent.' })
  classification?: string;

  @Caveats({ doc: 'Handling marks.' })
  caveats?: string[];

  @Id({ doc: 'A compartment of the own body that the recorder is inside.' })
  compartmentId?: string;
}

/** Changes a request as recorded, or says what became of it; what it said before is kept. */
export class AmendHostRequest {
  @Text({ doc: 'Reference of the request; null clears it.', max: 200, nullable: true })
  ref?: string | null;

  @Text({ doc: 'The institution that asked.', max: 500, nullable: false })
  requestedBy?: string;

  @Code('country', { doc: 'The host State.', nullable: false })
  country?: string;

  @Day({ doc: 'The day of the request.', nullable: false })
  requestedOn?: string;

  @Day({ doc: 'The day it was received; null clears it.', nullable: true })
  receivedOn?: string | null;

  @Text({ doc: 'What was asked for.', max: 10_000, nullable: false })
  text?: string;

  @Codes('assistance-type', { doc: 'What kinds of assistance it asks for.', nullable: false })
  types?: string[];

  @Code('host-request-state', { doc: 'Where it stands.', nullable: false })
  state?: string;

  @Text({ doc: 'The answer given; null clears it.', max: 10_000, nullable: true })
  answer?: string | null;
}

/** A host State's request as it is answered. */
export const hostRequestShape = shape('AssistanceRequest', 'h', {
  id: uuid(),
  ref: text({ nullable: true }),
  requestedBy: text(),
  country: text(),
  requestedOn: day(),
  receivedOn: day({ nullable: true }),
  text: text(),
  types: texts(),
  state: text(),
  answer: text({ nullable: true }),
  classification: classification('h.classification'),
  caveats: texts(),
  compartmentId: uuid({ nullable: true }),
  version: integer(),
  recordedAt: instant('h.recorded_at'),
});

/** The requests that the reader's body made or received. */
export const hostRequestList: ListSpec = {
  shape: hostRequestShape,
  from: 'from host_requests h',
  where: ['h.body_id = $1'],
  filters: {
    state: codeFilter('host-request-state', 'h.state = any ($)', 'State; repeat for any of several.'),
    type: codeFilter('assistance-type', 'h.types && $::text[]', 'Asks for such assistance; repeat for any of several.'),
    country: codeFilter('country', 'h.country = any ($)', 'Host State; repeat for any of several.'),
  },
};
