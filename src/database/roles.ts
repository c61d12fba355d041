import { createHmac } from 'node:crypto';

/** The database roles of one installation. Roles belong to the whole cluster, so each database has its own prefix. */
export interface Roles {
  runtime: string;
  definer: string;
  sealer: string;
  vault: string;
  search: string;
  match: string;
}

/** Names of the roles for a prefix. Only `runtime`, `sealer`, `vault`, `search` and `match` may ever sign in. */
export function rolesFor(prefix: string): Roles {
  return {
    runtime: `${prefix}_runtime`,
    definer: `${prefix}_definer`,
    sealer: `${prefix}_sealer`,
    vault: `${prefix}_vault`,
    search: `${prefix}_search`,
    match: `${prefix}_match`,
  };
}

/** The prefix when none is configured: the database's name, made fit for an identifier. */
export function prefixFor(databaseUrl: string): string {
  const name = decodeURIComponent(new URL(databaseUrl).pathname.slice(1)) || 'cordon';
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')
    .replace(/^[^a-z]/, 'c_')
    .slice(0, 31);
}

/** A role's password, derived from the installation's secret so that no second secret has to be kept. */
export function rolePassword(secret: string, role: string): string {
  return createHmac('sha256', secret).update(`database role ${role}`).digest('base64url');
}

/** The owner's address with another role signed in. */
export function urlForRole(ownerUrl: string, secret: string, role: string): string {
  const url = new URL(ownerUrl);
  url.username = role;
  url.password = rolePassword(secret, role);
  return url.href;
}

/** The vault's role of the installation whose runtime role signs in at this address. */
export function vaultRoleBeside(runtimeUrl: string): string {
  const runtime = decodeURIComponent(new URL(runtimeUrl).username);
  return rolesFor(runtime.replace(/_runtime$/, '')).vault;
}
