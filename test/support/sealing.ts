import { CheckpointSigner } from '../../src/audit/note.js';
import { Sealer, type SealerOptions } from '../../src/audit/sealer.js';
import { auditKeyOf } from '../../src/config.js';
import { rolesFor, urlForRole } from '../../src/database/roles.js';
import type { World } from '../world.js';

/** The address of a world's database as one of its roles. */
export const urlAs = (world: World, role: 'sealer' | 'runtime'): string =>
  urlForRole(
    world.owner.options.connectionString ?? '',
    world.config.secret,
    rolesFor(world.config.rolePrefix ?? '')[role],
  );

/** Who signs the checkpoints of a world, unless a test has another key. */
export const signerOf = (world: World): CheckpointSigner =>
  new CheckpointSigner('cordon.example/tests', auditKeyOf(world.config));

/** A sealer of a world, as its worker process would run it. */
export const sealerOf = (world: World, options: Partial<SealerOptions> = {}): Sealer =>
  new Sealer(urlAs(world, 'sealer'), signerOf(world), { intervalMs: 100, batch: 5_000, ...options });

/** Seals whatever there is. */
export async function sealAll(world: World): Promise<void> {
  const sealer = sealerOf(world);
  while ((await sealer.seal(true)) > 0);
  await sealer.stop();
}
