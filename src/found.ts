import { BadConfiguration, readConfig } from './config.js';
import { CannotFound, foundInstallation, readAdministrators } from './people/founding.js';

/**
 * Founds a production installation: `npm run found -- --admin "Name <address>" --admin "Name <address>"`.
 * Prints one invitation for each administrator; they are stored hashed, so nothing can print them again.
 */
async function found(): Promise<void> {
  const administrators = readAdministrators(process.argv.slice(2));
  const config = readConfig();
  if (!config.ownerUrl)
    throw new CannotFound(
      "Set DATABASE_URL to the address of the database's owner; the embedded default needs no founding.",
    );
  const invitations = await foundInstallation(config.ownerUrl, administrators);
  for (const { name, email, token, expiresAt } of invitations)
    process.stdout.write(`${name} <${email}>\n  invitation  ${token}\n  valid until ${expiresAt}\n`);
  process.stdout.write(
    'Each chooses a passphrase at POST /api/v1/auth/accept-invitation {"token", "password"}, signs in,\n' +
      'and sets up a second factor at POST /api/v1/auth/second-factor. What one grants another confirms.\n',
  );
}

found().catch((error: unknown) => {
  // Only what is written for a reader; a driver's message could hold the address with its password.
  const told = error instanceof CannotFound || error instanceof BadConfiguration;
  process.stderr.write(`${told ? error.message : `Cordon could not be founded (${errorCode(error)}).`}\n`);
  process.exitCode = 1;
});

function errorCode(error: unknown): string {
  return String((error as { code?: unknown })?.code ?? (error instanceof Error ? error.name : 'unknown'));
}
