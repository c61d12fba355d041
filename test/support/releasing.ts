import type { World } from '../world.js';

/** Words that must never leave: each stands in a field that no profile releases. */
export const secrets = [
  'Secretname',
  'Secretholder',
  'Secretremark',
  'Secretsource',
  'Secretdetail',
  'Secretplace',
  'Secretwitness',
];

/** An inspection with everything that could give somebody away. */
export const inspectionWith = (more: object = {}, line: object = {}) => ({
  type: 'ARMOURY',
  period: { from: '2026-02-05' },
  legalBasis: { paragraphId: 'S/RES/9001(2015)/4' },
  place: {
    placeName: 'Secretplace camp',
    point: { type: 'Point', coordinates: [-28.5234, -1.2567] },
    adminCode: 'XV-NO',
  },
  team: [{ name: 'Secretname member', kind: 'PERSON', function: 'driver' }],
  accessResults: [
    {
      result: 'DENIED',
      remarks: 'Secretremark',
      denial: {
        scope: 'WHOLE_SITE',
        reason: 'REFUSED_NO_REASON',
        reasonAsWritten: 'Secretremark',
        deniedBy: { name: 'Secretname colonel', party: 'Secretname army' },
      },
    },
  ],
  outcomes: ['SEIZURE_MADE'],
  objective: 'Secretremark objective',
  remarks: 'Secretremark',
  observations: [
    {
      class: 'SMALL_ARM',
      category1997: 'P97_SA4',
      description: 'Secretremark rifle',
      makeRaw: 'Zastava',
      modelRaw: 'M70',
      calibreRaw: '7.62x39',
      markingStatus: 'ORIGINAL_COMPLETE',
      holder: 'Secretholder group',
      holderType: 'NSAG',
      quantity: { min: 1, max: 1, unit: 'ITEM', method: 'COUNTED', asWritten: 'Secretremark one' },
      observedAt: '2026-02-05T08:30:00Z',
      place: {
        placeName: 'Secretplace hut',
        point: { type: 'Point', coordinates: [-28.5234, -1.2567] },
        adminCode: 'XV-NO',
      },
      serials: [{ raw: 'AB-4711-99', position: 'RECEIVER', origin: 'FACTORY', secondReader: 'Secretname reader' }],
      marks: [{ kind: 'PROPERTY', raw: 'Secretdetail rack 7', position: 'BUTT' }],
      details: { note: 'Secretdetail' },
      claims: [{ field: 'origin', value: 'Secretsource says', saidBy: 'Secretsource', source: 'Secretsource' }],
      custody: [{ reason: 'SEIZE', from: 'Secretname', to: 'Secretname', witness: 'Secretwitness' }],
      remarks: 'Secretremark',
      ...line,
    },
  ],
  ...more,
});

/** What was recorded: the inspection and its first line. */
export interface Recorded {
  inspection: string;
  observation: string;
}

/** Saying releases in one word each. */
export function releasing(world: World) {
  return {
    async record(more: object = {}, line: object = {}): Promise<Recorded> {
      const analyst = await world.as('analyst@UNMIVA');
      const made = await analyst.post('/inspections', inspectionWith(more, line));
      if (made.status !== 201) throw new Error(`${made.status} ${made.text}`);
      const { id } = made.body as { id: string };
      const lines = await analyst.get(`/inspections/${id}/observations`).expect(200);
      return { inspection: id, observation: lines.body.items[0].id };
    },
    /** The answer to a proposal, whatever it is. */
    async propose(to: string[], wish: object, who = 'focal@UNMIVA') {
      return (await world.as(who)).post('/releases', {
        recipients: to.map(name => world.id(name)),
        purpose: 'Case work',
        ...wish,
      });
    },
    async proposed(to: string[], wish: object, who = 'focal@UNMIVA'): Promise<string> {
      const answer = await this.propose(to, wish, who);
      if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
      return answer.body.id;
    },
    /** The answer to a move, whatever it is. */
    async move(who: string, id: string, to: string, reason?: string, headers: Record<string, string> = {}) {
      const caller = await world.as(who);
      const now = await caller.get(`/releases/${id}`).set(headers);
      return caller.post(
        `/releases/${id}/transitions`,
        { to, reason },
        { 'if-match': now.headers.etag ?? '"0"', ...headers },
      );
    },
    /** Proposed by the focal point and approved by the chief. */
    async released(to: string[], wish: object): Promise<string> {
      const id = await this.proposed(to, wish);
      const answer = await this.move('chief@UNMIVA', id, 'APPROVED');
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
      return id;
    },
    async received(who: string, query = '') {
      return (await (await world.as(who)).get(`/released-records?limit=500&count=exact${query}`).expect(200)).body as {
        total: number;
        items: { id: string; series: string; record: Record<string, unknown>; [member: string]: unknown }[];
      };
    },
  };
}
