import { generateKeyPairSync } from 'node:crypto';
import { CheckpointSigner } from '../src/audit/note.js';
import { sealAll, signerOf } from './support/sealing.js';
import { checkpointTamperings, efforts, keepCopy, past, restore, tamper, tamperings } from './support/tampering.js';
import { loadVerifier, seeded, type Verifier, type Witness } from './support/verifier.js';
import { type Caller, openWorld, type World } from './world.js';

const deep = process.env.DEEP === '1';
const rounds = deep ? 1_000 : 240;

describe('the database’s owner (AU-1)', () => {
  let world: World;
  let auditor: Caller;
  let verifier: Verifier;
  let key: unknown;
  let old: Witness;
  let size: number;

  beforeAll(async () => {
    world = await openWorld();
    verifier = await loadVerifier();
    auditor = await world.as('auditor@CORDON');
    const act = (n: number) =>
      world.db.call('select audit.log($1::jsonb)', [
        JSON.stringify([
          {
            action: 'READ',
            operation: 'getSite',
            personId: world.id('analyst@UNMIVA'),
            appointmentId: world.id('UNMIVA'),
            bodyId: world.id('UNMIVA'),
            objectIds: `{${world.id('UNSOB')}}`,
            fields: ['q'],
            request: `r${n}`,
            purpose: `"\\ \u2028 ${n}`,
          },
        ]),
      ]);
    for (let n = 0; n < 60; n++) await act(n);
    await sealAll(world, 20);
    const { body } = await auditor.get('/audit/checkpoints/latest').expect(200);
    key = verifier.readKey(body.publicKey);
    old = { name: 'old', ...verifier.readCheckpoint(body.note, [key]) };
    for (let n = 0; n < 20; n++) await act(n);
    await sealAll(world);
    await keepCopy(world.owner);
    size = Number((await world.owner.query('select max(size) as n from audit.checkpoints')).rows[0].n);
  }, 60_000);
  afterAll(() => world.close());

  /** Null when the bundle verifies, else why not; a crash of the verifier fails the test. */
  async function judged(witnesses = [old]): Promise<string | null> {
    const answer = await auditor
      .get('/audit/bundle')
      .buffer(true)
      .parse((response, done) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => done(null, Buffer.concat(parts).toString('utf8')));
      });
    if (answer.status !== 200) return `no bundle: ${answer.status}`;
    try {
      await verifier.verifyBundle((answer.body as string).split('\n').slice(0, -1), [key], witnesses);
      return null;
    } catch (error) {
      if ((error as Error).constructor.name !== 'Refusal') throw error;
      return (error as Error).message;
    }
  }

  it('who has changed nothing is believed, also with everything signed anew', async () => {
    expect(await judged()).toBeNull();
    await past(world.owner, client => client.query('update audit.leaves set pos = pos').then(() => undefined));
    expect(await judged()).toBeNull();
    await restore(world.owner);
  });

  it(`is found out in each of ${rounds} changes below a checkpoint held outside, by key and checkpoint alone`, async () => {
    const random = seeded(20_26);
    const stolen = signerOf(world);
    const names = Object.keys(tamperings);
    const missed: string[] = [];
    const reasons = new Map<string, number>();
    for (let round = 0; round < rounds; round++) {
      const what = names[round % names.length] as string;
      const effort = efforts[Math.floor(round / names.length) % efforts.length] as (typeof efforts)[number];
      const one = random(old.size);
      const other = (one + 1 + random(old.size - 1)) % old.size;
      await tamper(world.owner, what, effort, [one, other], stolen);
      const reason = await judged();
      if (reason === null) missed.push(`${what}, ${effort}, at ${one} and ${other}`);
      else reasons.set(reason.replace(/\d+/g, 'n'), (reasons.get(reason.replace(/\d+/g, 'n')) ?? 0) + 1);
      await restore(world.owner);
    }
    process.stdout.write(
      `audit: ${rounds} tamperings of ${names.length} kinds, ${rounds - missed.length} found out in ${reasons.size} ways${deep ? '' : '; 1,000 only with DEEP=1: NOT CHECKED'}\n`,
    );
    expect(missed).toEqual([]);
    expect(await judged()).toBeNull();
  }, 600_000);

  it('is found out when checkpoints are altered, replaced, or signed with another key', async () => {
    for (const [what, text] of Object.entries(checkpointTamperings)) {
      await past(world.owner, client =>
        client.query(text, text.includes('$1') ? [old.size] : []).then(() => undefined),
      );
      expect([what, await judged()]).toEqual([what, expect.any(String)]);
      await restore(world.owner);
    }
    const own = new CheckpointSigner('cordon.example/tests', generateKeyPairSync('ed25519').privateKey);
    await tamper(world.owner, 'edit person', 'signed anew', [3, 4], own);
    expect(await judged()).toContain('signed by no key that was given');
    await restore(world.owner);
  });

  it('is not found out in what lies above the newest checkpoint, or without one held outside: the honest window', async () => {
    await past(world.owner, client => client.query(`delete from audit.leaves where pos is null`).then(() => undefined));
    expect(await judged()).toBeNull();
    await restore(world.owner);
    await tamper(world.owner, 'edit person', 'signed anew', [3, 4], signerOf(world));
    expect(await judged([])).toBeNull();
    await restore(world.owner);
    await tamper(world.owner, 'edit person', 'signed anew', [size - 1, 0], signerOf(world));
    expect(await judged()).toBeNull();
    await restore(world.owner);
  });
});
