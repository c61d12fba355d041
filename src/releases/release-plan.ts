import type { Tx } from '../database/database.js';
import type { Precisions } from './profiles.js';
import type { Series } from './release-fields.js';

/** What of one record is held back beyond the profile. */
export type Override = Partial<Omit<Precisions, 'hidden'>> & { drop?: string[] };

/** One record of a release. */
export interface Item {
  /** Of the row; of the copies' link to it. */
  id: string;
  n: number;
  series: Series;
  recordId: string;
  recordVersion: number;
  lineageId: string;
  overrides: Override;
}

/** A body that receives, and of what kind it is. */
export interface Recipient {
  id: string;
  kind: string;
  acronym: string;
}

/** Fields and precisions chosen for one release. */
export interface Choices {
  fields?: Partial<Record<Series, string[]>>;
  precisions?: Partial<Precisions>;
}

/** All that decides what each recipient gets; the same from a proposal and from the stored rows. */
export interface Plan {
  profile: string;
  choices: Choices;
  caveats: string[];
  recipients: Recipient[];
  items: Item[];
}

/** A stored release, as its moves need it. */
export interface StoredRelease extends Omit<Plan, 'recipients' | 'items'> {
  id: string;
  kind: string;
  state: string;
  version: number;
  purpose: string;
  classification: number;
  recipientsVisible: boolean;
  proposedBy: string;
  approvedBy: string | null;
  expiresAt: string | null;
  contentSha256: string;
}

const stored = `select id, kind, state, version, purpose, classification, caveats, profile, choices,
  recipients_visible as "recipientsVisible", proposed_by as "proposedBy", approved_by as "approvedBy",
  expires_at::text as "expiresAt", content_sha256 as "contentSha256" from releases where id = $1`;

/** One release, or null; `hold` keeps it locked, so that of many identical moves one is made. */
export const releaseOf = (tx: Tx, id: string, hold = false): Promise<StoredRelease | null> =>
  tx.one<StoredRelease>(hold ? `${stored} for update` : stored, [id]);

/** Everything that a stored release hands over. */
export async function planOf(tx: Tx, release: StoredRelease): Promise<Plan> {
  const recipients = await tx.sql<Recipient>(
    `select b.id, b.kind, b.acronym from release_recipients p join bodies b on b.id = p.recipient_body_id
      where p.release_id = $1 order by b.acronym`,
    [release.id],
  );
  const items = await tx.sql<Item>(
    `select id, n, series, record_id as "recordId", record_version as "recordVersion", lineage_id as "lineageId", overrides
       from release_items where release_id = $1 order by n`,
    [release.id],
  );
  return { ...release, recipients, items };
}
