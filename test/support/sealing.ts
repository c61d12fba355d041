import { CheckpointSigner } from '../../src/audit/note.js';
import { Sealer, type SealerOptions } from '../../src/audit/sealer.js';
import { auditKeyOf } from '../../src/config.js';
import { rolesFor, urlForRole } from '../../src/database/roles.js';
import type { World } from '../world.js';
import { until } from './workers.js';

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

/** Seals whatever there is; a transaction that runs elsewhere in the cluster holds the sealer back for a while. */
export async function sealAll(world: World, batch = 5_000): Promise<void> {
  const sealer = sealerOf(world, { batch });
  await until(
    async () => {
      while ((await sealer.seal(true)) > 0);
      return (await world.owner.query('select from audit.leaves where pos is null limit 1')).rowCount;
    },
    left => left === 0,
  );
  await sealer.stop();
}
