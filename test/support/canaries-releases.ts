import { v7 as uuidv7 } from 'uuid';
import type { World } from '../world.js';
import { canary } from './canary.js';

/**
 * A release that UNMIVA has proposed, with the word in every free text, and a copy with the word that UNMIVA received:
 * from a body of its own, because whoever gave it knows what is in it.
 */
export async function plantReleases(world: World, inspection: string, observation: string): Promise<string> {
  const focal = await world.as('focal@UNMIVA');
  const proposed = await focal.post('/releases', {
    recipients: [world.id('PANEL')],
    purpose: `${canary} purpose`,
    inspectionIds: [inspection],
    observationIds: [observation],
    caveats: ['ORIGINATOR_CONTROLLED'],
    fields: { inspection: ['remarks', 'objective', 'place'], observation: ['description', 'serials', 'makeRaw'] },
    precisions: { place: 'POINT', serial: 'FULL' },
    consents: [
      { caveat: 'ORIGINATOR_CONTROLLED', by: `${canary} minister`, on: '2026-03-01', document: `${canary} note` },
    ],
  });
  if (proposed.status !== 201) throw new Error(`${proposed.status} ${proposed.text}`);
  const giver = uuidv7();
  const [release, item, post] = [uuidv7(), uuidv7(), uuidv7()];
  const put = (text: string, ...values: unknown[]) => world.owner.query(text, values);
  await put(
    `insert into bodies (id, kind, acronym, name) values ($1, 'HEADQUARTERS', 'GIVER', 'Giver of the tests')`,
    giver,
  );
  await put(
    `insert into releases (body_id, id, recorded_by, kind, purpose, proposed_by, approved_by, profile, content_sha256)
     values ($1, $2, $3, 'RECORDS', 'x', $4, $5, 'STANDARD', 'x')`,
    giver,
    release,
    post,
    world.id('chief@UNSOB'),
    world.id('head@UNSOB'),
  );
  await put(
    `insert into release_recipients (body_id, id, recorded_by, release_id, recipient_body_id) values ($1, uuidv7(), $2, $3, $4)`,
    giver,
    post,
    release,
    world.id('UNMIVA'),
  );
  await put(
    `insert into release_items (body_id, id, recorded_by, release_id, n, series, record_id, record_version, lineage_id)
     values ($1, $2, $3, $4, 1, 'OBSERVATION', uuidv7(), 1, $2)`,
    giver,
    item,
    post,
    release,
  );
  await put(
    `insert into released_records (body_id, id, recorded_by, owner_body_id, release_id, item_id, lineage_id, series, n, document,
       envelope, category, calibre, serials, dated_from, dated_to, words)
     values ($1, uuidv7(), $2, $3, $4, $5, $5, 'OBSERVATION', 1, $6, $7, 'P97_SA4', $8, $9, '2026-02-05Z', '2026-02-06Z', $10)`,
    world.id('UNMIVA'),
    post,
    giver,
    release,
    item,
    JSON.stringify({ makeRaw: `${canary} make`, serials: [{ serial: `${canary}-77` }] }),
    JSON.stringify({ from: 'GIVER', purpose: `${canary} purpose`, alsoTo: null }),
    `${canary} calibre`,
    [`${canary}-77`],
    `${canary} make`.toLowerCase(),
  );
  // Somebody of the giver has opened a copy of the proposal, if it had gone there: only UNMIVA may read that.
  await put(
    `insert into release_openings (body_id, id, recorded_by, release_id, item_id, copy_id, recipient_body_id, person_id, role)
     select body_id, uuidv7(), $2, release_id, id, uuidv7(), $3, $4, 'RECORDS_OFFICER' from release_items where release_id = $1 and n = 1`,
    proposed.body.id,
    post,
    giver,
    world.id('records@CORDON'),
  );
  return proposed.body.id;
}

/** Reading operations that find the word, or ids, for whoever may read UNMIVA's records. */
export const releasesOperationsWithCanaries = [
  ...['listReleases', 'getRelease', 'previewRelease', 'listOpenings'],
  ...['listReleasedRecords', 'getReleasedRecord'],
];

/** What nobody of another body may do to a release: address, the release, and a request that is in order. */
export const releasesWishes = (release: string): [string, string, object][] => [
  ['/releases/{}/consents', release, { caveat: 'ORIGINATOR_CONTROLLED', by: 'x', on: '2026-01-01', document: 'x' }],
  ['/releases/{}/transitions', release, { to: 'APPROVED' }],
  ['/releases/{}/supersede', release, { reason: 'x' }],
];
