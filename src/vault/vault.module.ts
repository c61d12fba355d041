import { Module } from '@nestjs/common';
import { FileKeyProvider, KeyProvider } from './key-provider.js';
import { Vault } from './vault.js';
import { VaultDoor } from './vault-door.js';

/** Who sources are: keys, sealing, and a connection of its own. */
@Module({
  providers: [{ provide: KeyProvider, useClass: FileKeyProvider }, Vault, VaultDoor],
  exports: [Vault, VaultDoor],
})
export class VaultModule {}
