import { createECDH, createPrivateKey, createPublicKey, hkdfSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json, seeds and migrations, whether this runs compiled or from source. */
export const projectRoot = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
})();

/** Everything that may differ between two installations; a class so that it can be injected. This file alone reads the environment. */
export class Config {
  host!: string;
  port!: number;
  dataDir!: string;
  /** The database owner's address; used for migrations only, then forgotten. */
  ownerUrl!: string | null;
  /** Where the API and the worker connect, if not derived from the owner's address. */
  runtimeUrl!: string | null;
  rolePrefix!: string | null;
  /** Where the vault's role connects, if not beside the runtime role. */
  vaultUrl!: string | null;
  /** The master keys of the source vault; without one the vault is closed and everything else works. */
  vaultKeyFile!: string | null;
  redisUrl!: string | null;
  secret!: string;
  /** True when Cordon brings its own PostgreSQL: for trying and testing only. */
  embedded!: boolean;
  demoPassword!: string | null;
  logLevel!: string;
  accessTokenSeconds!: number;
  sessionDays!: number;
  sweepSeconds!: number;
}

/** All that is wrong with the configuration, at once. */
export class BadConfiguration extends Error {
  constructor(readonly faults: string[]) {
    super(`Cordon cannot start:\n${faults.map(f => `  - ${f}`).join('\n')}`);
  }
}

/**
 * Reads and checks the environment once.
 * @throws BadConfiguration naming every fault.
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = [];
  const int = (name: string, fallback: number, min: number, max: number): number => {
    const raw = env[name];
    if (raw === undefined || raw === '') return fallback;
    const n = Number(raw);
    if (Number.isInteger(n) && n >= min && n <= max) return n;
    faults.push(`${name} must be a whole number from ${min} to ${max}`);
    return fallback;
  };
  const url = (name: string, schemes: string[]): string | null => {
    const raw = env[name];
    if (!raw) return null;
    if (URL.canParse(raw) && schemes.includes(new URL(raw).protocol)) return raw;
    faults.push(`${name} must be an address beginning with ${schemes.map(s => `${s}//`).join(' or ')}`);
    return null;
  };
  const secretFromFile = (): string | undefined => {
    if (!env.CORDON_SECRET_FILE) return undefined;
    try {
      return readFileSync(env.CORDON_SECRET_FILE, 'utf8').trim();
    } catch {
      faults.push('CORDON_SECRET_FILE names a file that cannot be read');
      return undefined;
    }
  };

  const ownerUrl = url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const runtimeUrl = url('RUNTIME_DATABASE_URL', ['postgres:', 'postgresql:']);
  const embedded = ownerUrl === null && runtimeUrl === null && !env.DATABASE_URL && !env.RUNTIME_DATABASE_URL;
  const secret = env.CORDON_SECRET ?? secretFromFile() ?? '';
  if (!embedded && secret.length < 32) {
    faults.push(
      'CORDON_SECRET (or CORDON_SECRET_FILE) must hold at least 32 characters; `openssl rand -base64 48` makes one',
    );
  }
  const rolePrefix = env.ROLE_PREFIX ?? null;
  if (rolePrefix !== null && !/^[a-z][a-z0-9_]{0,30}$/.test(rolePrefix)) {
    faults.push('ROLE_PREFIX must be lower-case letters, digits and underscores, at most 31 characters');
  }
  const config: Config = {
    host: env.HOST ?? '127.0.0.1',
    port: int('PORT', 3000, 0, 65535),
    dataDir: env.DATA_DIR ?? './var',
    ownerUrl,
    runtimeUrl,
    rolePrefix,
    vaultUrl: url('VAULT_DATABASE_URL', ['postgres:', 'postgresql:']),
    vaultKeyFile: env.CORDON_VAULT_KEY_FILE || null,
    redisUrl: url('REDIS_URL', ['redis:', 'rediss:']),
    secret,
    embedded,
    demoPassword: env.DEMO_PASSWORD || null,
    logLevel: env.LOG_LEVEL ?? 'info',
    accessTokenSeconds: int('ACCESS_TOKEN_SECONDS', 600, 30, 3600),
    sessionDays: int('SESSION_DAYS', 7, 1, 90),
    sweepSeconds: int('SWEEP_SECONDS', 3, 1, 300),
  };
  if (faults.length > 0) throw new BadConfiguration(faults);
  return config;
}

/** 32 bytes for one purpose, derived from the installation's secret (HKDF-SHA-256, RFC 5869). */
export function deriveKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'cordon', purpose, 32));
}

/** The ES256 key pair that signs access tokens, derived so that every API process signs alike. */
export function signingKeys(secret: string): { privateKey: KeyObject; publicKey: KeyObject } {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(deriveKey(secret, 'access-token signing'));
  const point = ecdh.getPublicKey();
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
    d: ecdh.getPrivateKey().toString('base64url'),
  };
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}
