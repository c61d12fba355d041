import type { Tx } from '../database/database.js';
import type { Fault } from '../http/problems.js';
import { levelName, levelOf } from '../http/shape.js';
import { allSeries, type Series } from './release-fields.js';
import type { Recipient } from './release-plan.js';

/** What a proposal asks for, as far as rules judge it. */
export interface Wish {
  recipients: string[];
  records: { series: Series; recordId: string }[];
  classification?: string | null;
  caveats?: string[] | null;
  expiresAt?: string | null;
}

/** The marks of one record, with those of what stands below it and of what it stands below. */
interface Marks {
  id: string;
  version: number;
  classification: number;
  caveats: string[];
  inside: boolean;
}

/** What follows from a wish that is in order. */
export interface Judged {
  recipients: Recipient[];
  versions: Map<string, number>;
  level: number;
  caveats: string[];
}

/** Handling marks of what belongs to somebody else: its originator is asked first. One that cannot be read counts as one. */
export const needsConsent = (caveat: string): boolean =>
  ['ORIGINATOR_CONTROLLED', 'THIRD_STATE_INFO', 'CONTINGENT_INFO', 'UNKNOWN'].includes(caveat.split(':')[0] ?? '');

/** Which kinds of bodies a handling mark lets through, or null for all. */
const only: Record<string, (kind: string) => boolean> = {
  COMMITTEE_ONLY: kind => kind === 'COMMITTEE_SECRETARIAT',
  PANEL_ONLY: kind => kind === 'PANEL',
  NOT_FOR_HOST_STATE: kind => kind !== 'HOST_STATE_OFFICE',
};

/** Judges a wish, adding every fault; what it answers is of use only when there is none. */
export async function judgeRelease(tx: Tx, wish: Wish, faults: Fault[]): Promise<Judged> {
  const recipients = await judgeRecipients(tx, wish, faults);
  const marks = await marksOf(tx, wish, faults);
  const derived = Math.max(0, ...marks.map(mark => mark.classification));
  const level = wish.classification ? levelOf(wish.classification) : derived;
  if (level < derived)
    faults.push({
      pointer: '/classification',
      code: 'mark_lowered',
      detail: `Its records are ${levelName(derived)}; a release may be marked higher, never lower.`,
    });
  const actor = await tx.one<{ clearance: number }>('select (sec.ctx()).clearance');
  if (level > (actor?.clearance ?? 0))
    faults.push({ pointer: '/classification', code: 'illegal_pair', detail: 'Above your own clearance.' });
  const caveats = [...new Set([...marks.flatMap(mark => mark.caveats), ...(wish.caveats ?? [])])].sort();
  faults.push(...caveatFaults(caveats, recipients));
  if (wish.expiresAt && Date.parse(wish.expiresAt) <= Date.now())
    faults.push({ pointer: '/expiresAt', code: 'not_to_come', detail: 'It would have expired already.' });
  return { recipients, versions: new Map(marks.map(mark => [mark.id, mark.version])), level, caveats };
}

async function judgeRecipients(tx: Tx, { recipients }: Wish, faults: Fault[]): Promise<Recipient[]> {
  const pointer = '/recipients';
  if (recipients.length === 0)
    faults.push({ pointer, code: 'no_recipients', detail: 'Name at least one body; nobody is not everybody.' });
  const known = await tx.sql<Recipient>(
    'select id, kind, acronym from bodies where id = any ($1::uuid[]) and frozen_at is null order by acronym',
    [recipients],
  );
  recipients.forEach((id, n) => {
    const body = known.find(one => one.id === id.toLowerCase());
    const at = `${pointer}/${n}`;
    if (!body) faults.push({ pointer: at, code: 'unknown_recipient', detail: 'Not a body that can receive.' });
    else if (body.id === tx.actor.bodyId)
      faults.push({ pointer: at, code: 'own_body', detail: 'A body does not release to itself.' });
    else if (tx.actor.bodyKind === 'HOST_STATE_OFFICE' && body.kind !== 'MISSION')
      faults.push({ pointer: at, code: 'contradiction', detail: "A host State's office releases to missions." });
  });
  return known;
}

/** Faults of handling marks among themselves and with those who would receive. */
export function caveatFaults(caveats: string[], recipients: Recipient[]): Fault[] {
  const faults: Fault[] = [];
  for (const caveat of caveats) {
    const [name = '', until = ''] = [caveat.split(':')[0], caveat.slice(caveat.indexOf(':') + 1)];
    const wrong = only[name] ? recipients.filter(({ kind }) => !only[name]?.(kind)) : [];
    if (wrong.length > 0)
      faults.push({
        pointer: '/recipients',
        code: 'contradiction',
        detail: `${name} forbids ${wrong.map(({ acronym }) => acronym).join(', ')}.`,
      });
    if (name === 'SOURCE_SAFETY')
      faults.push({ pointer: '/caveats', code: 'source_in_danger', detail: 'SOURCE_SAFETY stops every release.' });
    // A day that cannot be read has not come.
    if (name === 'EMBARGOED_UNTIL' && !(Date.parse(until) <= Date.now()))
      faults.push({ pointer: '/caveats', code: 'contradiction', detail: `${caveat}: the day has not come.` });
  }
  return faults;
}

async function marksOf(tx: Tx, { records }: Wish, faults: Fault[]): Promise<Marks[]> {
  if (records.length === 0)
    faults.push({ pointer: '', code: 'nothing_to_release', detail: 'No record is named, or the filters find none.' });
  const all: Marks[] = [];
  for (const series of allSeries) {
    const ids = records.filter(record => record.series === series).map(record => record.recordId);
    if (ids.length === 0) continue;
    const found = await tx.sql<Marks>('select * from sec.release_marks($1, $2, $3::uuid[])', [
      tx.actor.bodyId,
      series,
      ids,
    ]);
    const missing = ids.filter(id => !found.some(mark => mark.id === id));
    const pointer = `/${series.toLowerCase()}Ids`;
    if (missing.length > 0)
      faults.push({
        pointer,
        code: 'unknown_reference',
        detail: `No such record, or not yours: ${missing.join(', ')}`,
      });
    const inside = found.filter(mark => mark.inside);
    if (inside.length > 0)
      faults.push({
        pointer,
        code: 'in_compartment',
        detail: `A compartment's record is taken out of its compartment first: ${inside.map(mark => mark.id).join(', ')}`,
      });
    all.push(...found);
  }
  return all;
}
