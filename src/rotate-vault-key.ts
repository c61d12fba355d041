import { openGround } from './boot.js';
import { BadConfiguration } from './config.js';
import { Opened } from './door.js';
import { CannotChangeKey, changeMasterKey } from './vault/change-master-key.js';
import { NoMasterKey } from './vault/key-provider.js';
import { vaultAddress } from './vault/vault-door.js';

/**
 * Changes the master key of the source vault while everything runs: `npm run rotate-vault-key`. Safe to run again after
 * it was interrupted. On the embedded default it runs when nothing else does.
 */
async function rotate(opened: Opened): Promise<void> {
  const { config, db } = await openGround(opened);
  if (!config.vaultKeyFile) throw new BadConfiguration(['CORDON_VAULT_KEY_FILE must name the key file of the vault']);
  const { current, rewrapped, retired } = await changeMasterKey(vaultAddress(config, db), config.vaultKeyFile);
  process.stdout.write(
    `The vault's key is now ${current}; ${rewrapped} data keys wrapped anew, ${retired.length} keys given up\n` +
      'Back up the key file now, apart from the database\n',
  );
}

const opened = new Opened();
rotate(opened)
  .catch((error: unknown) => {
    const told = [CannotChangeKey, BadConfiguration, NoMasterKey].some(kind => error instanceof kind);
    const code = String((error as { code?: unknown })?.code ?? 'unknown');
    process.stderr.write(
      `${told ? (error as Error).message : `The key could not be changed (${code}); run it again.`}\n`,
    );
    process.exitCode = 1;
  })
  .finally(() => opened.close());
