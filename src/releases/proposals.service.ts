import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../database/database.js';
import { contentHash, storedBefore } from '../database/stored-once.js';
import { type Fault, Problem, refuseFaults } from '../http/problems.js';
import { levelName } from '../http/shape.js';
import { idsFound } from './find-records.js';
import type { Precisions } from './profiles.js';
import { mostRecords, type ProposeRelease, type RecordConsent, type SupersedeRelease } from './release.dto.js';
import { ReleaseCopies } from './release-copies.js';
import { releasable, type Series } from './release-fields.js';
import { type Choices, type Item, type Override, type Plan, planOf, releaseOf } from './release-plan.js';
import { judgeRelease, needsConsent } from './release-rules.js';

interface Draft {
  id: string;
  hash: string | null;
  purpose: string;
  recipients: string[];
  recipientsVisible: boolean;
  profile: string;
  choices: Choices;
  records: { series: Series; recordId: string; lineageId?: string; overrides: Override }[];
  classification?: string | null;
  caveats?: string[] | null;
  expiresAt: string | null;
  supersedesId: string | null;
  reason: string | null;
}

/** Proposing releases: what would go, to whom, how much of it, and with whose consent. */
@Injectable()
export class ProposalsService {
  constructor(private readonly copies: ReleaseCopies) {}

  /**
   * Proposes a release once.
   * @throws Problem breaks_a_rule or malformed_request naming every fault, id_already_used.
   */
  async propose(tx: Tx, request: ProposeRelease, raw: object): Promise<{ id: string; created: boolean }> {
    const id = (request.id ?? uuidv7()).toLowerCase();
    const hash = contentHash(raw);
    if (request.id && (await storedBefore(tx, 'releases', id, hash))) return { id, created: false };
    const faults: Fault[] = [];
    const records = await this.recordsOf(tx, request, faults);
    await this.store(
      tx,
      {
        id,
        hash,
        purpose: request.purpose,
        recipients: request.recipients.map(one => one.toLowerCase()),
        recipientsVisible: request.recipientsVisible ?? false,
        profile: request.profile ?? 'STANDARD',
        choices: choicesOf(request),
        records,
        classification: request.classification,
        caveats: request.caveats,
        expiresAt: request.expiresAt ?? null,
        supersedesId: null,
        reason: null,
      },
      faults,
    );
    for (const consent of request.consents ?? []) await this.consent(tx, id, consent);
    return { id, created: true };
  }

  /**
   * Proposes a new version: the same recipients, the records as they are now, corrections in place of what they
   * correct. Consents are asked for again, because the content is another.
   * @throws Problem not_found, move_not_allowed, breaks_a_rule.
   */
  async supersede(tx: Tx, oldId: string, request: SupersedeRelease): Promise<string> {
    const old = await releaseOf(tx, oldId, true);
    if (!old) throw new Problem('not_found');
    if (old.kind !== 'RECORDS' || old.state !== 'RELEASED')
      throw new Problem('move_not_allowed', 'Only a release of records that is out can be superseded.');
    const plan = await planOf(tx, old);
    const newest = await this.newestOf(tx, plan.items);
    const id = uuidv7();
    const faults: Fault[] = [];
    await this.store(
      tx,
      {
        id,
        hash: null,
        purpose: request.purpose ?? old.purpose,
        recipients: plan.recipients.map(recipient => recipient.id),
        recipientsVisible: old.recipientsVisible,
        profile: old.profile,
        choices: old.choices,
        records: plan.items.map(({ series, recordId, lineageId, overrides }) => ({
          series,
          recordId: newest.get(recordId) ?? recordId,
          lineageId,
          overrides,
        })),
        classification: levelName(await this.levelFor(tx, plan.items, old.classification)),
        caveats: old.caveats,
        expiresAt: request.expiresAt ?? old.expiresAt,
        supersedesId: oldId,
        reason: request.reason,
      },
      faults,
    );
    return id;
  }

  /** @throws Problem not_found, move_not_allowed after the approval, breaks_a_rule for a mark that needs none. */
  async consent(tx: Tx, id: string, request: RecordConsent): Promise<void> {
    const release = await releaseOf(tx, id, true);
    if (!release) throw new Problem('not_found');
    if (release.kind !== 'RECORDS' || release.state !== 'PROPOSED')
      throw new Problem('move_not_allowed', `Consents are recorded before the approval; this one is ${release.state}.`);
    const faults: Fault[] = [];
    if (!release.caveats.includes(request.caveat))
      faults.push({ pointer: '/caveat', code: 'consent_not_needed', detail: 'The release does not carry this mark.' });
    if (Date.parse(request.on) > Date.now() + 86_400_000)
      faults.push({ pointer: '/on', code: 'date_in_future', detail: 'This day is still to come.' });
    refuseFaults(faults);
    await tx.sql(
      `insert into release_consents (body_id, recorded_by, id, classification, caveats, release_id, caveat, given_by, given_on, document)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        tx.actor.bodyId,
        tx.actor.appointmentId,
        uuidv7(),
        release.classification,
        release.caveats,
        id,
        request.caveat,
        request.by,
        request.on,
        request.document,
      ],
    );
  }

  /** Marks for which no consent is on record. */
  async missingConsents(tx: Tx, id: string, caveats: string[]): Promise<string[]> {
    const given = await tx.sql<{ caveat: string }>('select caveat from release_consents where release_id = $1', [id]);
    return caveats.filter(caveat => needsConsent(caveat) && !given.some(one => one.caveat === caveat));
  }

  private async recordsOf(tx: Tx, request: ProposeRelease, faults: Fault[]): Promise<Draft['records']> {
    const found: Record<Series, string[]> = {
      INSPECTION: [...(request.inspectionIds ?? [])],
      OBSERVATION: [...(request.observationIds ?? [])],
      SITE: [...(request.siteIds ?? [])],
    };
    for (const [n, filter] of (request.filters ?? []).entries())
      found[filter.series].push(...(await idsFound(tx, filter, `/filters/${n}`, faults)));
    const records = Object.entries(found).flatMap(([series, ids]) =>
      [...new Set(ids.map(id => id.toLowerCase()))].map(recordId => ({ series: series as Series, recordId })),
    );
    if (records.length > mostRecords)
      faults.push({ pointer: '', code: 'too_many', detail: `At most ${mostRecords} records in one release.` });
    const overrides = new Map<string, Override>();
    for (const [n, { recordId, ...override }] of (request.overrides ?? []).entries()) {
      const record = records.find(one => one.recordId === recordId.toLowerCase());
      const pointer = `/overrides/${n}`;
      if (!record)
        faults.push({ pointer: `${pointer}/recordId`, code: 'not_in_release', detail: 'No record of this release.' });
      else if (override.drop?.some(field => !(field in releasable[record.series])))
        faults.push({ pointer: `${pointer}/drop`, code: 'not_releasable', detail: 'Not a field of this record.' });
      overrides.set(recordId.toLowerCase(), override);
    }
    return records.map(record => ({ ...record, overrides: overrides.get(record.recordId) ?? {} }));
  }

  private async store(tx: Tx, draft: Draft, faults: Fault[]): Promise<void> {
    const judged = await judgeRelease(tx, draft, faults);
    refuseFaults(faults);
    const items: Item[] = draft.records.map((record, n) => {
      const id = uuidv7();
      return {
        ...record,
        id,
        n: n + 1,
        recordVersion: judged.versions.get(record.recordId) ?? 1,
        lineageId: record.lineageId ?? id,
      };
    });
    const plan: Plan = { ...draft, caveats: judged.caveats, recipients: judged.recipients, items };
    const { bodyId, appointmentId, personId } = tx.actor;
    const row = [bodyId, appointmentId, judged.level, judged.caveats];
    await tx.sql(
      `insert into releases (body_id, recorded_by, classification, caveats, id, content_hash, kind, state, purpose, proposed_by,
         expires_at, supersedes_id, recipients_visible, profile, choices, content_sha256)
       values ($1, $2, $3, $4, $5, $6::bytea, 'RECORDS', 'PROPOSED', $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        ...row,
        draft.id,
        draft.hash,
        draft.purpose,
        personId,
        draft.expiresAt,
        draft.supersedesId,
        draft.recipientsVisible,
        draft.profile,
        JSON.stringify(draft.choices),
        this.copies.contentSha256(tx, plan, await this.copies.records(tx, items)),
      ],
    );
    await tx.sql(
      `insert into release_recipients (body_id, recorded_by, classification, caveats, id, release_id, recipient_body_id)
       select $1, $2, $3, $4, uuidv7(), $5, r from unnest($6::uuid[]) r`,
      [...row, draft.id, plan.recipients.map(recipient => recipient.id)],
    );
    await tx.sql(
      `insert into release_items (body_id, recorded_by, classification, caveats, id, release_id, n, series, record_id, record_version, lineage_id, overrides)
       select $1, $2, $3, $4, i.id, $5, i.n, i.series, i."recordId", i."recordVersion", i."lineageId", i.overrides
         from jsonb_to_recordset($6::jsonb) as i(id uuid, n integer, series text, "recordId" uuid, "recordVersion" integer, "lineageId" uuid, overrides jsonb)`,
      [...row, draft.id, JSON.stringify(items)],
    );
    await tx.sql(
      `insert into release_steps (body_id, recorded_by, classification, caveats, id, release_id, to_state, person_id, reason)
       values ($1, $2, $3, $4, $5, $6, 'PROPOSED', $7, $8)`,
      [...row, uuidv7(), draft.id, personId, draft.reason],
    );
  }

  /** Of each observation that has been corrected, the end of its chain of corrections. */
  private async newestOf(tx: Tx, items: Item[]): Promise<Map<string, string>> {
    const rows = await tx.sql<{ first: string; id: string }>(
      `with recursive chain (first, id, depth) as (
         select o.id, o.id, 0 from observations o where o.id = any ($1::uuid[])
         union all
         select c.first, n.id, c.depth + 1 from chain c join observations n on n.corrects_id = c.id)
       select distinct on (first) first, id from chain order by first, depth desc`,
      [items.filter(item => item.series === 'OBSERVATION').map(item => item.recordId)],
    );
    return new Map(rows.map(row => [row.first, row.id]));
  }

  /** Raised marks stay raised; the records of today may be marked higher still. */
  private async levelFor(tx: Tx, items: Item[], before: number): Promise<number> {
    const newest = await this.newestOf(tx, items);
    const judged = await judgeRelease(
      tx,
      {
        recipients: [],
        records: items.map(({ series, recordId }) => ({ series, recordId: newest.get(recordId) ?? recordId })),
      },
      [],
    );
    return Math.max(before, judged.level);
  }
}

function choicesOf({ fields, precisions }: ProposeRelease): Choices {
  const chosen = Object.entries(fields ?? {}).filter(([, names]) => names !== undefined && names !== null);
  const exact = Object.entries(precisions ?? {}).filter(([, word]) => word !== undefined && word !== null);
  return {
    ...(chosen.length > 0
      ? { fields: Object.fromEntries(chosen.map(([series, names]) => [series.toUpperCase() as Series, names])) }
      : {}),
    ...(exact.length > 0 ? { precisions: Object.fromEntries(exact) as Partial<Precisions> } : {}),
  };
}
